package io.mandi.http.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * Makes messages of the bytes that a client sends. It keeps no more than one message of the longest allowed length, however many
 * frames it comes in.
 */
final class FrameReader {
    private static final int OPCODE = 0x0F;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int MASK_BYTES = 4;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final int maxMessage;
    /** What has come and is not yet a whole frame. */
    private byte[] pending = new byte[0];
    /** The frames so far of a message of more than one. */
    private byte[] message = new byte[0];

    private boolean inMessage;

    /** @param maxMessage bytes of the longest message */
    FrameReader(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    /** What a client has sent. */
    sealed interface Received {
        /** A whole message. */
        record Text(String text) implements Received {}

        /** A question whether the server is there. */
        record Ping(ByteString data) implements Received {}

        /** The answer to such a question of the server's. */
        record Pong() implements Received {}

        /** The client closes, or answers that the server does. */
        record Close() implements Received {}
    }

    /**
     * @return what has become whole with these bytes
     * @throws WebSocketException when they break the protocol or the limit; nothing more may be read then
     */
    List<Received> read(ByteString bytes) throws WebSocketException {
        byte[] all = Arrays.copyOf(pending, pending.length + bytes.size());
        bytes.copyToArray(all, pending.length, bytes.size());
        ByteBuffer in = ByteBuffer.wrap(all);
        List<Received> received = new ArrayList<>();
        int rest = 0;
        while (readFrame(in, received)) {
            rest = in.position();
        }
        pending = Arrays.copyOfRange(all, rest, all.length);
        return received;
    }

    /** @return whether there was a whole frame */
    private boolean readFrame(ByteBuffer in, List<Received> received) throws WebSocketException {
        if (in.remaining() < 2) {
            return false;
        }
        int first = in.get() & 0xFF;
        int second = in.get() & 0xFF;
        int opcode = first & OPCODE;
        boolean last = (first & Frames.FINAL) != 0;
        if ((first & RESERVED) != 0) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "a reserved bit is set");
        }
        if ((second & MASKED) == 0) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "a client's frames must be masked");
        }
        long length = second & LENGTH;
        int lengthBytes = length == TWO_BYTES ? Short.BYTES : length == EIGHT_BYTES ? Long.BYTES : 0;
        if (in.remaining() < lengthBytes) {
            return false;
        }
        if (lengthBytes == Short.BYTES) {
            length = in.getShort() & 0xFFFF;
        } else if (lengthBytes == Long.BYTES) {
            length = in.getLong();
        }
        check(opcode, last, length);
        if (in.remaining() < MASK_BYTES + length) {
            return false;
        }
        byte[] mask = new byte[MASK_BYTES];
        in.get(mask);
        byte[] payload = new byte[(int) length];
        in.get(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % MASK_BYTES];
        }
        take(opcode, last, payload, received);
        return true;
    }

    /** Before its payload is waited for. */
    private void check(int opcode, boolean last, long length) throws WebSocketException {
        if (length < 0) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "the highest bit of a length is not set");
        }
        switch (opcode) {
            case Frames.CLOSE, Frames.PING, Frames.PONG -> {
                if (!last || length > Frames.MAX_CONTROL) {
                    throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "a control frame is whole and short");
                }
            }
            case Frames.BINARY ->
                throw new WebSocketException(CloseCode.UNSUPPORTED_DATA, "messages are text, in JSON");
            case Frames.TEXT, Frames.CONTINUATION -> {
                if (inMessage != (opcode == Frames.CONTINUATION)) {
                    throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "frames of messages are mixed up");
                }
                if (length > maxMessage - message.length) {
                    throw new WebSocketException(CloseCode.TOO_BIG, "a message has at most " + maxMessage + " bytes");
                }
            }
            default -> throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "there is no such kind of frame");
        }
    }

    private void take(int opcode, boolean last, byte[] payload, List<Received> received) throws WebSocketException {
        switch (opcode) {
            case Frames.PING -> received.add(new Received.Ping(ByteString.fromArray(payload)));
            case Frames.PONG -> received.add(new Received.Pong());
            case Frames.CLOSE -> {
                if (payload.length == 1) {
                    throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "a close code has two bytes");
                }
                received.add(new Received.Close());
            }
            default -> {
                int before = message.length;
                message = Arrays.copyOf(message, before + payload.length);
                System.arraycopy(payload, 0, message, before, payload.length);
                inMessage = !last;
                if (last) {
                    received.add(new Received.Text(text(message)));
                    message = new byte[0];
                }
            }
        }
    }

    private static String text(byte[] utf8) throws WebSocketException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WebSocketException(CloseCode.INVALID_TEXT, "a message is not UTF-8");
        }
    }
}
