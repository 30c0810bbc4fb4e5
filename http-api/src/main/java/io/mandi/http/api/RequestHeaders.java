package io.mandi.http.api;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The headers that this API knows, found in one pass. Of one that stands more than once the first counts.
 *
 * @param requestId given by the client, or made
 * @param traceId of the W3C trace context, or the request's id
 * @param traceparent where it has the form of one
 * @param tracestate all of them, with commas between
 * @param idempotencyKeys how often {@code Idempotency-Key} stands
 * @param ifConsistentWith all of them, with commas between
 */
record RequestHeaders(
        String requestId,
        String traceId,
        Optional<String> traceparent,
        Optional<String> tracestate,
        Optional<String> authorization,
        Optional<String> idempotencyKey,
        int idempotencyKeys,
        Optional<String> ifMatch,
        Optional<String> ifConsistentWith) {

    private static final int MAX_REQUEST_ID = 64;
    /** W3C Trace Context: version, trace id, parent id, flags; versions to come may have more. */
    private static final Pattern TRACEPARENT = Pattern.compile(
            "(?!ff)(?!00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    static RequestHeaders of(HttpRequest request) {
        String requestId = null;
        String traceparent = null;
        String tracestate = null;
        String authorization = null;
        String idempotencyKey = null;
        int idempotencyKeys = 0;
        String ifMatch = null;
        String ifConsistentWith = null;
        for (HttpHeader header : request.getHeaders()) {
            switch (header.lowercaseName()) {
                case "x-request-id" -> requestId = first(requestId, header);
                case "traceparent" -> traceparent = first(traceparent, header);
                case "tracestate" ->
                    tracestate = tracestate == null ? header.value() : tracestate + "," + header.value();
                case "authorization" -> authorization = first(authorization, header);
                case "idempotency-key" -> {
                    idempotencyKey = first(idempotencyKey, header);
                    idempotencyKeys++;
                }
                case "if-match" -> ifMatch = first(ifMatch, header);
                case "if-consistent-with" ->
                    ifConsistentWith =
                            ifConsistentWith == null ? header.value() : ifConsistentWith + "," + header.value();
                default -> {
                    // Not for us.
                }
            }
        }
        String id = requestId != null && isRequestId(requestId) ? requestId : newRequestId();
        Optional<String> traceId = traceparent == null ? Optional.empty() : traceId(traceparent);
        return new RequestHeaders(
                id,
                traceId.orElse(id),
                traceId.isPresent() ? Optional.of(traceparent) : Optional.empty(),
                Optional.ofNullable(tracestate),
                Optional.ofNullable(authorization).map(String::strip),
                Optional.ofNullable(idempotencyKey).map(String::strip),
                idempotencyKeys,
                Optional.ofNullable(ifMatch).map(String::strip),
                Optional.ofNullable(ifConsistentWith));
    }

    private static String first(String found, HttpHeader header) {
        return found == null ? header.value() : found;
    }

    private static Optional<String> traceId(String traceparent) {
        Matcher matcher = TRACEPARENT.matcher(traceparent);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Letters, digits and hyphens, 1 to 64. */
    private static boolean isRequestId(String value) {
        if (value.isEmpty() || value.length() > MAX_REQUEST_ID) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean known = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
            if (!known) {
                return false;
            }
        }
        return true;
    }

    /** An id has to be unlike all others and need not be hard to guess, so that it takes no secure random numbers. */
    static String newRequestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version4 = random.nextLong() & ~0xF000L | 0x4000L;
        long variant = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(version4, variant).toString();
    }
}
