package io.mandi.engine.trade;

import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.State;
import java.util.Optional;

/**
 * Where goods come from, where they go, or where the invoice goes.
 *
 * @param locationId of the catalogue's location that it is; absent for another place
 */
public record Destination(Optional<String> locationId, Place place) {
    /** The two digits of an Indian state; absent abroad, and where the state is not known. */
    public Optional<String> gstStateCode() {
        return place.state().map(State::gstCode);
    }
}
