package io.mandi.engine.partner;

import io.mandi.engine.catalog.place.Coordinates;
import java.util.Optional;

/**
 * Where a partner's location or branch is to be: a location of the catalogue, or a place of its own.
 *
 * @param locationId where this is given, nothing else is
 * @param country ISO 3166-1 alpha-2
 */
public record AddressDraft(
        Optional<String> locationId,
        Optional<String> address,
        Optional<String> city,
        Optional<String> stateCode,
        Optional<String> country,
        Optional<String> pincode,
        Optional<Coordinates> coordinates) {

    /** At a location of the catalogue. */
    public static AddressDraft at(String locationId) {
        return new AddressDraft(
                Optional.of(locationId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
