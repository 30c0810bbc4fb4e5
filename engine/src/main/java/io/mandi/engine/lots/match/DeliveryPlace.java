package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import java.util.Optional;

/**
 * Where a need wants its goods.
 *
 * @param maxDistanceKm how far away they may be, in km; the market's setting when absent. Counted down to the millimetre
 */
public record DeliveryPlace(Site site, Optional<Decimal> maxDistanceKm) {}
