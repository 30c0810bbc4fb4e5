package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The document of the live stream, and whether a message is as it says. */
public final class StreamContract {
    static final JsonNode DOCUMENT = read();

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
    /** Types of which a message was checked in this JVM. */
    private static final Set<MessageType> SEEN = ConcurrentHashMap.newKeySet();

    private StreamContract() {}

    private static JsonNode read() {
        try (InputStream file = StreamContract.class.getResourceAsStream("/asyncapi.json")) {
            return new JsonMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name in the document of a message of the server. */
    static String name(MessageType type) {
        return Arrays.stream(type.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining());
    }

    static Schema schema(String name) {
        return SCHEMAS.computeIfAbsent(name, any -> {
            ObjectNode schema = new JsonMapper().createObjectNode();
            schema.put("$ref", "#/components/schemas/" + name);
            schema.set("components", DOCUMENT.path("components"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema);
        });
    }

    /** What a message of the server is, by its type and channel. */
    static MessageType typeOf(JsonNode message) {
        String word = message.path("type").textValue();
        if (!word.equals("snapshot") && !word.equals("change")) {
            return MessageType.valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
        ChannelKind kind = Channel.parse(message.path("channel").textValue())
                .orElseThrow(() -> new AssertionError("no channel: " + message))
                .kind();
        return MessageType.valueOf((kind + "_" + word).toUpperCase(java.util.Locale.ROOT));
    }

    /** A message of the server is as the document says. */
    public static void assertDescribed(JsonNode message) {
        MessageType type = typeOf(message);
        assertThat(schema(name(type)).validate(message)).as("%s", message).isEmpty();
        SEEN.add(type);
    }

    /** Names of the types of which some message was checked in this JVM. */
    public static Set<String> seen() {
        return SEEN.stream().map(Enum::name).collect(Collectors.toSet());
    }

    /** A name for each channel that can be subscribed to, with this symbol where it has one. */
    public static Map<String, String> channelsAndPermissions(String symbol) {
        return Arrays.stream(ChannelKind.values())
                .collect(Collectors.toMap(
                        kind -> kind.ofInstrument() ? kind.word() + ":" + symbol : kind.word(),
                        kind -> kind.permission().name()));
    }
}
