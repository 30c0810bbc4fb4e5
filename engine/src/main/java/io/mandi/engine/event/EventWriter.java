package io.mandi.engine.event;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.AuctionFill;
import io.mandi.engine.book.AuctionLoss;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderConditions;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.PreventedTrade;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.id.TraceContext;
import java.util.List;
import java.util.Optional;

/** Writes the fields of events. {@link EventReader} has a method for each one here, in the same order. */
final class EventWriter {
    // Bits of what is told of an actor: whether a partner's name follows, then the type's number and one, or 0.
    static final int PARTNER = 1;
    static final int USER_TYPE = 1;

    // What is at the end of a record, and there only sometimes, begins with one of these.
    static final int TRACED = 1;
    static final int PREVENTED = 1;
    static final int EXPIRES = 1;
    static final int CONDITIONS = 1;
    static final int SHOWN = 1;
    static final int EXPIRY_MOVED = 1 << 1;
    static final int STOP = 1;
    static final int STOP_MOVED = 1 << 2;

    // Bits of the flags of an order's terms.
    static final int TERMS_AGAIN = 1;
    static final int CLIENT_ORDER_ID = 1 << 1;
    static final int SIDE = 2;
    static final int TIME_IN_FORCE = 3;
    static final int ORDER_TYPE = 6;
    static final int SELF_TRADE_PREVENTION = 9;

    // Bits of the flags of an order's conditions.
    static final int POST_ONLY = 1;
    static final int DISPLAY_QUANTITY = 1 << 1;
    static final int EXPIRES_AT = 1 << 3;
    static final int STOP_PRICE = 1 << 2;

    // Bits of an ending: status, then the reason's number and one, or 0.
    static final int REASON = 3;

    // Bits of the flags of an instrument.
    static final int COMMODITY_ID = 1;
    static final int MIN_QUANTITY = 1 << 1;
    static final int MAX_QUANTITY = 1 << 2;
    static final int PRICE_BAND_PERCENT = 1 << 3;
    static final int REFERENCE_PRICE = 1 << 4;
    static final int TRADING_RULES = 1 << 5;
    static final int VALUE_FACTOR = 1 << 6;
    static final int ORDER_LIMITS = 1 << 7;

    // Bits of the flags of an instrument's limits.
    static final int MAX_NOTIONAL = 1;
    static final int MAX_OPEN_ORDERS = 1 << 1;

    // Bits of the flags of an instrument's trading rules; above them the number of the self-trade prevention and one,
    // or 0.
    static final int SELF_TRADES_FORBIDDEN = 1;
    static final int USUAL_SELF_TRADE_PREVENTION = 1;

    // What an instrument's session begins with.
    static final int SESSION = 1;
    static final int SESSION_WITH_END = 2;

    // What an outcome of a batch begins with: 0, or the number of the event's type and one, with a bit that most do not
    // have.
    static final int REFUSED = 0;
    static final int CAUSED = 1 << 6;

    private final FieldWriter out;
    private final Optional<TermsTable> table;

    /** @param table for rows in which an order's terms may stand more than once */
    EventWriter(FieldWriter out, Optional<TermsTable> table) {
        this.out = out;
        this.table = table;
    }

    void recorded(RecordedEvent event) {
        int circumstances = out.open();
        out.number(Numbers.since2020(event.at()));
        out.name(event.actor().user());
        out.text(event.correlationId());
        out.number(event.idempotency().isPresent() ? 1 : 0);
        if (event.idempotency().isPresent()) {
            Idempotency idempotency = event.idempotency().get();
            out.name(idempotency.operation());
            out.text(idempotency.key());
            out.text(idempotency.fingerprint());
        }
        actorMore(event.actor());
        if (event.trace().isPresent()) {
            trace(event.trace().get());
        }
        out.close(circumstances);
        event(event.event(), Numbers.idAt(event.at()));
    }

