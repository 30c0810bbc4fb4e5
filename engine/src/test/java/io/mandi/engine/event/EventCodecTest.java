package io.mandi.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.mandi.engine.book.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What was once written must be read for ever. The files under {@code golden/} hold the bytes of each type and version;
 * they are added to, never changed. {@code -Dgolden=write} writes those that are missing.
 */
class EventCodecTest {
    private static final HexFormat HEX = HexFormat.of();
    private final EventCodec codec = new EventCodec();

    private static byte[] golden(String type, byte[] current) throws IOException {
        String name = "/golden/" + type + ".cbor.hex";
        try (InputStream file = EventCodecTest.class.getResourceAsStream(name)) {
            if (file != null) {
                return HEX.parseHex(new String(file.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
            }
        }
        assertThat(System.getProperty("golden")).as("a golden file for " + type).isEqualTo("write");
        Path file = Path.of("src/test/resources" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, HEX.formatHex(current).replaceAll("(.{100})", "$1\n") + "\n");
        return current;
    }

    @TestFactory
    Stream<DynamicTest> readsAndWritesTheGoldenBytesOfEveryEventType() {
        return GoldenEvents.EVENTS.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                byte[] golden = golden(type, codec.write(event));
                assertThat(codec.readEvent(type, golden)).isEqualTo(event);
                assertThat(HEX.formatHex(codec.write(event))).isEqualTo(HEX.formatHex(golden));
            });
        });
    }

    @Test
    void hasAGoldenEventOfEveryType() {
        assertThat(GoldenEvents.EVENTS.stream().map(event -> EventCodec.typeOf(event.event())))
                .containsExactlyInAnyOrderElementsOf(EventCodec.EVENT_TYPES);
    }

    @Test
    void readsAndWritesTheGoldenBytesOfASnapshot() throws IOException {
        byte[] golden = golden(EventCodec.BOOK_SNAPSHOT, codec.write(GoldenEvents.SNAPSHOT));
        assertThat(codec.readSnapshot(EventCodec.BOOK_SNAPSHOT, golden)).isEqualTo(GoldenEvents.SNAPSHOT);
        assertThat(HEX.formatHex(codec.write(GoldenEvents.SNAPSHOT))).isEqualTo(HEX.formatHex(golden));
    }

    @Test
    void passesOverAFieldThatALaterReleaseAdded() throws IOException {
        RecordedEvent event = GoldenEvents.EVENTS.get(1);
        CBORMapper cbor = new CBORMapper();
        ObjectNode tree = (ObjectNode) cbor.readTree(codec.write(event));
        tree.put("added_later", 7);
        ((ObjectNode) tree.get("event")).put("added_later", "x");
        assertThat(codec.readEvent("order.executed.v1", cbor.writeValueAsBytes(tree)))
                .isEqualTo(event);
    }

    @Test
    void refusesATypeItDoesNotKnow() {
        byte[] bytes = codec.write(GoldenEvents.EVENTS.get(1));
        assertThatThrownBy(() -> codec.readEvent("order.executed.v2", bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("order.executed.v2");
        assertThatThrownBy(() -> codec.readSnapshot("book.snapshot.v2", bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAnEventRecordedUnderAnotherType() {
        byte[] bytes = codec.write(GoldenEvents.EVENTS.get(1));
        assertThatThrownBy(() -> codec.readEvent("order.cancelled.v1", bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesBytesThatAreCutOffAtAnyPlace() {
        byte[] bytes = codec.write(GoldenEvents.EVENTS.get(5));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.readEvent("batch.executed.v1", cut))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void writesAnOrdersEventInAFewHundredBytes() {
        List<Integer> sizes = GoldenEvents.EVENTS.stream()
                .map(event -> codec.write(event).length)
                .toList();
        assertThat(sizes.get(1)).isLessThan(700);
    }
}
