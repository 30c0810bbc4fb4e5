package io.mandi.bench.core;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookCommand.CancelOrder;
import io.mandi.engine.book.BookCommand.DefineInstrument;
import io.mandi.engine.book.BookCommand.SubmitOrder;
import io.mandi.engine.book.BookEvent.OrderExecuted;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Mandi's book as the node has it: each command, an order in decimals, is decided and taken in by
 * {@link OrderBook#execute} and gives the event for the journal, which the trades are read from. Limits and memory are the default ones.
 */
final class MandiBook implements Contender {
    /** A price in ticks times this is the price in cents. */
    private static final long CENTS_OF_A_TICK = 5;

    private static final Instrument COTTON = new Instrument(
            "COTTON",
            "Cotton",
            Optional.empty(),
            "USD",
            "BALE",
            "BALE",
            new Decimal(CENTS_OF_A_TICK, 2),
            new Decimal(1, 0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final List<String> PARTNERS = IntStream.range(0, Flow.OWNERS)
            .mapToObj(owner -> "partner-" + owner)
            .toList();
    private static final Actor USER = Actor.staff("user");
    private static final String OPERATION = "POST /orders";

    /** Commands are a microsecond apart, so that an order's id follows from its number. */
    private static final long START = 1_800_000_000_000_000L;

    private static final long FIRST_ID = (START - 1_577_836_800_000_000L) << 10;

    private final OrderBook book = new OrderBook(BookLimits.DEFAULT);
    private final boolean keys;
    private final BookCommand[] commands = new BookCommand[BLOCK];
    private final CommandContext[] contexts = new CommandContext[BLOCK];

    private MandiBook(boolean keys) {
        this.keys = keys;
        book.execute(new DefineInstrument(COTTON), context(0, Optional.empty()));
    }

    static Contender plain() {
        return new MandiBook(false);
    }

    static Contender withKeys() {
        return new MandiBook(true);
    }

    @Override
    public void prepare(Flow flow, int from, int to) {
        for (int i = from; i < to; i++) {
            commands[i - from] = command(flow, i);
            contexts[i - from] = context(i, keys ? Optional.of(key(i)) : Optional.empty());
        }
    }

    @Override
    public void play(Flow flow, int from, int to, Tape tape) {
        for (int i = from; i < to; i++) {
            if (!(book.execute(commands[i - from], contexts[i - from]) instanceof Decision.Accept accepted)) {
                throw new IllegalStateException("command " + i + " is refused");
            }
            if (accepted.event().event() instanceof OrderExecuted executed) {
                List<Fill> fills = executed.fills();
                for (int fill = 0; fill < fills.size(); fill++) {
                    Fill made = fills.get(fill);
                    tape.trade(i, number(made.makerOrderId()), made.price(), made.quantity());
                }
            }
        }
    }

    private static BookCommand command(Flow flow, int i) {
        return flow.places(i)
                ? new SubmitOrder(new OrderRequest(
                        PARTNERS.get(flow.owners()[i]),
                        Optional.empty(),
                        flow.buys()[i] ? Side.BUY : Side.SELL,
                        OrderType.LIMIT,
                        TimeInForce.GTC,
                        Optional.of(new Decimal(flow.prices()[i] * CENTS_OF_A_TICK, 2)),
                        new Decimal(flow.quantities()[i], 0),
                        SelfTradePrevention.NONE))
                : new CancelOrder(FIRST_ID + ((long) flow.target()[i] << 10));
    }

    private static CommandContext context(int i, Optional<Idempotency> key) {
        return new CommandContext(START + i, USER, "correlation", key, OptionalLong.empty(), Long.MAX_VALUE);
    }

    private static Idempotency key(int i) {
        return new Idempotency(OPERATION, "key-" + i, "fingerprint");
    }

    private static int number(long orderId) {
        return (int) ((orderId - FIRST_ID) >>> 10);
    }
}
