package io.mandi.engine.event;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.AuctionFill;
import io.mandi.engine.book.AuctionLoss;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.BookSnapshot.Remembered;
import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderConditions;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.PhaseCause;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.PreventedTrade;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.book.Trade;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import io.mandi.engine.id.TraceContext;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/** Events and snapshots that no market would make, but that their types allow. The same seed gives the same ones. */
final class RandomValues {
    private final SplittableRandom random;
    private final List<OrderTerms> earlier = new ArrayList<>();

    RandomValues(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The snapshot with another value of the trades of its first order. */
    static BookSnapshot withFilledValue(BookSnapshot snapshot, BigInteger value) {
        OrderState order = snapshot.resting().getFirst();
        OrderState changed = new OrderState(
                order.terms(),
                order.price(),
                order.quantity(),
                order.remaining(),
                order.filled(),
                value,
                order.status(),
                order.reason(),
                order.sequence(),
                order.createdAt(),
                order.updatedAt(),
                order.shown(),
                order.expiresAt(),
                order.stopPrice());
        return new BookSnapshot(
                snapshot.instrument(),
                snapshot.instrumentVersion(),
                snapshot.sequence(),
                snapshot.lastId(),
                snapshot.lastAt(),
                snapshot.tradeSequence(),
                snapshot.lastPrice(),
                List.of(changed),
                snapshot.memory(),
                snapshot.trades(),
                snapshot.forgottenAt(),
                snapshot.phase());
    }

    RecordedEvent event() {
        return new RecordedEvent(
                number(),
                new Actor(text(), maybe(() -> any(UserType.class)), maybe(this::text)),
                text(),
                maybe(() -> new Idempotency(text(), text(), text())),
                random.nextBoolean() ? orderEvent() : otherEvent(),
                maybe(() -> new TraceContext(text(), text(), text())));
    }

    private BookEvent.OrderEvent orderEvent() {
        return switch (random.nextInt(7)) {
            case 4 ->
                new BookEvent.PhaseChanged(
                        number(), any(Phase.class), any(Phase.class), any(PhaseCause.class), maybeNumber());
            case 5 ->
                new BookEvent.AuctionUncrossed(
                        number(),
                        number(),
                        number(),
                        number(),
                        list(() -> new AuctionFill(number(), number(), number())),
                        list(() -> new AuctionLoss(number(), number())),
                        list(this::number));
            case 6 ->
                new BookEvent.OrderTriggered(
                        number(),
                        number(),
                        number(),
                        number(),
                        number(),
                        list(this::fill),
                        any(OrderStatus.class),
                        reason(),
                        list(this::prevented));
            case 0 -> new BookEvent.OrderCancelled(number(), number(), number(), any(CancelReason.class));
            case 1 ->
                new BookEvent.OrderAmended(
                        number(),
                        number(),
                        number(),
                        number(),
                        number(),
                        random.nextBoolean(),
                        number(),
                        list(this::fill),
                        any(OrderStatus.class),
                        reason(),
                        list(this::prevented),
                        time(),
                        stopPrice());
            default ->
                new BookEvent.OrderExecuted(
                        number(),
                        terms(),
                        number(),
                        list(this::fill),
                        any(OrderStatus.class),
                        reason(),
                        list(this::prevented));
        };
    }

    private BookEvent otherEvent() {
        return switch (random.nextInt(4)) {
            case 0 -> new BookEvent.InstrumentDefined(number(), instrument());
            case 2 -> new BookEvent.OrdersExpired(number(), list(this::number));
            case 1 -> new BookEvent.OrdersCancelled(number(), text(), list(this::number));
            default -> new BookEvent.BatchExecuted(number(), list(this::outcome));
        };
    }

    private Outcome outcome() {
        return switch (random.nextInt(3)) {
            case 0 -> new Outcome.Done(orderEvent());
            case 1 -> new Outcome.Caused(orderEvent());
            default -> new Outcome.Refused(new Rejection(any(RejectionCode.class), text(), text()));
        };
    }

    BookSnapshot snapshot() {
        earlier.clear();
        return new BookSnapshot(
                maybe(this::instrument),
                number(),
                number(),
                number(),
                number(),
                number(),
                random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(),
                list(this::order),
                list(() ->
                        random.nextBoolean() ? new Remembered.ClosedOrder(order()) : new Remembered.Request(event())),
                list(this::trade),
                OptionalLong.of(number()),
                random.nextBoolean() ? PhaseState.CONTINUOUS : new PhaseState(any(Phase.class), maybeNumber()));
    }

    private OrderState order() {
        BigInteger value = new BigInteger(128, new java.util.Random(random.nextLong()))
                .subtract(BigInteger.ONE.shiftLeft(127))
                .shiftRight(random.nextInt(128));
        return new OrderState(
                terms(),
                number(),
                number(),
                number(),
                number(),
                value,
                any(OrderStatus.class),
                reason(),
                number(),
                number(),
                number(),
                random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(),
                time(),
                stopPrice());
    }

    /** Any but 0, which stands for none. */
    private OptionalLong stopPrice() {
        long price = number();
        return price == 0 ? OptionalLong.empty() : OptionalLong.of(price);
    }

    /** Often terms that were there before, or others under the same id. */
    private OrderTerms terms() {
        if (!earlier.isEmpty() && random.nextInt(3) == 0) {
            return earlier.get(random.nextInt(earlier.size()));
        }
        long id = earlier.isEmpty() || random.nextInt(5) > 0
                ? number()
                : earlier.get(random.nextInt(earlier.size())).id();
        OrderTerms terms = new OrderTerms(
                id,
                text(),
                maybe(this::text),
                any(Side.class),
                any(OrderType.class),
                any(TimeInForce.class),
                number(),
                number(),
                any(SelfTradePrevention.class),
                random.nextBoolean()
                        ? OrderConditions.NONE
                        : new OrderConditions(
                                random.nextBoolean(),
                                random.nextBoolean() ? 0 : number(),
                                time().orElse(0),
                                random.nextBoolean() ? 0 : number()));
        earlier.add(terms);
        return terms;
    }

    /** 0 stands for none. */
    private OptionalLong time() {
        long number = random.nextBoolean() ? 0 : number();
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private Trade trade() {
        return new Trade(number(), number(), number(), number(), any(Side.class), number(), number(), number());
    }

    private OptionalLong maybeNumber() {
        return random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    private PreventedTrade prevented() {
        return new PreventedTrade((int) number(), number(), number(), number());
    }

    private Fill fill() {
        return new Fill(number(), number(), number());
    }

    private Instrument instrument() {
        return new Instrument(
                text(),
                text(),
                maybe(this::text),
                text(),
                text(),
                text(),
                decimal(),
                decimal(),
                maybe(this::decimal),
                maybe(this::decimal),
                maybe(this::decimal),
                maybe(this::decimal),
                new TradingRules(
                        maybe(() -> any(SelfTradePrevention.class)),
                        random.nextBoolean(),
                        random.nextBoolean()
                                ? OrderLimits.NONE
                                : new OrderLimits(
                                        maybe(this::decimal),
                                        random.nextBoolean()
                                                ? OptionalInt.empty()
                                                : OptionalInt.of(1 + random.nextInt(OrderLimits.MOST_OPEN_ORDERS))),
                        maybe(() -> new TradingSession(text(), maybe(this::text)))),
                maybe(() -> new ValueFactor(factor(), factor())));
    }

    private BigDecimal factor() {
        return BigDecimal.valueOf(1 + random.nextLong(Long.MAX_VALUE), random.nextInt(13));
    }

    private Decimal decimal() {
        return new Decimal(number() & Long.MAX_VALUE, random.nextInt(Decimal.MAX_SCALE + 1));
    }

    /** Of every magnitude, and negative as often as not. */
    private long number() {
        long number = random.nextLong() >> random.nextInt(64);
        return random.nextInt(20) == 0 ? (number < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : number;
    }

    private String text() {
        return switch (random.nextInt(6)) {
            case 0 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 1 -> {
                byte[] bytes = new byte[16];
                random.nextBytes(bytes);
                yield Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            }
            case 2 -> "name-" + random.nextInt(30);
            case 3 -> random.nextBoolean() ? "POST /orders" : "POST /orders/batch";
            case 4 -> "पक्ष " + Character.toString(0x1F9F5) + random.nextInt(100);
            default -> "x".repeat(random.nextInt(300));
        };
    }

    private Optional<CancelReason> reason() {
        return maybe(() -> any(CancelReason.class));
    }

    private <E extends Enum<E>> E any(Class<E> type) {
        return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }
}
