package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.UserType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What one client, and all clients together, may cost. */
@Isolated("its figures would be those of the tests beside it")
class StreamLimitsIT {
    private static final int SOCKETS = 6;
    private static final int UNAUTHENTICATED = 2;
    private static final int SOCKETS_OF_A_USER = 3;
    private static final int SUBSCRIPTIONS = 4;
    /** Of one organisation, which is half of the node's. */
    private static final int BOOKS = 3;

    private static final int MESSAGES = 40;
    private static final int MESSAGE_BYTES = 2_000;

    private static Path dataDir;
    private static TestNode node;

    @BeforeAll
    static void start() {
        dataDir = TestNode.newDataDir();
        node = TestNode.start(
                dataDir,
                Map.ofEntries(
                        Map.entry("STREAM_MAX_SOCKETS", "" + SOCKETS),
                        Map.entry("STREAM_MAX_UNAUTHENTICATED", "" + UNAUTHENTICATED),
                        Map.entry("STREAM_MAX_SOCKETS_PER_USER", "" + SOCKETS_OF_A_USER),
                        Map.entry("STREAM_MAX_SUBSCRIPTIONS", "" + SUBSCRIPTIONS),
                        Map.entry("STREAM_MAX_BOOKS", "" + 2 * BOOKS),
                        Map.entry("STREAM_BOOK_LINGER", "0s"),
                        Map.entry("STREAM_MESSAGES_PER_SECOND", "" + MESSAGES),
                        Map.entry("STREAM_MAX_MESSAGE_BYTES", "" + MESSAGE_BYTES),
                        Map.entry("STREAM_BUFFER_BYTES", "65536"),
                        Map.entry("STREAM_SNAPSHOT_ORDERS", "2"),
                        Map.entry("STREAM_HEARTBEAT", "300ms"),
                        Map.entry("STREAM_CLIENT_SILENCE", "1500ms"),
                        Map.entry("STREAM_AUTHENTICATION_TIMEOUT", "2s")));
    }

    @AfterAll
    static void stop() {
        node.close();
        TestNode.delete(dataDir);
    }

    private static String token(String user) {
        return TestNode.token(TestNode.ORGANIZATION, user, UserType.INTERNAL, Optional.empty());
    }

    private static void allGone() {
        await().until(() -> metric("mandi_stream_clients") == 0);
    }

