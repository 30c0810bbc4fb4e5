package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.testkit.OrderFlow;
import io.mandi.engine.testkit.ReferenceReplay;
import io.mandi.http.process.ApiClient.Request;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code mandi replay} against a running node, compared with the reference matcher. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.SECOND)
class ReplayCommandIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final int HTTP_PORT = Nodes.freePort();
    private static final String URL = "http://127.0.0.1:" + HTTP_PORT;
    private static final String DATABASE = Database.create();

    private static final List<Process> COMMANDS = new ArrayList<>();

    private static NodeProcess node;

    @BeforeAll
    static void startNode() {
        node = start();
    }

    @AfterAll
    static void endCommands() {
        COMMANDS.forEach(Process::destroyForcibly);
    }

    private static NodeProcess start() {
        return NODES.start("replay", Map.of("DATABASE_URL", DATABASE, "HTTP_PORT", Integer.toString(HTTP_PORT)))
                .awaitReady();
    }

    @Test
    void aFlowOfTwentyThousandRowsGivesTheTradesOfTheReferenceMatcher() throws Exception {
        List<OrderFlow.Row> rows = OrderFlow.generate(20_001, 24_000);
        JsonNode summary = replay("FLOW-BIG", rows).summary();
        assertSame(summary, ReferenceReplay.of(rows));
        System.out.printf("ReplayCommandIT: %d rows, %s%n", rows.size(), summary);
    }

    @Test
    void theSizeOfTheBatchesChangesNothing() throws Exception {
        List<OrderFlow.Row> rows = OrderFlow.generate(20_002, 2_003);
        assertSame(replay("FLOW-7", rows, "--batch", "7").summary(), ReferenceReplay.of(rows));
    }

    @Test
    void aNodeThatIsKilledAndComesBackDuringTheReplayChangesNothing() throws Exception {
        String symbol = "FLOW-KILL";
        List<OrderFlow.Row> rows = OrderFlow.generate(20_003, 12_000);
        Running running = replay(symbol, rows, "--batch", "25");
        try (ApiClient api = new ApiClient(() -> URL)) {
            for (long reached : new long[] {1_000, 4_000}) {
                await("the replay to come that far")
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> sequence(api, symbol) >= reached);
                assertThat(running.process().isAlive())
                        .as("the replay is not over")
                        .isTrue();
                node.kill9();
                node = start();
            }
        }
        JsonNode summary = running.summary();
        assertSame(summary, ReferenceReplay.of(rows));
        System.out.printf("ReplayCommandIT: %d rows over 2 kills, %s%n", rows.size(), summary);
    }

    private static long sequence(ApiClient api, String symbol) {
        return api.untilCertain(Request.get("/instruments/" + symbol + "/book?depth=1"))
                .body()
                .path("sequence")
                .asLong();
    }

    private static void assertSame(JsonNode summary, ReferenceReplay.Summary expected) {
        assertThat(summary.path("submitted").asLong()).isEqualTo(expected.submitted());
        assertThat(summary.path("rejected").asLong()).isZero();
        assertThat(summary.path("cancelled").asLong()).isEqualTo(expected.cancelled());
        assertThat(summary.path("cancel_unknown").asLong()).isEqualTo(expected.cancelUnknown());
        assertThat(summary.path("trades").asLong()).isEqualTo(expected.trades()).isPositive();
        assertThat(summary.path("volume").asText()).isEqualTo(ReferenceReplay.plain(expected.volume()));
        assertThat(summary.path("resting").asInt()).isEqualTo(expected.resting());
        assertBest(summary.path("best_bid"), expected.bestBid());
        assertBest(summary.path("best_ask"), expected.bestAsk());
        assertThat(summary.path("sha256").asText()).isEqualTo(expected.sha256());
    }

    private static void assertBest(JsonNode best, Optional<BigDecimal> expected) {
        assertThat(best.isNull()).isEqualTo(expected.isEmpty());
        expected.ifPresent(price -> assertThat(best.asText()).isEqualTo(ReferenceReplay.plain(price)));
    }

    /** A command that runs. */
    private record Running(Process process) {
        /** Waits for its end, and reads what it has printed. */
        JsonNode summary() throws IOException, InterruptedException {
            try (InputStream output = process.getInputStream()) {
                byte[] printed = output.readAllBytes();
                assertThat(process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(process.exitValue())
                        .as("%s", new String(printed, StandardCharsets.UTF_8))
                        .isZero();
                return ApiClient.JSON.readTree(printed);
            }
        }
    }

    private static Running replay(String symbol, List<OrderFlow.Row> rows, String... options) throws IOException {
        try (ApiClient api = new ApiClient(() -> URL)) {
            Market.open(api, OrderFlow.instrument(symbol));
        }
        Path file = NODES.folder().resolve(symbol + ".csv");
        OrderFlow.write(file, rows);
        List<String> arguments =
                new ArrayList<>(List.of("replay", file.toString(), "--instrument", symbol, "--url", URL));
        arguments.addAll(List.of(options));
        Map<String, String> settings = Map.of("JWT_SECRET", NodeProcess.JWT_SECRET);
        Process process = Program.command(NODES.folder(), settings, arguments.toArray(String[]::new))
                .redirectError(NODES.folder().resolve(symbol + ".log").toFile())
                .start();
        COMMANDS.add(process);
        return new Running(process);
    }
}
