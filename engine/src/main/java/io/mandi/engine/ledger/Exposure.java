package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What a partner has on hold and has bought in trades that are not completed, in money of its currency (8.4). A limit that is absent is as 0.
 *
 * @param held for reservations
 * @param converted for trades
 */
public record Exposure(BigDecimal held, BigDecimal converted) {
    public static final Exposure NONE = new Exposure(BigDecimal.ZERO, BigDecimal.ZERO);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int PERCENT_SCALE = 2;

    public BigDecimal total() {
        return held.add(converted);
    }

    /** In percent with 2 decimals, rounded down: it never shows a threshold that is not reached (EX-3). */
    public BigDecimal utilisation(Optional<Decimal> limit) {
        if (isNone(limit)) {
            return (total().signum() > 0 ? HUNDRED : BigDecimal.ZERO).setScale(PERCENT_SCALE);
        }
        return total().multiply(HUNDRED).divide(amount(limit), PERCENT_SCALE, RoundingMode.DOWN);
    }

    public ExposureState state(Optional<Decimal> limit) {
        return ExposureState.of(utilisation(limit));
    }

    /** What may still be held; 0 when nothing may. */
    public BigDecimal headroom(Optional<Decimal> limit) {
        return amount(limit).subtract(total()).max(BigDecimal.ZERO);
    }

    /** Whether a hold of that much is taken (EX-2, EX-3). */
    public boolean fits(BigDecimal more, Optional<Decimal> limit) {
        return !isNone(limit)
                && state(limit) != ExposureState.RED_CRITICAL
                && total().add(more).compareTo(amount(limit)) <= 0;
    }

    private static boolean isNone(Optional<Decimal> limit) {
        return amount(limit).signum() == 0;
    }

    private static BigDecimal amount(Optional<Decimal> limit) {
        return limit.map(Decimal::toBigDecimal).orElse(BigDecimal.ZERO);
    }

    /** This without a part of what is held. */
    public Exposure withoutHold(BigDecimal amount) {
        return new Exposure(held.subtract(amount), converted);
    }

    Exposure hold(BigDecimal amount) {
        return new Exposure(held.add(amount), converted);
    }

    Exposure convert(BigDecimal amount, BigDecimal traded) {
        return new Exposure(held.subtract(amount), converted.add(traded));
    }

    Exposure release(ExposureEntry entry) {
        return entry.state() == ExposureEntry.State.HELD
                ? new Exposure(held.subtract(entry.amount()), converted)
                : new Exposure(held, converted.subtract(entry.amount()));
    }
}
