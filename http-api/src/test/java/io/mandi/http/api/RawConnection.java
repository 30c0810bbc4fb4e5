package io.mandi.http.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which anything can be sent, also what is no HTTP. */
final class RawConnection implements AutoCloseable {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

    private final Socket socket;
    private final InputStream in;

    RawConnection(URI url) {
        try {
            socket = new Socket(url.getHost(), url.getPort());
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request on a connection of its own and reads the answer. */
    static Reply exchange(URI url, String request) {
        try (RawConnection connection = new RawConnection(url)) {
            connection.send(request);
            return connection.read();
        }
    }

    /** Sends text, each character as one byte. */
    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one response, whose length it must tell. */
    Reply read() {
        try {
            String statusLine = line();
            if (!statusLine.matches("HTTP/1\\.1 [0-9]{3} .*")) {
                throw new AssertionError("not a response: " + statusLine);
            }
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon),
                        List.of(line.substring(colon + 1).strip()));
            }
            int length = Integer.parseInt(
                    headers.getOrDefault("Content-Length", List.of("0")).getFirst());
            return new Reply(Integer.parseInt(statusLine.substring(9, 12)), headers, in.readNBytes(length));
        } catch (IOException e) {
            throw new AssertionError("no response", e);
        }
    }

    /** Sends and wants nothing for a time, in which the other side neither sends anything nor closes. */
    void idle(Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
            int said = in.read();
            throw new AssertionError(
                    said < 0 ? "the connection was closed" : "something came that nobody has asked for");
        } catch (SocketTimeoutException silence) {
            // As it should be.
        } catch (IOException e) {
            throw new AssertionError("the connection broke", e);
        } finally {
            restoreTimeout();
        }
    }

    private void restoreTimeout() {
        try {
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the other side has closed; what it sends before is dropped. */
    void awaitEnd() {
        try {
            while (in.read() >= 0) {
                // On to the end.
            }
        } catch (SocketException reset) {
            // Closed as well.
        } catch (IOException e) {
            throw new AssertionError("the connection did not end", e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended after \"" + line + "\"");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
