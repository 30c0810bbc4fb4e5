package io.mandi.integrations.webhook;

import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.Attempt.Failure;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookSender;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.OutgoingConnection;
import org.apache.pekko.http.javadsl.OutgoingConnectionBuilder;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.UserAgent;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import scala.jdk.javaapi.DurationConverters;

/**
 * Sends each message over a connection of its own, to the address that was looked up and checked for it. Redirects are not followed.
 */
public final class HttpWebhookSender implements WebhookSender {
    /** Bytes of an answer that are kept. */
    static final int KEPT_ANSWER = 4_096;

    private static final String USER_AGENT = "Mandi-Webhooks";

    private final ActorSystem<?> system;
    private final WebhookTargets targets;
    private final Duration timeout;
    private final InstantSource clock;
    private final ClientConnectionSettings settings;

    /** @param timeout of an attempt, from the look-up of the host to the end of the answer */
    public HttpWebhookSender(ActorSystem<?> system, WebhookTargets targets, Duration timeout, InstantSource clock) {
        this.system = system;
        this.targets = targets;
        this.timeout = timeout;
        this.clock = clock;
        this.settings = ClientConnectionSettings.create(Adapter.toClassic(system))
                .withConnectingTimeout(DurationConverters.toScala(timeout))
                .withIdleTimeout(DurationConverters.toScala(timeout))
                .withTransport(
                        ClientTransport.withCustomResolver((host, port) -> targets.resolve(host, (Integer) port)));
    }

    @Override
    public CompletionStage<Attempt> send(WebhookEndpoint endpoint, Message message) {
        Instant start = clock.instant();
        long began = System.nanoTime();
        WebhookTargets.Target target = WebhookTargets.target(endpoint.url());
        HttpRequest request = HttpRequest.POST(target.path())
                .addHeader(UserAgent.create(USER_AGENT))
                .addHeader(RawHeader.create("webhook-id", message.id()))
                .addHeader(RawHeader.create("webhook-timestamp", Long.toString(start.getEpochSecond())))
                .addHeader(RawHeader.create(
                        "webhook-signature",
                        Signature.of(endpoint.secrets(), message.id(), start.getEpochSecond(), message.body())))
                .addHeaders(trace(message))
                .withEntity(ContentTypes.APPLICATION_JSON, ByteString.fromString(message.body()));
        CompletableFuture<Attempt> attempt = new CompletableFuture<>();
        AtomicReference<Optional<CompletionStage<Attempt>>> begun = new AtomicReference<>(Optional.empty());
        Source.single(request)
                .via(connection(target))
                // Inside the stream, whose end closes the connection; to leave the rest of an answer unread breaks it
                // off.
                .mapAsync(1, response -> {
                    CompletionStage<Attempt> answer = answer(response, start, began);
                    begun.set(Optional.of(answer));
                    return answer.thenApply(attempt::complete);
                })
                .completionTimeout(timeout)
                .runWith(Sink.ignore(), system)
                .whenComplete((done, failure) -> {
                    Attempt failed = Attempt.failed(micros(start), duration(began), failure(failure));
                    // A connection that was broken off may be heard of before the answer that was enough.
                    if (begun.get().isEmpty() || failed.failure().equals(Optional.of(Failure.TIMEOUT))) {
                        attempt.complete(failed);
                    } else {
                        begun.get()
                                .get()
                                .whenComplete((answer, broken) -> attempt.complete(broken == null ? answer : failed));
                    }
                });
        return attempt;
    }

    /** Without the tracestate, which is what others on the way know, and none of the receiver's business. */
    private static List<HttpHeader> trace(Message message) {
        return message.trace().isPresent()
                ? List.of(RawHeader.create("traceparent", message.trace().get().traceparent()))
                : List.of();
    }

    private Flow<HttpRequest, HttpResponse, CompletionStage<OutgoingConnection>> connection(
            WebhookTargets.Target target) {
        OutgoingConnectionBuilder builder = Http.get(system)
                .connectionTo(target.host())
                .toPort(target.port())
                .withClientConnectionSettings(settings);
        return target.secure() ? builder.https() : builder.http();
    }

    private CompletionStage<Attempt> answer(HttpResponse response, Instant start, long began) {
        return response.entity()
                .getDataBytes()
                .scan(ByteString.emptyByteString(), ByteString::concat)
                .takeWhile(bytes -> bytes.length() < KEPT_ANSWER, true)
                .runWith(Sink.last(), system)
                .thenApply(bytes -> new Attempt(
                        micros(start),
                        duration(began),
                        OptionalInt.of(response.status().intValue()),
                        Optional.empty(),
                        bytes.take(KEPT_ANSWER).utf8String(),
                        RetryAfter.micros(response.getHeader("Retry-After").map(HttpHeader::value), clock.instant())));
    }

    private static Failure failure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case AddressRefusedException refused -> {
                    return Failure.ADDRESS_REFUSED;
                }
                case UnknownHostException unknown -> {
                    return Failure.HOST_UNKNOWN;
                }
                case SSLException insecure -> {
                    return Failure.CERTIFICATE_REFUSED;
                }
                case TimeoutException late -> {
                    return Failure.TIMEOUT;
                }
                default -> {
                    // What it comes from may say more.
                }
            }
        }
        return Failure.CONNECTION_FAILED;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static long duration(long began) {
        return (System.nanoTime() - began) / 1_000;
    }
}
