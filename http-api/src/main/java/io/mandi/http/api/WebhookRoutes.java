package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.Timestamp;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.SigningSecret;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.http.auth.Permission;
import io.mandi.integrations.webhook.AddressRefusedException;
import io.mandi.persistence.webhook.PostgresWebhooks;
import io.mandi.persistence.webhook.PostgresWebhooks.Change;
import io.mandi.persistence.webhook.PostgresWebhooks.Creation;
import io.mandi.persistence.webhook.PostgresWebhooks.Listed;
import io.mandi.persistence.webhook.PostgresWebhooks.ListedAttempt;
import io.mandi.persistence.webhook.PostgresWebhooks.Wanted;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Webhook endpoints of an organisation, and what became of the messages to them. */
final class WebhookRoutes {
    private static final String PATH = "/api/v1/webhooks";
    private static final String ONE = PATH + "/{webhook_id}";
    private static final Pages.Table WEBHOOKS_TABLE = Pages.Table.of(
            "webhooks",
            "id,url,event_types,description,active,max_attempts,status,disabled_reason,verified_at,created_at,updated_at");

    private static final Pages.Table DELIVERIES_TABLE = Pages.Table.of(
            "deliveries",
            "event_id,type,aggregate_id,state,attempts,next_attempt_at,occurred_at,created_at,updated_at");

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_TYPES = 50;
    private static final int MAX_TYPE_NAME = 128;
    private static final int MAX_DESCRIPTION = 200;
    private static final int DEFAULT_ATTEMPTS = 8;
    private static final int MOST_ATTEMPTS = 20;
    private static final int SHOWN_ATTEMPTS = 100;
    private static final int MAX_CURSOR = 100;
    private static final int MOST_RECOVERED = 10_000;
    private static final long RESOLVE_SECONDS = 10;
    private static final Pattern PLACE = Pattern.compile("delivery\\.([0-9]{1,18})");
    private static final Pattern AFTER = Pattern.compile("webhook\\.(" + EndpointId.ENDPOINT.pattern() + ")");
    private static final Pattern EVENT_ID = Pattern.compile("evt_[\\x21-\\x7E]{1,200}");

    private final WebhookAdministration administration;
    private final PostgresWebhooks webhooks;
    private final EventCatalogue catalogue;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    WebhookRoutes(WebhookAdministration administration, EventCatalogue catalogue, InstantSource clock) {
        this.administration = administration;
        this.webhooks = administration.webhooks();
        this.catalogue = catalogue;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Permission manage = Permission.WEBHOOK_MANAGE;
        return List.of(
                Endpoint.withBody("POST", PATH, manage, this::create),
                Endpoint.of("GET", PATH, manage, this::list),
                Endpoint.of("GET", ONE, manage, this::get),
                Endpoint.withBody("PATCH", ONE, manage, this::change),
                Endpoint.of("DELETE", ONE, manage, this::delete),
                Endpoint.of("POST", ONE + "/verify", manage, this::verify),
                Endpoint.of("POST", ONE + "/rotate-secret", manage, this::rotate),
                Endpoint.withBody("POST", ONE + "/recover", manage, this::recover),
                Endpoint.of("GET", ONE + "/deliveries", manage, this::deliveries),
                Endpoint.of("GET", ONE + "/deliveries/{event_id}", manage, this::delivery),
                Endpoint.of("POST", ONE + "/deliveries/{event_id}/resend", manage, this::resend));
    }

