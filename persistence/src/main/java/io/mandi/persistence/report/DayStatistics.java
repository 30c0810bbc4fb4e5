package io.mandi.persistence.report;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was traded of an instrument on a day of its market.
 *
 * @param today absent before the first trade of the day
 * @param previousClose price of the last trade of the days before, in ticks
 */
public record DayStatistics(LocalDate day, Optional<Candle> today, OptionalLong previousClose) {}
