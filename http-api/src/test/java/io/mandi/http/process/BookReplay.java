package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.AuctionFill;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.PreventedTrade;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.StateHash;
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A book made from its journal alone, from the first row on and never from a snapshot. Beside the book it keeps an
 * account of its own for each order, by addition of what the events say.
 */
final class BookReplay {
    private final BookId book;
    private final EventCodec codec = new EventCodec();
    private final OrderBook replayed = new OrderBook(BookLimits.DEFAULT);
    private final Map<Long, Account> accounts = new LinkedHashMap<>();
    private final Map<String, List<Long>> byClientOrderId = new LinkedHashMap<>();
    private final List<Long> trades = new ArrayList<>();
    private long lastRow;

    /** What the events say of one order, in lots. */
    static final class Account {
        private final OrderTerms terms;
        private long quantity;
        private long filled;
        private long cancelled;

        private Account(OrderTerms terms) {
            this.terms = terms;
            this.quantity = terms.quantity();
        }

        OrderTerms terms() {
            return terms;
        }

        long quantity() {
            return quantity;
        }

        long filled() {
            return filled;
        }

        long cancelled() {
            return cancelled;
        }

        long remaining() {
            return quantity - filled - cancelled;
        }
    }

    BookReplay(BookId book) {
        this.book = book;
    }

    /** Goes on to the end of the journal. */
    void read(Connection database) {
        readTo(database, Long.MAX_VALUE);
    }

