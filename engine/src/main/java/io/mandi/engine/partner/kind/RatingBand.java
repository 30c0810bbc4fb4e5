package io.mandi.engine.partner.kind;

import io.mandi.engine.catalog.Decimal;
import java.util.Optional;

/** All that a counterparty learns of a partner's rating. */
public enum RatingBand {
    A("4.5"),
    B("4.0"),
    C("3.0"),
    D("0"),
    UNRATED("0");

    private final Decimal least;

    RatingBand(String least) {
        this.least = Decimal.parse(least).orElseThrow();
    }

    /** @param rating 0 to 5 */
    public static RatingBand of(Optional<Decimal> rating) {
        return rating.map(RatingBand::ofNumber).orElse(UNRATED);
    }

    private static RatingBand ofNumber(Decimal rating) {
        for (RatingBand band : values()) {
            if (rating.compareTo(band.least) >= 0) {
                return band;
            }
        }
        return D;
    }
}
