package io.mandi.persistence.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** How long a candle is. */
public enum CandleInterval {
    ONE_MINUTE("1m", 1, 1, 1),
    FIVE_MINUTES("5m", 5, 1, 5),
    ONE_HOUR("1h", 60, 15, 4),
    /** From midnight to midnight of a market's time zone, which are 25 hours on one day of the year. */
    ONE_DAY("1d", 24 * 60, 15, 25 * 4);

    static final long MICROS_PER_MINUTE = 60_000_000L;

    private final String code;
    private final int minutes;
    private final int span;
    private final int spans;

    CandleInterval(String code, int minutes, int span, int spans) {
        this.code = code;
        this.minutes = minutes;
        this.span = span;
        this.spans = spans;
    }

    /** As clients write it. */
    public String code() {
        return code;
    }

    /** In minutes, of the rows that a candle is made of. */
    int span() {
        return span;
    }

    /** Most rows that a candle is made of. */
    int spans() {
        return spans;
    }

    long micros() {
        return minutes * MICROS_PER_MINUTE;
    }

    /**
     * The first time, from the given one on, at which a candle begins.
     *
     * @param micros since the epoch, as the answer
     */
    long beginFrom(long micros, ZoneId zone) {
        if (this != ONE_DAY) {
            return -Math.floorDiv(-micros, micros()) * micros();
        }
        LocalDate day = dayOf(micros, zone);
        long begins = beginOf(day, zone);
        return begins == micros ? begins : beginOf(day.plusDays(1), zone);
    }

    /** When the candle begins that a time lies in; all in microseconds since the epoch. */
    long beginOf(long micros, ZoneId zone) {
        return this == ONE_DAY ? beginOf(dayOf(micros, zone), zone) : Math.floorDiv(micros, micros()) * micros();
    }

    private static LocalDate dayOf(long micros, ZoneId zone) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone).toLocalDate();
    }

    /** When a day begins, in microseconds since the epoch. */
    static long beginOf(LocalDate day, ZoneId zone) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, day.atStartOfDay(zone).toInstant());
    }
}
