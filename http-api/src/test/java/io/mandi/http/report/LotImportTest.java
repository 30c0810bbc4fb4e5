package io.mandi.http.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import against a node whose answers the test chooses. */
class LotImportTest {
    private static final String CREATED = "{\"id\":\"lot_1\"}";
    private static final LotImportPlan.Missing REFUSED = new LotImportPlan.Missing(false, "AGRICULTURE", "1404");

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Scripted> answers = new ConcurrentLinkedDeque<>();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final List<String> rejects = new ArrayList<>();
    private HttpServer server;

    /** @param status 0 for a connection that is cut */
    private record Scripted(int status, Optional<Integer> retryAfter, boolean replayed, String body) {
        static Scripted of(int status, String body) {
            return new Scripted(status, Optional.empty(), false, body);
        }

        static Scripted problem(int status, String code, Optional<Integer> retryAfter) {
            return new Scripted(status, retryAfter, false, "{\"code\":\"" + code + "\",\"detail\":\"why\"}");
        }
    }

    private record Asked(String key, String body, long nanos) {}

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/v1/commodities",
                exchange -> answer(
                        exchange,
                        Scripted.of(200, "{\"items\":[{\"id\":\"com_1\",\"name\":\"Onion\"}],\"next_cursor\":null}")));
        server.createContext(
                "/api/v1/locations",
                exchange -> answer(
                        exchange,
                        exchange.getRequestURI().getQuery().contains("cursor=next/1")
                                ? Scripted.of(
                                        200,
                                        "{\"items\":[{\"id\":\"loc_2\",\"name\":\"Nashik\",\"state_code\":\"MH\"}],\"next_cursor\":null}")
                                : Scripted.of(
                                        200,
                                        "{\"items\":[{\"id\":\"loc_1\",\"name\":\"Pune\",\"state_code\":\"MH\"}],"
                                                + "\"next_cursor\":\"next/1\"}")));
        server.createContext("/api/v1/availabilities", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body, System.nanoTime()));
            answer(exchange, Optional.ofNullable(answers.poll()).orElse(Scripted.of(201, CREATED)));
        });
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Scripted scripted) throws IOException {
        try (exchange) {
            if (scripted.status == 0) {
                return;
            }
            byte[] body = scripted.body.getBytes(StandardCharsets.UTF_8);
            scripted.retryAfter.ifPresent(
                    seconds -> exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds)));
            if (scripted.replayed) {
                exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
            }
            exchange.sendResponseHeaders(scripted.status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Path file(String... rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of(ReportLayout.HEADER));
        lines.addAll(List.of(rows));
        return Files.write(folder.resolve("report.csv"), lines);
    }

    private static String row(String commodity, String market, int tonnes) {
        return commodity + ",Maharashtra," + market + ",12/12/2019," + tonnes + ",Local,2500,9000,7000";
    }

    private LotImportPlan plan(int parallel, Duration patience) {
        return new LotImportPlan(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                "token",
                "ptn_1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                false,
                REFUSED,
                parallel,
                patience);
    }

    private ImportSummary run(LotImportPlan plan, Path file) throws IOException, InterruptedException {
        return new LotImport(plan, rejects::add, line -> {}).run(file);
    }

    private ImportSummary run(String... rows) throws IOException, InterruptedException {
        return run(plan(1, Duration.ofSeconds(20)), file(rows));
    }

    @Test
    void aRowWithoutACertainAnswerIsSentAgainUnderItsKey() throws Exception {
        answers.add(Scripted.problem(503, "outcome_unknown", Optional.of(0)));
        answers.add(Scripted.of(0, ""));
        answers.add(Scripted.problem(409, "idempotency_in_progress", Optional.of(0)));
        answers.add(Scripted.of(502, "<html>"));
        answers.add(new Scripted(201, Optional.empty(), true, CREATED));

        ImportSummary summary = run(row("Onion", "Pune", 3));

        assertThat(asked).hasSize(5);
        assertThat(asked.stream().map(one -> one.key() + one.body()).distinct()).hasSize(1);
        assertThat(summary.repeated()).isEqualTo(1);
        assertThat(summary.posted()).isZero();
        assertThat(summary.isClean()).isTrue();
        assertThat(summary.stopped()).isEmpty();
    }

    @Test
    void nothingIsSentAgainBeforeTheNodeWantsIt() throws Exception {
        answers.add(Scripted.problem(429, "too_many_requests", Optional.of(1)));

        ImportSummary summary = run(row("Onion", "Pune", 3));

        List<Asked> attempts = List.copyOf(asked);
        assertThat(Duration.ofNanos(attempts.get(1).nanos() - attempts.get(0).nanos()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(summary.posted()).isEqualTo(1);
    }

    @Test
    void aNodeThatWantsMorePatienceThanThereIsEndsTheImport() throws Exception {
        answers.add(Scripted.of(201, CREATED));
        answers.add(Scripted.problem(503, "overloaded", Optional.of(60)));

        ImportSummary summary = run(
                plan(1, Duration.ofSeconds(2)),
                file(row("Onion", "Pune", 1), row("Onion", "Pune", 2), row("Onion", "Pune", 3)));

        assertThat(asked).hasSize(2);
        assertThat(summary.posted()).isEqualTo(1);
        assertThat(summary.stopped()).contains("no certain answer", "503 overloaded", "run the same command again");
    }

    @Test
    void whatEveryRowWouldBeAnsweredEndsTheImport() throws Exception {
        answers.add(Scripted.problem(401, "token_expired", Optional.empty()));

        ImportSummary summary = run(row("Onion", "Pune", 1), row("Onion", "Pune", 2));

        assertThat(asked).hasSize(1);
        assertThat(summary.stopped()).contains("line 2", "401 token_expired");
    }

    @Test
    void rowsThatAreNoLotsAreToldWithTheirLinesAndTheOthersArePosted() throws Exception {
        answers.add(Scripted.of(201, CREATED));
        answers.add(Scripted.problem(422, "too_many_postings", Optional.empty()));

        ImportSummary summary = run(
                row("Onion", "Pune", 1),
                "",
                "Onion,Maharashtra,Chandvad,,,Red,300,650,600",
                row("Saffron", "Pune", 1),
                row("Onion", "Lost", 1),
                row("ONION", "nashik", 2));

        assertThat(rejects)
                .containsExactly(
                        "line 4: no_arrivals: the tonnes that arrived are missing",
                        "line 5: unknown_commodity: the catalogue has no commodity named Saffron",
                        "line 6: unknown_location: the catalogue has no location named Lost in Maharashtra",
                        "line 7: too_many_postings: why");
        assertThat(summary.rows()).isEqualTo(5);
        assertThat(summary.posted()).isEqualTo(1);
        assertThat(summary.bad()).isEqualTo(Map.of("no_arrivals", 1L, "unknown_commodity", 1L, "unknown_location", 1L));
        assertThat(summary.refused()).isEqualTo(Map.of("too_many_postings", 1L));
        assertThat(summary.isClean()).isFalse();
    }

    @Test
    void aDryRunPostsAndCreatesNothing() throws Exception {
        LotImportPlan plan = plan(4, Duration.ofSeconds(20));
        LotImportPlan dry = new LotImportPlan(
                plan.node(),
                plan.token(),
                plan.seller(),
                Optional.of(LocalDate.of(2019, 12, 12)),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(2),
                true,
                new LotImportPlan.Missing(true, "AGRICULTURE", "1404"),
                4,
                plan.patience());

        ImportSummary summary = run(
                dry,
                file(
                        row("Onion", "Pune", 1).replace("12/12", "13/12"),
                        row("Saffron", "Lost", 1),
                        row("Saffron", "Lost", 2),
                        row("Onion", "Pune", 3)));

        assertThat(asked).isEmpty();
        assertThat(summary.skipped()).isEqualTo(1);
        assertThat(summary.posted()).isEqualTo(2);
        assertThat(summary.commoditiesCreated()).isEqualTo(1);
        assertThat(summary.locationsCreated()).isEqualTo(1);
        assertThat(summary.dryRun()).isTrue();
    }

    @Test
    void noMoreRequestsAreUnderWayThanAreAllowed() throws Exception {
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.removeContext("/api/v1/availabilities");
        server.createContext("/api/v1/availabilities", exchange -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            exchange.getRequestBody().readAllBytes();
            // Nobody is answered before there are as many as may be; one more would be among them.
            await("as many as are allowed").until(() -> most.get() >= 3);
            under.decrementAndGet();
            answer(exchange, Scripted.of(201, CREATED));
        });
        String[] rows = new String[40];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row("Onion", "Pune", i + 1);
        }

        ImportSummary summary = run(plan(3, Duration.ofSeconds(20)), file(rows));

        assertThat(summary.posted()).isEqualTo(rows.length);
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void whatIsNoReportIsNotRead() throws Exception {
        Path other = Files.writeString(folder.resolve("other.csv"), "seq,ts_ms\n1,2\n");
        assertThatThrownBy(() -> run(plan(1, Duration.ofSeconds(1)), other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither a report of arrivals");

        Path empty = Files.writeString(folder.resolve("empty.csv"), "");
        assertThatThrownBy(() -> run(plan(1, Duration.ofSeconds(1)), empty)).hasMessageContaining("neither a report");
    }
}
