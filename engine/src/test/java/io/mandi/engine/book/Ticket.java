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
        OptionalLong expiresAt) {

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
                OptionalLong.empty());
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
                expiresAt);
    }

    Ticket by(String whom) {
        return new Ticket(
                side, quantity, price, whom, name, timeInForce, selfTradePrevention, postOnly, display, expiresAt);
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
                expiresAt);
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
                expiresAt);
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
                expiresAt);
    }

    Ticket tradingWithItself() {
        return preventing(SelfTradePrevention.NONE);
    }

    Ticket preventing(SelfTradePrevention mode) {
        return new Ticket(
                side, quantity, price, partner, name, timeInForce, Optional.of(mode), postOnly, display, expiresAt);
    }

    Ticket postingOnly() {
        return new Ticket(
                side, quantity, price, partner, name, timeInForce, selfTradePrevention, true, display, expiresAt);
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
                expiresAt);
    }

    Ticket untilTheSessionEnds() {
        return lasting(TimeInForce.DAY, OptionalLong.empty());
    }

    Ticket until(long micros) {
        return lasting(TimeInForce.GTD, OptionalLong.of(micros));
    }

    Ticket lasting(TimeInForce lifetime, OptionalLong end) {
        return new Ticket(side, quantity, price, partner, name, lifetime, selfTradePrevention, postOnly, display, end);
    }

    SubmitOrder submit() {
        return new SubmitOrder(new OrderRequest(
                partner,
                name,
                side,
                price.isPresent() ? OrderType.LIMIT : OrderType.MARKET,
                timeInForce,
                price.map(Ticket::decimal),
                decimal(quantity),
                selfTradePrevention,
                postOnly,
                display.map(Ticket::decimal),
                expiresAt));
    }

    static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow(() -> new IllegalArgumentException("not a decimal: " + text));
    }
}