    private void event(BookEvent event, long near) {
        out.number(event.sequence());
        switch (event) {
            case BookEvent.InstrumentDefined defined -> instrument(defined.instrument());
            case BookEvent.OrderExecuted executed -> {
                terms(executed.order(), near);
                out.number(executed.firstTradeSequence());
                ending(executed.status(), executed.reason());
                fills(executed.fills(), near, executed.order().price());
                if (!executed.prevented().isEmpty()) {
                    prevented(executed.prevented(), near);
                }
            }
            case BookEvent.OrderCancelled cancelled -> {
                out.signed(cancelled.orderId() - near);
                out.number(cancelled.quantity());
                out.number(Numbers.REASONS.of(cancelled.reason()));
            }
            case BookEvent.OrderAmended amended -> {
                out.signed(amended.id() - near);
                out.signed(amended.orderId() - near);
                out.number(amended.price());
                out.number(amended.quantity());
                out.number(amended.keptPriority() ? 1 : 0);
                out.number(amended.firstTradeSequence());
                ending(amended.status(), amended.reason());
                fills(amended.fills(), near, amended.price());
                expiry(amended, near);
            }
            case BookEvent.OrderTriggered triggered -> {
                out.signed(triggered.id() - near);
                out.signed(triggered.orderId() - near);
                out.number(triggered.price());
                out.number(triggered.firstTradeSequence());
                ending(triggered.status(), triggered.reason());
                fills(triggered.fills(), near, triggered.price());
                prevented(triggered.prevented(), near);
            }
            case BookEvent.OrdersCancelled cancelled -> {
                out.name(cancelled.partnerId());
                ids(cancelled.orderIds(), near);
            }
            case BookEvent.PhaseChanged changed -> {
                phase(new PhaseState(changed.phase(), changed.until()));
                out.number(Numbers.PHASES.of(changed.from()));
                out.number(Numbers.PHASE_CAUSES.of(changed.cause()));
            }
            case BookEvent.AuctionUncrossed uncrossed -> uncrossed(uncrossed, near);
            case BookEvent.OrdersExpired expired -> ids(expired.orderIds(), near);
            case BookEvent.BatchExecuted batch -> {
                out.number(batch.outcomes().size());
                for (Outcome outcome : batch.outcomes()) {
                    outcome(outcome, near);
                }
            }
        }
    }

    void phase(PhaseState state) {
        int record = out.open();
        out.number(Numbers.PHASES.of(state.phase()));
        out.number(state.until().isPresent() ? 1 : 0);
        if (state.until().isPresent()) {
            out.number(Numbers.since2020(state.until().getAsLong()));
        }
        out.close(record);
    }

    private void uncrossed(BookEvent.AuctionUncrossed uncrossed, long near) {
        out.signed(uncrossed.id() - near);
        out.number(uncrossed.price());
        out.number(uncrossed.firstTradeSequence());
        out.number(uncrossed.fills().size());
        for (AuctionFill fill : uncrossed.fills()) {
            int record = out.open();
            out.signed(fill.buyOrderId() - near);
            out.signed(fill.sellOrderId() - near);
            out.number(fill.quantity());
            out.close(record);
        }
        out.number(uncrossed.prevented().size());
        for (AuctionLoss loss : uncrossed.prevented()) {
            int record = out.open();
            out.signed(loss.orderId() - near);
            out.number(loss.quantity());
            out.close(record);
        }
        out.number(uncrossed.unfilled().size());
        for (long id : uncrossed.unfilled()) {
            out.signed(id - near);
        }
    }

    /** What was not recorded of the actor from the beginning. */
    private void actorMore(Actor actor) {
        int type = actor.type().isPresent() ? Numbers.USER_TYPES.of(actor.type().get()) + 1 : 0;
        out.number(type << USER_TYPE | (actor.partner().isPresent() ? PARTNER : 0));
        if (actor.partner().isPresent()) {
            out.name(actor.partner().get());
        }
    }

    /** The last of the circumstances, and there only when the event belongs to a trace: what comes after it needs a 0 then. */
    private void trace(TraceContext trace) {
        out.number(TRACED);
        out.text(trace.traceId());
        out.text(trace.spanId());
        out.text(trace.state());
    }

