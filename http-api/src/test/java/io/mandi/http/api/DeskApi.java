package io.mandi.http.api;

import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.engine.trace.Traces;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Tokens;
import io.mandi.persistence.access.AccessRecords;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The whole API in front of a desk that the test plays, without a server, a database or books. What is taken and answered must be
 * as the document of the API says.
 */
final class DeskApi implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Violations are gathered for so long that nobody writes them. */
    private static final Duration NEVER = Duration.ofDays(1);

    final FakeDesk desk = new FakeDesk();

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final Materializer materializer = Materializer.matFromSystem(kit.system());
    private final Tokens tokens = new Tokens("a secret that is long enough for HS256 tokens", InstantSource.system());
    private final Flow<HttpRequest, HttpResponse, NotUsed> flow = new HttpApi(
                    null,
                    null,
                    null,
                    null,
                    null,
                    new WebhookAdministration(null, null, null, null, 0),
                    null,
                    null,
                    null,
                    null,
                    desk,
                    null,
                    100,
                    null,
                    tokens,
                    NodeSettings.from(new Environment(Map.of())).http(),
                    new CompositeMeterRegistry(),
                    Traces.OFF,
                    new AccessRecords(null, Runnable::run, NEVER, 1),
                    null,
                    materializer)
            .flow();

    /** Who sends requests. */
    record User(String token) {}

    User staff() {
        return user(UserType.INTERNAL, Optional.empty(), Optional.empty());
    }

    User staff(Permission... narrowed) {
        return user(UserType.INTERNAL, Optional.empty(), Optional.of(Set.of(narrowed)));
    }

    User partner(String id) {
        return user(UserType.EXTERNAL, Optional.of(id), Optional.empty());
    }

    User partner(String id, Permission... narrowed) {
        return user(UserType.EXTERNAL, Optional.of(id), Optional.of(Set.of(narrowed)));
    }

    private User user(UserType type, Optional<String> partner, Optional<Set<Permission>> permissions) {
        return new User(tokens.issue(
                "user-" + type, DeskSamples.ORGANIZATION, type, partner, permissions, Duration.ofMinutes(5)));
    }

    Reply get(User user, String path, String... headers) {
        return send(user, "GET", path, Optional.empty(), headers);
    }

    Reply delete(User user, String path, String... headers) {
        return send(user, "DELETE", path, Optional.empty(), headers);
    }

    Reply post(User user, String path, String... headers) {
        return send(user, "POST", path, Optional.empty(), headers);
    }

    Reply send(User user, String method, String path, String body, String... headers) {
        return send(user, method, path, Optional.of(body), headers);
    }

    private Reply send(User user, String method, String path, Optional<String> body, String... headers) {
        HttpRequest request = HttpRequest.create(path)
                .withMethod(HttpMethods.lookup(method).orElseThrow())
                .addHeader(RawHeader.create("Authorization", "Bearer " + user.token));
        for (int i = 0; i < headers.length; i += 2) {
            request = request.addHeader(RawHeader.create(headers[i], headers[i + 1]));
        }
        if (body.isPresent()) {
            request = request.withEntity(ContentTypes.APPLICATION_JSON, body.get());
        }
        HttpResponse response = Source.single(request)
                .via(flow)
                .runWith(Sink.head(), materializer)
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        Reply reply = reply(response);
        ApiContract.check(method, request.getUri().path(), body, reply);
        return reply;
    }

    private static Reply reply(HttpResponse response) {
        HttpEntity.Strict entity = (HttpEntity.Strict) response.entity();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.getHeaders()
                .forEach(header -> headers.computeIfAbsent(header.name(), name -> new ArrayList<>())
                        .add(header.value()));
        headers.put("Content-Type", List.of(entity.getContentType().toString()));
        return new Reply(response.status().intValue(), headers, entity.getData().toArray());
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
