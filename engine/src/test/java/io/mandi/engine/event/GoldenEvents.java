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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One event of every type, with every field set, and a snapshot: what the golden files hold. */
public final class GoldenEvents {
    private static final long AT = 1_767_607_200_000_000L;

    public static final Instrument INSTRUMENT = new Instrument(
            "COTTON-29MM",
            "Cotton 29 mm, ex gin Rajkot",
            Optional.of("COTTON"),
            "INR",
            "BALE",
            "CANDY",
            new Decimal(1_000, 2),
            new Decimal(25, 0),
            Optional.of(new Decimal(25, 0)),
            Optional.of(new Decimal(2_500, 0)),
            Optional.of(new Decimal(4, 0)),
            Optional.of(new Decimal(5_750_000, 2)));

    private static final OrderTerms TERMS = new OrderTerms(
            194_388_480_000_000_000L,
            "mill-01",
            Optional.of("desk-7/42"),
            Side.BUY,
            OrderType.LIMIT,
            TimeInForce.IOC,
            5_760,
            4,
            SelfTradePrevention.CANCEL_TAKER);

    private static final BookEvent.OrderExecuted EXECUTED = new BookEvent.OrderExecuted(
            2,
            TERMS,
            1,
            List.of(new Fill(194_388_400_000_000_000L, 5_750, 1), new Fill(194_388_400_000_000_001L, 5_755, 2)),
            OrderStatus.CANCELLED,
            Optional.of(CancelReason.IOC_REMAINDER));

    private static final BookEvent.OrderCancelled CANCELLED =
            new BookEvent.OrderCancelled(3, 194_388_400_000_000_001L, 7, CancelReason.REQUESTED);

    public static final List<RecordedEvent> EVENTS = List.of(
            recorded(new BookEvent.InstrumentDefined(1, INSTRUMENT)),
            recorded(EXECUTED),
            recorded(CANCELLED),
            recorded(new BookEvent.OrderAmended(
                    4,
                    194_388_500_000_000_000L,
                    194_388_400_000_000_002L,
                    5_770,
                    9,
                    false,
                    3,
                    List.of(new Fill(194_388_400_000_000_003L, 5_765, 1)),
                    OrderStatus.PARTIALLY_FILLED,
                    Optional.empty())),
            recorded(new BookEvent.OrdersCancelled(
                    5, "mill-01", List.of(194_388_400_000_000_002L, 194_388_400_000_000_004L))),
            recorded(new BookEvent.BatchExecuted(
                    3,
                    List.of(
                            new Outcome.Done(EXECUTED),
                            new Outcome.Refused(new Rejection(
                                    RejectionCode.PRICE_OFF_TICK, "price", "must be a multiple of tick_size 10.00")),
                            new Outcome.Done(CANCELLED)))),
            recorded(new BookEvent.PhaseChanged(
                    6, Phase.AUCTION, Phase.CONTINUOUS, PhaseCause.BAND_BREACH, OptionalLong.of(AT + 900_000_000))),
            recorded(new BookEvent.AuctionUncrossed(
                    7,
                    194_388_500_000_000_000L,
                    5_755,
                    3,
                    List.of(
                            new AuctionFill(194_388_400_000_000_002L, 194_388_400_000_000_005L, 3),
                            new AuctionFill(194_388_400_000_000_006L, 194_388_400_000_000_005L, 1)),
                    List.of(new AuctionLoss(194_388_400_000_000_007L, 2)),
                    List.of(194_388_400_000_000_008L))),
            recorded(new BookEvent.OrdersExpired(8, List.of(194_388_400_000_000_002L, 194_388_400_000_000_004L))));

    /** Those of the types that there were from the beginning. */
    static final List<RecordedEvent> OF_THE_FIRST_TYPES = EVENTS.subList(0, 6);

    static final BookSnapshot SNAPSHOT = new BookSnapshot(
            Optional.of(INSTRUMENT),
            1,
            3,
            194_388_480_000_000_002L,
            AT,
            2,
            OptionalLong.of(5_755),
            List.of(state(OrderStatus.PARTIALLY_FILLED, Optional.empty())),
            List.of(
                    new Remembered.Request(recorded(EXECUTED)),
                    new Remembered.ClosedOrder(state(OrderStatus.CANCELLED, Optional.of(CancelReason.REQUESTED)))),
            List.of(new Trade(
                    194_388_480_000_000_001L, 1, 5_750, 1, Side.BUY, TERMS.id(), 194_388_400_000_000_000L, AT)),
            OptionalLong.of(AT - 7),
            PhaseState.CONTINUOUS);

