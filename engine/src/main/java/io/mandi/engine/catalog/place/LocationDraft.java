package io.mandi.engine.catalog.place;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A location as somebody wants it, not checked yet.
 *
 * @param placeId what a map service calls the place
 * @param stateCode letter code; in India it may be left to {@code gstStateCode}
 * @param gstStateCode two digits; in India it follows from {@code stateCode}
 * @param country ISO 3166-1 alpha-2
 * @param timezone IANA name; the market's, or India's in India, when absent
 */
public record LocationDraft(
        String name,
        Optional<String> placeId,
        Optional<String> address,
        OptionalDouble latitude,
        OptionalDouble longitude,
        Optional<String> pincode,
        Optional<String> city,
        Optional<String> district,
        Optional<String> stateCode,
        Optional<String> gstStateCode,
        String country,
        Optional<String> timezone,
        boolean active) {}
