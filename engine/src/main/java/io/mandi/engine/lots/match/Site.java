package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.place.Place;
import java.util.Optional;

/**
 * Where goods are or are wanted.
 *
 * @param locationId absent for a place that stands in the posting itself
 * @param place of the location, or of the posting
 */
public record Site(Optional<String> locationId, Place place) {}