    // ---------------------------------------------------------------------------------------------------- endpoints

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Idempotency key = call.idempotency("POST /webhooks");
        Fields fields = new Fields(call.json(), "");
        Change wanted = fields(fields);
        if (wanted.url().isEmpty() && !fields.has("url")) {
            fields.malformed("url", "missing_field", "this field is required");
        }
        if (wanted.eventTypes().isEmpty() && !fields.has("event_types")) {
            fields.malformed("event_types", "missing_field", "this field is required");
        }
        fields.check();
        String url = wanted.url().orElseThrow();
        String user = call.user().user();
        EndpointId id = EndpointId.of(call.user().organization(), now(), random.nextLong());
        return resolved(url)
                .thenCompose(found -> webhooks.create(
                        new Wanted(
                                id,
                                url,
                                wanted.eventTypes().orElseThrow(),
                                wanted.description(),
                                wanted.active().orElse(true),
                                wanted.maxAttempts().orElse(DEFAULT_ATTEMPTS),
                                newSecret(),
                                // No name of a user has a space in it.
                                user + " " + key.key(),
                                key.fingerprint()),
                        administration.mostEndpoints(),
                        call.caller(key)))
                .handle((creation, failure) -> switch (written(creation, failure)) {
                    case Creation.Done done -> {
                        Answer answer = Answer.of(201, out -> write(out, done.endpoint(), done.secret()))
                                .version(done.endpoint().version());
                        yield done.repeated() ? answer.with("Idempotent-Replayed", "true") : answer;
                    }
                    case Creation.KeyReused reused ->
                        throw new ProblemException(Problem.of(
                                422, "idempotency_key_reused", "this Idempotency-Key was used with another body"));
                    case Creation.TooMany many ->
                        throw new ProblemException(Problem.of(
                                409,
                                "too_many_webhooks",
                                "the organisation has " + administration.mostEndpoints()
                                        + " webhook endpoints, as many as it can have"));
                });
    }

    /** The fields of an endpoint, all of them optional. */
    private Change fields(Fields fields) {
        Optional<String> url = fields.optionalText("url", Integer.MAX_VALUE);
        url.flatMap(administration.targets()::flaw)
                .ifPresent(flaw -> fields.broken("url", "webhook_url_refused", flaw));
        Optional<List<String>> types = fields.has("event_types")
                ? Optional.of(eventTypes(fields, fields.array("event_types", MAX_TYPES)))
                : Optional.empty();
        return new Change(
                url,
                types,
                fields.optionalText("description", MAX_DESCRIPTION),
                fields.optionalFlag("active"),
                fields.optionalInteger("max_attempts", 1, MOST_ATTEMPTS));
    }

    private List<String> eventTypes(Fields fields, List<JsonNode> nodes) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (JsonNode node : nodes) {
            if (!node.isTextual() || node.textValue().length() > MAX_TYPE_NAME) {
                fields.malformed("event_types", "string_expected", "must be names of events, like order.executed.v1");
            } else {
                EventSelection.flaw(catalogue, node.textValue(), today)
                        .ifPresent(flaw -> fields.broken("event_types", "unknown_event_type", flaw));
            }
        }
        return nodes.stream().map(JsonNode::asText).distinct().toList();
    }

    /** The host must lead somewhere, and to nowhere inside; each attempt looks again. */
    private CompletionStage<Object> resolved(String url) {
        return administration
                .targets()
                .resolve(url)
                .toCompletableFuture()
                .orTimeout(RESOLVE_SECONDS, TimeUnit.SECONDS)
                .handle((address, failure) -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause == null) {
                        return address;
                    }
                    throw new ProblemException(
                            switch (cause) {
                                case UnknownHostException unknown ->
                                    Problem.field(422, "webhook_host_unknown", "/url", "the host is not known");
                                case AddressRefusedException refused ->
                                    Problem.field(
                                            422,
                                            "webhook_url_refused",
                                            "/url",
                                            "must lead to an address of the public internet");
                                default -> Problem.retry(503, "unavailable", "the name service does not answer", 1);
                            });
                });
    }

    private SigningSecret newSecret() {
        byte[] bytes = new byte[SigningSecret.LENGTH];
        random.nextBytes(bytes);
        return new SigningSecret(bytes);
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters("limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Optional<String> after = parameters
                .text("cursor")
                .map(cursor -> Pages.place("cursor", cursor, AFTER).group(1));
        return webhooks.list(call.user().organization(), after, limit + 1)
                .handle((found, failure) -> Pages.of(
                        format,
                        WEBHOOKS_TABLE,
                        Pages.read(found, failure),
                        limit,
                        endpoint -> "webhook." + endpoint.id().endpoint(),
                        (out, endpoint) -> write(out, endpoint, Optional.empty())));
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        return webhooks.find(id(call)).handle((found, failure) -> shown(Pages.read(found, failure)));
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        EndpointId id = id(call);
        OptionalLong version = call.expectedVersion();
        Fields fields = new Fields(call.json(), "");
        Change change = fields(fields);
        fields.check();
        CompletionStage<?> allowed =
                change.url().isPresent() ? resolved(change.url().get()) : CompletableFuture.completedStage(null);
        return allowed.thenCompose(ok -> webhooks.change(id, version, change, call.caller()))
                .handle((changed, failure) -> {
                    PostgresWebhooks.Changed result = written(changed, failure);
                    if (result.conflict()) {
                        throw new ProblemException(Problem.of(
                                412,
                                "precondition_failed",
                                "the endpoint was changed since the answer with this ETag"));
                    }
                    administration.wake().accept(id);
                    return shown(result.now());
                });
    }

    private CompletionStage<Answer> delete(Call call) {
        call.parameters();
        EndpointId id = id(call);
        return webhooks.delete(id, call.caller()).handle((deleted, failure) -> {
            Optional<WebhookEndpoint> was = written(deleted, failure);
            // Its deliverer finds that it is gone.
            administration.wake().accept(id);
            return shown(was);
        });
    }

    private CompletionStage<Answer> verify(Call call) {
        call.parameters();
        EndpointId id = id(call);
        return webhooks.findWithSecrets(id)
                .handle(Pages::read)
                .thenCompose(found -> {
                    WebhookEndpoint endpoint = found.orElseThrow(() -> new ProblemException(Problem.notFound()));
                    return administration.challenge().verify(endpoint).thenCompose(flaw -> {
                        if (flaw.isPresent()) {
                            throw new ProblemException(Problem.of(422, "webhook_not_verified", flaw.get()));
                        }
                        return webhooks.verified(id, endpoint.url(), call.caller());
                    });
                })
                .handle((verified, failure) -> {
                    Optional<WebhookEndpoint> now = written(verified, failure);
                    if (now.isEmpty()) {
                        throw new ProblemException(Problem.of(
                                409, "webhook_moved", "the endpoint was moved or removed while it was verified"));
                    }
                    administration.wake().accept(id);
                    return shown(now);
                });
    }

    private CompletionStage<Answer> rotate(Call call) {
        call.parameters();
        EndpointId id = id(call);
        SigningSecret secret = newSecret();
        return webhooks.rotate(id, secret, call.caller()).handle((rotated, failure) -> {
            WebhookEndpoint endpoint =
                    written(rotated, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
            administration.wake().accept(id);
            return Answer.of(200, out -> write(out, endpoint, Optional.of(secret)))
                    .version(endpoint.version());
        });
    }

    private static Answer shown(Optional<WebhookEndpoint> found) {
        WebhookEndpoint endpoint = found.orElseThrow(() -> new ProblemException(Problem.notFound()));
        return Answer.of(200, out -> write(out, endpoint, Optional.empty())).version(endpoint.version());
    }

    /** Another organisation's id is as unknown as one that never was. */
    private static EndpointId id(Call call) {
        String id = call.path().get("webhook_id");
        if (!EndpointId.ENDPOINT.matcher(id).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        return new EndpointId(call.user().organization(), id);
    }

    /** What was written, or the problem that nobody knows whether it was. */
    private static <T> T written(T result, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            throw problem;
        }
        if (cause != null) {
            throw new ProblemException(Problem.outcomeUnknown());
        }
        return result;
    }

    // --------------------------------------------------------------------------------------------------- deliveries

    private CompletionStage<Answer> deliveries(Call call) {
        Call.Parameters parameters = call.parameters("state", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        Optional<Delivery.State> state = parameters.text("state").map(WebhookRoutes::state);
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Optional<String> cursor = parameters.text("cursor");
        OptionalLong before =
                cursor.isPresent() ? OptionalLong.of(place("cursor", cursor.get())) : OptionalLong.empty();
        EndpointId id = id(call);
        return ofEndpoint(
                id,
                there -> webhooks.deliveries(id, state, before, limit + 1)
                        .handle((found, failure) -> Pages.of(
                                format,
                                DELIVERIES_TABLE,
                                Pages.read(found, failure),
                                limit,
                                delivery -> "delivery." + delivery.position(),
                                WebhookRoutes::write)));
    }

    private static long place(String field, String cursor) {
        return Long.parseLong(Pages.place(field, cursor, PLACE).group(1));
    }

    private static Delivery.State state(String text) {
        for (Delivery.State state : Delivery.State.values()) {
            if (state.name().equals(text)) {
                return state;
            }
        }
        throw Call.Parameters.problem(
                "state", "invalid_parameter", "must be one of " + List.of(Delivery.State.values()));
    }

    private CompletionStage<Answer> ofEndpoint(
            EndpointId id, Function<WebhookEndpoint, CompletionStage<Answer>> answer) {
        return webhooks.find(id)
                .handle(Pages::read)
                .thenCompose(found -> answer.apply(found.orElseThrow(() -> new ProblemException(Problem.notFound()))));
    }

    private CompletionStage<Answer> delivery(Call call) {
        call.parameters();
        EndpointId id = id(call);
        String eventId = eventId(call);
        return ofEndpoint(
                id,
                there -> webhooks.delivery(id, eventId, SHOWN_ATTEMPTS).handle((found, failure) -> {
                    PostgresWebhooks.Detailed detailed =
                            Pages.read(found, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
                    return Answer.of(200, out -> {
                        out.writeStartObject();
                        writeFields(out, detailed.delivery());
                        out.writeArrayFieldStart("attempt_log");
                        for (ListedAttempt attempt : detailed.attempts()) {
                            write(out, attempt);
                        }
                        out.writeEndArray();
                        out.writeEndObject();
                    });
                }));
    }

    private static String eventId(Call call) {
        String id = call.path().get("event_id");
        if (!EVENT_ID.matcher(id).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        return id;
    }

    private CompletionStage<Answer> resend(Call call) {
        call.parameters();
        EndpointId id = id(call);
        String eventId = eventId(call);
        return ofEndpoint(
                id,
                there -> webhooks.resend(id, eventId, call.caller())
                        .handle(WebhookRoutes::written)
                        .thenCompose(begun -> {
                            administration.wake().accept(id);
                            return webhooks.delivery(id, eventId, 1);
                        })
                        .handle((found, failure) -> {
                            Listed delivery = Pages.read(found, failure)
                                    .orElseThrow(() -> new ProblemException(Problem.notFound()))
                                    .delivery();
                            return Answer.of(200, out -> write(out, delivery));
                        }));
    }

    private CompletionStage<Answer> recover(Call call) {
        call.parameters();
        EndpointId id = id(call);
        Fields fields = new Fields(call.json(), "");
        String text = fields.text("since", Integer.MAX_VALUE);
        Optional<Long> since = time(text);
        if (since.isEmpty() && !text.isEmpty()) {
            fields.malformed("since", "invalid_value", "must be a time (RFC 3339), like 2026-11-23T04:00:00Z");
        }
        Set<Delivery.State> states = EnumSet.of(Delivery.State.DEAD_LETTER);
        if (fields.optionalFlag("successes").orElse(false)) {
            states.add(Delivery.State.SUCCESS);
        }
        Optional<String> cursor = fields.optionalText("cursor", MAX_CURSOR);
        fields.check();
        long after = cursor.map(behind -> place("cursor", behind)).orElse(0L);
        return ofEndpoint(
                id,
                there -> webhooks.recover(id, states, since.orElseThrow(), after, MOST_RECOVERED, call.caller())
                        .handle((count, failure) -> {
                            PostgresWebhooks.Recovery recovery = written(count, failure);
                            administration.wake().accept(id);
                            return Answer.of(200, out -> {
                                out.writeStartObject();
                                out.writeNumberField("recovered", recovery.count());
                                out.writeStringField(
                                        "next_cursor",
                                        recovery.count() == MOST_RECOVERED
                                                ? Pages.cursor("delivery." + recovery.last())
                                                : null);
                                out.writeEndObject();
                            });
                        }));
    }

    private static Optional<Long> time(String text) {
        try {
            return Optional.of(ChronoUnit.MICROS.between(
                    Instant.EPOCH, OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    // --------------------------------------------------------------------------------------------------------- JSON

    private static void write(JsonGenerator out, WebhookEndpoint endpoint, Optional<SigningSecret> secret)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("id", endpoint.id().endpoint());
        out.writeStringField("url", endpoint.url());
        out.writeArrayFieldStart("event_types");
        for (String type : endpoint.eventTypes()) {
            out.writeString(type);
        }
        out.writeEndArray();
        out.writeStringField("description", endpoint.description().orElse(null));
        out.writeBooleanField("active", endpoint.active());
        out.writeNumberField("max_attempts", endpoint.maxAttempts());
        out.writeStringField("status", endpoint.status().name());
        out.writeStringField(
                "disabled_reason", endpoint.disabled().map(Enum::name).orElse(null));
        writeTime(out, "verified_at", endpoint.verifiedAt());
        out.writeStringField("created_at", Timestamp.of(endpoint.createdAt()));
        out.writeStringField("updated_at", Timestamp.of(endpoint.updatedAt()));
        if (secret.isPresent()) {
            out.writeStringField("secret", secret.get().reveal());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Listed delivery) throws IOException {
        out.writeStartObject();
        writeFields(out, delivery);
        out.writeEndObject();
    }

    private static void writeFields(JsonGenerator out, Listed delivery) throws IOException {
        out.writeStringField("event_id", delivery.eventId());
        out.writeStringField("type", delivery.type());
        out.writeStringField("aggregate_id", delivery.aggregateId());
        out.writeStringField("state", delivery.state().name());
        out.writeNumberField("attempts", delivery.attempts());
        writeTime(
                out,
                "next_attempt_at",
                delivery.state() == Delivery.State.RETRYING ? OptionalLong.of(delivery.dueAt()) : OptionalLong.empty());
        out.writeStringField("occurred_at", Timestamp.of(delivery.occurredAt()));
        out.writeStringField("created_at", Timestamp.of(delivery.createdAt()));
        out.writeStringField("updated_at", Timestamp.of(delivery.updatedAt()));
    }

    private static void write(JsonGenerator out, ListedAttempt attempt) throws IOException {
        out.writeStartObject();
        out.writeStringField("started_at", Timestamp.of(attempt.startedAt()));
        out.writeNumberField("duration_micros", attempt.durationMicros());
        OptionalInt status = attempt.status();
        if (status.isPresent()) {
            out.writeNumberField("status", status.getAsInt());
        } else {
            out.writeNullField("status");
        }
        out.writeStringField("failure", attempt.failure().orElse(null));
        out.writeStringField("answer", attempt.answer());
        out.writeEndObject();
    }

    private static void writeTime(JsonGenerator out, String name, OptionalLong micros) throws IOException {
        out.writeStringField(name, micros.isPresent() ? Timestamp.of(micros.getAsLong()) : null);
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
