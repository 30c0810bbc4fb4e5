package io.mandi.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.http.websocket.FrameReader.Received;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int MAX_MESSAGE = 1_000;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final FrameReader reader = new FrameReader(MAX_MESSAGE);

    /** A frame as a client sends it. */
    private static byte[] frame(boolean last, int opcode, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            out.write(0x80 | 126);
            out.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i % 4]);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return frame(true, Frames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteString bytes(byte[]... parts) {
        ByteString all = ByteString.emptyByteString();
        for (byte[] part : parts) {
            all = all.concat(ByteString.fromArray(part));
        }
        return all;
    }

    private void assertRefused(CloseCode code, byte[]... frames) {
        assertThatThrownBy(() -> reader.read(bytes(frames)))
                .isInstanceOfSatisfying(
                        WebSocketException.class,
                        refused -> assertThat(refused.closeCode()).isEqualTo(code));
    }

    @Test
    void readsMessagesHoweverTheBytesArrive() throws WebSocketException {
        String longText = "ä".repeat(200);
        byte[] all = bytes(text("one"), text(longText), text(""), frame(true, Frames.PING, new byte[] {7}))
                .toArray();
        List<Received> received = new ArrayList<>();
        for (byte one : all) {
            received.addAll(reader.read(ByteString.fromArray(new byte[] {one})));
        }
        assertThat(received)
                .containsExactly(
                        new Received.Text("one"),
                        new Received.Text(longText),
                        new Received.Text(""),
                        new Received.Ping(ByteString.fromArray(new byte[] {7})));
        assertThat(new FrameReader(MAX_MESSAGE).read(ByteString.fromArray(all))).isEqualTo(received);
    }

    @Test
    void putsAMessageTogetherOfItsFramesWithControlFramesBetweenThem() throws WebSocketException {
        byte[] umlaut = "ü".getBytes(StandardCharsets.UTF_8);
        assertThat(reader.read(bytes(
                        frame(false, Frames.TEXT, new byte[] {'a', umlaut[0]}),
                        frame(true, Frames.PONG, new byte[0]),
                        frame(false, Frames.CONTINUATION, new byte[0]),
                        frame(true, Frames.CONTINUATION, new byte[] {umlaut[1]}),
                        text("b"),
                        frame(true, Frames.CLOSE, new byte[] {3, (byte) 0xE8}))))
                .containsExactly(
                        new Received.Pong(), new Received.Text("aü"), new Received.Text("b"), new Received.Close());
    }

    @Test
    void takesAMessageOfTheGreatestLengthAndRefusesALongerOneBeforeItHasCome() throws WebSocketException {
        assertThat(reader.read(ByteString.fromArray(text("x".repeat(MAX_MESSAGE)))))
                .hasSize(1);
        byte[] longer = text("x".repeat(MAX_MESSAGE + 1));
        assertRefused(CloseCode.TOO_BIG, java.util.Arrays.copyOf(longer, 4));
    }

    @Test
    void refusesALongMessageInShortFrames() throws WebSocketException {
        byte[] part = "x".repeat(400).getBytes(StandardCharsets.UTF_8);
        reader.read(bytes(frame(false, Frames.TEXT, part), frame(false, Frames.CONTINUATION, part)));
        assertRefused(CloseCode.TOO_BIG, frame(true, Frames.CONTINUATION, part));
    }

    @Test
    void refusesALengthOfSixtyFourBits() {
        assertRefused(
                CloseCode.TOO_BIG,
                new byte[] {(byte) 0x81, (byte) 0xFF},
                ByteBuffer.allocate(8).putLong(Long.MAX_VALUE).array());
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.CONTINUATION, Frames.TEXT, Frames.CLOSE, Frames.PING, Frames.PONG})
    void refusesANegativeLengthOfAnyKindOfFrame(int opcode) {
        for (long length : new long[] {-1, Long.MIN_VALUE, 0xFFFFFFFF7FFFFFFFL}) {
            assertThatThrownBy(() -> new FrameReader(MAX_MESSAGE)
                            .read(bytes(
                                    new byte[] {(byte) (0x80 | opcode), (byte) 0xFF},
                                    ByteBuffer.allocate(8).putLong(length).array(),
                                    MASK)))
                    .as("a length of %d", length)
                    .isInstanceOfSatisfying(
                            WebSocketException.class,
                            refused -> assertThat(refused.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR));
        }
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        assertRefused(CloseCode.INVALID_TEXT, frame(true, Frames.TEXT, new byte[] {(byte) 0xC3}));
    }

    @ParameterizedTest
    @CsvSource({
        "0x80, 0x80, a continuation of nothing",
        "0xC1, 0x80, a reserved bit",
        "0x81, 0x00, no mask",
        "0x83, 0x80, an unknown kind",
        "0x8B, 0x80, an unknown control frame",
        "0x09, 0x80, a ping of several frames",
        "0x89, 0xFE, a long ping"
    })
    void refusesWhatTheProtocolDoesNotAllow(String first, String second, String what) {
        assertThatThrownBy(() -> reader.read(bytes(
                        new byte[] {(byte) (int) Integer.decode(first), (byte) (int) Integer.decode(second)},
                        new byte[] {0, 126, 0, 0, 0, 0})))
                .as(what)
                .isInstanceOfSatisfying(
                        WebSocketException.class,
                        refused -> assertThat(refused.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR));
    }

    @Test
    void refusesANewMessageInsideAnother() throws WebSocketException {
        reader.read(ByteString.fromArray(frame(false, Frames.TEXT, new byte[] {'a'})));
        assertRefused(CloseCode.PROTOCOL_ERROR, text("b"));
    }

    @Test
    void refusesBinaryMessages() {
        assertRefused(CloseCode.UNSUPPORTED_DATA, frame(true, Frames.BINARY, new byte[] {1}));
    }

    @Test
    void answersTheKeyOfTheStandardAsTheStandardSays() {
        assertThat(WebSocketUpgrade.accepted("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
    void writesTheShortestLength(int length, int head) {
        ByteString frame = Frames.text(ByteString.fromArray(new byte[length]));
        assertThat(frame.size()).isEqualTo(head + length);
    }
}
