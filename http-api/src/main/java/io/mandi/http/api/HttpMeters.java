package io.mandi.http.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures the answers of the HTTP API, by route and status. No path, no tenant and no user is in it. */
final class HttpMeters {
    private static final String NO_ROUTE = "none";

    private final MeterRegistry registry;
    /** No more of them than routes times statuses. */
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    private record Key(String method, String route, int status) {}

    HttpMeters(MeterRegistry registry, Admission admission) {
        this.registry = registry;
        registry.gauge("mandi.http.in.flight", admission, Admission::inFlight);
    }

    /** @param endpoint absent when no route was found */
    void answered(Optional<Endpoint> endpoint, int status, long nanos) {
        Key key = endpoint.map(route -> new Key(route.method(), route.template(), status))
                .orElseGet(() -> new Key(NO_ROUTE, NO_ROUTE, status));
        timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder("mandi.http.requests")
                .description("Requests, from the head's arrival to the answer")
                .tag("method", key.method)
                .tag("route", key.route)
                .tag("status", Integer.toString(key.status))
                .serviceLevelObjectives(
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }
}
