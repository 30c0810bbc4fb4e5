package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.event.TransitionCodec;
import io.mandi.engine.lots.LotEvent;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.LotTransition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the journal holds of lots, needs and reservations. {@code -Dgolden=write} writes golden files that are missing. */
class LotEffectsTest {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static ObjectNode golden(Effect current) throws IOException {
        String path = "/golden/" + current.type() + ".json";
        try (InputStream file = LotEffectsTest.class.getResourceAsStream(path)) {
            if (file != null) {
                return (ObjectNode) MAPPER.readTree(file);
            }
        }
        assertThat(System.getProperty("golden")).as("a golden file " + path).isEqualTo("write");
        Files.writeString(Path.of("src/test/resources" + path), MAPPER.writeValueAsString(current.data()) + "\n");
        return current.data();
    }

    @TestFactory
    Stream<DynamicTest> anEventOfEveryKindIsReadAndWrittenAsItAlwaysWas() {
        return LotEventSamples.all().stream()
                .map(event -> DynamicTest.dynamicTest(event.family(), () -> {
                    Effect effect = LotEffects.of(event);
                    ObjectNode golden = golden(effect);
                    assertThat(LotEffects.read(new Effect(effect.type(), effect.items(), golden)))
                            .isEqualTo(event);
                    assertThat(effect.data()).isEqualTo(golden);
                }));
    }

    @Test
    void thereIsASampleOfEveryType() {
        assertThat(LotEventSamples.all())
                .extracting(event -> LotEffects.of(event).type())
                .containsExactlyInAnyOrderElementsOf(LotEffects.TYPES);
    }

    @Test
    void theJournalKeepsATransitionWhole() throws Exception {
        LotTransition transition = new LotTransition(
                Instant.parse("2026-01-05T10:00:00.000001Z"),
                Actor.of("trader@example.org", Optional.of("seller-1")),
                "request-1",
                Optional.of(new Idempotency("POST /availabilities", "k1", "c0ffee")),
                Optional.empty(),
                5,
                LotEventSamples.all());
        TransitionCodec codec = new TransitionCodec();
        Transition stored = codec.read(TransitionCodec.TYPE, codec.write(LotEffects.of(transition)));
        assertThat(LotEffects.read(stored)).isEqualTo(transition);
    }

    @Test
    void whatIsForTheReplayIsNotPublished() throws Exception {
        EventCatalogue catalogue = EventCatalogue.standard();
        List<Effect> effects =
                LotEventSamples.all().stream().map(LotEffects::of).toList();
        Transition transition =
                new Transition(0, Actor.staff("asha"), "request-1", Optional.empty(), Optional.empty(), 1, effects);
        for (int i = 0; i < effects.size(); i++) {
            PublishedEvent published = TransitionPublication.of(LotEventSamples.BOOK, transition, i);
            JsonNode fields = catalogue
                    .definition(published.type())
                    .orElseThrow()
                    .schema()
                    .path("properties");
            assertThat(published.data().fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(() -> fields.fieldNames());
        }
        PublishedEvent created = TransitionPublication.of(LotEventSamples.BOOK, transition, 0);
        assertThat(effects.getFirst().data().has("content")).isTrue();
        assertThat(created.data().has("content")).isFalse();
        PublishedEvent reserved = TransitionPublication.of(LotEventSamples.BOOK, transition, 11);
        assertThat(reserved.type().family()).isEqualTo("availability.reserved");
        assertThat(reserved.data().has("agreement")).isFalse();
        assertThat(effects.get(11).items()).containsExactly(11L, 13L);
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        assertThatThrownBy(() -> LotEffects.read(new Effect("availability.created.v2", List.of(), nothing)))
                .isInstanceOf(UnknownEventTypeException.class);
        LotEvent event = LotEventSamples.all().get(2);
        ObjectNode wrong = LotEffects.of(event).data().deepCopy().put("availability_id", "lot_1");
        assertThatThrownBy(() -> LotEffects.read(new Effect("availability.rejected.v1", List.of(), wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("availability.rejected.v1");
        ObjectNode more = LotEffects.of(event).data().deepCopy().put("later", "added");
        assertThat(event).isEqualTo(read(more));
    }

    private static LotEvent read(ObjectNode data) {
        try {
            return LotEffects.read(new Effect("availability.rejected.v1", List.of(), data));
        } catch (UnknownEventTypeException e) {
            throw new AssertionError(e);
        }
    }
}
