package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Decimal;
import java.time.LocalDate;

/**
 * What a commodity costs on a day, for those who sell at the price of the day.
 *
 * @param price for one rate unit, in the commodity's currency
 */
public record ReferencePrice(Decimal price, LocalDate date) {}