    private void ids(List<Long> ids, long near) {
        out.number(ids.size());
        long before = near;
        for (long id : ids) {
            out.signed(id - before);
            before = id;
        }
    }

    private void outcome(Outcome outcome, long near) {
        switch (outcome) {
            case Outcome.Done done -> effect(0, done.event(), near);
            case Outcome.Caused caused -> effect(CAUSED, caused.event(), near);
            case Outcome.Refused refused -> {
                out.number(REFUSED);
                int record = out.open();
                Rejection rejection = refused.rejection();
                out.number(Numbers.REJECTION_CODES.of(rejection.code()));
                out.name(rejection.field());
                out.name(rejection.detail());
                out.close(record);
            }
        }
    }

    private void effect(int flags, BookEvent.OrderEvent event, long near) {
        out.number(flags | EventCodec.numberOf(event) + 1);
        int record = out.open();
        event(event, near);
        out.close(record);
    }

    private void ending(OrderStatus status, Optional<CancelReason> reason) {
        out.number(ending(Numbers.STATUSES.of(status), reason));
    }

    static long ending(int status, Optional<CancelReason> reason) {
        return status | (reason.isPresent() ? Numbers.REASONS.of(reason.get()) + 1L : 0L) << REASON;
    }

    private void fills(List<Fill> fills, long near, long price) {
        out.number(fills.size());
        long before = price;
        for (Fill fill : fills) {
            int record = out.open();
            out.signed(fill.makerOrderId() - near);
            out.signed(fill.price() - before);
            out.number(fill.quantity());
            out.close(record);
            before = fill.price();
        }
    }

    /** The last of an amendment: what it has prevented, and when the order ends by itself; nothing at all where it has neither. */
    private void expiry(OrderAmended amended, long near) {
        boolean expires = amended.expiresAt().isPresent();
        boolean waits = amended.stopPrice().isPresent();
        if (!amended.prevented().isEmpty()) {
            prevented(amended.prevented(), near);
        } else if (expires || waits) {
            out.number(0);
        }
        if (expires) {
            out.number(EXPIRES);
            out.number(Numbers.since2020(amended.expiresAt().getAsLong()));
        } else if (waits) {
            out.number(0);
        }
        if (waits) {
            out.number(STOP);
            out.number(amended.stopPrice().getAsLong());
        }
    }

    /** The last of an event, and there only when there are any: what comes after it needs a 0 then. */
    private void prevented(List<PreventedTrade> prevented, long near) {
        out.number(PREVENTED);
        out.number(prevented.size());
        for (PreventedTrade each : prevented) {
            int record = out.open();
            out.number(each.fillsBefore());
            out.signed(each.makerOrderId() - near);
            out.number(each.makerQuantity());
            out.number(each.takerQuantity());
            out.close(record);
        }
    }

    /** @param near an id that the order's is not far from */
    void terms(OrderTerms terms, long near) {
        int again = table.isPresent() ? table.get().findOrAdd(terms) : TermsTable.ABSENT;
        int record = out.open();
        if (again != TermsTable.ABSENT) {
            out.number(TERMS_AGAIN);
            out.number(again);
        } else {
            out.number((terms.clientOrderId().isPresent() ? CLIENT_ORDER_ID : 0)
                    | Numbers.SIDES.of(terms.side()) << SIDE
                    | Numbers.TIMES_IN_FORCE.of(terms.timeInForce()) << TIME_IN_FORCE
                    | Numbers.ORDER_TYPES.of(terms.type()) << ORDER_TYPE
                    | Numbers.SELF_TRADE_PREVENTIONS.of(terms.selfTradePrevention()) << SELF_TRADE_PREVENTION);
            out.signed(terms.id() - near);
            out.name(terms.partnerId());
            if (terms.clientOrderId().isPresent()) {
                out.text(terms.clientOrderId().get());
            }
            out.number(terms.price());
            out.number(terms.quantity());
            if (!terms.conditions().equals(OrderConditions.NONE)) {
                conditions(terms.conditions());
            }
        }
        out.close(record);
    }

