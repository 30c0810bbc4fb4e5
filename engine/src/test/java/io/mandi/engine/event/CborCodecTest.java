package io.mandi.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.mandi.engine.book.RecordedEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What earlier releases wrote in CBOR is read for ever. */
class CborCodecTest {
    private final CborCodec codec = new CborCodec();

    private static byte[] golden(String type) throws IOException {
        return GoldenFiles.read(type + ".cbor", Optional.empty());
    }

    @TestFactory
    Stream<DynamicTest> readsTheGoldenBytesOfEveryEventType() {
        return GoldenEvents.OF_THE_FIRST_TYPES.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(
                    type,
                    () -> assertThat(codec.readEvent(type, golden(type)))
                            .isEqualTo(GoldenEvents.withoutTheActorsType(event)));
        });
    }

    @Test
    void readsTheGoldenBytesOfASnapshot() throws IOException {
        assertThat(codec.readSnapshot("book.snapshot.v1", golden("book.snapshot.v1")))
                .isEqualTo(GoldenEvents.withoutTheActorsType(GoldenEvents.SNAPSHOT));
    }

    @Test
    void passesOverAFieldThatALaterReleaseAdded() throws IOException {
        RecordedEvent event = GoldenEvents.withoutTheActorsType(GoldenEvents.EVENTS.get(1));
        CBORMapper cbor = new CBORMapper();
        ObjectNode tree = (ObjectNode) cbor.readTree(golden("order.executed.v1"));
        tree.put("added_later", 7);
        ((ObjectNode) tree.get("event")).put("added_later", "x");
        assertThat(codec.readEvent("order.executed.v1", cbor.writeValueAsBytes(tree)))
                .isEqualTo(event);
    }

    @Test
    void refusesATypeItDoesNotKnow() throws IOException {
        byte[] bytes = golden("order.executed.v1");
        assertThatThrownBy(() -> codec.readEvent("order.executed.v2", bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("order.executed.v2");
        assertThatThrownBy(() -> codec.readSnapshot("book.snapshot.v2", bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAnEventRecordedUnderAnotherType() throws IOException {
        byte[] bytes = golden("order.executed.v1");
        assertThatThrownBy(() -> codec.readEvent("order.cancelled.v1", bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesBytesThatAreCutOffAtAnyPlace() throws IOException {
        byte[] bytes = golden("batch.executed.v1");
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.readEvent("batch.executed.v1", cut))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(IOException.class);
        }
    }
}
