package io.mandi.engine.event;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.AuctionFill;
import io.mandi.engine.book.AuctionLoss;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.OrderEvent;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderConditions;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.PreventedTrade;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import io.mandi.engine.id.TraceContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the fields of events. {@link EventWriter} has a method for each one here, in the same order. */
final class EventReader {
    private final FieldReader in;
    /** The orders' terms of this row so far, for those that stand in it again. */
    private final List<OrderTerms> written = new ArrayList<>();

    EventReader(FieldReader in) {
        this.in = in;
    }

    RecordedEvent recorded(String type) throws DamagedRecordException {
        int circumstances = in.open();
        long at = Numbers.atSince2020(in.number());
        String user = in.name();
        String correlationId = in.text();
        Optional<Idempotency> idempotency = isSet(in.number(), 1)
                ? Optional.of(new Idempotency(in.name(), in.text(), in.text()))
                : Optional.empty();
        Actor actor = in.hasMore() ? actor(user) : new Actor(user, Optional.empty(), Optional.empty());
        Optional<TraceContext> trace = in.hasMore() && in.number() == EventWriter.TRACED
                ? Optional.of(new TraceContext(in.text(), in.text(), in.text()))
                : Optional.empty();
        in.close(circumstances);
        return new RecordedEvent(at, actor, correlationId, idempotency, event(type, Numbers.idAt(at)), trace);
    }

    private Actor actor(String user) throws DamagedRecordException {
        long told = in.number();
        long type = told >>> EventWriter.USER_TYPE;
        return new Actor(
                user,
                type == 0 ? Optional.empty() : Optional.of(Numbers.USER_TYPES.at(type - 1)),
                isSet(told, EventWriter.PARTNER) ? Optional.of(in.name()) : Optional.empty());
    }

    static boolean isSet(long flags, int flag) {
        return (flags & flag) != 0;
    }

    private BookEvent event(String type, long near) throws DamagedRecordException {
        long sequence = in.number();
        return switch (type) {
            case EngineModule.INSTRUMENT_DEFINED -> new BookEvent.InstrumentDefined(sequence, instrument());
            case EngineModule.ORDER_EXECUTED -> executed(sequence, near);
            case EngineModule.ORDER_CANCELLED ->
                new BookEvent.OrderCancelled(
                        sequence, near + in.signed(), in.number(), Numbers.REASONS.at(in.number()));
            case EngineModule.ORDER_AMENDED -> amended(sequence, near);
            case EngineModule.ORDER_TRIGGERED -> triggered(sequence, near);
            case EngineModule.ORDERS_CANCELLED -> new BookEvent.OrdersCancelled(sequence, in.name(), ids(near));
            case EngineModule.ORDERS_EXPIRED -> new BookEvent.OrdersExpired(sequence, ids(near));
            case EngineModule.BATCH_EXECUTED -> new BookEvent.BatchExecuted(sequence, outcomes(near));
            case EngineModule.PHASE_CHANGED -> {
                PhaseState state = phase();
                yield new BookEvent.PhaseChanged(
                        sequence,
                        state.phase(),
                        Numbers.PHASES.at(in.number()),
                        Numbers.PHASE_CAUSES.at(in.number()),
                        state.until());
            }
            case EngineModule.AUCTION_UNCROSSED -> uncrossed(sequence, near);
            default -> throw new DamagedRecordException("no event has the type " + type);
        };
    }

    private BookEvent.OrderExecuted executed(long sequence, long near) throws DamagedRecordException {
        OrderTerms order = terms(near);
        long firstTradeSequence = in.number();
        long ending = in.number();
        List<Fill> fills = fills(near, order.price());
        return new BookEvent.OrderExecuted(
                sequence, order, firstTradeSequence, fills, status(ending), reason(ending), prevented(near));
    }

    private BookEvent.OrderAmended amended(long sequence, long near) throws DamagedRecordException {
        long id = near + in.signed();
        long orderId = near + in.signed();
        long price = in.number();
        long quantity = in.number();
        boolean keptPriority = isSet(in.number(), 1);
        long firstTradeSequence = in.number();
        long ending = in.number();
        List<Fill> fills = fills(near, price);
        return new BookEvent.OrderAmended(
                sequence,
                id,
                orderId,
                price,
                quantity,
                keptPriority,
                firstTradeSequence,
                fills,
                status(ending),
                reason(ending),
                prevented(near),
                expiry(),
                in.hasMore() && in.number() == EventWriter.STOP ? OptionalLong.of(in.number()) : OptionalLong.empty());
    }

    private OptionalLong expiry() throws DamagedRecordException {
        return in.hasMore() && in.number() == EventWriter.EXPIRES
                ? OptionalLong.of(Numbers.atSince2020(in.number()))
                : OptionalLong.empty();
    }