    private void conditions(OrderConditions conditions) {
        out.number(CONDITIONS);
        out.number((conditions.postOnly() ? POST_ONLY : 0)
                | (conditions.displayQuantity() != 0 ? DISPLAY_QUANTITY : 0)
                | (conditions.expiresAt() != 0 ? EXPIRES_AT : 0)
                | (conditions.stopPrice() != 0 ? STOP_PRICE : 0));
        if (conditions.displayQuantity() != 0) {
            out.number(conditions.displayQuantity());
        }
        if (conditions.expiresAt() != 0) {
            out.number(Numbers.since2020(conditions.expiresAt()));
        }
        if (conditions.stopPrice() != 0) {
            out.number(conditions.stopPrice());
        }
    }

    void instrument(Instrument instrument) {
        int record = out.open();
        out.number((instrument.commodityId().isPresent() ? COMMODITY_ID : 0)
                | (instrument.minQuantity().isPresent() ? MIN_QUANTITY : 0)
                | (instrument.maxQuantity().isPresent() ? MAX_QUANTITY : 0)
                | (instrument.priceBandPercent().isPresent() ? PRICE_BAND_PERCENT : 0)
                | (instrument.referencePrice().isPresent() ? REFERENCE_PRICE : 0)
                | (instrument.rules().equals(TradingRules.USUAL) ? 0 : TRADING_RULES)
                | (instrument.valueFactor().isPresent() ? VALUE_FACTOR : 0)
                | (instrument.rules().limits().equals(OrderLimits.NONE) ? 0 : ORDER_LIMITS));
        out.text(instrument.symbol());
        out.text(instrument.name());
        instrument.commodityId().ifPresent(out::text);
        out.text(instrument.currency());
        out.text(instrument.quantityUnit());
        out.text(instrument.priceUnit());
        decimal(instrument.tickSize());
        decimal(instrument.lotSize());
        instrument.minQuantity().ifPresent(this::decimal);
        instrument.maxQuantity().ifPresent(this::decimal);
        instrument.priceBandPercent().ifPresent(this::decimal);
        instrument.referencePrice().ifPresent(this::decimal);
        if (!instrument.rules().equals(TradingRules.USUAL)) {
            rules(instrument.rules());
        }
        if (instrument.valueFactor().isPresent()) {
            out.text(instrument.valueFactor().get().quantity().toPlainString());
            out.text(instrument.valueFactor().get().price().toPlainString());
        }
        if (!instrument.rules().limits().equals(OrderLimits.NONE)) {
            limits(instrument.rules().limits());
        }
        out.close(record);
    }

    private void limits(OrderLimits limits) {
        int record = out.open();
        out.number((limits.maxNotional().isPresent() ? MAX_NOTIONAL : 0)
                | (limits.maxOpenOrders().isPresent() ? MAX_OPEN_ORDERS : 0));
        limits.maxNotional().ifPresent(this::decimal);
        limits.maxOpenOrders().ifPresent(out::number);
        out.close(record);
    }

    private void rules(TradingRules rules) {
        int record = out.open();
        long prevention = rules.selfTradePrevention().isPresent()
                ? Numbers.SELF_TRADE_PREVENTIONS.of(rules.selfTradePrevention().get()) + 1L
                : 0;
        out.number(
                prevention << USUAL_SELF_TRADE_PREVENTION | (rules.selfTradesForbidden() ? SELF_TRADES_FORBIDDEN : 0));
        if (rules.session().isPresent()) {
            session(rules.session().get());
        }
        out.close(record);
    }

    /** What comes after the rules' flags, and there only when it is said: what comes after it needs a 0 then. */
    private void session(TradingSession session) {
        out.number(session.end().isPresent() ? SESSION_WITH_END : SESSION);
        out.name(session.timezone());
        if (session.end().isPresent()) {
            out.text(session.end().get());
        }
    }

    private void decimal(Decimal decimal) {
        out.number(decimal.scale());
        out.number(decimal.unscaled());
    }
}
