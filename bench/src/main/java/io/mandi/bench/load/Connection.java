package io.mandi.bench.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection that stays open, with one request at a time, and never waits: as little of HTTP/1.1 as a load generator
 * needs, so that the generator takes little of the machine that it measures.
 */
final class Connection implements Closeable {
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final byte[] CONTENT_LENGTH = header("content-length");

    private final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] buffer = new byte[2 * 1024];
    private ByteBuffer input = ByteBuffer.wrap(buffer);
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    /** Negative until the head is complete. */
    private int bodyStart;

    private int end;
    private int total;
    private long planned;
    private long sent;

    private Connection(int number, SocketChannel channel, Selector selector) throws IOException {
        this.number = number;
        this.channel = channel;
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** @param number of this connection among those of the load */
    static Connection open(URI node, int number, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(node.getHost(), node.getPort()));
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            return new Connection(number, channel, selector);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The name of a header as it stands in an answer, in lower case. */
    static byte[] header(String name) {
        return ("\r\n" + name + ":").getBytes(StandardCharsets.US_ASCII);
    }

    int number() {
        return number;
    }

    /** How many requests were sent. */
    long sent() {
        return sent;
    }

    /** When the last request was to be sent, in {@link System#nanoTime}. */
    long planned() {
        return planned;
    }

    /** Sends a request; what does not go out at once does so in {@link #ready}. */
    void send(byte[] request, int length, long plannedAt) throws IOException {
        planned = plannedAt;
        sent++;
        bodyStart = -1;
        end = 0;
        input.clear();
        ByteBuffer output = ByteBuffer.wrap(request, 0, length);
        channel.write(output);
        if (output.hasRemaining()) {
            unsent = ByteBuffer.wrap(Arrays.copyOfRange(request, output.position(), length));
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    /**
     * Goes on with what can be done now.
     *
     * @return whether the whole answer is there
     * @throws EOFException when the node has closed the connection
     */
    boolean ready() throws IOException {
        if (unsent.hasRemaining()) {
            channel.write(unsent);
            if (!unsent.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ);
            }
        }
        int looked = end;
        int count = channel.read(input);
        if (count < 0) {
            throw new EOFException("the node closed a connection");
        }
        end += count;
        if (bodyStart < 0) {
            bodyStart = endOfHead(Math.max(0, looked - 3));
            if (bodyStart >= 0) {
                total = bodyStart + contentLength();
            }
        }
        boolean whole = bodyStart >= 0 && end >= total;
        if (!whole && end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(bodyStart < 0 ? 0 : total, 2 * buffer.length));
            input = ByteBuffer.wrap(buffer).position(end);
        }
        return whole;
    }

    int status() {
        return 100 * digit(STATUS) + 10 * digit(STATUS + 1) + digit(STATUS + 2);
    }

    private int digit(int at) {
        return buffer[at] - '0';
    }

    /** Where the body starts; negative when the head is not complete. */
    private int endOfHead(int from) {
        for (int i = from; i + 3 < end; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private int contentLength() throws IOException {
        int start = find(CONTENT_LENGTH);
        if (start < 0) {
            throw new IOException("an answer without Content-Length");
        }
        int length = 0;
        for (int at = start; buffer[at] != '\r'; at++) {
            if (buffer[at] != ' ') {
                length = 10 * length + digit(at);
            }
        }
        return length;
    }

    /** @param header made by {@link #header} */
    boolean has(byte[] header) {
        return find(header) >= 0;
    }

    /** Where the value of a header begins; negative without it. */
    private int find(byte[] header) {
        for (int i = 0; i + header.length < bodyStart; i++) {
            if (buffer[i] == '\r' && startsHere(header, i)) {
                return i + header.length;
            }
        }
        return -1;
    }

    private boolean startsHere(byte[] header, int at) {
        for (int i = 0; i < header.length; i++) {
            byte found = buffer[at + i];
            boolean upper = found >= 'A' && found <= 'Z';
            if ((upper ? found + ('a' - 'A') : found) != header[i]) {
                return false;
            }
        }
        return true;
    }

    /** How often a text stands in the answer's body. */
    int count(byte[] text) {
        int count = 0;
        int i = bodyStart;
        while (i + text.length <= end) {
            if (buffer[i] == text[0] && Arrays.equals(buffer, i, i + text.length, text, 0, text.length)) {
                count++;
                i += text.length;
            } else {
                i++;
            }
        }
        return count;
    }

    String body() {
        return new String(buffer, bodyStart, end - bodyStart, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
