package io.mandi.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection that stays open, with one request at a time: as little of HTTP/1.1 as a load generator needs, so that the
 * generator takes little of the machine that it measures.
 */
final class HttpConnection implements Closeable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final byte[] CONTENT_LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[16 * 1024];
    private int bodyStart;
    private int end;

    HttpConnection(URI node) throws IOException {
        socket = new Socket(node.getHost(), node.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @return the status
     */
    int exchange(byte[] request, int length) throws IOException {
        out.write(request, 0, length);
        end = 0;
        bodyStart = -1;
        int looked = 0;
        while (bodyStart < 0) {
            read();
            bodyStart = endOfHead(Math.max(0, looked - 3));
            looked = end;
        }
        int total = bodyStart + contentLength();
        while (end < total) {
            read();
        }
        return 100 * digit(STATUS) + 10 * digit(STATUS + 1) + digit(STATUS + 2);
    }

    private int digit(int at) {
        return buffer[at] - '0';
    }

    private void read() throws IOException {
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            throw new EOFException("the node closed a connection");
        }
        end += count;
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
        for (int i = 0; i + CONTENT_LENGTH.length < bodyStart; i++) {
            if (startsHere(i)) {
                int length = 0;
                for (int at = i + CONTENT_LENGTH.length; buffer[at] != '\r'; at++) {
                    if (buffer[at] != ' ') {
                        length = 10 * length + digit(at);
                    }
                }
                return length;
            }
        }
        throw new IOException("an answer without Content-Length");
    }

    private boolean startsHere(int at) {
        for (int i = 0; i < CONTENT_LENGTH.length; i++) {
            byte found = buffer[at + i];
            boolean upper = found >= 'A' && found <= 'Z';
            if ((upper ? found + ('a' - 'A') : found) != CONTENT_LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    /** How often a text stands in the last answer's body. */
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
        socket.close();
    }
}