    private static final OrderTerms TERMS_WITH_CONDITIONS = new OrderTerms(
            TERMS.id(),
            TERMS.partnerId(),
            TERMS.clientOrderId(),
            TERMS.side(),
            OrderType.LIMIT,
            TimeInForce.GTC,
            TERMS.price(),
            20,
            SelfTradePrevention.DECREMENT,
            new OrderConditions(true, 6, 0, 0));

    /** What was added to these types later, in each place where it can stand. */
    static final List<RecordedEvent> WITH_CONDITIONS = List.of(
            recorded(new BookEvent.InstrumentDefined(
                    1,
                    new Instrument(
                            INSTRUMENT.symbol(),
                            INSTRUMENT.name(),
                            INSTRUMENT.commodityId(),
                            INSTRUMENT.currency(),
                            INSTRUMENT.quantityUnit(),
                            INSTRUMENT.priceUnit(),
                            INSTRUMENT.tickSize(),
                            INSTRUMENT.lotSize(),
                            INSTRUMENT.minQuantity(),
                            INSTRUMENT.maxQuantity(),
                            INSTRUMENT.priceBandPercent(),
                            INSTRUMENT.referencePrice(),
                            new TradingRules(Optional.of(SelfTradePrevention.CANCEL_BOTH), true)))),
            recorded(new BookEvent.OrderExecuted(
                    2,
                    TERMS_WITH_CONDITIONS,
                    1,
                    List.of(new Fill(194_388_400_000_000_000L, 5_750, 1)),
                    OrderStatus.PARTIALLY_FILLED,
                    Optional.empty(),
                    List.of(
                            new PreventedTrade(0, 194_388_300_000_000_000L, 2, 2),
                            new PreventedTrade(1, 194_388_300_000_000_001L, 5, 0)))),
            recorded(new BookEvent.OrderAmended(
                    4,
                    194_388_500_000_000_000L,
                    194_388_400_000_000_002L,
                    5_770,
                    9,
                    false,
                    3,
                    List.of(),
                    OrderStatus.CANCELLED,
                    Optional.of(CancelReason.SELF_TRADE_PREVENTED),
                    List.of(new PreventedTrade(0, 194_388_300_000_000_000L, 2, 0)),
                    OptionalLong.empty(),
                    OptionalLong.empty())),
            recorded(new BookEvent.BatchExecuted(
                    3, List.of(new Outcome.Done(EXECUTED), new Outcome.Caused(CANCELLED)))));

    /** An instrument that sets limits, and knows what a price times a quantity is worth. */
    static final RecordedEvent WITH_LIMITS = recorded(new BookEvent.InstrumentDefined(
            1,
            INSTRUMENT
                    .with(TradingRules.USUAL.with(
                            new OrderLimits(Optional.of(new Decimal(2_500_000_050L, 2)), OptionalInt.of(40))))
                    .with(Optional.of(new ValueFactor(new BigDecimal("170"), new BigDecimal("355.61641808"))))));

    static final BookSnapshot SNAPSHOT_WITH_ICEBERG = new BookSnapshot(
            SNAPSHOT.instrument(),
            SNAPSHOT.instrumentVersion(),
            SNAPSHOT.sequence(),
            SNAPSHOT.lastId(),
            SNAPSHOT.lastAt(),
            SNAPSHOT.tradeSequence(),
            SNAPSHOT.lastPrice(),
            List.of(new OrderState(
                    TERMS_WITH_CONDITIONS,
                    5_760,
                    20,
                    15,
                    3,
                    BigInteger.valueOf(17_260),
                    OrderStatus.PARTIALLY_FILLED,
                    Optional.empty(),
                    3,
                    AT,
                    AT + 5,
                    OptionalLong.of(4),
                    OptionalLong.empty(),
                    OptionalLong.empty())),
            SNAPSHOT.memory(),
            SNAPSHOT.trades(),
            SNAPSHOT.forgottenAt(),
            SNAPSHOT.phase());

    private static final long EXPIRES_AT = AT + 3_600_000_000L;

    private static final OrderTerms TERMS_WITH_EXPIRY = new OrderTerms(
            TERMS.id(),
            TERMS.partnerId(),
            TERMS.clientOrderId(),
            TERMS.side(),
            OrderType.LIMIT,
            TimeInForce.GTD,
            TERMS.price(),
            20,
            SelfTradePrevention.CANCEL_TAKER,
            OrderConditions.of(false, 0, EXPIRES_AT, 0));

