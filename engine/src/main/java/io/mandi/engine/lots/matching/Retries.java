package io.mandi.engine.lots.matching;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a run that has failed is repeated (section 7.1).
 *
 * @param most times; after that it is left to the sweep
 * @param first wait; each doubles
 */
public record Retries(int most, Duration first) {

    /**
     * The wait before the next attempt; empty when there is none.
     *
     * @param failures so far, 1 or more
     */
    public Optional<Duration> after(int failures) {
        return failures > most ? Optional.empty() : Optional.of(first.multipliedBy(1L << (failures - 1)));
    }
}
