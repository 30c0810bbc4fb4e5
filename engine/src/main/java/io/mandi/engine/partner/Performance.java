package io.mandi.engine.partner;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.kind.RatingBand;
import java.util.Optional;

/**
 * How well a partner does, as the organisation sees it.
 *
 * @param rating 0 to 5
 * @param payment percent, 0 to 100
 * @param delivery percent, 0 to 100
 * @param buyerPriority 0.5 to 2.0
 */
public record Performance(
        Optional<Decimal> rating, Optional<Decimal> payment, Optional<Decimal> delivery, Decimal buyerPriority) {
    /** Of a new partner. */
    public static final Performance NONE =
            new Performance(Optional.empty(), Optional.empty(), Optional.empty(), new Decimal(10, 1));

    private static final Decimal HIGHEST_RATING = new Decimal(5, 0);
    private static final Decimal LEAST_PRIORITY = new Decimal(5, 1);
    private static final Decimal MOST_PRIORITY = new Decimal(20, 1);
    private static final int SCALE = 2;

    /** This, if its numbers are within their bounds. */
    public Checked<Performance> check() {
        Inspection inspection = new Inspection();
        rating.ifPresent(number -> {
            if (number.compareTo(HIGHEST_RATING) > 0) {
                inspection.note(FlawCode.NUMBER_OUT_OF_RANGE, "rating", "must be 0 to 5");
            }
            inspection.decimals("rating", number, SCALE);
        });
        payment.ifPresent(number -> inspection.percentage("payment_performance", number));
        delivery.ifPresent(number -> inspection.percentage("delivery_performance", number));
        if (buyerPriority.compareTo(LEAST_PRIORITY) < 0 || buyerPriority.compareTo(MOST_PRIORITY) > 0) {
            inspection.note(FlawCode.NUMBER_OUT_OF_RANGE, "buyer_priority", "must be 0.5 to 2.0");
        }
        inspection.decimals("buyer_priority", buyerPriority, SCALE);
        return inspection.result(() -> this);
    }

    /** All that a counterparty learns of it. */
    public RatingBand band() {
        return RatingBand.of(rating);
    }
}
