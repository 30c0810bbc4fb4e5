package io.mandi.http.node;

import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookSender;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Tells of attempts to send a sampled event: each is a span below that of the event, which may have ended long ago. The receiver is
 * told the attempt's span.
 */
record TracedWebhookSender(WebhookSender sender, Traces traces) implements WebhookSender {

    @Override
    public CompletionStage<Attempt> send(WebhookEndpoint endpoint, Message message) {
        Optional<TraceContext> event = message.trace();
        Optional<Span> begun =
                event.isPresent() ? traces.begin("webhook attempt", Traces.Kind.CLIENT, event.get()) : Optional.empty();
        if (begun.isEmpty()) {
            return sender.send(endpoint, message);
        }
        Span span = begun.get();
        describe(span, endpoint, message);
        Message traced = new Message(message.id(), message.body(), message.attempts(), Optional.of(span.context()));
        return sender.send(endpoint, traced).whenComplete((attempt, failure) -> {
            if (failure == null) {
                describe(span, attempt);
            } else {
                span.fail(failure.getClass().getSimpleName());
            }
            span.end();
        });
    }

    /** Not the whole address: many receivers have a secret in its path. */
    private static void describe(Span span, WebhookEndpoint endpoint, Message message) {
        URI url = URI.create(endpoint.url());
        span.set("http.request.method", "POST");
        span.set("server.address", url.getHost());
        if (url.getPort() != -1) {
            span.set("server.port", url.getPort());
        }
        if (message.attempts() > 0) {
            span.set("http.request.resend_count", message.attempts());
        }
        span.set("mandi.organization_id", endpoint.id().organization());
        span.set("mandi.webhook.endpoint_id", endpoint.id().endpoint());
        span.set("mandi.event.id", message.id());
    }

    private static void describe(Span span, Attempt attempt) {
        attempt.status().ifPresent(status -> {
            span.set("http.response.status_code", status);
            if (!attempt.isSuccess()) {
                span.fail(Integer.toString(status));
            }
        });
        attempt.failure().ifPresent(failure -> span.fail(failure.name().toLowerCase(Locale.ROOT)));
    }
}
