package io.mandi.http.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.auth.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a client asks for in one message. */
sealed interface Operation {
    int MAX_DEPTH = 8;
    /** Channels of one message. */
    int MAX_CHANNELS = 100;

    Pattern REFERENCE = Pattern.compile("[\\x21-\\x7E]{1,64}");

    ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /** What the client calls this message; it stands in the answers. */
    Optional<String> reference();

    /** Says who the client is. */
    record Authenticate(Optional<String> reference, String token) implements Operation {}

    /**
     * Wants channels.
     *
     * @param after by channel, the number behind which the client wants to go on
     */
    record Subscribe(
            Optional<String> reference, List<String> channels, Map<String, Long> after, Optional<String> partner)
            implements Operation {}

    /** Wants them no more. */
    record Unsubscribe(Optional<String> reference, List<String> channels, Optional<String> partner)
            implements Operation {}

    /** Asks whether the server is there. */
    record Ping(Optional<String> reference) implements Operation {}

    /** Wants a partner's orders to be cancelled when this socket is lost, or no more. */
    record CancelOnDisconnect(Optional<String> reference, boolean enabled, Optional<String> partner)
            implements Operation {}

    /** @throws StreamErrorException when the text is no operation */
    static Operation parse(String text) throws StreamErrorException {
        JsonNode node;
        try {
            node = READER.readTree(text);
        } catch (JsonProcessingException e) {
            throw refused(new StreamError("malformed_json", "a message is one JSON object (RFC 8259)"));
        }
        if (!(node instanceof ObjectNode message)) {
            throw refused(new StreamError("object_expected", "a message is one JSON object"));
        }
        Optional<String> reference = text(message, "id");
        if (reference.isPresent() && !REFERENCE.matcher(reference.get()).matches()) {
            throw invalid("id", "must be 1 to 64 visible ASCII characters");
        }
        String name = text(message, "op").orElseThrow(() -> invalid("op", OPERATIONS));
        return switch (name) {
            case "authenticate" -> {
                only(message, Set.of("op", "id", "token"));
                yield new Authenticate(
                        reference,
                        text(message, "token").orElseThrow(() -> invalid("token", "must be the token as text")));
            }
            case "subscribe" -> {
                only(message, Set.of("op", "id", "channels", "after", "partner_id"));
                yield new Subscribe(reference, channels(message), after(message), partner(message));
            }
            case "unsubscribe" -> {
                only(message, Set.of("op", "id", "channels", "partner_id"));
                yield new Unsubscribe(reference, channels(message), partner(message));
            }
            case "ping" -> {
                only(message, Set.of("op", "id"));
                yield new Ping(reference);
            }
            case "cancel_on_disconnect" -> {
                only(message, Set.of("op", "id", "enabled", "partner_id"));
                if (!message.path("enabled").isBoolean()) {
                    throw invalid("enabled", "must be true or false");
                }
                yield new CancelOnDisconnect(reference, message.path("enabled").booleanValue(), partner(message));
            }
            default -> throw invalid("op", OPERATIONS);
        };
    }

    String OPERATIONS = "must be authenticate, subscribe, unsubscribe, ping or cancel_on_disconnect";

    private static StreamErrorException refused(StreamError error) {
        return new StreamErrorException(error);
    }

    private static StreamErrorException invalid(String field, String rule) {
        return refused(new StreamError("invalid_value", "/" + field + ": " + rule));
    }

    private static void only(ObjectNode message, Set<String> known) throws StreamErrorException {
        for (Iterator<String> names = message.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw refused(new StreamError("unknown_field", "this operation has no field of this name"));
            }
        }
    }

    private static Optional<String> text(ObjectNode message, String field) throws StreamErrorException {
        JsonNode value = message.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid(field, "must be text");
        }
        return Optional.of(value.textValue());
    }

    private static Optional<String> partner(ObjectNode message) throws StreamErrorException {
        Optional<String> partner = text(message, "partner_id");
        if (partner.isPresent() && !Tokens.PARTNER.matcher(partner.get()).matches()) {
            throw invalid("partner_id", "must be 1 to 82 letters, digits, dots, hyphens, underscores");
        }
        return partner;
    }

    private static List<String> channels(ObjectNode message) throws StreamErrorException {
        JsonNode value = message.path("channels");
        if (!value.isArray() || value.isEmpty() || value.size() > MAX_CHANNELS) {
            throw invalid("channels", "must be 1 to " + MAX_CHANNELS + " names of channels");
        }
        List<String> names = new ArrayList<>(value.size());
        for (JsonNode name : value) {
            if (!name.isTextual() || names.contains(name.textValue())) {
                throw invalid("channels", "must be names of channels, each once");
            }
            names.add(name.textValue());
        }
        return names;
    }

    private static Map<String, Long> after(ObjectNode message) throws StreamErrorException {
        JsonNode value = message.path("after");
        Map<String, Long> after = new HashMap<>();
        if (value.isMissingNode()) {
            return after;
        }
        if (!value.isObject()) {
            throw invalid("after", "must be an object with a number for each channel");
        }
        for (Map.Entry<String, JsonNode> one : value.properties()) {
            if (!one.getValue().canConvertToLong()
                    || !one.getValue().isIntegralNumber()
                    || one.getValue().longValue() < 0) {
                throw invalid("after", "must be an object with a number for each channel");
            }
            after.put(one.getKey(), one.getValue().longValue());
        }
        return after;
    }
}
