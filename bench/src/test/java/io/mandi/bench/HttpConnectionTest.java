package io.mandi.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
    private static final byte[] REQUEST = "request".getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** Answers each request with pieces that are sent one by one, and ends. */
    private void answer(List<List<String>> answers) {
        threads.submit(() -> {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                for (List<String> pieces : answers) {
                    socket.getInputStream().readNBytes(REQUEST.length);
                    for (String piece : pieces) {
                        socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
                        socket.getOutputStream().flush();
                    }
                }
            }
            return null;
        });
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Test
    void readsAnswersOneAfterTheOtherHoweverTheyAreCut() throws IOException {
        String large = "x".repeat(100_000);
        answer(List.of(
                List.of("HTTP/1.1 201 Created\r\nContent-Type: a\r\nContent-Length: 5\r\n\r\nfirst"),
                List.of("HTTP/1.1 503 No\r\nX: y\r", "\ncontent-length:6\r\n", "\r", "\nsec", "ond"),
                List.of("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", large)));

        try (HttpConnection connection = new HttpConnection(url())) {
            assertThat(connection.exchange(REQUEST, REQUEST.length)).isEqualTo(201);
            assertThat(connection.body()).isEqualTo("first");
            assertThat(connection.exchange(REQUEST, REQUEST.length)).isEqualTo(503);
            assertThat(connection.body()).isEqualTo("second");
            assertThat(connection.exchange(REQUEST, REQUEST.length)).isEqualTo(200);
            assertThat(connection.body()).isEqualTo(large);
            assertThat(connection.count("xx".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(50_000);
            assertThatThrownBy(() -> connection.exchange(REQUEST, REQUEST.length))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() throws IOException {
        answer(List.of(List.of("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nhalf")));

        try (HttpConnection connection = new HttpConnection(url())) {
            assertThatThrownBy(() -> connection.exchange(REQUEST, REQUEST.length))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anAnswerOfUnknownLengthIsAFailure() throws IOException {
        answer(List.of(List.of("HTTP/1.1 201 Created\r\nX-Content-Length: 10\r\n\r\n")));

        try (HttpConnection connection = new HttpConnection(url())) {
            assertThatThrownBy(() -> connection.exchange(REQUEST, REQUEST.length))
                    .hasMessageContaining("without Content-Length");
        }
    }
}
