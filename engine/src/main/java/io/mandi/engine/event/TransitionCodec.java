package io.mandi.engine.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.UserType;
import io.mandi.engine.id.TraceContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of transitions: CBOR with named fields behind a checksum. These are rare beside orders, and must stay readable for
 * years: what they say is data, whose versions the catalogue of events knows. May be used by several threads.
 */
public final class TransitionCodec {
    /** The type name of every transition; each of its effects has a type of its own. */
    public static final String TYPE = "entity.changed.v1";

    private final CBORMapper mapper = new CBORMapper();

    /** @throws IllegalArgumentException when a text holds half of a surrogate pair */
    public byte[] write(Transition transition) {
        ObjectNode row = mapper.createObjectNode();
        row.put("at", transition.at());
        ObjectNode actor = row.putObject("actor").put("user", transition.actor().user());
        transition.actor().type().ifPresent(type -> actor.put("type", type.name()));
        transition.actor().partner().ifPresent(partner -> actor.put("partner", partner));
        row.put("correlation_id", transition.correlationId());
        transition
                .idempotency()
                .ifPresent(idempotency -> row.putObject("idempotency")
                        .put("operation", idempotency.operation())
                        .put("key", idempotency.key())
                        .put("fingerprint", idempotency.fingerprint()));
        transition.trace().ifPresent(trace -> row.put("trace", trace.text()));
        row.put("first_sequence", transition.firstSequence());
        ArrayNode effects = row.putArray("effects");
        for (Effect effect : transition.effects()) {
            ObjectNode one = effects.addObject().put("type", effect.type());
            ArrayNode items = one.putArray("items");
            effect.items().forEach(items::add);
            one.set("data", effect.data());
        }
        byte[] fields;
        try {
            fields = mapper.writeValueAsBytes(row);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a transition cannot be written: " + e.getMessage(), e);
        }
        byte[] sealed = new byte[Frame.LENGTH + fields.length];
        System.arraycopy(fields, 0, sealed, Frame.LENGTH, fields.length);
        return Frame.seal(TYPE, Frame.PLAIN, sealed);
    }

    /**
     * @throws DamagedRecordException when the bytes are not those that were written
     * @throws IOException when the bytes are whole, and of a type or format that this program does not know
     */
    public Transition read(String type, byte[] bytes) throws IOException {
        byte format = Frame.open(type, bytes);
        if (!TYPE.equals(type)) {
            throw new IOException("unknown event type " + type + "; it may come from a newer release");
        }
        if (format != Frame.PLAIN) {
            throw new IOException("unknown format " + format + " of " + type + "; it may come from a newer release");
        }
        JsonNode row = mapper.readTree(Arrays.copyOfRange(bytes, Frame.LENGTH, bytes.length));
        try {
            return transition(row);
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException("a " + type + " lacks something: " + e.getMessage());
        }
    }

    private static Transition transition(JsonNode row) {
        JsonNode actor = row.required("actor");
        List<Effect> effects = new ArrayList<>();
        for (JsonNode effect : row.required("effects")) {
            List<Long> items = new ArrayList<>();
            effect.required("items").forEach(item -> items.add(item.longValue()));
            effects.add(new Effect(
                    effect.required("type").textValue(), List.copyOf(items), (ObjectNode) effect.required("data")));
        }
        return new Transition(
                row.required("at").longValue(),
                new Actor(
                        actor.required("user").textValue(),
                        text(actor, "type").map(UserType::valueOf),
                        text(actor, "partner")),
                row.required("correlation_id").textValue(),
                Optional.ofNullable(row.get("idempotency"))
                        .map(idempotency -> new Idempotency(
                                idempotency.required("operation").textValue(),
                                idempotency.required("key").textValue(),
                                idempotency.required("fingerprint").textValue())),
                text(row, "trace").flatMap(TraceContext::parse),
                row.required("first_sequence").longValue(),
                effects);
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::textValue);
    }
}
