package io.mandi.http.api;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.place.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The fields of a posting that is created or edited. An edit is a merge patch (RFC 7396): what is not named stays, and {@code null}
 * takes away what a posting need not have. Lists, and objects of a commodity's codes, are named whole.
 *
 * @param fields of the body
 * @param creating whether the posting is new: then {@code null} is the same as nothing
 */
record PatchFields(Fields fields, boolean creating) {
    private static final List<String> PLACE =
            List.of("address", "city", "state_code", "country", "latitude", "longitude");

    /** Of what a posting may have or not have. */
    <T> Optional<Optional<T>> removable(String name, Optional<T> value) {
        return fields.names(name) ? Optional.of(value) : Optional.empty();
    }

    /** Of what a posting always has. */
    <T> Optional<T> lasting(String name, Optional<T> value) {
        if (!creating && fields.names(name) && !fields.has(name)) {
            fields.broken(name, "validation_failed", "cannot be taken away");
        }
        return value;
    }

    /** Of what there may be several; {@code null} is none of them. */
    <T> Optional<List<T>> several(String name, Optional<List<T>> value) {
        return fields.names(name) ? Optional.of(value.orElse(List.of())) : Optional.empty();
    }

    Optional<Optional<String>> text(String name) {
        return removable(name, fields.optionalText(name, Integer.MAX_VALUE));
    }

    Optional<Optional<Decimal>> decimal(String name) {
        return removable(name, fields.optionalDecimal(name));
    }

    Optional<String> lastingText(String name) {
        return lasting(name, fields.optionalText(name, Integer.MAX_VALUE));
    }

    Optional<List<String>> texts(String name) {
        return several(name, fields.optionalTexts(name));
    }

    /** What a posting is of, and whose it is, is settled when it is created. */
    void settled(String name) {
        if (fields.has(name)) {
            fields.broken(name, "field_fixed", "is settled when the posting is created");
        }
    }

    /**
     * A place that stands in the posting itself. Its fields are named all together: who names one of them names a new place.
     *
     * @return empty when none is named; empty within when all that are named are {@code null}
     */
    static Optional<Optional<Place>> place(Fields fields) {
        List<String> named = PLACE.stream().filter(fields::names).toList();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> address = fields.optionalText("address", Integer.MAX_VALUE);
        Optional<String> city = fields.optionalText("city", Integer.MAX_VALUE);
        Optional<String> state = fields.optionalText("state_code", Integer.MAX_VALUE);
        Optional<String> country = fields.optionalText("country", Integer.MAX_VALUE);
        OptionalDouble latitude = fields.optionalNumber("latitude");
        OptionalDouble longitude = fields.optionalNumber("longitude");
        boolean none = Stream.of(address, city, state, country).allMatch(Optional::isEmpty)
                && latitude.isEmpty()
                && longitude.isEmpty();
        if (none) {
            return Optional.of(Optional.empty());
        }
        Checked<Place> place = Place.of(address, city, state, country.orElse(""), latitude, longitude);
        for (Flaw flaw : place.flaws()) {
            fields.broken(flaw.field(), flaw.code().code(), flaw.detail());
        }
        return Optional.of(place.asOptional());
    }
}
