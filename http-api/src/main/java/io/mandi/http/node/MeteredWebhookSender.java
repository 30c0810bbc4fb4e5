package io.mandi.http.node;

import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookSender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Measures what a sender does: how long its attempts take, by what came of them. */
record MeteredWebhookSender(WebhookSender sender, MeterRegistry registry) implements WebhookSender {
    private static final int HUNDRED = 100;

    @Override
    public CompletionStage<Attempt> send(WebhookEndpoint endpoint, Message message) {
        return sender.send(endpoint, message).thenApply(attempt -> {
            Timer.builder("mandi.webhook.attempts")
                    .description("Attempts to send an event to an endpoint")
                    .tag("outcome", outcome(attempt))
                    .publishPercentileHistogram()
                    .register(registry)
                    .record(Duration.ofNanos(attempt.durationMicros() * 1_000));
            return attempt;
        });
    }

    /** As {@code 2xx}, or why there was no answer. */
    private static String outcome(Attempt attempt) {
        return attempt.failure()
                .map(failure -> failure.name().toLowerCase(Locale.ROOT))
                .orElseGet(() -> attempt.status().orElseThrow() / HUNDRED + "xx");
    }
}
