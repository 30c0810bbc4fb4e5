package io.mandi.engine.lots.matching;

import io.mandi.engine.lots.match.Appraisal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * When somebody was told of a pair, and how it was then.
 *
 * @param price for one base unit; absent for an open price
 */
public record Announcement(Instant at, BigDecimal score, Optional<BigDecimal> price, BigDecimal quantity) {

    static Announcement of(Appraisal appraisal, Instant at) {
        return new Announcement(at, appraisal.score(), appraisal.pricePerBaseUnit(), appraisal.matchedQuantity());
    }
}
