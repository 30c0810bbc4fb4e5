package io.mandi.engine.event;

import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.BookSnapshot.Remembered;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.Trade;
import java.math.BigInteger;
import java.util.Optional;

/** Writes the fields of a snapshot. {@link SnapshotReader} has a method for each one here, in the same order. */
final class SnapshotWriter {
    // Bits of the flags of a snapshot.
    static final int INSTRUMENT = 1;
    static final int LAST_PRICE = 1 << 1;

    // What is at the end of a snapshot, and there only sometimes, begins with this.
    static final int PHASE = 1;

    // An order's state begins with its ending, above this bit.
    static final int WIDE_VALUE = 1;

    // What a memory begins with: 0, or the number of the event's type and one.
    static final int CLOSED_ORDER = 0;

    private final FieldWriter out;
    private final EventWriter events;
    /** The id before; those in a row are often near each other. */
    private long near;

    SnapshotWriter(FieldWriter out) {
        this.out = out;
        this.events = new EventWriter(out, Optional.of(new TermsTable()));
    }

    void snapshot(BookSnapshot snapshot) {
        out.number((snapshot.instrument().isPresent() ? INSTRUMENT : 0)
                | (snapshot.lastPrice().isPresent() ? LAST_PRICE : 0));
        snapshot.instrument().ifPresent(events::instrument);
        out.number(snapshot.instrumentVersion());
        out.number(snapshot.sequence());
        out.number(snapshot.lastId());
        out.number(snapshot.lastAt());
        out.number(snapshot.tradeSequence());
        snapshot.lastPrice().ifPresent(out::number);
        near = snapshot.lastId();
        out.number(snapshot.resting().size());
        snapshot.resting().forEach(this::order);
        out.number(snapshot.memory().size());
        snapshot.memory().forEach(this::remembered);
        out.number(snapshot.trades().size());
        snapshot.trades().forEach(this::trade);
        long forgottenAt = snapshot.forgottenAt().orElse(0);
        // 1 more, so that 0 can stand for none.
        out.number(forgottenAt == 0 ? 0 : Numbers.since2020(forgottenAt) + 1);
        if (!snapshot.phase().equals(PhaseState.CONTINUOUS)) {
            out.number(PHASE);
            events.phase(snapshot.phase());
        }
    }

    private void order(OrderState order) {
        BigInteger value = order.filledValue();
        boolean wide = value.bitLength() >= Long.SIZE;
        int record = out.open();
        long ending = EventWriter.ending(Numbers.STATUSES.of(order.status()), order.reason());
        out.number(ending << 1 | (wide ? WIDE_VALUE : 0));
        events.terms(order.terms(), near);
        near = order.terms().id();
        out.signed(order.price() - order.terms().price());
        out.signed(order.quantity() - order.terms().quantity());
        out.number(order.remaining());
        out.number(order.filled());
        if (wide) {
            out.number(value.shiftRight(Long.SIZE).longValueExact());
            out.number(value.longValue());
        } else {
            // Nothing at all for an order that has traded at its own price, or not at all.
            out.signed(value.longValue() - order.price() * order.filled());
        }
        out.number(order.sequence());
        out.signed(order.createdAt() - Numbers.timeOf(near));
        out.signed(order.updatedAt() - order.createdAt());
        rest(order);
        out.close(record);
    }

    /** What few orders have; nothing at all for the others. A time that was never changed is told by the terms. */
    private void rest(OrderState order) {
        long moved = order.expiresAt().orElse(0) - order.terms().conditions().expiresAt();
        long stopPrice = order.stopPrice().orElse(0);
        boolean movedStop = stopPrice != order.terms().conditions().stopPrice();
        if (order.shown().isEmpty() && moved == 0 && !movedStop) {
            return;
        }
        out.number((order.shown().isPresent() ? EventWriter.SHOWN : 0)
                | (moved != 0 ? EventWriter.EXPIRY_MOVED : 0)
                | (movedStop ? EventWriter.STOP_MOVED : 0));
        if (order.shown().isPresent()) {
            out.number(order.shown().getAsLong());
        }
        if (moved != 0) {
            out.signed(moved);
        }
        if (movedStop) {
            out.number(stopPrice);
        }
    }

    private void remembered(Remembered memory) {
        switch (memory) {
            case Remembered.ClosedOrder closed -> {
                out.number(CLOSED_ORDER);
                order(closed.order());
            }
            case Remembered.Request request -> {
                out.number(EventCodec.numberOf(request.event().event()) + 1);
                int record = out.open();
                events.recorded(request.event());
                out.close(record);
            }
        }
    }

    private void trade(Trade trade) {
        int record = out.open();
        out.signed(trade.id() - near);
        near = trade.id();
        out.number(trade.sequence());
        out.number(trade.price());
        out.number(trade.quantity());
        out.number(Numbers.SIDES.of(trade.takerSide()));
        out.signed(trade.takerOrderId() - near);
        out.signed(trade.makerOrderId() - near);
        out.signed(trade.executedAt() - Numbers.timeOf(near));
        out.close(record);
    }
}
