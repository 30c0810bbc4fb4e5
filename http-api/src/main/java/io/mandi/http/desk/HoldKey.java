package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import java.util.List;
import java.util.Optional;

/**
 * Names what a buyer's ledger holds for one attempt of a request to reserve, so that whoever finds it knows whom to ask about it.
 *
 * @param digest of the request
 * @param attempt from 0 on
 * @param roomOf the need of another commodity that keeps room under the same key
 */
record HoldKey(ResourceId lot, String digest, int attempt, Optional<ResourceId> roomOf) {
    private static final String PREFIX = "hold";

    @Override
    public String toString() {
        String key = String.join(":", PREFIX, lot.toString(), digest, Integer.toString(attempt));
        return roomOf.map(need -> key + ":" + need).orElse(key);
    }

    static Optional<HoldKey> parse(String key) {
        List<String> parts = List.of(key.split(":"));
        if (parts.size() < 4 || parts.size() > 5 || !parts.getFirst().equals(PREFIX)) {
            return Optional.empty();
        }
        Optional<ResourceId> need =
                parts.size() == 4 ? Optional.empty() : ResourceId.parse(ResourceId.Kind.REQUIREMENT, parts.get(4));
        return ResourceId.parse(ResourceId.Kind.AVAILABILITY, parts.get(1))
                .filter(lot -> parts.size() == 4 || need.isPresent())
                .filter(lot -> parts.get(3).matches("[0-9]{1,3}"))
                .map(lot -> new HoldKey(lot, parts.get(2), Integer.parseInt(parts.get(3)), need));
    }
}
