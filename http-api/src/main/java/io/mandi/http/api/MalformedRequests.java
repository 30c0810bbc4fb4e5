package io.mandi.http.api;

import java.time.Duration;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** Answers to what is no HTTP request. */
public final class MalformedRequests {
    private MalformedRequests() {}

    /** @param status that the parser has found fitting */
    public static HttpResponse answer(int status) {
        String requestId = RequestHeaders.newRequestId();
        Problem problem = switch (status) {
            case 413 -> Problem.of(413, "body_too_large", "the body is larger than this server reads");
            case 414 -> Problem.of(414, "uri_too_long", "the URI is longer than this server reads");
            case 431 -> Problem.of(431, "headers_too_large", "the headers are larger than this server reads");
            case 501 -> Problem.of(501, "method_not_implemented", "this server does not know the method");
            case 505 -> Problem.of(505, "version_not_supported", "this server speaks HTTP/1.1");
            default -> Problem.of(400, "malformed_request", "this is not a request as RFC 9112 has it");
        };
        return Responses.problem(problem, requestId, requestId, Map.of());
    }

    /** A whole answer as it goes over the wire, for a request whose head did not become complete. */
    public static ByteString headerTimeout(Duration limit) {
        String requestId = RequestHeaders.newRequestId();
        Problem problem = Problem.of(
                408, "header_timeout", "the head of a request must arrive within " + limit.toMillis() + " ms");
        ByteString body = Json.write(out -> problem.write(out, requestId));
        String head = "HTTP/1.1 408 Request Timeout\r\nX-Request-ID: " + requestId
                + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close"
                + "\r\nContent-Type: application/problem+json\r\nContent-Length: " + body.size() + "\r\n\r\n";
        return ByteString.fromString(head).concat(body);
    }
}
