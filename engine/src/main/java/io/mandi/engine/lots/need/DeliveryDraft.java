package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Place;
import java.util.Optional;

/**
 * Where a buyer wants the goods, not checked yet.
 *
 * @param locationId of the catalogue, or absent and {@code place} is there
 * @param maxDistanceKm how far away they may be, in km
 */
public record DeliveryDraft(Optional<String> locationId, Optional<Place> place, Optional<Decimal> maxDistanceKm) {}
