package io.mandi.engine.catalog.edit;

import java.util.List;

/**
 * What was decided: how something is from now on, and what that means for those who follow.
 *
 * @param events in the order in which they happened; none when nothing has changed
 */
public record Change<T>(T value, List<CatalogueEvent> events) {
    public Change {
        events = List.copyOf(events);
    }

    static <T> Change<T> none(T value) {
        return new Change<>(value, List.of());
    }
}
