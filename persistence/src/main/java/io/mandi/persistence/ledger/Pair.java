package io.mandi.persistence.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Two partners one of whom would buy from the other.
 *
 * @param buyer partner id
 * @param seller partner id
 * @param goodsCountry where the goods are; absent when that is not known
 * @param deliveryCountry where they are wanted; absent when that is not known
 * @param commodity id of the goods
 * @param lotCreatedAt when the lot was created; absent where it does not matter
 * @param needCreatedAt when the need was created; absent without one
 * @param value what it comes to without tax (RK-1)
 * @param hold the key of the hold that the buyer's ledger has taken for this, which is not counted besides the value
 */
public record Pair(
        String buyer,
        String seller,
        Optional<String> goodsCountry,
        Optional<String> deliveryCountry,
        String commodity,
        Optional<Instant> lotCreatedAt,
        Optional<Instant> needCreatedAt,
        BigDecimal value,
        Optional<String> hold) {}
