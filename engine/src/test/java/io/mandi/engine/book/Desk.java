package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookCommand.AmendOrder;
import io.mandi.engine.book.BookCommand.CancelOrder;
import io.mandi.engine.catalog.Instrument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A book with a clock and a pile of its records, for tests that read like an afternoon at the exchange. */
final class Desk {
    static final Instrument COTTON = cotton("1", "1");
    static final BookLimits LIMITS = new BookLimits(1_000, 1_000, 1_000, Duration.ofHours(24), 100);
    /** 2025-01-01T00:00:00Z in microseconds. */
    static final long OPENING = 1_735_689_600_000_000L;

    final OrderBook book;
    final BookLimits limits;
    final List<RecordedEvent> records = new ArrayList<>();
    long at = OPENING;

    private Desk(BookLimits limits) {
        this.limits = limits;
        this.book = new OrderBook(limits);
    }

    /** Cotton with a price band. */
    static Instrument banded(String percent, String reference) {
        return new Instrument(
                COTTON.symbol(),
                COTTON.name(),
                COTTON.commodityId(),
                COTTON.currency(),
                COTTON.quantityUnit(),
                COTTON.priceUnit(),
                COTTON.tickSize(),
                COTTON.lotSize(),
                COTTON.minQuantity(),
                COTTON.maxQuantity(),
                Optional.of(Ticket.decimal(percent)),
                Optional.of(Ticket.decimal(reference)));
    }

    /** A book that is open for cotton, in whole rupees and bales. */
    static Desk open() {
        return open(COTTON, LIMITS);
    }

    static Desk open(Instrument instrument, BookLimits limits) {
        Desk desk = new Desk(limits);
        desk.execute(new BookCommand.DefineInstrument(instrument));
        return desk;
    }

    /** A book that nobody has opened yet. */
    static Desk unopened() {
        return new Desk(LIMITS);
    }

    static Instrument cotton(String tick, String lot) {
        return new Instrument(
                "COTTON-29MM",
                "Cotton 29 mm",
                Optional.of("cotton"),
                "INR",
                "BALE",
                "CANDY",
                Ticket.decimal(tick),
                Ticket.decimal(lot),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    // ------------------------------------------------------------------------------------------------------ asking

    Decision execute(BookCommand command) {
        return execute(command, context(Optional.empty(), Optional.empty()));
    }

    /** As a user who may touch one partner's orders only. */
    Decision executeFor(String partner, BookCommand command) {
        return execute(command, context(Optional.of(partner), Optional.empty()));
    }

    Decision executeWithKey(BookCommand command, String key, String fingerprint) {
        return execute(
                command, context(Optional.empty(), Optional.of(new Idempotency("POST /orders", key, fingerprint))));
    }

    Decision execute(BookCommand command, CommandContext context) {
        Decision decision = book.execute(command, context);
        if (decision instanceof Decision.Accept accept) {
            records.add(accept.event());
        }
        at += 1_000;
        return decision;
    }

    CommandContext context(Optional<String> partnerScope, Optional<Idempotency> idempotency) {
        return new CommandContext(at, Actor.of("asha", partnerScope), "request-1", idempotency);
    }

    OrderResult.Done place(Ticket ticket) {
        return done(execute(ticket.submit()));
    }

    OrderResult.Done cancel(OrderResult.Done order) {
        return done(execute(new CancelOrder(id(order))));
    }

    OrderResult.Done amendPrice(OrderResult.Done order, String price) {
        return done(execute(amendment(order, Optional.of(price), Optional.empty())));
    }

    OrderResult.Done amendQuantity(OrderResult.Done order, String quantity) {
        return done(execute(amendment(order, Optional.empty(), Optional.of(quantity))));
    }

    static AmendOrder amendment(OrderResult.Done order, Optional<String> price, Optional<String> quantity) {
        return new AmendOrder(id(order), price.map(Ticket::decimal), quantity.map(Ticket::decimal));
    }

    static OrderResult.Done done(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Accept.class);
        assertThat(((Decision.Accept) decision).results()).hasSize(1);
        return (OrderResult.Done) ((Decision.Accept) decision).results().getFirst();
    }

    RejectionCode refusal(BookCommand command) {
        return refusal(execute(command));
    }

    static RejectionCode refusal(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Reject.class);
        return ((Decision.Reject) decision).rejection().code();
    }

    static long id(OrderResult.Done order) {
        return order.order().terms().id();
    }

    // ----------------------------------------------------------------------------------------------------- looking

    OrderState now(OrderResult.Done order) {
        return book.order(id(order)).orElseThrow();
    }

    /** Levels as {@code quantity@price}, best first. */
    List<String> bids() {
        return levels(book.view(100).bids());
    }

    List<String> asks() {
        return levels(book.view(100).asks());
    }

    private static List<String> levels(List<BookView.Level> levels) {
        return levels.stream()
                .map(level -> level.quantity() + "@" + level.price())
                .toList();
    }

    /** Trades as {@code quantity@price}, in order. */
    static List<String> trades(OrderResult.Done order) {
        return order.trades().stream()
                .map(trade -> trade.quantity() + "@" + trade.price())
                .toList();
    }

    static List<Long> makers(OrderResult.Done order) {
        return order.trades().stream().map(Trade::makerOrderId).toList();
    }

    String hash() {
        return StateHash.of(book.snapshot());
    }

    /** Another book that has seen these records. */
    OrderBook replay(List<RecordedEvent> some) {
        OrderBook replayed = new OrderBook(limits);
        some.forEach(replayed::apply);
        return replayed;
    }
}
