package io.mandi.http.api;

import io.mandi.cluster.NodeSettings.AdmissionSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests a node works on at one time, in all and for one tenant. What comes on top is refused before its body
 * is read: more would only wait, and those that are in would wait longer.
 *
 * <p>Requests that change something and those that only look are counted apart, each against both limits. A change waits
 * for a commit and a look at a book does not; with one count, changes at a slow database would shut out the lookers.
 *
 * <p>A request counts one, whatever it holds. How many orders are in a batch is only known when its body is read; from
 * there on the line of its book counts them.
 */
final class Admission {
    private final AdmissionSettings settings;
    private final Gate changes = new Gate();
    private final Gate looks = new Gate();

    Admission(AdmissionSettings settings) {
        this.settings = settings;
    }

    /** The right of one request to be worked on. */
    interface Permit {
        /** Gives it back; only the first call counts. */
        void release();
    }

    /**
     * @param tenant from a verified token
     * @throws ProblemException 503 when the node has as much as it takes, 429 when the tenant has
     */
    Permit enter(String tenant, boolean change) {
        return (change ? changes : looks).enter(tenant);
    }

    /** Permits that are out. */
    int inFlight() {
        return changes.total.get() + looks.total.get();
    }

    /** Tenants that have permits. */
    int tenants() {
        return changes.byTenant.size() + looks.byTenant.size();
    }

    private final class Gate {
        private final AtomicInteger total = new AtomicInteger();
        /** Only tenants with permits are in it, so that it is no larger than the number of permits. */
        private final Map<String, Integer> byTenant = new ConcurrentHashMap<>();

        Permit enter(String tenant) {
            if (total.incrementAndGet() > settings.maxInFlight()) {
                total.decrementAndGet();
                throw new ProblemException(Problem.retry(
                        503, "overloaded", "nothing was done; the server has as many requests as it takes", 1));
            }
            if (byTenant.merge(tenant, 1, Integer::sum) > settings.maxInFlightPerTenant()) {
                leave(tenant);
                throw new ProblemException(Problem.retry(
                        429,
                        "too_many_requests",
                        "nothing was done; this organisation has as many requests in flight as one may have",
                        1));
            }
            AtomicBoolean held = new AtomicBoolean(true);
            return () -> {
                if (held.compareAndSet(true, false)) {
                    leave(tenant);
                }
            };
        }

        private void leave(String tenant) {
            byTenant.computeIfPresent(tenant, (name, count) -> count == 1 ? null : count - 1);
            total.decrementAndGet();
        }
    }
}
