package io.mandi.http.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Measures the live stream. No channel, no tenant and no user is in it. */
final class StreamMeters {
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Counter sent;
    private final Counter slowReaders;

    StreamMeters(MeterRegistry registry, IntSupplier clients) {
        Gauge.builder("mandi.stream.clients", clients::getAsInt)
                .description("Sockets of the live stream that are open")
                .register(registry);
        Gauge.builder("mandi.stream.subscriptions", subscriptions, AtomicInteger::get)
                .description("Subscriptions of these sockets")
                .register(registry);
        sent = Counter.builder("mandi.stream.messages.sent")
                .description("Messages that were sent to clients of the live stream")
                .register(registry);
        slowReaders = Counter.builder("mandi.stream.slow.readers")
                .description("Clients of the live stream that were cut off because they read too slowly")
                .register(registry);
    }

    void subscribed(int more) {
        subscriptions.addAndGet(more);
    }

    void sent() {
        sent.increment();
    }

    void slowReader() {
        slowReaders.increment();
    }
}
