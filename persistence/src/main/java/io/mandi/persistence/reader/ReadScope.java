package io.mandi.persistence.reader;

import io.mandi.engine.id.EntityId;
import java.util.Map;

/**
 * Whose data is read, and what has to be in it.
 *
 * @param after of entities of this organisation, the last event's number in the journal that the reader has to see
 */
public record ReadScope(String organization, Map<EntityId, Long> after) {
    public ReadScope {
        after = Map.copyOf(after);
        for (EntityId entity : after.keySet()) {
            if (!entity.organization().equals(organization)) {
                throw new IllegalArgumentException("an entity of another organisation");
            }
        }
    }

    /** As it is. */
    public static ReadScope of(String organization) {
        return new ReadScope(organization, Map.of());
    }
}
