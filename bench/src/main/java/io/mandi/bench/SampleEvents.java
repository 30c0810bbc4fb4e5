package io.mandi.bench;

import io.mandi.bench.load.Orders;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Events as the journal holds them, without a server: the orders of the load, as if {@value #CLIENTS} connections sent
 * them in turn, decided by the real order book.
 */
final class SampleEvents {
    private static final int CLIENTS = 64;

    private final RandomGenerator random = RandomGeneratorFactory.getDefault().create(1);
    private final long[] sent = new long[CLIENTS];
    private final OrderBook book;
    private final long stepMicros;
    private long at;

    /**
     * @param book opened for an instrument; it takes the orders
     * @param startMicros time of the first event, microseconds since the epoch
     * @param stepMicros from one event to the next
     */
    SampleEvents(OrderBook book, long startMicros, long stepMicros) {
        this.book = book;
        this.stepMicros = stepMicros;
        at = startMicros;
    }

    RecordedEvent next() {
        Orders.Step step = Orders.step(sent[random.nextInt(CLIENTS)]++);
        OrderRequest order = new OrderRequest(
                step.partner(),
                Optional.empty(),
                Side.valueOf(step.side()),
                OrderType.LIMIT,
                TimeInForce.GTC,
                Optional.of(Decimal.parse(step.price()).orElseThrow()),
                Decimal.parse("1").orElseThrow(),
                SelfTradePrevention.CANCEL_TAKER);
        CommandContext context = new CommandContext(
                at,
                Actor.staff("bench"),
                new UUID(random.nextLong(), random.nextLong()).toString(),
                Optional.of(new Idempotency("POST /orders", key(), "0123456789abcdefghijkl")));
        at += stepMicros;
        Decision decision = book.execute(new BookCommand.SubmitOrder(order), context.lookedUp(Long.MAX_VALUE));
        if (decision instanceof Decision.Accept accepted) {
            return accepted.event();
        }
        throw new IllegalStateException("the load's order was not accepted: " + decision);
    }

    /** Of the length that the load's keys have. */
    private String key() {
        return "%016x-%012x".formatted(random.nextLong(), random.nextLong() >>> 16);
    }
}
