package io.mandi.engine.event;

import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.PhaseCause;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.List;

/** What stands on disk as a number and not by its name. All lists are appended to, never changed. */
final class Numbers {
    static final EnumNumbers<Side> SIDES = new EnumNumbers<>(Side.class, List.of(Side.BUY, Side.SELL));

    static final EnumNumbers<OrderType> ORDER_TYPES = new EnumNumbers<>(
            OrderType.class, List.of(OrderType.LIMIT, OrderType.MARKET, OrderType.STOP, OrderType.STOP_LIMIT));

    static final EnumNumbers<TimeInForce> TIMES_IN_FORCE = new EnumNumbers<>(
            TimeInForce.class,
            List.of(TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK, TimeInForce.DAY, TimeInForce.GTD));

    static final EnumNumbers<SelfTradePrevention> SELF_TRADE_PREVENTIONS = new EnumNumbers<>(
            SelfTradePrevention.class,
            List.of(
                    SelfTradePrevention.CANCEL_TAKER,
                    SelfTradePrevention.NONE,
                    SelfTradePrevention.CANCEL_MAKER,
                    SelfTradePrevention.CANCEL_BOTH,
                    SelfTradePrevention.DECREMENT));

    static final EnumNumbers<OrderStatus> STATUSES = new EnumNumbers<>(
            OrderStatus.class,
            List.of(
                    OrderStatus.OPEN,
                    OrderStatus.PARTIALLY_FILLED,
                    OrderStatus.FILLED,
                    OrderStatus.CANCELLED,
                    OrderStatus.EXPIRED,
                    OrderStatus.PENDING_TRIGGER));

    static final EnumNumbers<CancelReason> REASONS = new EnumNumbers<>(
            CancelReason.class,
            List.of(
                    CancelReason.REQUESTED,
                    CancelReason.IOC_REMAINDER,
                    CancelReason.FOK_NOT_FILLABLE,
                    CancelReason.NO_LIQUIDITY,
                    CancelReason.SELF_TRADE_PREVENTED,
                    CancelReason.POST_ONLY_WOULD_CROSS,
                    CancelReason.PRICE_BAND_REACHED));

    static final EnumNumbers<RejectionCode> REJECTION_CODES = new EnumNumbers<>(
            RejectionCode.class,
            List.of(
                    RejectionCode.UNKNOWN_INSTRUMENT,
                    RejectionCode.INVALID_INSTRUMENT,
                    RejectionCode.INSTRUMENT_IN_USE,
                    RejectionCode.PRICE_REQUIRED,
                    RejectionCode.PRICE_NOT_ALLOWED,
                    RejectionCode.PRICE_NOT_POSITIVE,
                    RejectionCode.PRICE_OFF_TICK,
                    RejectionCode.PRICE_OUT_OF_RANGE,
                    RejectionCode.QUANTITY_NOT_POSITIVE,
                    RejectionCode.QUANTITY_OFF_LOT,
                    RejectionCode.QUANTITY_OUT_OF_RANGE,
                    RejectionCode.QUANTITY_BELOW_MINIMUM,
                    RejectionCode.QUANTITY_ABOVE_MAXIMUM,
                    RejectionCode.QUANTITY_BELOW_FILLED,
                    RejectionCode.TOO_MANY_OPEN_ORDERS,
                    RejectionCode.DUPLICATE_CLIENT_ORDER_ID,
                    RejectionCode.PARTNER_NOT_FOUND,
                    RejectionCode.ORDER_NOT_FOUND,
                    RejectionCode.ORDER_CLOSED,
                    RejectionCode.IDEMPOTENCY_KEY_REUSED,
                    RejectionCode.PRECONDITION_FAILED,
                    RejectionCode.CAPABILITY_MISSING,
                    RejectionCode.PRICE_OUTSIDE_BAND,
                    RejectionCode.POST_ONLY_NOT_ALLOWED,
                    RejectionCode.DISPLAY_QUANTITY_NOT_ALLOWED,
                    RejectionCode.DISPLAY_QUANTITY_OFF_LOT,
                    RejectionCode.DISPLAY_QUANTITY_ABOVE_QUANTITY,
                    RejectionCode.DISPLAY_QUANTITY_TOO_SMALL,
                    RejectionCode.SELF_TRADES_FORBIDDEN,
                    RejectionCode.NOTIONAL_ABOVE_MAXIMUM,
                    RejectionCode.PHASE_REFUSES_ORDER,
                    RejectionCode.EXPIRES_AT_REQUIRED,
                    RejectionCode.EXPIRES_AT_NOT_ALLOWED,
                    RejectionCode.EXPIRES_AT_PAST,
                    RejectionCode.EXPIRES_AT_TOO_FAR,
                    RejectionCode.STOP_PRICE_REQUIRED,
                    RejectionCode.STOP_PRICE_NOT_ALLOWED,
                    RejectionCode.STOP_PRICE_NOT_POSITIVE,
                    RejectionCode.STOP_PRICE_OFF_TICK,
                    RejectionCode.STOP_PRICE_OUT_OF_RANGE));

    static final EnumNumbers<Phase> PHASES = new EnumNumbers<>(
            Phase.class,
            List.of(Phase.CONTINUOUS, Phase.AUCTION, Phase.HALTED, Phase.CANCEL_ONLY, Phase.POST_ONLY, Phase.CLOSED));

    static final EnumNumbers<PhaseCause> PHASE_CAUSES = new EnumNumbers<>(
            PhaseCause.class, List.of(PhaseCause.REQUESTED, PhaseCause.SCHEDULE, PhaseCause.BAND_BREACH));

    static final EnumNumbers<UserType> USER_TYPES =
            new EnumNumbers<>(UserType.class, List.of(UserType.INTERNAL, UserType.EXTERNAL, UserType.SUPER_ADMIN));

    /** Names that stand in many rows. */
    static final List<String> KNOWN_NAMES = List.of("POST /orders", "POST /orders/batch");

    /** 2020-01-01T00:00:00Z in microseconds. */
    private static final long FIRST_MICROS = 1_577_836_800_000_000L;

    private static final int ID_COUNTER_BITS = 10;

    private Numbers() {}

    /** Microseconds since 2020: a byte less than since 1970. */
    static long since2020(long at) {
        return at - FIRST_MICROS;
    }

    static long atSince2020(long micros) {
        return micros + FIRST_MICROS;
    }

    /** The id that a book gives first at this time. Any id may be given; those near this one are short. */
    static long idAt(long at) {
        return since2020(at) << ID_COUNTER_BITS;
    }

    /** The time that the book gives this id at, if the book's clock did not stand. */
    static long timeOf(long id) {
        return atSince2020(id >>> ID_COUNTER_BITS);
    }
}
