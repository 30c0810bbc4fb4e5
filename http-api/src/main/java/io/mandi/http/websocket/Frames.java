package io.mandi.http.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/** The bytes of frames that a server sends: whole, and without a mask. */
public final class Frames {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int FINAL = 0x80;
    /** Longest payload of a control frame. */
    static final int MAX_CONTROL = 125;

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MAX_TWO_BYTES = 0xFFFF;

    private Frames() {}

    /** A message of text; made once, it can go to many sockets. */
    public static ByteString text(ByteString utf8) {
        return frame(TEXT, utf8);
    }

    static ByteString ping() {
        return frame(PING, ByteString.emptyByteString());
    }

    static ByteString pong(ByteString data) {
        return frame(PONG, data);
    }

    /** @param reason what does not fit is cut off */
    static ByteString close(int number, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MAX_CONTROL - Short.BYTES);
        byte[] payload = ByteBuffer.allocate(Short.BYTES + length)
                .putShort((short) number)
                .put(text, 0, length)
                .array();
        return frame(CLOSE, ByteString.fromArray(payload));
    }

    private static ByteString frame(int opcode, ByteString payload) {
        int length = payload.size();
        ByteBuffer head = ByteBuffer.allocate(2 + Long.BYTES);
        head.put((byte) (FINAL | opcode));
        if (length < TWO_BYTES) {
            head.put((byte) length);
        } else if (length <= MAX_TWO_BYTES) {
            head.put((byte) TWO_BYTES).putShort((short) length);
        } else {
            head.put((byte) EIGHT_BYTES).putLong(length);
        }
        return ByteString.fromArray(head.array(), 0, head.position()).concat(payload);
    }
}
