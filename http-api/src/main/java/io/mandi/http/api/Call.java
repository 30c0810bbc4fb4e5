package io.mandi.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.TraceContext;
import io.mandi.http.auth.Principal;
import io.mandi.persistence.reader.ReadScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.japi.Pair;

/**
 * One request on its way to a handler.
 *
 * @param since {@link System#nanoTime} of the arrival of its head
 * @param principal absent on routes that need no token
 * @param path the variable parts of the path, by name
 * @param body the JSON object of the body; absent on routes without one
 * @param trace the span of the request, where it is sampled
 * @param violations told of what is another's and was named
 */
record Call(
        HttpRequest request,
        RequestHeaders headers,
        long since,
        Optional<Principal> principal,
        Map<String, String> path,
        Optional<ObjectNode> body,
        Optional<TraceContext> trace,
        IsolationViolations violations) {

    private static final Pattern ENTITY_TAG = Pattern.compile("\"([\\x21\\x23-\\x7E]{0,64})\"");
    /** The version of a tag that is none of ours: nothing has it. */
    private static final long NEVER_GIVEN = Long.MIN_VALUE;

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    private static final int MAX_KEY = 255;
    private static final Parameters NO_PARAMETERS = new Parameters(Query.EMPTY);

    /** Something is named that is another's, and the answer is not that alone. */
    void noteViolation(String named) {
        violations.note(caller(), named);
    }

    Principal user() {
        return principal.orElseThrow(() -> new IllegalStateException("this route needs no token"));
    }

    ObjectNode json() {
        return body.orElseThrow(() -> new IllegalStateException("this route has no body"));
    }

    /** Who asks, for an entity. */
    Caller caller() {
        return caller(Optional.empty(), OptionalLong.empty());
    }

    /** Who asks for something that is done once for each key. */
    Caller caller(Idempotency idempotency) {
        return caller(Optional.of(idempotency), OptionalLong.empty());
    }

    private Caller caller(Optional<Idempotency> idempotency, OptionalLong expectedVersion) {
        return new Caller(user().organization(), actor(), headers.requestId(), idempotency, expectedVersion, 0, trace);
    }

    /**
     * Whose lists are read, and what they have to show.
     *
     * @throws ProblemException when the header {@code If-Consistent-With} names what was never given
     */
    ReadScope readScope() {
        String organization = user().organization();
        return headers.ifConsistentWith()
                .map(header -> new ReadScope(organization, ConsistencyToken.parse(organization, header)))
                .orElseGet(() -> ReadScope.of(organization));
    }

    private Actor actor() {
        Principal user = user();
        return new Actor(user.user(), Optional.of(user.type()), user.partner());
    }

    /**
     * Who changes something, with the version that the header {@code If-Match} names.
     *
     * @throws ProblemException when the header is neither one entity tag nor {@code *}
     */
    Caller changer() {
        return changer(Optional.empty());
    }

    /** The same for something that is done once for each key. */
    Caller changer(Optional<Idempotency> idempotency) {
        Optional<String> ifMatch = headers.ifMatch();
        OptionalLong version = ifMatch.isEmpty() ? OptionalLong.empty() : OptionalLong.of(version(ifMatch.get()));
        return caller(idempotency, version);
    }

    /**
     * The request's idempotency key, bare or as the quoted string of the IETF draft.
     *
     * @param operation what the key is for
     * @throws ProblemException when it is missing or has another form
     */
    Idempotency idempotency(String operation) {
        if (headers.idempotencyKeys() > 1) {
            throw new ProblemException(Problem.of(400, "idempotency_key_invalid", "send one header Idempotency-Key"));
        }
        String value = headers.idempotencyKey()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        400,
                        "idempotency_key_missing",
                        "send a header Idempotency-Key: 1 to 255 visible ASCII characters")));
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String key = quoted ? value.substring(1, value.length() - 1) : value;
        if (!isKey(key)) {
            throw new ProblemException(Problem.of(
                    400, "idempotency_key_invalid", "the Idempotency-Key must be 1 to 255 visible ASCII characters"));
        }
        return new Idempotency(operation, key, body.map(Json::fingerprint).orElse(""));
    }

    /** The same where the request may have none. */
    Optional<Idempotency> optionalIdempotency(String operation) {
        return headers.idempotencyKeys() == 0 ? Optional.empty() : Optional.of(idempotency(operation));
    }

    private static boolean isKey(String text) {
        if (text.isEmpty() || text.length() > MAX_KEY) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x21 || text.charAt(i) > 0x7E) {
                return false;
            }
        }
        return true;
    }

    /**
     * The version that the header {@code If-Match} names; empty where any will do.
     *
     * @throws ProblemException when the header is neither one entity tag nor {@code *}
     */
    OptionalLong expectedVersion() {
        OptionalLong expected = changer().expectedVersion();
        return expected.isPresent() && expected.getAsLong() == CommandContext.ANY_VERSION
                ? OptionalLong.empty()
                : expected;
    }

    private static long version(String ifMatch) {
        if (ifMatch.equals("*")) {
            return CommandContext.ANY_VERSION;
        }
        Matcher tag = ENTITY_TAG.matcher(ifMatch);
        if (!tag.matches()) {
            throw new ProblemException(Problem.of(
                    400, "invalid_if_match", "If-Match must be the ETag of an earlier answer, in its quotes, or *"));
        }
        return VERSION.matcher(tag.group(1)).matches() ? Long.parseLong(tag.group(1)) : NEVER_GIVEN;
    }

    /**
     * The parameters of the query.
     *
     * @throws ProblemException when one is not of those named, or stands twice
     */
    Parameters parameters(String... names) {
        if (request.getUri().rawQueryString().isEmpty()) {
            return NO_PARAMETERS;
        }
        Set<String> known = Set.of(names);
        Set<String> seen = new HashSet<>();
        List<Problem.FieldError> errors = new ArrayList<>();
        Query query;
        try {
            query = request.getUri().query();
        } catch (RuntimeException e) {
            throw new ProblemException(Problem.of(400, "malformed_query", "the query of the URI cannot be read"));
        }
        for (Pair<String, String> parameter : query.toList()) {
            String name = parameter.first();
            if (!known.contains(name)) {
                errors.add(new Problem.FieldError(
                        "?" + name, "unknown_parameter", "the parameters of this request are " + List.of(names)));
            } else if (!seen.add(name)) {
                errors.add(new Problem.FieldError("?" + name, "duplicate_parameter", "may stand only once"));
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.fields(400, errors));
        }
        return new Parameters(query);
    }

    /** The parameters of a query, all of them known. */
    record Parameters(Query query) {

        Optional<String> text(String name) {
            return query.get(name);
        }

        String required(String name, Pattern pattern, String rule) {
            return optional(name, pattern, rule)
                    .orElseThrow(() -> problem(name, "missing_parameter", "this parameter is required"));
        }

        Optional<String> optional(String name, Pattern pattern, String rule) {
            Optional<String> value = text(name);
            if (value.isPresent() && !pattern.matcher(value.get()).matches()) {
                throw problem(name, "invalid_parameter", rule);
            }
            return value;
        }

        <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
            return text(name)
                    .map(text -> Stream.of(type.getEnumConstants())
                            .filter(constant -> constant.name().equals(text))
                            .findFirst()
                            .orElseThrow(() -> problem(
                                    name, "invalid_parameter", "must be one of " + List.of(type.getEnumConstants()))));
        }

        int integer(String name, int otherwise, int min, int max) {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                return otherwise;
            }
            try {
                int number = Integer.parseInt(text.get());
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Answered below, with the same words as a number out of range.
            }
            throw problem(name, "invalid_parameter", "must be a whole number from " + min + " to " + max);
        }

        static ProblemException problem(String name, String code, String detail) {
            return new ProblemException(Problem.field(400, code, "?" + name, detail));
        }
    }
}