    private BookEvent.OrderTriggered triggered(long sequence, long near) throws DamagedRecordException {
        long id = near + in.signed();
        long orderId = near + in.signed();
        long price = in.number();
        long firstTradeSequence = in.number();
        long ending = in.number();
        List<Fill> fills = fills(near, price);
        return new BookEvent.OrderTriggered(
                sequence,
                id,
                orderId,
                price,
                firstTradeSequence,
                fills,
                status(ending),
                reason(ending),
                prevented(near));
    }

    PhaseState phase() throws DamagedRecordException {
        int record = in.open();
        Phase phase = Numbers.PHASES.at(in.number());
        OptionalLong until =
                isSet(in.number(), 1) ? OptionalLong.of(Numbers.atSince2020(in.number())) : OptionalLong.empty();
        in.close(record);
        return new PhaseState(phase, until);
    }

    private BookEvent.AuctionUncrossed uncrossed(long sequence, long near) throws DamagedRecordException {
        return new BookEvent.AuctionUncrossed(
                sequence,
                near + in.signed(),
                in.number(),
                in.number(),
                auctionFills(near),
                auctionLosses(near),
                unfilled(near));
    }

    private List<AuctionFill> auctionFills(long near) throws DamagedRecordException {
        int count = in.count();
        List<AuctionFill> fills = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int record = in.open();
            fills.add(new AuctionFill(near + in.signed(), near + in.signed(), in.number()));
            in.close(record);
        }
        return fills;
    }

    private List<AuctionLoss> auctionLosses(long near) throws DamagedRecordException {
        int count = in.count();
        List<AuctionLoss> losses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int record = in.open();
            losses.add(new AuctionLoss(near + in.signed(), in.number()));
            in.close(record);
        }
        return losses;
    }

    private List<Long> unfilled(long near) throws DamagedRecordException {
        int count = in.count();
        List<Long> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(near + in.signed());
        }
        return ids;
    }

    private List<Long> ids(long near) throws DamagedRecordException {
        int count = in.count();
        List<Long> ids = new ArrayList<>(count);
        long id = near;
        for (int i = 0; i < count; i++) {
            id += in.signed();
            ids.add(id);
        }
        return ids;
    }

    private List<Outcome> outcomes(long near) throws DamagedRecordException {
        int count = in.count();
        List<Outcome> outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outcomes.add(outcome(near));
        }
        return outcomes;
    }

    private Outcome outcome(long near) throws DamagedRecordException {
        long kind = in.number();
        int record = in.open();
        Outcome outcome;
        if (kind == EventWriter.REFUSED) {
            RejectionCode code = Numbers.REJECTION_CODES.at(in.number());
            outcome = new Outcome.Refused(new Rejection(code, in.name(), in.name()));
        } else {
            String type = EventCodec.typeAt((kind & ~EventWriter.CAUSED) - 1);
            // Asked before the event is read: a batch in a batch would have no end.
            if (type.equals(EngineModule.BATCH_EXECUTED) || !(event(type, near) instanceof OrderEvent event)) {
                throw new DamagedRecordException("an event of type " + type + " stands in a batch");
            }
            outcome = isSet(kind, EventWriter.CAUSED) ? new Outcome.Caused(event) : new Outcome.Done(event);
        }
        in.close(record);
        return outcome;
    }

    static OrderStatus status(long ending) throws DamagedRecordException {
        return Numbers.STATUSES.at(ending & (1 << EventWriter.REASON) - 1);
    }

    static Optional<CancelReason> reason(long ending) throws DamagedRecordException {
        long number = ending >>> EventWriter.REASON;
        return number == 0 ? Optional.empty() : Optional.of(Numbers.REASONS.at(number - 1));
    }

    private List<Fill> fills(long near, long price) throws DamagedRecordException {
        int count = in.count();
        if (count == 0) {
            return List.of();
        }
        List<Fill> fills = new ArrayList<>(count);
        long before = price;
        for (int i = 0; i < count; i++) {
            int record = in.open();
            long makerOrderId = near + in.signed();
            before += in.signed();
            fills.add(new Fill(makerOrderId, before, in.number()));
            in.close(record);
        }
        return fills;
    }

    private List<PreventedTrade> prevented(long near) throws DamagedRecordException {
        if (!in.hasMore() || in.number() != EventWriter.PREVENTED) {
            return List.of();
        }
        int count = in.count();
        List<PreventedTrade> prevented = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int record = in.open();
            prevented.add(new PreventedTrade((int) in.number(), near + in.signed(), in.number(), in.number()));
            in.close(record);
        }
        return prevented;
    }

    OrderTerms terms(long near) throws DamagedRecordException {
        int record = in.open();
        long flags = in.number();
        OrderTerms terms;
        if (isSet(flags, EventWriter.TERMS_AGAIN)) {
            long number = in.number();
            if (number < 0 || number >= written.size()) {
                throw new DamagedRecordException("an order's terms are told again that were not told before");
            }
            terms = written.get((int) number);
        } else {
            Side side = Numbers.SIDES.at(flags >>> EventWriter.SIDE & 1);
            TimeInForce timeInForce = Numbers.TIMES_IN_FORCE.at(flags >>> EventWriter.TIME_IN_FORCE & 7);
            OrderType orderType = Numbers.ORDER_TYPES.at(flags >>> EventWriter.ORDER_TYPE & 7);
            SelfTradePrevention prevention =
                    Numbers.SELF_TRADE_PREVENTIONS.at(flags >>> EventWriter.SELF_TRADE_PREVENTION & 7);
            long id = near + in.signed();
            String partnerId = in.name();
            Optional<String> clientOrderId =
                    isSet(flags, EventWriter.CLIENT_ORDER_ID) ? Optional.of(in.text()) : Optional.empty();
            terms = new OrderTerms(
                    id,
                    partnerId,
                    clientOrderId,
                    side,
                    orderType,
                    timeInForce,
                    in.number(),
                    in.number(),
                    prevention,
                    conditions());
            written.add(terms);
        }
        in.close(record);
        return terms;
    }

    private OrderConditions conditions() throws DamagedRecordException {
        if (!in.hasMore() || in.number() != EventWriter.CONDITIONS) {
            return OrderConditions.NONE;
        }
        long flags = in.number();
        return new OrderConditions(
                isSet(flags, EventWriter.POST_ONLY),
                isSet(flags, EventWriter.DISPLAY_QUANTITY) ? in.number() : 0,
                isSet(flags, EventWriter.EXPIRES_AT) ? Numbers.atSince2020(in.number()) : 0,
                isSet(flags, EventWriter.STOP_PRICE) ? in.number() : 0);
    }

    Instrument instrument() throws DamagedRecordException {
        int record = in.open();
        long flags = in.number();
        Instrument instrument = new Instrument(
                in.text(),
                in.text(),
                isSet(flags, EventWriter.COMMODITY_ID) ? Optional.of(in.text()) : Optional.empty(),
                in.text(),
                in.text(),
                in.text(),
                decimal(),
                decimal(),
                decimal(flags, EventWriter.MIN_QUANTITY),
                decimal(flags, EventWriter.MAX_QUANTITY),
                decimal(flags, EventWriter.PRICE_BAND_PERCENT),
                decimal(flags, EventWriter.REFERENCE_PRICE),
                isSet(flags, EventWriter.TRADING_RULES) ? rules() : TradingRules.USUAL,
                isSet(flags, EventWriter.VALUE_FACTOR)
                        ? Optional.of(new ValueFactor(factor(), factor()))
                        : Optional.empty());
        if (isSet(flags, EventWriter.ORDER_LIMITS)) {
            instrument = instrument.with(instrument.rules().with(limits()));
        }
        in.close(record);
        return instrument;
    }

    private BigDecimal factor() throws DamagedRecordException {
        String text = in.text();
        try {
            BigDecimal factor = new BigDecimal(text);
            if (factor.signum() > 0) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Answered below, with the same words as a factor that is not more than 0.
        }
        throw new DamagedRecordException("no factor of a value is " + text);
    }

    private OrderLimits limits() throws DamagedRecordException {
        int record = in.open();
        long flags = in.number();
        OrderLimits limits = new OrderLimits(
                decimal(flags, EventWriter.MAX_NOTIONAL),
                isSet(flags, EventWriter.MAX_OPEN_ORDERS) ? OptionalInt.of((int) in.number()) : OptionalInt.empty());
        in.close(record);
        return limits;
    }

    private TradingRules rules() throws DamagedRecordException {
        int record = in.open();
        long flags = in.number();
        long prevention = flags >>> EventWriter.USUAL_SELF_TRADE_PREVENTION;
        TradingRules rules = new TradingRules(
                prevention == 0 ? Optional.empty() : Optional.of(Numbers.SELF_TRADE_PREVENTIONS.at(prevention - 1)),
                isSet(flags, EventWriter.SELF_TRADES_FORBIDDEN),
                OrderLimits.NONE,
                session());
        in.close(record);
        return rules;
    }

    private Optional<TradingSession> session() throws DamagedRecordException {
        if (!in.hasMore()) {
            return Optional.empty();
        }
        long told = in.number();
        if (told == 0) {
            return Optional.empty();
        }
        return Optional.of(new TradingSession(
                in.name(), told == EventWriter.SESSION_WITH_END ? Optional.of(in.text()) : Optional.empty()));
    }

    private Optional<Decimal> decimal(long flags, int flag) throws DamagedRecordException {
        return isSet(flags, flag) ? Optional.of(decimal()) : Optional.empty();
    }

    private Decimal decimal() throws DamagedRecordException {
        long scale = in.number();
        long unscaled = in.number();
        if (scale < 0 || scale > Decimal.MAX_SCALE || unscaled < 0) {
            throw new DamagedRecordException("no decimal has the digits " + unscaled + " and the scale " + scale);
        }
        return new Decimal(unscaled, (int) scale);
    }
}
