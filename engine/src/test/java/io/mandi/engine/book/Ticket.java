package io.mandi.engine.book;

import io.mandi.engine.book.BookCommand.SubmitOrder;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.Optional;
import java.util.OptionalLong;

/** An order slip: what a test says about an order, the rest being usual. Without a price it is a MARKET order. */
record Ticket(
        Side side,
        String quantity,
        Optional<String> price,
        String partner,
        Optional<String> name,
        TimeInForce timeInForce,
        Optional<SelfTradePrevention> selfTradePrevention,
        boolean postOnly,
        Optional<String> display,
        OptionalLong expiresAt,
        Optional<String> stop) {

    static Ticket buy(String quantity) {
        return of(Side.BUY, quantity, "mill");
    }

    static Ticket sell(String quantity) {
        return of(Side.SELL, quantity, "gin");
    }

    private static Ticket of(Side side, String quantity, String partner) {
        return new Ticket(
                side,
                quantity,
                Optional.empty(),
                partner,
                Optional.empty(),
                TimeInForce.GTC,
                Optional.empty(),
                false,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    Ticket at(String limit) {
        return new Ticket(
                side,
                quantity,
                Optional.of(limit),
                partner,
                name,
                timeInForce,
                selfTradePrevention,
                postOnly,
                display,
                expiresAt,
                stop);
    }

    Ticket by(String whom) {
        return new Ticket(
                side,
                quantity,
                price,
                whom,
                name,
                timeInForce,
                selfTradePrevention,
                postOnly,
                display,
                expiresAt,
                stop);
    }

    Ticket named(String clientOrderId) {
        return new Ticket(
                side,
                quantity,
                price,
                partner,
                Optional.of(clientOrderId),
                timeInForce,
                selfTradePrevention,
                postOnly,
                display,
                expiresAt,
                stop);
    }

    Ticket immediateOrCancel() {
        return new Ticket(
                side,
                quantity,
                price,
                partner,
                name,
                TimeInForce.IOC,
                selfTradePrevention,
                postOnly,
                display,
                expiresAt,
                stop);
    }

    Ticket fillOrKill() {
        return new Ticket(
                side,
                quantity,
                price,
                partner,
                name,
                TimeInForce.FOK,
                selfTradePrevention,
                postOnly,
                display,
                expiresAt,
                stop);
    }

    Ticket tradingWithItself() {
        return preventing(SelfTradePrevention.NONE);
    }

    Ticket preventing(SelfTradePrevention mode) {
        return new Ticket(
                side,
                quantity,
                price,
                partner,
                name,
                timeInForce,
                Optional.of(mode),
                postOnly,
                display,
                expiresAt,
                stop);
    }

    Ticket postingOnly() {
        return new Ticket(
                side, quantity, price, partner, name, timeInForce, selfTradePrevention, true, display, expiresAt, stop);
    }

    Ticket showing(String lots) {
        return new Ticket(
                side,
                quantity,
                price,
                partner,
                name,
                timeInForce,
                selfTradePrevention,
                postOnly,
                Optional.of(lots),
                expiresAt,
                stop);
    }

    Ticket untilTheSessionEnds() {
        return lasting(TimeInForce.DAY, OptionalLong.empty());
    }

    Ticket until(long micros) {
        return lasting(TimeInForce.GTD, OptionalLong.of(micros));
    }

    Ticket lasting(TimeInForce lifetime, OptionalLong end) {
        return new Ticket(
                side, quantity, price, partner, name, lifetime, selfTradePrevention, postOnly, display, end, stop);
    }

    /** It waits until the market has traded at this price. */
    Ticket waitingFor(String price) {
        return new Ticket(
                side,
                quantity,
                this.price,
                partner,
                name,
                timeInForce,
                selfTradePrevention,
                postOnly,
                display,
                expiresAt,
                Optional.of(price));
    }

    SubmitOrder submit() {
        return new SubmitOrder(new OrderRequest(
                partner,
                name,
                side,
                type(),
                timeInForce,
                price.map(Ticket::decimal),
                decimal(quantity),
                selfTradePrevention,
                postOnly,
                display.map(Ticket::decimal),
                expiresAt,
                stop.map(Ticket::decimal)));
    }

    private OrderType type() {
        if (stop.isPresent()) {
            return price.isPresent() ? OrderType.STOP_LIMIT : OrderType.STOP;
        }
        return price.isPresent() ? OrderType.LIMIT : OrderType.MARKET;
    }

    static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow(() -> new IllegalArgumentException("not a decimal: " + text));
    }
}
