package io.mandi.engine.partner;

import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.State;
import java.util.Optional;

/**
 * Where a partner's location or branch is.
 *
 * @param locationId of the catalogue's location that it is at; absent when it is a place of its own
 * @param place of that location, which never changes, or its own
 */
public record Address(Optional<String> locationId, Place place, Optional<String> pincode) {
    /** Of an Indian state, where it is in one. */
    public Optional<String> gstStateCode() {
        return place.state().map(State::gstCode);
    }

    /** What it would be made of. */
    public AddressDraft draft() {
        return locationId
                .map(AddressDraft::at)
                .orElseGet(() -> new AddressDraft(
                        Optional.empty(),
                        place.address(),
                        place.city(),
                        place.stateCode(),
                        Optional.of(place.country()),
                        pincode,
                        place.coordinates()));
    }
}
