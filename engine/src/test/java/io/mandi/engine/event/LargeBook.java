package io.mandi.engine.event;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.BookSnapshot.Remembered;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** Books as clients fill them over HTTP: keys and correlation ids are UUIDs, some orders trade, most rest. */
final class LargeBook {
    private static final long FIRST_MICROS = 1_767_607_200_000_000L;
    private static final int PARTNERS = 40;

    private LargeBook() {}

    static OrderBook of(int orders) {
        OrderBook book = new OrderBook(BookLimits.DEFAULT);
        fill(book, orders);
        return book;
    }

    /** The golden instrument without its price band: these orders lie far from each other. */
    private static final Instrument UNBOUNDED = new Instrument(
            GoldenEvents.INSTRUMENT.symbol(),
            GoldenEvents.INSTRUMENT.name(),
            GoldenEvents.INSTRUMENT.commodityId(),
            GoldenEvents.INSTRUMENT.currency(),
            GoldenEvents.INSTRUMENT.quantityUnit(),
            GoldenEvents.INSTRUMENT.priceUnit(),
            GoldenEvents.INSTRUMENT.tickSize(),
            GoldenEvents.INSTRUMENT.lotSize(),
            GoldenEvents.INSTRUMENT.minQuantity(),
            GoldenEvents.INSTRUMENT.maxQuantity(),
            Optional.empty(),
            GoldenEvents.INSTRUMENT.referencePrice());

    /** An order with everything that clients usually send. */
    static RecordedEvent typicalOrder() {
        return fill(new OrderBook(BookLimits.DEFAULT), 3_000).stream()
                .filter(event -> event.event() instanceof BookEvent.OrderExecuted executed
                        && executed.fills().isEmpty()
                        && executed.order().clientOrderId().isPresent())
                .toList()
                .getLast();
    }

    private static List<RecordedEvent> fill(OrderBook book, int orders) {
        SplittableRandom random = new SplittableRandom(40_002);
        List<RecordedEvent> events = new ArrayList<>();
        long at = FIRST_MICROS;
        record(book, new BookCommand.DefineInstrument(UNBOUNDED), context(at, random), events);
        for (int i = 0; i < orders; i++) {
            at += 1 + random.nextInt(2_000);
            Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
            int distance = random.nextInt(8) == 0 ? -random.nextInt(5) : 1 + random.nextInt(200);
            long ticks = side == Side.BUY ? 5_700 - distance : 5_700 + distance;
            OrderRequest order = new OrderRequest(
                    "mill-" + random.nextInt(PARTNERS),
                    random.nextInt(4) == 0 ? Optional.empty() : Optional.of("desk-7/" + i),
                    side,
                    OrderType.LIMIT,
                    TimeInForce.GTC,
                    Optional.of(new Decimal(ticks * 1_000, 2)),
                    new Decimal(25L * (1 + random.nextInt(20)), 0),
                    SelfTradePrevention.NONE);
            record(book, new BookCommand.SubmitOrder(order), context(at, random), events);
        }
        return events;
    }

    private static void record(
            OrderBook book, BookCommand command, CommandContext context, List<RecordedEvent> events) {
        if (!(book.execute(command, context) instanceof Decision.Accept accept)) {
            throw new IllegalStateException("refused: " + command);
        }
        events.add(accept.event());
    }

    private static CommandContext context(long at, SplittableRandom random) {
        byte[] fingerprint = new byte[16];
        random.nextBytes(fingerprint);
        return new CommandContext(
                at,
                Actor.staff("trader" + random.nextInt(5) + "@mill.example"),
                uuid(random),
                Optional.of(new Idempotency(
                        "POST /orders",
                        uuid(random),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(fingerprint))));
    }

    private static String uuid(SplittableRandom random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The terms of every order that a snapshot tells of, in each place where it does. */
    static Stream<OrderTerms> terms(BookSnapshot snapshot) {
        return Stream.concat(
                snapshot.resting().stream().map(OrderState::terms),
                snapshot.memory().stream().flatMap(LargeBook::terms));
    }

    private static Stream<OrderTerms> terms(Remembered memory) {
        return switch (memory) {
            case Remembered.ClosedOrder closed -> Stream.of(closed.order().terms());
            case Remembered.Request request ->
                request.event().event() instanceof BookEvent.OrderExecuted executed
                        ? Stream.of(executed.order())
                        : Stream.empty();
        };
    }
}
