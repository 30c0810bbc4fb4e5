package io.mandi.persistence.report;

import java.math.BigDecimal;

/**
 * What was traded of a commodity at the desk on one business day (TR-12).
 *
 * @param day days since 1970-01-01
 * @param commodityId id
 * @param trades how many
 * @param quantity in base units
 * @param value without tax
 */
public record DailyDeskTrades(
        int day,
        String commodityId,
        String baseUnit,
        String currency,
        long trades,
        BigDecimal quantity,
        BigDecimal value) {

    /** By what it is known among those of its day. */
    String name() {
        return commodityId + " " + currency;
    }
}
