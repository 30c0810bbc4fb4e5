package io.mandi.integrations.trace;

import java.net.URI;
import java.time.Duration;

/**
 * Which requests are told of, and to whom.
 *
 * @param endpoint of the collector, without the path {@code /v1/traces}
 * @param serviceName that the collector knows this program by
 * @param sampleOneIn one in so many requests is sampled that come without a trace; 0 for none of them
 * @param maxPerSecond most requests that are sampled in a second, wherever their trace comes from
 * @param queue most spans that have ended and are not sent
 * @param timeout of sending, and of sending the last ones at the end
 */
public record TraceExport(
        URI endpoint, String serviceName, int sampleOneIn, int maxPerSecond, int queue, Duration timeout) {}