    /** The same of orders that end by themselves. */
    static final List<RecordedEvent> WITH_EXPIRY = List.of(
            recorded(new BookEvent.InstrumentDefined(
                    1,
                    new Instrument(
                            INSTRUMENT.symbol(),
                            INSTRUMENT.name(),
                            INSTRUMENT.commodityId(),
                            INSTRUMENT.currency(),
                            INSTRUMENT.quantityUnit(),
                            INSTRUMENT.priceUnit(),
                            INSTRUMENT.tickSize(),
                            INSTRUMENT.lotSize(),
                            INSTRUMENT.minQuantity(),
                            INSTRUMENT.maxQuantity(),
                            INSTRUMENT.priceBandPercent(),
                            INSTRUMENT.referencePrice(),
                            TradingRules.USUAL.with(new TradingSession("Asia/Kolkata", Optional.of("23:30")))))),
            recorded(new BookEvent.OrderExecuted(
                    2,
                    TERMS_WITH_EXPIRY,
                    1,
                    List.of(new Fill(194_388_400_000_000_000L, 5_750, 1)),
                    OrderStatus.PARTIALLY_FILLED,
                    Optional.empty())),
            recorded(new BookEvent.OrderAmended(
                    4,
                    194_388_500_000_000_000L,
                    194_388_400_000_000_002L,
                    5_770,
                    9,
                    true,
                    3,
                    List.of(),
                    OrderStatus.OPEN,
                    Optional.empty(),
                    List.of(),
                    OptionalLong.of(EXPIRES_AT + 7),
                    OptionalLong.empty())));

    static final BookSnapshot SNAPSHOT_WITH_EXPIRY = new BookSnapshot(
            SNAPSHOT.instrument(),
            SNAPSHOT.instrumentVersion(),
            SNAPSHOT.sequence(),
            SNAPSHOT.lastId(),
            SNAPSHOT.lastAt(),
            SNAPSHOT.tradeSequence(),
            SNAPSHOT.lastPrice(),
            List.of(expiring(EXPIRES_AT), expiring(EXPIRES_AT + 7)),
            SNAPSHOT.memory(),
            SNAPSHOT.trades(),
            SNAPSHOT.forgottenAt(),
            SNAPSHOT.phase());

    static final BookSnapshot SNAPSHOT_IN_AUCTION = new BookSnapshot(
            SNAPSHOT.instrument(),
            SNAPSHOT.instrumentVersion(),
            SNAPSHOT.sequence(),
            SNAPSHOT.lastId(),
            SNAPSHOT.lastAt(),
            SNAPSHOT.tradeSequence(),
            SNAPSHOT.lastPrice(),
            SNAPSHOT.resting(),
            SNAPSHOT.memory(),
            SNAPSHOT.trades(),
            SNAPSHOT.forgottenAt(),
            new PhaseState(Phase.AUCTION, OptionalLong.of(AT + 900_000_000)));

    private static final OrderTerms STOP_TERMS = new OrderTerms(
            TERMS.id(),
            TERMS.partnerId(),
            TERMS.clientOrderId(),
            TERMS.side(),
            OrderType.STOP_LIMIT,
            TimeInForce.GTC,
            TERMS.price(),
            20,
            SelfTradePrevention.CANCEL_TAKER,
            new OrderConditions(false, 6, 0, 5_755));

    private static final BookEvent.OrderTriggered TRIGGERED = new BookEvent.OrderTriggered(
            5,
            194_388_600_000_000_000L,
            TERMS.id(),
            5_756,
            4,
            List.of(new Fill(194_388_400_000_000_003L, 5_757, 2)),
            OrderStatus.PARTIALLY_FILLED,
            Optional.empty(),
            List.of(new PreventedTrade(1, 194_388_300_000_000_000L, 2, 0)));

    public static final RecordedEvent TRIGGER = recorded(TRIGGERED);