    private static double metric(String name) {
        return node.anonymous()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void takesSoManySocketsOfANodeAndOfAUser() {
        allGone();
        List<StreamClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS_OF_A_USER; i++) {
                open.add(StreamClient.bearing(node, token("one")));
            }
            assertThat(StreamClient.refusedUpgrade(node, Optional.of(token("one"))))
                    .isEqualTo(429);
            try (StreamClient late = StreamClient.open(node, Optional.empty())) {
                late.next("welcome");
                late.send("{'op':'authenticate','token':'" + token("one") + "'}");
                late.error("too_many_sockets");
                assertThat(late.closeCode()).isEqualTo(1013);
            }
            await().until(() -> metric("mandi_stream_clients") == SOCKETS_OF_A_USER);
            for (int i = SOCKETS_OF_A_USER; i < SOCKETS; i++) {
                open.add(StreamClient.bearing(node, token("two")));
            }
            assertThat(StreamClient.refusedUpgrade(node, Optional.of(token("three"))))
                    .isEqualTo(503);
        } finally {
            open.forEach(StreamClient::close);
        }
        allGone();
        StreamClient.bearing(node, token("one")).close();
    }

    @Test
    void letsStrangersTakeSomePlacesOnlyAndTheirOwnersTheRest() {
        allGone();
        List<StreamClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < UNAUTHENTICATED; i++) {
                StreamClient stranger = StreamClient.open(node, Optional.empty());
                open.add(stranger);
                stranger.next("welcome");
            }
            assertThat(StreamClient.refusedUpgrade(node, Optional.empty())).isEqualTo(503);
            open.add(StreamClient.bearing(node, token("one")));
            open.getFirst().send("{'op':'authenticate','token':'" + token("two") + "'}");
            open.getFirst().next("authenticated");
            StreamClient.open(node, Optional.empty()).close();
        } finally {
            open.forEach(StreamClient::close);
        }
    }

    @Test
    void takesSoManySubscriptionsOfASocketAndSoManyBooks() {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i <= BOOKS; i++) {
            symbols.add(node.openMarket());
        }
        try (StreamClient client = StreamClient.bearing(node, token("clerk"))) {
            for (int i = 0; i < BOOKS; i++) {
                client.subscribe("book:" + symbols.get(i));
                client.next("subscribed");
                client.next("snapshot");
            }
            client.subscribe("book:" + symbols.get(BOOKS));
            client.error("too_many_books");
            client.subscribe("orders");
            client.next("subscribed");
            client.next("snapshot");
            assertThat(metric("mandi_stream_subscriptions")).isEqualTo(SUBSCRIPTIONS);
            client.subscribe("trades");
            client.error("too_many_subscriptions");
            client.send("{'op':'unsubscribe','channels':['book:" + symbols.get(0) + "']}");
            client.next("unsubscribed");
            client.subscribe("book:" + symbols.get(BOOKS));
            client.next("subscribed");
        }
        await().until(() -> metric("mandi_stream_subscriptions") == 0);
    }

    @Test
    void closesAClientThatSendsTooMuchOrTooLong() {
        try (StreamClient client = StreamClient.bearing(node, token("clerk"))) {
            int sent = 0;
            while (sent < 2 * MESSAGES && client.sendWhileOpen("{'op':'ping'}")) {
                sent++;
            }
            assertThat(sent).isGreaterThanOrEqualTo(MESSAGES);
            client.next(message -> message.path("code").asText().equals("too_many_messages"));
            assertThat(client.closeCode()).isEqualTo(1008);
        }
        try (StreamClient client = StreamClient.bearing(node, token("clerk"))) {
            client.send("{'op':'ping','id':'" + "x".repeat(MESSAGE_BYTES) + "'}");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void closesAClientThatDoesNotSayWhoItIsOrIsSilent() throws IOException {
        try (StreamClient client = StreamClient.open(node, Optional.empty())) {
            client.next("welcome");
            client.error("token_missing");
            assertThat(client.closeCode()).isEqualTo(1008);
        }
        // Its library answers pings by itself, so that it stays.
        try (StreamClient alive = StreamClient.bearing(node, token("clerk"));
                RawStream silent = new RawStream(node.url(), token("clerk"))) {
            assertThat(silent.readToTheEnd()).contains("client_silent");
            assertThat(alive.untilPong()).isEmpty();
            assertThat(alive.next(message -> true).path("type").textValue()).isEqualTo("heartbeat");
        }
    }

    @Test
    void saysThatATokenEndsAndClosesWhenItHas() {
        String brief = TestNode.tokens()
                .issue(
                        "brief",
                        TestNode.ORGANIZATION,
                        UserType.INTERNAL,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(3));
        try (StreamClient client = StreamClient.bearing(node, brief)) {
            assertThat(client.next("notice").path("reason").textValue()).isEqualTo("token_expires");
            client.error("token_expired");
            assertThat(client.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void showsTheNewestOpenOrdersAndSaysThatThereAreMore() {
        String symbol = node.openMarket();
        for (int i = 0; i < 3; i++) {
            String id = node.staff().placed(Orders.limit(symbol, "mill-" + symbol, "SELL", "1", "10" + i + ".00"));
            await().until(() -> !node.staff()
                    .get("/api/v1/audit?entity=" + id)
                    .json(200)
                    .path("items")
                    .isEmpty());
        }
        try (StreamClient client = StreamClient.bearing(node, token("clerk"))) {
            client.send("{'op':'subscribe','channels':['orders'],'partner_id':'mill-" + symbol + "'}");
            client.next("subscribed");
            JsonNode snapshot = client.next("snapshot");
            assertThat(snapshot.path("orders")).hasSize(2);
            assertThat(snapshot.path("complete").booleanValue()).isFalse();
        }
    }

    /** The slow one is told and cut off, and the other one, on the same channel, does not notice. */
    @Test
    void cutsOffASlowReaderAndNobodyElse() throws IOException {
        String symbol = node.openMarket();
        double cut = metric("mandi_stream_slow_readers_total");
        try (RawStream slow = new RawStream(node.url(), token("slow"));
                StreamClient quick = StreamClient.bearing(node, token("quick"))) {
            // Each order of the rounds below is told twice when it comes and twice when it trades.
            slow.send("{\"op\":\"subscribe\",\"channels\":[\"orders\",\"trades\"]}");
            slow.send("{\"op\":\"subscribe\",\"channels\":[\"orders\"],\"partner_id\":\"mill\"}");
            quick.subscribe("book:" + symbol);
            quick.next("subscribed");
            StreamBook book = new StreamBook(quick.next("snapshot"));
            ApiClient staff = node.staff();
            for (int round = 0; round < 200 && metric("mandi_stream_slow_readers_total") == cut; round++) {
                JsonNode[] batch = new JsonNode[400];
                for (int i = 0; i < batch.length; i++) {
                    batch[i] = Orders.limit(symbol, "mill", "SELL", "1", "100.00");
                }
                staff.batch(batch).json(200);
                staff.place(Orders.limit(symbol, "gin", "BUY", "400", "100.00"));
                slow.keepAlive();
            }
            assertThat(metric("mandi_stream_slow_readers_total")).isEqualTo(cut + 1);
            assertThat(slow.readToTheEnd()).contains("slow_reader").contains(closeFrame(1013));
            long sequence = staff.book(symbol).path("sequence").longValue();
            while (book.sequence() < sequence) {
                book.take(quick.next("change"));
            }
            book.assertSameAs(staff.book(symbol));
        }
    }

    private static String closeFrame(int code) {
        return new String(new byte[] {(byte) (code >> 8), (byte) code}, StandardCharsets.ISO_8859_1);
    }

    @Test
    void saysThatTheNodeStopsAndCancelsNothing() {
        Path folder = TestNode.newDataDir();
        try {
            TestNode stopping = TestNode.start(folder);
            String symbol = stopping.openMarket();
            stopping.staff().place(Orders.limit(symbol, "mill", "SELL", "1", "100.00"));
            try (StreamClient client = StreamClient.bearing(stopping, token("clerk"))) {
                client.send("{'op':'cancel_on_disconnect','enabled':true,'partner_id':'mill'}");
                client.next("cancel_on_disconnect");
                long began = System.nanoTime();
                stopping.close();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as("an open socket does not hold up the node")
                        .isLessThan(Duration.ofSeconds(20));
                client.next("shutdown");
                assertThat(client.closeCode()).isEqualTo(1012);
            }
            try (TestNode again = TestNode.start(folder)) {
                assertThat(again.staff().book(symbol).path("asks")).hasSize(1);
            }
        } finally {
            TestNode.delete(folder);
        }
    }

    /** A client that reads only when it is told to, and answers no ping. */
    private static final class RawStream implements AutoCloseable {
        private static final byte[] MASK = {0, 0, 0, 0};
        private final Socket socket = new Socket();
        private final InputStream in;
        private final OutputStream out;

        RawStream(URI url, String token) throws IOException {
            socket.setReceiveBufferSize(8_192);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            in = socket.getInputStream();
            out = socket.getOutputStream();
            out.write(("GET /api/v1/stream HTTP/1.1\r\nHost: " + url.getHost()
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        void send(String message) throws IOException {
            frame(1, message.getBytes(StandardCharsets.UTF_8));
        }

        /** An empty pong. */
        void keepAlive() {
            try {
                frame(10, new byte[0]);
            } catch (IOException e) {
                // It has been cut off by now, which is what the test waits for.
            }
        }

        private void frame(int opcode, byte[] payload) throws IOException {
            out.write(0x80 | opcode);
            out.write(0x80 | payload.length);
            out.write(MASK);
            out.write(payload);
            out.flush();
        }

        String readToTheEnd() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
