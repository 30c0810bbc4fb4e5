package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A flipped bit in the journal takes one book out of service, and is seen by those who can mend it. */
class DamagedEventIT {
    private static final String DAMAGED = "DAMAGED";
    private static final String HEALTHY = "HEALTHY";
    private static final String FLIP = """
        UPDATE event_journal SET event_payload = set_bit(event_payload, 8 * (length(event_payload) - 3),
            1 - get_bit(event_payload, 8 * (length(event_payload) - 3)))
        WHERE persistence_id LIKE '%|%/DAMAGED' AND sequence_number = 4\
        """;

    @RegisterExtension
    static final Nodes NODES = new Nodes();

    @TempDir
    private Path folder;

    @Test
    void aBookWithADamagedEventIsQuarantinedAloneAndComesBackWhenTheRowIsMended() throws Exception {
        String database = Database.create();
        Map<String, String> settings = Map.of("DATABASE_URL", database, "BOOK_QUARANTINE_RETRY", "200ms");
        String before;
        NodeProcess first = NODES.start("first", settings).awaitReady();
        try (ApiClient api = new ApiClient(first::url)) {
            Market.open(api, DAMAGED);
            Market.open(api, HEALTHY);
            for (int i = 0; i < 6; i++) {
                order(api, DAMAGED, i);
                order(api, HEALTHY, i);
            }
            before = state(api, DAMAGED);
        }
        first.terminate();
        assertThat(quarantineCommand(settings)).isZero();
        update(database, FLIP);

        NodeProcess second = NODES.start("second", settings).awaitReady();
        try (ApiClient api = new ApiClient(second::url)) {
            Reply refused =
                    api.send(Request.post("/orders", "after", Market.order(DAMAGED, "after", "BUY", "100.00", "1.5")));
            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("book_quarantined");
            assertThat(refused.retryAfter()).isTrue();
            assertThat(api.send(Request.get("/instruments/" + DAMAGED + "/book"))
                            .code())
                    .isEqualTo("book_quarantined");
            order(api, HEALTHY, 7);
            await().untilAsserted(() -> assertThat(quarantinedBooks(second)).isEqualTo(1));
            assertThat(quarantineCommand(settings)).isEqualTo(3);

            update(database, FLIP);
            await().untilAsserted(() -> assertThat(api.send(Request.get("/instruments/" + DAMAGED + "/book"))
                            .status())
                    .isEqualTo(200));
            assertThat(state(api, DAMAGED)).isEqualTo(before);
            order(api, DAMAGED, 8);
            await().untilAsserted(() -> assertThat(quarantinedBooks(second)).isZero());
            assertThat(quarantineCommand(settings)).isEqualTo(0);
        }
    }

    private static void order(ApiClient api, String symbol, int number) {
        Reply reply = api.untilCertain(Request.post(
                "/orders",
                symbol + number,
                Market.order(symbol, "p" + number, number % 2 == 0 ? "BUY" : "SELL", "100.00", "1.5")));
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
    }

    private static String state(ApiClient api, String symbol) {
        return api.untilCertain(Request.get("/instruments/" + symbol + "/state"))
                .body()
                .path("state_hash")
                .asText();
    }

    private static int quarantinedBooks(NodeProcess node) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> ready = http.send(
                    HttpRequest.newBuilder(URI.create(node.url() + "/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).as("the node serves the other books").isEqualTo(200);
            return ApiClient.JSON
                    .readTree(ready.body())
                    .path("quarantined_books")
                    .asInt(-1);
        }
    }

    /** What an operator runs. */
    private int quarantineCommand(Map<String, String> settings) throws IOException, InterruptedException {
        Path output = folder.resolve("quarantine.out");
        Process command = Program.command(folder, NodeProcess.settings(folder, settings), "quarantine")
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        if (command.exitValue() == 3) {
            assertThat(output).content().contains("/" + DAMAGED + "  since 20").contains("event 4 of");
        } else {
            assertThat(output).hasContent("no book is in quarantine");
        }
        return command.exitValue();
    }

    private static void update(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