    /** Orders that wait for a price, in each place where they can stand. */
    static final List<RecordedEvent> WITH_STOPS = List.of(
            recorded(new BookEvent.OrderExecuted(
                    2, STOP_TERMS, 1, List.of(), OrderStatus.PENDING_TRIGGER, Optional.empty(), List.of())),
            recorded(new BookEvent.OrderAmended(
                    4,
                    194_388_500_000_000_000L,
                    TERMS.id(),
                    5_770,
                    9,
                    true,
                    3,
                    List.of(),
                    OrderStatus.PENDING_TRIGGER,
                    Optional.empty(),
                    List.of(),
                    OptionalLong.empty(),
                    OptionalLong.of(5_756))),
            TRIGGER,
            recorded(new BookEvent.BatchExecuted(
                    5,
                    List.of(
                            new Outcome.Done(EXECUTED),
                            new Outcome.Caused(TRIGGERED),
                            new Outcome.Refused(new Rejection(
                                    RejectionCode.STOP_PRICE_OFF_TICK,
                                    "stop_price",
                                    "must be a multiple of tick_size 10.00"))))));

    static final BookSnapshot SNAPSHOT_WITH_STOPS = new BookSnapshot(
            SNAPSHOT.instrument(),
            SNAPSHOT.instrumentVersion(),
            SNAPSHOT.sequence(),
            SNAPSHOT.lastId(),
            SNAPSHOT.lastAt(),
            SNAPSHOT.tradeSequence(),
            SNAPSHOT.lastPrice(),
            List.of(waiting(5_755), waiting(5_756)),
            SNAPSHOT.memory(),
            SNAPSHOT.trades(),
            SNAPSHOT.forgottenAt(),
            SNAPSHOT.phase());

    private static OrderState waiting(long stopPrice) {
        return new OrderState(
                STOP_TERMS,
                5_760,
                20,
                20,
                0,
                BigInteger.ZERO,
                OrderStatus.PENDING_TRIGGER,
                Optional.empty(),
                3,
                AT,
                AT + 5,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(stopPrice));
    }

    private GoldenEvents() {}

    private static OrderState expiring(long expiresAt) {
        return new OrderState(
                TERMS_WITH_EXPIRY,
                5_760,
                20,
                17,
                3,
                BigInteger.valueOf(17_260),
                OrderStatus.PARTIALLY_FILLED,
                Optional.empty(),
                3,
                AT,
                AT + 5,
                OptionalLong.empty(),
                OptionalLong.of(expiresAt),
                OptionalLong.empty());
    }

    private static RecordedEvent recorded(BookEvent event) {
        return new RecordedEvent(
                AT,
                new Actor("operator@example.org", Optional.of(UserType.EXTERNAL), Optional.of("mill-01")),
                "0b9f4c1e-2f6b-4a52-9d49-3f1f6d2c7a10",
                Optional.of(new Idempotency(
                        "POST /orders", "8e03978e-40d5-43e8-bc93-6894a57f9324", "q83vEjRWeJC83vEjRWeJCA")),
                event);
    }

    /** The same, as part of a sampled trace. */
    static RecordedEvent traced(RecordedEvent event) {
        return new RecordedEvent(
                event.at(),
                event.actor(),
                event.correlationId(),
                event.idempotency(),
                event.event(),
                Optional.of(new TraceContext(
                        "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "congo=t61rcWkgMzE,rojo=00f067")));
    }

    /** As it was written before more of the actor than the user's name was recorded. */
    static RecordedEvent withoutTheActorsType(RecordedEvent event) {
        Actor user = new Actor(event.actor().user(), Optional.empty(), Optional.empty());
        return new RecordedEvent(event.at(), user, event.correlationId(), event.idempotency(), event.event());
    }

    /** The same of a snapshot, which did not say what it had forgotten either. */
    static BookSnapshot withoutTheActorsType(BookSnapshot snapshot) {
        return new BookSnapshot(
                snapshot.instrument(),
                snapshot.instrumentVersion(),
                snapshot.sequence(),
                snapshot.lastId(),
                snapshot.lastAt(),
                snapshot.tradeSequence(),
                snapshot.lastPrice(),
                snapshot.resting(),
                snapshot.memory().stream()
                        .map(memory -> memory instanceof Remembered.Request request
                                ? new Remembered.Request(withoutTheActorsType(request.event()))
                                : memory)
                        .toList(),
                snapshot.trades(),
                OptionalLong.empty(),
                snapshot.phase());
    }

    private static OrderState state(OrderStatus status, Optional<CancelReason> reason) {
        return new OrderState(
                TERMS, 5_760, 4, status.isOpen() ? 1 : 0, 3, BigInteger.valueOf(17_260), status, reason, 3, AT, AT + 5);
    }
}
