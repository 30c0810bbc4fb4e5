package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.event.DamagedRecordException;
import io.mandi.engine.event.Transition;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.publication.LotEffects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which serializer writes a row, and which ones read it. */
class EngineSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("actor-tests"));

    private final Serialization serialization = SerializationExtension.get(KIT.system());
    private final OrderBook book = new OrderBook(BookLimits.DEFAULT);
    private final RecordedEvent event = define();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private RecordedEvent define() {
        BookCommand define = Samples.define();
        CommandContext context = new CommandContext(1_767_607_200_000_000L, Actor.staff("u1"), "r", Optional.empty());
        return ((Decision.Accept) book.execute(define, context)).event();
    }

    private String manifest(Object value) {
        return Serializers.manifestFor(serialization.findSerializerFor(value), value);
    }

    @Test
    void writesEventsAndSnapshotsInTheCompactEncoding() throws Exception {
        for (Object value : List.of(event, book.snapshot())) {
            assertThat(serialization.findSerializerFor(value).identifier()).isEqualTo(40_002);
            byte[] bytes = serialization.serialize(value).get();
            assertThat(serialization.deserialize(bytes, 40_002, manifest(value)).get())
                    .isEqualTo(value);
        }
        assertThat(manifest(event)).isEqualTo("instrument.defined.v1");
        assertThat(manifest(book.snapshot())).isEqualTo("book.snapshot.v1");
    }

    @Test
    void writesWhatIsOfABookOfLots() throws Exception {
        LotTransition transition = new LotTransition(
                Instant.parse("2026-01-05T10:00:00.000001Z"),
                Actor.staff("u1"),
                "r",
                Optional.empty(),
                Optional.empty(),
                1,
                LotEventSamples.all());
        assertThat(serialization.findSerializerFor(transition).identifier()).isEqualTo(40_002);
        assertThat(manifest(transition)).isEqualTo("entity.changed.v1");
        Object read = serialization
                .deserialize(serialization.serialize(transition).get(), 40_002, "entity.changed.v1")
                .get();
        assertThat(LotEffects.read((Transition) read)).isEqualTo(transition);
        assertThat(serialization.serialize(read).get())
                .isEqualTo(serialization.serialize(transition).get());
        LotBookSnapshot snapshot = LotEventSamples.snapshot();
        assertThat(serialization.findSerializerFor(snapshot).identifier()).isEqualTo(40_002);
        assertThat(manifest(snapshot)).isEqualTo("lotbook.snapshot.v1");
        assertThat(serialization
                        .deserialize(serialization.serialize(snapshot).get(), 40_002, "lotbook.snapshot.v1")
                        .get())
                .isEqualTo(snapshot);
    }

    /** Something about lots that travels between nodes. */
    record AboutLots(LotCommand command, Optional<LotAnswer> answer, ActorRef<Object> replyTo)
            implements EngineMessage {}

    @Test
    void messagesAboutLotsTravel() {
        LotBookSnapshot snapshot = LotEventSamples.snapshot();
        for (LotBookSnapshot.Remembered remembered : snapshot.memory()) {
            AboutLots message = new AboutLots(
                    new LotCommand.Release(7, "no longer"),
                    Optional.of(remembered.answer()),
                    KIT.createTestProbe(Object.class).ref());
            byte[] bytes = serialization.serialize(message).get();
            assertThat(serialization.findSerializerFor(message)).isInstanceOf(JacksonCborSerializer.class);
            assertThat(serialization
                            .deserialize(
                                    bytes,
                                    serialization.findSerializerFor(message).identifier(),
                                    manifest(message))
                            .get())
                    .isEqualTo(message);
        }
    }

    @Test
    void readsRowsThatWereWrittenInCbor() throws Exception {
        assertThat(serialization
                        .deserialize(golden("order.executed.v1"), 40_001, "order.executed.v1")
                        .get())
                .isInstanceOf(RecordedEvent.class);
        assertThat(serialization
                        .deserialize(golden("book.snapshot.v1"), 40_001, "book.snapshot.v1")
                        .get())
                .isInstanceOf(BookSnapshot.class);
    }

    private static byte[] golden(String type) throws IOException {
        try (InputStream file = EngineSerializerTest.class.getResourceAsStream("/golden/" + type + ".cbor.hex")) {
            return HexFormat.of()
                    .parseHex(new String(file.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        }
    }

    @Test
    void damageIsAmongTheCausesOfTheFailure() {
        for (Object value : List.of(event, book.snapshot(), LotEventSamples.snapshot())) {
            byte[] bytes = serialization.serialize(value).get();
            bytes[bytes.length / 2] ^= 4;
            assertThatThrownBy(() -> serialization
                            .deserialize(bytes, 40_002, manifest(value))
                            .get())
                    .hasRootCauseInstanceOf(DamagedRecordException.class);
        }
    }
}
