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
import java.nio.file.Files;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A flipped bit in the journal takes one book out of service, and is seen by those who can mend it. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.FIRST)
class DamagedEventIT {
    private static final String DAMAGED = "DAMAGED";
    private static final String HEALTHY = "HEALTHY";
    /** Two definitions, and six orders on each book. */
    private static final int OF_BOOKS = 14;

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
        int events;
        NodeProcess first = NODES.start("first", settings).awaitReady();
        try (ApiClient api = new ApiClient(first::url)) {
            Market.open(api, DAMAGED);
            Market.open(api, HEALTHY);
            for (int i = 0; i < 6; i++) {
                order(api, DAMAGED, i);
                order(api, HEALTHY, i);
            }
            before = state(api, DAMAGED);
            await().untilAsserted(() -> assertThat(api.send(Request.get("/events?limit=500&types=order.*,instrument.*"))
                            .body()
                            .path("items"))
                    .hasSize(OF_BOOKS));
            // Before the books were opened, the catalogue has begun.
            events = api.send(Request.get("/events?limit=500"))
                    .body()
                    .path("items")
                    .size();
        }
        first.terminate();
        assertThat(quarantineCommand(settings)).isZero();
        Command whole = run(settings, "audit", "verify");
        assertThat(whole.output()).matches(ApiClient.ORGANIZATION + " " + events + " [0-9a-f]{64}\n");
        assertThat(whole.exit()).isZero();
        Files.writeString(folder.resolve("heads"), whole.output());
        update(database, FLIP);
        Command broken = run(settings, "audit", "verify");
        assertThat(broken.exit()).as("%s", broken).isEqualTo(1);
        assertThat(broken.errors()).contains(ApiClient.ORGANIZATION + ": event ", "event 4 of OrderBook|", DAMAGED);

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
            Command mended = run(
                    settings,
                    "audit",
                    "verify",
                    "--heads",
                    folder.resolve("heads").toString());
            assertThat(mended.exit()).as("%s", mended).isZero();
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

    private int quarantineCommand(Map<String, String> settings) throws IOException, InterruptedException {
        Command command = run(settings, "quarantine");
        if (command.exit() == 3) {
            assertThat(command.output()).contains("/" + DAMAGED + "  since 20").contains("event 4 of");
        } else {
            assertThat(command.output()).isEqualTo("no book is in quarantine\n");
        }
        return command.exit();
    }

    /** What an operator has run. */
    private record Command(int exit, String output, String errors) {}

    private Command run(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("command.out");
        Path errors = folder.resolve("command.err");
        Process command = Program.command(folder, NodeProcess.settings(folder, settings), arguments)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Command(command.exitValue(), Files.readString(output), Files.readString(errors));
    }

    private static void update(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
