package io.mandi.http.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.cluster.NodeSettings.HttpSettings;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.catalog.InstrumentDirectory;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import io.mandi.http.auth.InvalidTokenException;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.http.desk.Desk;
import io.mandi.http.stream.ItemWriter;
import io.mandi.http.stream.Streams;
import io.mandi.persistence.access.AccessRecords;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.partner.OrderEntry;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.report.PostgresReports;
import io.mandi.persistence.trail.PostgresEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * The HTTP API of a node: finds the route, checks the token, reads the body, and makes every failure, wherever it comes
 * from, a problem (RFC 9457).
 */
public final class HttpApi {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("io.mandi.http.access");

    private static final String BEARER = "Bearer ";
    private static final String TOKEN_MARKS = "._~+/=-";
    /** A body that is not wanted is read this far, so that its sender sees the answer; then the connection ends. */
    private static final long MAX_DISCARDED_BYTES = 32L * 1024 * 1024;

    private final List<Endpoint> endpoints;
    /** Those without variable parts, by method and path. */
    private final Map<String, Map<String, Endpoint>> fixed;

    private final Admission admission;
    private final HttpMeters meters;
    private final RefusalLog refusals;
    private final RefusalPace pace;
    private final Traces traces;
    private final AccessRecords access;
    private final Tokens tokens;
    private final HttpSettings settings;
    private final Materializer materializer;