    /** Goes on to the book's sequence given; every event up to it must be there. */
    void readTo(Connection database, long sequence) {
        String rows = "SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal"
                + " WHERE persistence_id = ? AND sequence_number > ? AND NOT deleted ORDER BY sequence_number";
        try (PreparedStatement statement = database.prepareStatement(rows)) {
            statement.setString(1, OrderBooks.persistenceId(book).id());
            statement.setLong(2, lastRow);
            try (ResultSet row = statement.executeQuery()) {
                while (replayed.sequence() < sequence && row.next()) {
                    assertThat(row.getLong(1)).as("rows have no gap").isEqualTo(lastRow + 1);
                    lastRow = row.getLong(1);
                    apply(codec.readEvent(row.getString(2), row.getBytes(3)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the journal cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException("row " + lastRow + " of " + book, e);
        }
        if (sequence != Long.MAX_VALUE) {
            assertThat(replayed.sequence())
                    .as("the journal of %s ends early", book)
                    .isEqualTo(sequence);
        }
    }

    private void apply(RecordedEvent recorded) {
        replayed.apply(recorded);
        account(recorded.event());
    }

    private void account(BookEvent event) {
        switch (event) {
            case BookEvent.InstrumentDefined ignored -> {
                // Nothing happened to an order.
            }
            case BookEvent.OrderExecuted executed -> {
                OrderTerms terms = executed.order();
                accounts.put(terms.id(), new Account(terms));
                terms.clientOrderId()
                        .ifPresent(id -> byClientOrderId
                                .computeIfAbsent(id, first -> new ArrayList<>())
                                .add(terms.id()));
                fill(terms.id(), terms.id(), executed.fills());
                prevent(terms.id(), executed.prevented());
                cancelRest(terms.id(), executed.status());
            }
            case BookEvent.OrderAmended amended -> {
                accounts.get(amended.orderId()).quantity = amended.quantity();
                fill(amended.id(), amended.orderId(), amended.fills());
                prevent(amended.orderId(), amended.prevented());
                cancelRest(amended.orderId(), amended.status());
            }
            case BookEvent.OrderTriggered triggered -> {
                fill(triggered.id(), triggered.orderId(), triggered.fills());
                prevent(triggered.orderId(), triggered.prevented());
                cancelRest(triggered.orderId(), triggered.status());
            }
            case BookEvent.OrderCancelled cancelled -> {
                Account account = accounts.get(cancelled.orderId());
                assertThat(cancelled.quantity()).isEqualTo(account.remaining());
                account.cancelled += cancelled.quantity();
            }
            case BookEvent.OrdersCancelled cancelled ->
                cancelled.orderIds().forEach(id -> {
                    Account account = accounts.get(id);
                    account.cancelled += account.remaining();
                });
            case BookEvent.OrdersExpired expired ->
                expired.orderIds().forEach(id -> {
                    Account account = accounts.get(id);
                    account.cancelled += account.remaining();
                });
            case BookEvent.PhaseChanged ignored -> {
                // Nothing happened to an order.
            }
            case BookEvent.AuctionUncrossed uncrossed -> {
                long tradeId = uncrossed.id();
                for (AuctionFill fill : uncrossed.fills()) {
                    trades.add(++tradeId);
                    accounts.get(fill.buyOrderId()).filled += fill.quantity();
                    accounts.get(fill.sellOrderId()).filled += fill.quantity();
                }
                uncrossed.prevented().forEach(loss -> accounts.get(loss.orderId()).cancelled += loss.quantity());
                uncrossed.unfilled().forEach(id -> cancelRest(id, OrderStatus.CANCELLED));
            }
            case BookEvent.BatchExecuted batch -> batch.effects().forEach(this::account);
        }
    }

    private void fill(long eventId, long takerId, List<Fill> fills) {
        long tradeId = eventId;
        for (Fill fill : fills) {
            trades.add(++tradeId);
            accounts.get(takerId).filled += fill.quantity();
            accounts.get(fill.makerOrderId()).filled += fill.quantity();
        }
    }

    private void prevent(long takerId, List<PreventedTrade> prevented) {
        for (PreventedTrade each : prevented) {
            accounts.get(takerId).cancelled += each.takerQuantity();
            accounts.get(each.makerOrderId()).cancelled += each.makerQuantity();
        }
    }

    private void cancelRest(long orderId, OrderStatus status) {
        if (status == OrderStatus.CANCELLED) {
            Account account = accounts.get(orderId);
            account.cancelled += account.remaining();
        }
    }

    BookId book() {
        return book;
    }

    long sequence() {
        return replayed.sequence();
    }

    String stateHash() {
        return StateHash.of(replayed.snapshot());
    }

    /** Every order that was ever accepted, by its id as clients see it. */
    Map<String, Account> accounts() {
        Map<String, Account> byId = new LinkedHashMap<>();
        accounts.forEach(
                (number, account) -> byId.put(new ResourceId(ResourceId.Kind.ORDER, number, book).toString(), account));
        return byId;
    }

    /** The names that clients gave to orders, with the orders of each name. */
    Map<String, List<Long>> byClientOrderId() {
        return byClientOrderId;
    }

    /** Every trade, by its id as clients see it. */
    List<String> trades() {
        return trades.stream()
                .map(number -> new ResourceId(ResourceId.Kind.TRADE, number, book).toString())
                .toList();
    }

    /** Checks that the book agrees with itself, whatever happened on it. */
    void assertSound() {
        OptionalLong bestBid = OptionalLong.empty();
        OptionalLong bestAsk = OptionalLong.empty();
        BookSnapshot snapshot = replayed.snapshot();
        for (OrderState order : snapshot.resting()) {
            if (order.terms().side() == Side.BUY) {
                bestBid = OptionalLong.of(Math.max(order.price(), bestBid.orElse(Long.MIN_VALUE)));
            } else {
                bestAsk = OptionalLong.of(Math.min(order.price(), bestAsk.orElse(Long.MAX_VALUE)));
            }
        }
        boolean gathers = snapshot.phase().phase() == Phase.AUCTION;
        if (!gathers && bestBid.isPresent() && bestAsk.isPresent()) {
            assertThat(bestBid.getAsLong()).as("%s is uncrossed", book).isLessThan(bestAsk.getAsLong());
        }
        assertThat(trades).as("trades of %s", book).doesNotHaveDuplicates();
        assertThat(snapshot.tradeSequence()).isEqualTo(trades.size());
        accounts.forEach((number, account) -> {
            OrderState order = replayed.order(number).orElseThrow();
            assertThat(account.remaining()).as("%s", order).isNotNegative();
            assertThat(order.quantity()).as("%s", order).isEqualTo(account.quantity());
            assertThat(order.filled()).as("%s", order).isEqualTo(account.filled());
            assertThat(order.remaining()).as("%s", order).isEqualTo(account.remaining());
            assertThat(order.status().isOpen()).as("%s", order).isEqualTo(account.remaining() > 0);
        });
    }
}
