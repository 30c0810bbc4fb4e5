package io.mandi.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Makes HTTP responses of answers and problems. */
final class Responses {
    private static final ContentType PROBLEM_JSON = ContentTypes.create(
            MediaTypes.customWithFixedCharset("application", "problem+json", HttpCharsets.UTF_8, Map.of(), true));

    private static final HttpHeader NO_STORE = RawHeader.create("Cache-Control", "no-store");
    private static final HttpHeader NO_SNIFF = RawHeader.create("X-Content-Type-Options", "nosniff");

    private Responses() {}

    static HttpResponse of(Answer answer, String requestId) {
        if (answer.content() instanceof Answer.Switching(Answer.Upgrade upgrade)) {
            return upgrade.of(headers(requestId, answer.headers()));
        }
        return HttpResponse.create()
                .withStatus(StatusCodes.get(answer.status()))
                .withHeaders(headers(requestId, answer.headers()))
                .withEntity(HttpEntities.create(
                        answer.content().type(), answer.content().bytes()));
    }

    static HttpResponse problem(Problem problem, String requestId, String traceId, Map<String, String> more) {
        List<HttpHeader> headers = headers(requestId, more);
        problem.retryAfter()
                .ifPresent(seconds -> headers.add(RawHeader.create("Retry-After", Integer.toString(seconds))));
        return HttpResponse.create()
                .withStatus(StatusCodes.get(problem.status()))
                .withHeaders(headers)
                .withEntity(HttpEntities.create(PROBLEM_JSON, Json.write(out -> problem.write(out, traceId))));
    }

    private static List<HttpHeader> headers(String requestId, Map<String, String> more) {
        List<HttpHeader> headers = new ArrayList<>(3 + more.size());
        headers.add(RawHeader.create("X-Request-ID", requestId));
        headers.add(NO_STORE);
        headers.add(NO_SNIFF);
        more.forEach((name, value) -> headers.add(RawHeader.create(name, value)));
        return headers;
    }
}