    /**
     * @param desk of lots and needs
     * @param maxDepth price levels that a reader may ask for
     * @param registry into which requests are measured
     * @param traces where sampled requests are told of
     * @param access where it is recorded who asked for what is another's, and who took lists away
     * @param metrics what the node measures, in the text format of Prometheus
     */
    public HttpApi(
            OrderBooks books,
            InstrumentDirectory directory,
            PostgresOrderLists lists,
            PostgresEvents events,
            PostgresReports reports,
            WebhookAdministration webhooks,
            PostgresCatalogue catalogue,
            PostgresPartners partners,
            PartnerLedgers ledgers,
            OrderEntry entry,
            Desk desk,
            Streams streams,
            int maxDepth,
            Readiness readiness,
            Tokens tokens,
            HttpSettings settings,
            MeterRegistry registry,
            Traces traces,
            AccessRecords access,
            Supplier<CompletionStage<String>> metrics,
            Materializer materializer) {
        this.traces = traces;
        this.access = access;
        this.tokens = tokens;
        this.settings = settings;
        this.admission = new Admission(settings.admission());
        this.meters = new HttpMeters(registry, admission);
        this.refusals = new RefusalLog(LOG, System::nanoTime);
        this.pace = new RefusalPace(
                settings.admission().refusalsPerSecond(), settings.admission().refusalDelay(), System.nanoTime());
        this.materializer = materializer;
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new OrderRoutes(
                        books,
                        lists,
                        entry,
                        task -> materializer.executionContext().execute(task))
                .endpoints());
        all.addAll(new ListRoutes(lists, desk).endpoints());
        all.addAll(new EventRoutes(events, EventCatalogue.standard(), InstantSource.system()).endpoints());
        all.addAll(new ReportRoutes(reports).endpoints());
        all.addAll(new WebhookRoutes(webhooks, EventCatalogue.standard(), InstantSource.system()).endpoints());
        all.addAll(new LocationRoutes(catalogue).endpoints());
        all.addAll(new CommodityRoutes(catalogue).endpoints());
        all.addAll(new SettingsRoutes(catalogue).endpoints());
        all.addAll(new PartnerRoutes(partners).endpoints());
        all.addAll(new PartnerPartRoutes(partners).endpoints());
        all.addAll(new PartnerStandingRoutes(partners).endpoints());
        all.addAll(new PartnerRiskRoutes(ledgers).endpoints());
        all.addAll(new AvailabilityRoutes(desk).endpoints());
        all.addAll(new RequirementRoutes(desk).endpoints());
        all.addAll(new MatchRoutes(desk).endpoints());
        all.addAll(new NoticeRoutes(desk).endpoints());
        all.addAll(new ReservationRoutes(desk).endpoints());
        all.addAll(new TradeRoutes(desk).endpoints());
        all.addAll(new InstrumentRoutes(books, directory, catalogue, maxDepth).endpoints());
        all.addAll(new CandleRoutes(reports, catalogue, InstantSource.system()).endpoints());
        all.addAll(new StreamRoutes(streams).endpoints());
        all.addAll(new HealthRoutes(readiness).endpoints());
        all.addAll(new MetricsRoutes(metrics).endpoints());
        all.addAll(new OpenApiRoutes().endpoints());
        all.addAll(new DocsRoutes().endpoints());
        this.endpoints = List.copyOf(all);
        this.fixed = endpoints.stream()
                .filter(endpoint -> endpoint.path().stream().noneMatch(segment -> segment.startsWith("{")))
                .collect(Collectors.groupingBy(
                        Endpoint::method, Collectors.toMap(Endpoint::template, Function.identity())));
    }

    /** How orders and trades are shown, on whatever way. */
    public static ItemWriter items() {
        return new StreamRoutes.Items();
    }

    /** Every route there is. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Permits of requests that are worked on. */
    Admission admission() {
        return admission;
    }

    /**
     * Answers the requests of one connection, one after the other; never fails. An answer is decided wherever the book
     * says so, and written on the connection's own thread, so that no book waits while its last answer becomes JSON.
     */
    public Flow<HttpRequest, HttpResponse, NotUsed> flow() {
        return Flow.of(HttpRequest.class).mapAsync(1, this::handle).map(Outcome::response);
    }

    private CompletionStage<Outcome> handle(HttpRequest request) {
        Exchange exchange = new Exchange(request, RequestHeaders.of(request), System.nanoTime());
        CompletionStage<Answer> answer;
        try {
            answer = route(exchange);
        } catch (RuntimeException e) {
            answer = discard(request).thenCompose(discarded -> CompletableFuture.failedStage(e));
        }
        return answer.handle(
                (good, failure) -> failure == null ? () -> exchange.respond(good) : () -> exchange.respond(failure));
    }

    /** What has become of a request; not written yet. */
    private interface Outcome {
        HttpResponse response();
    }

    /**
     * Reads a body that nobody wants to its end, before the answer is sent: a connection that is closed with bytes unread
     * is reset, and the client would never see the answer.
     */
    private CompletionStage<Boolean> discard(HttpRequest request) {
        if (request.entity() instanceof HttpEntity.Strict) {
            return CompletableFuture.completedStage(true);
        }
        return request.entity()
                .withSizeLimit(MAX_DISCARDED_BYTES)
                .getDataBytes()
                .completionTimeout(settings.bodyTimeout())
                .runWith(Sink.ignore(), materializer)
                .handle((done, failure) -> failure == null);
    }

    /** One request and the ids that it is known by. */
    private final class Exchange {
        private final HttpRequest request;
        private final RequestHeaders headers;
        private final String path;
        private final long start;
        /** Once the route is found. */
        private volatile Optional<Endpoint> endpoint = Optional.empty();
        /** Where the request is sampled. */
        private volatile Optional<Span> span = Optional.empty();
        /** Once the token is read. */
        private volatile Optional<Principal> principal = Optional.empty();

        Exchange(HttpRequest request, RequestHeaders headers, long start) {
            this.request = request;
            this.headers = headers;
            this.path = request.getUri().getPathString();
            this.start = start;
        }

        /** Probes and documents are not worth a trace. */
        void found(Endpoint found) {
            endpoint = Optional.of(found);
            if (found.permission().isPresent()) {
                span = traces.receive(
                        found.method() + " " + found.template(), headers.traceparent(), headers.tracestate());
                span.ifPresent(begun -> {
                    begun.set("http.request.method", found.method());
                    begun.set("http.route", found.template());
                    begun.set("url.path", path);
                    begun.set("url.scheme", request.getUri().getScheme());
                    begun.set("mandi.request_id", headers.requestId());
                });
            }
        }

        void of(Principal user) {
            principal = Optional.of(user);
            span.ifPresent(begun -> begun.set("mandi.organization_id", user.organization()));
        }

        Call call(Map<String, String> variables, Optional<ObjectNode> body) {
            return new Call(request, headers, start, principal, variables, body, span.map(Span::context), access);
        }

        private String traceId() {
            return span.isPresent() ? span.get().context().traceId() : headers.traceId();
        }

        private void endSpan(Span begun, int status, String code) {
            begun.set("http.response.status_code", status);
            if (!code.isEmpty()) {
                begun.set("mandi.problem.code", code);
            }
            if (status >= 500) {
                begun.fail(Integer.toString(status));
            }
            begun.end();
        }

        HttpResponse respond(Answer answer) {
            HttpResponse response;
            try {
                response = Responses.of(answer, headers.requestId());
            } catch (RuntimeException e) {
                return respond(e);
            }
            log(answer.status(), "");
            return response;
        }

        HttpResponse respond(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            Problem problem;
            Map<String, String> more = Map.of();
            switch (cause) {
                case ProblemException known -> {
                    problem = known.problem();
                    more = known.headers();
                    known.violation()
                            .ifPresent(named -> call(Map.of(), Optional.empty()).noteViolation(named));
                }
                case EntityStreamSizeException tooLarge -> problem = tooLarge();
                default -> {
                    problem = Problem.internal();
                    underRequestId(() -> LOG.atError()
                            .addKeyValue("trace_id", traceId())
                            .setCause(cause)
                            .log("A request failed: {} {}", request.method().name(), path));
                }
            }
            log(problem.status(), problem.code());
            return Responses.problem(problem, headers.requestId(), traceId(), more);
        }

        private void log(int status, String code) {
            meters.answered(endpoint, status, System.nanoTime() - start);
            if (span.isPresent()) {
                endSpan(span.get(), status, code);
            }
            // Under overload a line for each refusal would cost more than the refusals; they are told together.
            boolean refusedForLoad = status == 429 || code.equals("overloaded");
            boolean wanted = switch (settings.accessLog()) {
                case OFF -> false;
                case ERRORS -> status >= 400 && !refusedForLoad;
                case ALL -> true;
            };
            if (refusedForLoad) {
                refusals.note(status);
            }
            if (wanted) {
                long micros = (System.nanoTime() - start) / 1_000;
                underRequestId(() -> ACCESS.atLevel(status >= 500 ? Level.WARN : Level.INFO)
                        .addKeyValue("trace_id", traceId())
                        .addKeyValue("method", request.method().name())
                        .addKeyValue("path", path)
                        .addKeyValue("status", status)
                        .addKeyValue("code", code)
                        .addKeyValue("micros", micros)
                        .log("{} {} {} {} {} us", request.method().name(), path, status, code, micros));
            }
        }

        /** Handlers change threads; only while a line is written does the thread belong to this request. */
        private void underRequestId(Runnable log) {
            MDC.put("request_id", headers.requestId());
            try {
                log.run();
            } finally {
                MDC.remove("request_id");
            }
        }
    }

    private CompletionStage<Answer> route(Exchange exchange) {
        HttpRequest request = exchange.request;
        String method = request.method().name();
        Endpoint known = fixed.getOrDefault(method, Map.of()).get(exchange.path);
        if (known != null) {
            return call(known, exchange, Map.of());
        }
        List<String> segments = Endpoint.segments(exchange.path.isEmpty() ? "/" : exchange.path);
        TreeSet<String> allowed = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            Optional<Map<String, String>> path = endpoint.match(segments);
            if (path.isEmpty()) {
                continue;
            }
            if (endpoint.method().equals(method)) {
                return call(endpoint, exchange, path.get());
            }
            allowed.add(endpoint.method());
        }
        if (allowed.isEmpty()) {
            throw new ProblemException(Problem.of(404, "route_not_found", "there is no such path"));
        }
        String list = String.join(", ", allowed);
        throw new ProblemException(
                Problem.of(405, "method_not_allowed", "this path has the methods " + list), Map.of("Allow", list));
    }

    private CompletionStage<Answer> call(Endpoint endpoint, Exchange exchange, Map<String, String> path) {
        exchange.found(endpoint);
        Optional<Principal> principal =
                endpoint.permission().map(permission -> authorize(exchange.headers, permission));
        if (principal.isEmpty()) {
            return answer(endpoint, exchange, path);
        }
        exchange.of(principal.get());
        Admission.Permit permit;
        try {
            permit = admission.enter(principal.get().organization(), endpoint.changes());
        } catch (ProblemException refused) {
            return discard(exchange.request).thenCompose(discarded -> refuse(refused));
        }
        try {
            return answer(endpoint, exchange, path).whenComplete((answer, failure) -> permit.release());
        } catch (RuntimeException e) {
            permit.release();
            throw e;
        }
    }

    /** Fails, at once or when it is this refusal's turn. */
    private CompletionStage<Answer> refuse(ProblemException refused) {
        long delay = pace.delay(System.nanoTime());
        if (delay == 0) {
            return CompletableFuture.failedStage(refused);
        }
        CompletableFuture<Answer> told = new CompletableFuture<>();
        materializer
                .system()
                .scheduler()
                .scheduleOnce(
                        Duration.ofNanos(delay),
                        () -> told.completeExceptionally(refused),
                        materializer.executionContext());
        return told;
    }

    private CompletionStage<Answer> answer(Endpoint endpoint, Exchange exchange, Map<String, String> path) {
        if (!endpoint.hasBody()) {
            Call call = exchange.call(path, Optional.empty());
            return discard(exchange.request)
                    .thenCompose(discarded -> endpoint.handler().handle(call))
                    .thenCompose(answer -> recorded(call, answer));
        }
        if (endpoint.body() == Endpoint.Body.OPTIONAL
                && exchange.request.entity().isKnownEmpty()) {
            return endpoint.handler().handle(exchange.call(path, Optional.of(JsonNodeFactory.instance.objectNode())));
        }
        return body(exchange.request)
                .thenCompose(
                        bytes -> endpoint.handler().handle(exchange.call(path, Optional.of(Json.readObject(bytes)))));
    }

    /** Nobody takes a list away without a record of it. */
    private CompletionStage<Answer> recorded(Call call, Answer answer) {
        if (!(answer.content() instanceof Csv csv)) {
            return CompletableFuture.completedStage(answer);
        }
        return access.exported(call.caller(), csv.list(), csv.rows().size()).handle((done, failure) -> {
            if (failure != null) {
                LOG.warn("An export cannot be recorded", failure);
                throw new ProblemException(Problem.retry(503, "unavailable", "the list cannot be handed out now", 1));
            }
            return answer;
        });
    }

    private Principal authorize(RequestHeaders headers, Permission permission) {
        if (headers.authorization().isEmpty()) {
            throw unauthorized("token_missing", "send a header Authorization: Bearer <token>", "Bearer");
        }
        String token = bearerToken(headers.authorization().get()).orElseThrow(HttpApi::notABearerToken);
        Principal principal;
        try {
            principal = tokens.verify(token);
        } catch (InvalidTokenException e) {
            throw invalidToken(e);
        }
        if (!principal.may(permission)) {
            throw new ProblemException(
                    Problem.of(403, "permission_denied", "this needs the permission " + permission.name()));
        }
        return principal;
    }

    /** The token68 of RFC 9110 behind the scheme, whose case does not matter, and one space or more. */
    static Optional<String> bearerToken(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        int start = BEARER.length();
        while (start < authorization.length() && authorization.charAt(start) == ' ') {
            start++;
        }
        for (int i = start; i < authorization.length(); i++) {
            char c = authorization.charAt(i);
            boolean allowed =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN_MARKS.indexOf(c) >= 0;
            if (!allowed) {
                return Optional.empty();
            }
        }
        return start == authorization.length() ? Optional.empty() : Optional.of(authorization.substring(start));
    }

    static ProblemException notABearerToken() {
        return unauthorized(
                "token_invalid",
                "the header must be Authorization: Bearer <token>",
                "Bearer error=\"invalid_request\"");
    }

    static ProblemException invalidToken(InvalidTokenException why) {
        return unauthorized("token_invalid", why.getMessage(), "Bearer error=\"invalid_token\"");
    }

    private static ProblemException unauthorized(String code, String detail, String challenge) {
        return new ProblemException(Problem.of(401, code, detail), Map.of("WWW-Authenticate", challenge));
    }

    private CompletionStage<byte[]> body(HttpRequest request) {
        RequestEntity entity = request.entity();
        if (!MediaTypes.APPLICATION_JSON.equals(entity.getContentType().mediaType())) {
            throw new ProblemException(
                    Problem.of(415, "unsupported_media_type", "the body must have Content-Type: application/json"));
        }
        if (entity.getContentLengthOption().orElse(0) > settings.maxBodyBytes()) {
            throw new ProblemException(tooLarge());
        }
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedStage(strict.getData().toArray());
        }
        return entity.withSizeLimit(MAX_DISCARDED_BYTES)
                .getDataBytes()
                .completionTimeout(settings.bodyTimeout())
                .runFold(new BoundedBody(settings.maxBodyBytes()), BoundedBody::append, materializer)
                .handle((body, failure) -> {
                    if (failure == null) {
                        return body.bytes().orElseThrow(() -> new ProblemException(tooLarge()));
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    throw switch (cause) {
                        case TimeoutException ignored ->
                            new ProblemException(Problem.of(
                                    408,
                                    "body_timeout",
                                    "the body must arrive within "
                                            + settings.bodyTimeout().toMillis() + " ms"));
                        case EntityStreamSizeException ignored -> new ProblemException(tooLarge());
                        default ->
                            new ProblemException(Problem.of(400, "incomplete_body", "the body did not arrive whole"));
                    };
                });
    }

    /** A body as far as it is wanted; what comes on top is read and dropped. */
    private static final class BoundedBody {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int limit;
        private boolean tooLong;

        BoundedBody(int limit) {
            this.limit = limit;
        }

        BoundedBody append(ByteString part) {
            tooLong |= bytes.size() + part.size() > limit;
            if (!tooLong) {
                bytes.writeBytes(part.toArray());
            }
            return this;
        }

        Optional<byte[]> bytes() {
            return tooLong ? Optional.empty() : Optional.of(bytes.toByteArray());
        }
    }

    private Problem tooLarge() {
        return Problem.of(413, "body_too_large", "a body has at most " + settings.maxBodyBytes() + " bytes");
    }
}
