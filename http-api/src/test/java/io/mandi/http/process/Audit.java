package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.id.BookId;
import io.mandi.http.node.NodeProjections;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import io.mandi.http.process.BookReplay.Account;
import io.mandi.http.process.Traders.Placed;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionStatus;
import io.mandi.persistence.trail.TrailVerification;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compares what clients were told with what the journal holds and with what the server says. */
final class Audit {
    private static final BigDecimal LOT = new BigDecimal("0.5");

    private final ApiClient api;
    private final Supplier<String> jdbcUrl;
    private final List<String> symbols;
    /** Read on as the journals grow; none of them has ever seen a crash. */
    private final List<BookReplay> running;

    /**
     * @param jdbcUrl of the nodes' database
     * @param symbols whose books are looked at
     */
    Audit(ApiClient api, Supplier<String> jdbcUrl, List<String> symbols) {
        this.api = api;
        this.jdbcUrl = jdbcUrl;
        this.symbols = symbols;
        this.running = replays(symbols);
    }

    /** What was found when everything was as it must be. */
    record Found(int orders, int trades) {}

    private static List<BookReplay> replays(List<String> symbols) {
        return symbols.stream()
                .map(symbol -> new BookReplay(new BookId(ApiClient.ORGANIZATION, symbol)))
                .toList();
    }

    /** Checks that each book's state is the one that its journal leads to, also while orders keep coming. */
    void assertStateIsThatOfTheJournal() {
        assertState(running);
    }

    private void assertState(List<BookReplay> replays) {
        withDatabase(database -> {
            for (BookReplay replay : replays) {
                Reply state = api.untilCertain(
                        Request.get("/instruments/" + replay.book().symbol() + "/state"));
                assertThat(state.status()).as("%s", state).isEqualTo(200);
                replay.readTo(database, state.body().path("sequence").asLong());
                assertThat(state.body().path("state_hash").asText())
                        .as("state of %s at %s", replay.book(), replay.sequence())
                        .isEqualTo(replay.stateHash());
            }
        });
    }

    /**
     * Checks, once nobody sends any more: every order that was acknowledged is there exactly once and no other is;
     * every trade that was told is there; the books add up, are uncrossed, and are the same when they are replayed from
     * zero.
     *
     * @param acknowledged once for each acknowledgement
     */
    Found assertNothingIsLostOrDoubled(List<Placed> acknowledged, List<String> tradesTold) {
        List<BookReplay> fromZero = replays(symbols);
        assertState(fromZero);
        assertState(running);

        Map<String, Account> journal = new HashMap<>();
        Set<String> trades = new LinkedHashSet<>();
        for (BookReplay replay : fromZero) {
            replay.assertSound();
            assertThat(replay.byClientOrderId())
                    .allSatisfy((name, orders) -> assertThat(orders)
                            .as("orders that were named %s", name)
                            .hasSize(1));
            journal.putAll(replay.accounts());
            trades.addAll(replay.trades());
            assertUncrossed(replay.book().symbol());
        }
        Set<String> told = new LinkedHashSet<>();
        acknowledged.forEach(order -> told.add(order.orderId()));
        assertThat(acknowledged).as("no client was told of an order twice").hasSameSizeAs(told);
        assertThat(without(told, journal.keySet())).as("orders that are lost").isEmpty();
        assertThat(without(journal.keySet(), told))
                .as("orders that nobody was told of")
                .isEmpty();
        assertThat(without(Set.copyOf(tradesTold), trades))
                .as("trades that are lost")
                .isEmpty();
        acknowledged.parallelStream().forEach(order -> assertFound(order, journal.get(order.orderId())));
        assertListsAreThoseOfARebuild(journal.size(), trades.size());
        return new Found(journal.size(), trades.size());
    }

    /** Checks that the tables for lists are what they come to when they are made anew from the first event on. */
    private void assertListsAreThoseOfARebuild(int orders, int trades) {
        try (DatabasePool pool = DatabasePool.open(
                PoolSettings.of(DatabaseUrl.parse(jdbcUrl.get())).withMaximumPoolSize(2))) {
            for (Projection projection : NodeProjections.all()) {
                await("the projection has caught up")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> ProjectionStatus.of(pool.dataSource(), projection)
                                        .behind()
                                == 0);
                assertThat(ProjectionRebuild.run(pool.dataSource(), projection, 500, pages -> {}))
                        .as("rows that a rebuild of %s puts right", projection.name())
                        .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
            }
            assertThat(TrailVerification.run(pool.dataSource(), 500, List.of()))
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(result.flaw()).isEmpty());
            withDatabase(database -> {
                assertThat(count(database, "book_order")).isEqualTo(orders);
                assertThat(count(database, "book_trade")).isEqualTo(trades);
            });
        } catch (SQLException | UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }

    private int count(Connection database, String table) {
        try (PreparedStatement statement =
                database.prepareStatement("SELECT count(*) FROM " + table + " WHERE symbol = ANY (?)")) {
            statement.setArray(1, database.createArrayOf("text", symbols.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private void assertUncrossed(String symbol) {
        Reply book = api.untilCertain(Request.get("/instruments/" + symbol + "/book"));
        assertThat(book.status()).as("%s", book).isEqualTo(200);
        JsonNode bids = book.body().path("bids");
        JsonNode asks = book.body().path("asks");
        if (!bids.isEmpty() && !asks.isEmpty()) {
            assertThat(new BigDecimal(bids.get(0).get(0).asText()))
                    .isLessThan(new BigDecimal(asks.get(0).get(0).asText()));
        }
    }

    private void assertFound(Placed placed, Account account) {
        assertThat(account.terms().clientOrderId()).contains(placed.clientOrderId());
        Reply reply = api.untilCertain(Request.get("/orders/" + placed.orderId()));
        assertThat(reply.status()).as("%s to %s", reply, placed).isEqualTo(200);
        JsonNode order = reply.body();
        assertThat(order.path("client_order_id").asText()).isEqualTo(placed.clientOrderId());
        assertThat(lots(order, "quantity")).as("%s", order).isEqualTo(account.quantity());
        assertThat(lots(order, "filled_quantity")).as("%s", order).isEqualTo(account.filled());
        assertThat(lots(order, "remaining_quantity")).as("%s", order).isEqualTo(account.remaining());
    }

    private static long lots(JsonNode order, String field) {
        return new BigDecimal(order.path(field).asText()).divide(LOT).longValueExact();
    }

    private void withDatabase(Consumer<Connection> use) {
        try (Connection database = DriverManager.getConnection(jdbcUrl.get())) {
            use.accept(database);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to the nodes' database", e);
        }
    }
}
