package io.mandi.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How much too much, and for how long.
 *
 * @param time of the overload
 * @param quiet time of the load before, at which the node's most and the second tenant's quiet latencies are measured
 * @param warmUp longest load before that
 * @param factor of the node's most that is sent
 * @param connections of the overload; more than the node lets in at a time, or it never refuses
 * @param books that the orders go to
 * @param tenantRate orders per second of the second tenant
 * @param settings of the node, where they differ from the defaults
 * @param folder where the database lies meanwhile
 */
record OverloadPlan(
        Duration time,
        Duration quiet,
        Duration warmUp,
        double factor,
        int connections,
        int books,
        double tenantRate,
        Map<String, String> settings,
        Path folder) {

    OverloadPlan {
        if (!time.isPositive() || !quiet.isPositive() || warmUp.isNegative() || connections < 1 || books < 1) {
            throw new IllegalArgumentException("times, connections and books must be positive");
        }
        if (factor <= 0 || tenantRate <= 0) {
            throw new IllegalArgumentException("factor and rate must be positive");
        }
    }
}
