package io.mandi.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * What is recovered, and how often.
 *
 * @param events in the journal of the book
 * @param rounds how often each kind of start is measured, in turn with the others
 * @param fetch rows that the plain SELECT fetches at a time
 * @param settings of the nodes, where they differ from the defaults
 * @param folder where the database lies meanwhile
 */
record RecoveryPlan(int events, int rounds, int fetch, Map<String, String> settings, Path folder) {
    RecoveryPlan {
        if (events < 1 || rounds < 1 || fetch < 1) {
            throw new IllegalArgumentException("events, rounds and rows must be positive");
        }
    }
}
