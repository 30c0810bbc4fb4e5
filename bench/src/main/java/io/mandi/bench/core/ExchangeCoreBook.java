package io.mandi.bench.core;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import exchange.core2.core.orderbook.OrderBookNaiveImpl;

/**
 * One of exchange-core's books: command objects that are filled anew for each block, as its engine does with the slots of
 * its ring, and its own pool, which outlives the book as it does in its engine.
 */
final class ExchangeCoreBook implements Contender {
    private static final CoreSymbolSpecification SYMBOL = CoreSymbolSpecification.builder()
            .symbolId(1)
            .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
            .baseCurrency(1)
            .quoteCurrency(2)
            .baseScaleK(1)
            .quoteScaleK(1)
            .build();
    private static final ObjectsPool POOL = ObjectsPool.createDefaultTestPool();

    private final IOrderBook book;
    private final OrderCommand[] slots = new OrderCommand[BLOCK];

    private ExchangeCoreBook(IOrderBook book) {
        this.book = book;
        for (int i = 0; i < BLOCK; i++) {
            slots[i] = new OrderCommand();
            slots[i].symbol = SYMBOL.symbolId;
            slots[i].orderType = OrderType.GTC;
        }
    }

    static Contender direct() {
        return new ExchangeCoreBook(new OrderBookDirectImpl(
                SYMBOL, POOL, OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER, LoggingConfiguration.DEFAULT));
    }

    static Contender naive() {
        return new ExchangeCoreBook(new OrderBookNaiveImpl(
                SYMBOL, POOL, OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER, LoggingConfiguration.DEFAULT));
    }

    @Override
    public void prepare(Flow flow, int from, int to) {
        for (int i = from; i < to; i++) {
            OrderCommand command = slots[i - from];
            command.uid = flow.owners()[i];
            command.timestamp = i;
            command.matcherEvent = null;
            if (flow.places(i)) {
                command.command = OrderCommandType.PLACE_ORDER;
                command.orderId = i;
                command.price = flow.prices()[i];
                command.reserveBidPrice = command.price;
                command.size = flow.quantities()[i];
                command.action = flow.buys()[i] ? OrderAction.BID : OrderAction.ASK;
            } else {
                command.command = OrderCommandType.CANCEL_ORDER;
                command.orderId = flow.target()[i];
            }
        }
    }

    @Override
    public void play(Flow flow, int from, int to, Tape tape) {
        for (int i = from; i < to; i++) {
            OrderCommand command = slots[i - from];
            if (command.command == OrderCommandType.PLACE_ORDER) {
                book.newOrder(command);
                for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
                    if (event.eventType == MatcherEventType.TRADE) {
                        tape.trade(i, (int) event.matchedOrderId, event.price, event.size);
                    }
                }
            } else if (book.cancelOrder(command) != CommandResultCode.SUCCESS) {
                throw new IllegalStateException("order " + command.orderId + " is not there to be cancelled");
            }
        }
    }
}
