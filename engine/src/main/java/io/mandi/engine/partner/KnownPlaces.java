package io.mandi.engine.partner;

import io.mandi.engine.catalog.place.Place;
import java.util.Optional;

/** The locations of the organisation's catalogue that a draft refers to. */
@FunctionalInterface
public interface KnownPlaces {
    /** @return absent when there is no such location, or it is deleted */
    Optional<Place> find(String locationId);
}
