package io.mandi.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static final byte[] REQUEST = "request".getBytes(StandardCharsets.US_ASCII);

    private Selector selector;

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
    }

    private int exchange(Connection connection) throws IOException {
        connection.send(REQUEST, REQUEST.length, 0);
        boolean whole = false;
        while (!whole) {
            selector.select(key -> {}, 10_000);
            whole = connection.ready();
        }
        return connection.status();
    }

    @Test
    void readsAnswersOneAfterTheOtherHoweverTheyAreCut() throws IOException {
        String large = "x".repeat(100_000);
        try (ScriptedServer server = ScriptedServer.start(
                        REQUEST.length,
                        List.of(
                                List.of("HTTP/1.1 201 Created\r\nContent-Type: a\r\nContent-Length: 5\r\n\r\nfirst"),
                                List.of(
                                        "HTTP/1.1 503 No\r\nretry-After: 1\r",
                                        "\ncontent-length:6\r\n",
                                        "\r",
                                        "\nsec",
                                        "ond"),
                                List.of("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", large)));
                Connection connection = Connection.open(server.url(), 0, selector)) {
            assertThat(exchange(connection)).isEqualTo(201);
            assertThat(connection.body()).isEqualTo("first");
            assertThat(connection.has(Connection.header("retry-after"))).isFalse();
            assertThat(exchange(connection)).isEqualTo(503);
            assertThat(connection.body()).isEqualTo("second");
            assertThat(connection.has(Connection.header("retry-after"))).isTrue();
            assertThat(exchange(connection)).isEqualTo(200);
            assertThat(connection.body()).isEqualTo(large);
            assertThat(connection.count("xx".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(50_000);
            assertThatThrownBy(() -> exchange(connection)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(
                        REQUEST.length, List.of(List.of("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nhalf")));
                Connection connection = Connection.open(server.url(), 0, selector)) {
            assertThatThrownBy(() -> exchange(connection)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anAnswerOfUnknownLengthIsAFailure() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(
                        REQUEST.length, List.of(List.of("HTTP/1.1 201 Created\r\nX-Content-Length: 10\r\n\r\n")));
                Connection connection = Connection.open(server.url(), 0, selector)) {
            assertThatThrownBy(() -> exchange(connection)).hasMessageContaining("without Content-Length");
        }
    }
}
