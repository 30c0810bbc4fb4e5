package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A reservation becomes a trade, and the trade is cancelled; at every step that is recorded on the way, before its commit, the node is
 * killed. A trigger in the database stops the step; four clients are each at another step when the node dies, and the step that was
 * stopped is undone in one round and committed in the next.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.THIRD)
class TradeFaultPointsIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    /** Of clients at a step, each with the death of the node. */
    private static final int STOPS = Integer.getInteger("mandi.fault.stops", 50);

    private static final int CLIENTS = 5;
    private static final int MOST_ROUNDS = STOPS;
    private static final int LOCK = 20_261_123;

    /** The steps by the order of their commits. */
    private enum Point {
        HELD,
        RESERVED,
        INITIATED,
        SOLD,
        PURCHASED,
        CONVERTED,
        CREATED,
        EXPOSURE_RELEASED,
        PURCHASE_REVERTED,
        SALE_REVERTED,
        CANCELLED
    }

    /** Those of a book hold up others of the same connection. */
    private static final List<Point> OF_BOOKS =
            List.of(Point.RESERVED, Point.SOLD, Point.PURCHASED, Point.PURCHASE_REVERTED, Point.SALE_REVERTED);

    private static final List<Point> OF_TABLES = List.of(
            Point.HELD, Point.INITIATED, Point.CONVERTED, Point.CREATED, Point.EXPOSURE_RELEASED, Point.CANCELLED);

    private static final String TRIGGER = """
        CREATE TABLE fault_point (client integer PRIMARY KEY, pattern text NOT NULL, stop_at bigint NOT NULL);
        CREATE FUNCTION stop_at_fault_point() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            point fault_point;
        BEGIN
            FOR point IN SELECT * FROM fault_point WHERE NEW.persistence_id ~ pattern LOOP
                -- Counts what is undone too.
                IF nextval('fault_client_' || point.client) = point.stop_at THEN
                    PERFORM pg_advisory_xact_lock(%d, point.client);
                END IF;
            END LOOP;
            RETURN NEW;
        END $$;
        CREATE TRIGGER stop_at_fault_point BEFORE INSERT ON event_journal
            FOR EACH ROW EXECUTE FUNCTION stop_at_fault_point();
        """.formatted(LOCK);

    private static final String STOPPED =
            " FROM pg_locks WHERE locktype = 'advisory' AND classid = " + LOCK + " AND NOT granted";

    private static final String WAITING = "SELECT objid::int" + STOPPED;
    private static final String UNDO = "SELECT pg_terminate_backend(pid)" + STOPPED;
    private static final Duration SOON = Duration.ofSeconds(6);
    private static final Duration ORPHAN_AFTER = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int port = Nodes.freePort();
    private final String database = Database.create();

    // TR-1, TR-2, TR-7, TR-8, TR-10, AV-1, EX-1
    @Test
    void whereverTheNodeDiesEverythingIsDoneOrUndone() throws SQLException, InterruptedException, ExecutionException {
        Map<Point, Integer> killedAt = new TreeMap<>();
        try (ApiClient api = new ApiClient(() -> "http://127.0.0.1:" + port);
                Connection faults = DriverManager.getConnection(database);
                Statement statement = faults.createStatement();
                ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            NodeProcess node = start().awaitReady();
            statement.execute(TRIGGER);
            DeskMarket market = new DeskMarket(api);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(market, i));
                statement.execute("CREATE SEQUENCE fault_client_" + i);
            }
            int round = 0;
            while (stopped(killedAt) < STOPS || killedAt.size() < Point.values().length) {
                assertThat(round).as("rounds, for %s", killedAt).isLessThan(MOST_ROUNDS);
                Map<Integer, Point> points = new TreeMap<>();
                for (int i = 0; i < CLIENTS; i++) {
                    points.put(
                            i,
                            i == 0
                                    ? OF_BOOKS.get(round % OF_BOOKS.size())
                                    : OF_TABLES.get((round * (CLIENTS - 1) + i) % OF_TABLES.size()));
                    clients.get(i).stopAt(statement, points.get(i));
                }
                // The one of a book last: whom it holds up is where it should be by then.
                List<Future<?>> runs = new ArrayList<>();
                for (Client client : clients.subList(1, CLIENTS)) {
                    runs.add(threads.submit(client));
                }
                awaitStops(faults, CLIENTS - 1);
                runs.add(threads.submit(clients.getFirst()));
                List<Integer> waiting = awaitStops(faults, CLIENTS);
                node.kill9();
                waiting.forEach(client -> killedAt.merge(points.get(client), 1, Integer::sum));
                if (round % 2 == 0) {
                    statement.execute(UNDO);
                }
                statement.execute("SELECT pg_advisory_unlock_all()");
                node = start().awaitReady();
                for (Future<?> run : runs) {
                    run.get();
                }
                round++;
            }
            System.out.println("TradeFaultPointsIT: kills=" + round + ", clients at " + killedAt);
            assertThat(node.terminate()).isIn(0, 143);
        }
    }

    private NodeProcess start() {
        return NODES.start(
                "faults",
                Map.of(
                        "HTTP_PORT",
                        Integer.toString(port),
                        "DATABASE_URL",
                        database,
                        // Those that are stopped keep theirs.
                        "DATABASE_QUERY_CONNECTIONS",
                        Integer.toString(2 * CLIENTS),
                        "BOOK_ASK_TIMEOUT",
                        "3s",
                        "HOLD_ORPHAN_AFTER",
                        ORPHAN_AFTER.toSeconds() + "s",
                        "HOLD_SWEEP_EVERY",
                        "2s"));
    }

    private static int stopped(Map<Point, Integer> killedAt) {
        return killedAt.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** As many clients as are stopped, all if that comes soon: what stands for long is ended by the node. */
    private static List<Integer> awaitStops(Connection faults, int all) throws SQLException {
        try {
            await("the stop of " + all)
                    .atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> waiting(faults).size() == all);
        } catch (ConditionTimeoutException e) {
            // On a busy machine the first ones may be ended before the last one comes.
        }
        return waiting(faults);
    }

    private static List<Integer> waiting(Connection faults) throws SQLException {
        List<Integer> clients = new ArrayList<>();
        try (Statement statement = faults.createStatement();
                ResultSet rows = statement.executeQuery(WAITING)) {
            while (rows.next()) {
                clients.add(rows.getInt(1));
            }
        }
        return clients;
    }

    /** Somebody who reserves, trades and takes it back, in a commodity of their own, and asks again until the answer is certain. */
    private static final class Client implements Runnable {
        private final DeskMarket market;
        private final int number;
        private final String buyer;
        private final String lot;
        private final String need;
        private final String pattern;

        Client(DeskMarket market, int number) {
            this.market = market;
            this.number = number;
            String seller = market.partner(2 * number);
            buyer = market.partner(2 * number + 1);
            String commodity = market.commodity("Goods at fault " + number);
            lot = market.lot(seller, commodity, "100");
            need = market.need(buyer, commodity);
            ResourceId goods =
                    ResourceId.parse(ResourceId.Kind.COMMODITY, commodity).orElseThrow();
            EntityId book = EntityId.ofLots(goods);
            String ledger = ResourceId.parse(ResourceId.Kind.PARTNER, buyer)
                    .map(EntityId::ofLedger)
                    .orElseThrow()
                    .persistenceId();
            String trade = ResourceId.ofTrade(new ResourceId(ResourceId.Kind.RESERVATION, 1, book))
                    .owner()
                    .persistenceId();
            // Trades of a book differ in the number of their reservations, which comes before that of the book.
            pattern = "^(" + quoted(book.persistenceId()) + "|" + quoted(ledger) + "|"
                    + quoted(trade.substring(0, trade.indexOf('/') + 1)) + ".*" + quoted(book.key()) + ")$";
        }

        private static String quoted(String text) {
            return text.replaceAll("([|.$^()\\[\\]])", "\\\\$1");
        }

        /** Before that step is committed; before the run begins. */
        void stopAt(Statement statement, Point point) throws SQLException {
            statement.execute("SELECT setval('fault_client_" + number + "', 1, false)");
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ", " + number + ")");
            statement.execute("INSERT INTO fault_point VALUES (" + number + ", '" + pattern + "', "
                    + (point.ordinal() + 1)
                    + ") ON CONFLICT (client) DO UPDATE SET stop_at = excluded.stop_at");
        }

        private JsonNode get(String path) {
            Reply reply = market.api().untilCertain(Request.get(path));
            assertThat(reply.status()).as("%s to %s", reply, path).isEqualTo(200);
            return reply.body();
        }

        private void has(String available, String reserved, String sold) {
            JsonNode now = get("/availabilities/" + lot);
            assertThat(List.of(
                            now.path("available").textValue(),
                            now.path("reserved").textValue(),
                            now.path("sold").textValue()))
                    .containsExactly(available, reserved, sold);
        }

        private void owes(String held, String converted) {
            await("the ledger of client " + number).atMost(LIMIT).untilAsserted(() -> {
                JsonNode exposure = get("/partners/" + buyer + "/exposure");
                assertThat(new BigDecimal(exposure.path("held").textValue()))
                        .as("held")
                        .isEqualByComparingTo(held);
                assertThat(new BigDecimal(exposure.path("converted").textValue()))
                        .as("converted")
                        .isEqualByComparingTo(converted);
            });
        }

        private JsonNode settled(String trade) {
            await("the end of what is under way with " + trade)
                    .atMost(LIMIT)
                    .until(() -> get("/trades/" + trade).path("under_way").isNull());
            return get("/trades/" + trade);
        }

        @Override
        public void run() {
            ObjectNode wanted =
                    ApiClient.JSON.createObjectNode().put("quantity", "10").put("requirement_id", need);
            String reservation = market.created("/availabilities/" + lot + "/reservations", wanted)
                    .path("reservation_id")
                    .textValue();
            has("90.000", "10.000", "0.000");

            ObjectNode offered = ApiClient.JSON.createObjectNode().put("reservation_id", reservation);
            Reply made = market.api().untilCertain(Request.post("/trades", market.key(), offered));
            assertThat(made.status()).as("%s", made).isIn(201, 202);
            String trade = made.body().path("id").textValue();
            assertThat(settled(trade).path("status").textValue()).isEqualTo("CREATED");
            has("90.000", "0.000", "10.000");
            owes("0", "500");

            ObjectNode reason = ApiClient.JSON.createObjectNode().put("reason", "changed its mind");
            Reply cancelled = market.api()
                    .untilCertain(
                            new Request("POST", "/trades/" + trade + "/cancel", Optional.empty(), Optional.of(reason)));
            assertThat(cancelled.status()).as("%s", cancelled).isIn(200, 202);
            assertThat(settled(trade).path("status").textValue()).isEqualTo("CANCELLED");
            has("100.000", "0.000", "0.000");
            JsonNode rest = get("/requirements/" + need);
            assertThat(new BigDecimal(rest.path("committed").textValue())).isEqualByComparingTo("0");
            assertThat(new BigDecimal(rest.path("purchased").textValue())).isEqualByComparingTo("0");
            owes("0", "0");
        }
    }
}
