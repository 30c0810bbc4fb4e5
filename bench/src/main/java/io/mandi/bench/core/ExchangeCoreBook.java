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
 * One of exchange-core's books: one command object that is filled anew for each command, as its engine does with the slots
 * of its ring, and its own pool, which outlives the book as it does in its engine.
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
    private final OrderCommand command = new OrderCommand();

    private ExchangeCoreBook(IOrderBook book) {
        this.book = book;
        command.symbol = SYMBOL.symbolId;
        command.orderType = OrderType.GTC;
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
    public void play(Flow flow, int from, int to, Tape tape) {
        for (int i = from; i < to; i++) {
            int target = flow.target()[i];
            command.uid = flow.owners()[i];
            command.timestamp = i;
            command.matcherEvent = null;
            if (target == Flow.PLACES) {
                command.command = OrderCommandType.PLACE_ORDER;
                command.orderId = i;
                command.price = flow.prices()[i];
                command.reserveBidPrice = command.price;
                command.size = flow.quantities()[i];
                command.action = flow.buys()[i] ? OrderAction.BID : OrderAction.ASK;
                book.newOrder(command);
                for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
                    if (event.eventType == MatcherEventType.TRADE) {
                        tape.trade(i, (int) event.matchedOrderId, event.price, event.size);
                    }
                }
            } else {
                command.command = OrderCommandType.CANCEL_ORDER;
                command.orderId = target;
                if (book.cancelOrder(command) != CommandResultCode.SUCCESS) {
                    throw new IllegalStateException("order " + target + " is not there to be cancelled");
                }
            }
        }
    }
}
