package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import io.mandi.http.process.Traders.Placed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** A node whose journal stands still or breaks. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Isolated("its figures would be those of the tests beside it")
class BackpressureIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final int QUEUE = 20;
    private static final int REFUSED = 30;
    private static final double AT_ONCE_SECONDS = 1.0;

    private final String database = Database.create();

    @Test
    void refusesAtOnceWhatTheQueueDoesNotHoldAndAnswersTheQueuedWhenTheJournalIsBack() throws Exception {
        String symbol = "QUEUE";
        NodeProcess node = start("60s").awaitReady();
        try (ApiClient api = new ApiClient(node::url)) {
            List<Placed> acknowledged = new ArrayList<>();
            Market.open(api, symbol);
            Reply before = api.untilCertain(order(symbol, 0));
            assertThat(before.status()).as("%s", before).isEqualTo(201);
            acknowledged.add(placed(before));

            List<CompletableFuture<Reply>> waiting = new ArrayList<>();
            try (JournalLock lock = new JournalLock(database)) {
                waiting.add(api.sendAsync(order(symbol, 1)));
                lock.awaitWriter();
                List<CompletableFuture<Reply>> rush = new ArrayList<>();
                for (int i = 2; i < 2 + QUEUE + REFUSED; i++) {
                    rush.add(api.sendAsync(order(symbol, i)));
                }
                await("the refusals")
                        .pollInterval(Duration.ofMillis(10))
                        .until(() ->
                                rush.stream().filter(CompletableFuture::isDone).count() >= REFUSED);
                List<Reply> refused = new ArrayList<>(rush.stream()
                        .filter(CompletableFuture::isDone)
                        .map(CompletableFuture::join)
                        .toList());
                Reply another = api.send(order(symbol, 99));
                assertThat(another.seconds()).as("%s", another).isLessThan(AT_ONCE_SECONDS);
                refused.add(another);
                assertThat(refused).allSatisfy(reply -> {
                    assertThat(reply.status()).isEqualTo(503);
                    assertThat(reply.code()).isEqualTo("overloaded");
                    assertThat(reply.retryAfter()).isTrue();
                });
                System.out.printf(
                        "BackpressureIT: %d refused, the slowest after %.0f ms, the last after %.0f ms%n",
                        refused.size(),
                        1e3 * refused.stream().mapToDouble(Reply::seconds).max().orElseThrow(),
                        1e3 * another.seconds());

                Reply book = api.send(Request.get("/instruments/" + symbol + "/book"));
                assertThat(book.status()).isEqualTo(200);
                assertThat(book.seconds()).as("reads do not stand in line").isLessThan(AT_ONCE_SECONDS);
                assertThat(book.body().path("open_orders").asInt())
                        .as("what is not in the journal is not in the book")
                        .isEqualTo(1);

                rush.stream().filter(one -> !one.isDone()).forEach(waiting::add);
                assertThat(waiting)
                        .as("one that is being written and the queue")
                        .hasSize(1 + QUEUE);
            }

            for (CompletableFuture<Reply> one : waiting) {
                Reply reply = one.get(20, TimeUnit.SECONDS);
                assertThat(reply.status()).as("%s", reply).isEqualTo(201);
                acknowledged.add(placed(reply));
            }
            for (int i = 1; i < 2 + QUEUE + REFUSED; i++) {
                Reply again = api.untilCertain(order(symbol, i));
                assertThat(again.status()).as("%s", again).isEqualTo(201);
                Placed placed = placed(again);
                assertThat(again.replayed())
                        .as("the same key finds what was done, and does what was refused")
                        .isEqualTo(acknowledged.contains(placed));
                if (!again.replayed()) {
                    acknowledged.add(placed);
                }
            }
            audit(api, symbol, acknowledged);
            System.out.printf(
                    "BackpressureIT: queue=%d, answered after the pause=%d, refused=%d, duplicates=0, lost=0%n",
                    QUEUE, waiting.size(), REFUSED + 1);
        } finally {
            node.close();
        }
    }

    @Test
    void aJournalWhoseSessionsEndGoesOnWithNewOnesAndNothingBecomesUnknown() throws Exception {
        String symbol = "BREAK";
        NodeProcess node = start("60s").awaitReady();
        try (ApiClient api = new ApiClient(node::url);
                Traders traders = new Traders(api, List.of(symbol), 4, Duration.ofMillis(1), System.nanoTime())) {
            Market.open(api, symbol);
            List<Placed> acknowledged = new ArrayList<>();

            CompletableFuture<Reply> interrupted;
            try (JournalLock lock = new JournalLock(database)) {
                interrupted = api.sendAsync(order(symbol, 1));
                lock.awaitWriter();
                assertThat(FragileDatabase.endSessions(database)).isPositive();
                lock.awaitWriter();
                assertThat(interrupted).isNotDone();
            }
            Reply reply = interrupted.get(20, TimeUnit.SECONDS);
            assertThat(reply.status()).as("%s", reply).isEqualTo(201);
            assertThat(reply.replayed()).isFalse();
            acknowledged.add(placed(reply));
            Reply again = api.untilCertain(order(symbol, 1));
            assertThat(again.status()).as("%s", again).isEqualTo(201);
            assertThat(again.replayed()).isTrue();
            assertThat(placed(again)).isEqualTo(placed(reply));

            traders.start();
            int times = 5;
            for (int i = 0; i < times; i++) {
                traders.awaitAnswers(150);
                FragileDatabase.endSessions(database);
            }
            traders.awaitAnswers(150);
            traders.stop();
            acknowledged.addAll(traders.placed());
            audit(api, symbol, acknowledged);
            assertThat(node.isAlive()).isTrue();
            System.out.printf(
                    "BackpressureIT: sessions ended %d times, requests=%d, retried=%d, replayed=%d, acknowledged=%d,"
                            + " duplicates=0, lost=0%n",
                    times + 1, traders.answered(), api.retried(), api.replayed(), acknowledged.size());
            assertThat(api.refusals()).allSatisfy(refusal -> {
                assertThat(refusal.status()).as("%s", refusal).isEqualTo(503);
                assertThat(refusal.retryAfter()).as("%s", refusal).isTrue();
            });
            assertThat(api.refusals())
                    .noneSatisfy(refusal -> assertThat(refusal.code()).isEqualTo("outcome_unknown"));
        } finally {
            node.close();
        }
    }

    @Test
    void anAnswerThatComesTooLateIsUnknownAndTheSameKeyFindsWhatWasDone() throws Exception {
        String symbol = "LATE";
        NodeProcess node = start("1s").awaitReady();
        try (ApiClient api = new ApiClient(node::url)) {
            Market.open(api, symbol);
            try (JournalLock lock = new JournalLock(database)) {
                CompletableFuture<Reply> late = api.sendAsync(order(symbol, 1));
                lock.awaitWriter();
                Reply unknown = late.get(10, TimeUnit.SECONDS);
                assertThat(unknown.status()).as("%s", unknown).isEqualTo(503);
                assertThat(unknown.code()).isEqualTo("outcome_unknown");
                assertThat(unknown.retryAfter()).isTrue();

                Reply tooEarly = api.send(order(symbol, 1));
                assertThat(tooEarly.status()).as("%s", tooEarly).isEqualTo(409);
                assertThat(tooEarly.code()).isEqualTo("idempotency_in_progress");
            }
            Reply found = api.untilCertain(order(symbol, 1));
            assertThat(found.status()).as("%s", found).isEqualTo(201);
            assertThat(found.replayed()).as("it had been done").isTrue();
            audit(api, symbol, List.of(placed(found)));
        } finally {
            node.close();
        }
    }

    private NodeProcess start(String askTimeout) {
        return NODES.start(
                "paused",
                Map.of(
                        "DATABASE_URL",
                        database,
                        "BOOK_QUEUE_CAPACITY",
                        Integer.toString(QUEUE),
                        "BOOK_ASK_TIMEOUT",
                        askTimeout));
    }

    private static Request order(String symbol, int number) {
        JsonNode body = Market.order(symbol, "waiting", "BUY", "100.00", "1").put("client_order_id", "w" + number);
        return Request.post("/orders", "order-" + number, body);
    }

    private static Placed placed(Reply reply) {
        JsonNode order = reply.body().path("order");
        return new Placed(
                order.path("instrument").asText(),
                order.path("client_order_id").asText(),
                order.path("id").asText());
    }

    private void audit(ApiClient api, String symbol, List<Placed> acknowledged) {
        new Audit(api, () -> database, List.of(symbol)).assertNothingIsLostOrDoubled(acknowledged, List.of());
    }

    /** While it is open nobody can write the journal. */
    private static final class JournalLock implements AutoCloseable {
        private final Connection connection;

        JournalLock(String database) throws SQLException {
            connection = DriverManager.getConnection(database);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LOCK TABLE event_journal IN SHARE MODE");
            }
        }

        /** Waits until a write stands at the lock. */
        void awaitWriter() {
            await("a write that waits").pollInterval(Duration.ofMillis(10)).until(this::hasWriter);
        }

        private boolean hasWriter() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(
                            "SELECT count(*) FROM pg_locks WHERE relation = 'event_journal'::regclass AND NOT granted"
                                    + " AND mode = 'RowExclusiveLock'")) {
                found.next();
                return found.getInt(1) > 0;
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }
}
