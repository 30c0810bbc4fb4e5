package io.mandi.engine.event;

import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.BookSnapshot.Remembered;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Instrument;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the fields of a snapshot. {@link SnapshotWriter} has a method for each one here, in the same order. */
final class SnapshotReader {
    private final FieldReader in;
    private final EventReader events;
    private long near;

    SnapshotReader(FieldReader in) {
        this.in = in;
        this.events = new EventReader(in);
    }

    BookSnapshot snapshot() throws DamagedRecordException {
        long flags = in.number();
        Optional<Instrument> instrument = EventReader.isSet(flags, SnapshotWriter.INSTRUMENT)
                ? Optional.of(events.instrument())
                : Optional.empty();
        long instrumentVersion = in.number();
        long sequence = in.number();
        long lastId = in.number();
        long lastAt = in.number();
        long tradeSequence = in.number();
        OptionalLong lastPrice = EventReader.isSet(flags, SnapshotWriter.LAST_PRICE)
                ? OptionalLong.of(in.number())
                : OptionalLong.empty();
        near = lastId;
        return new BookSnapshot(
                instrument,
                instrumentVersion,
                sequence,
                lastId,
                lastAt,
                tradeSequence,
                lastPrice,
                list(this::order),
                list(this::remembered),
                list(this::trade),
                in.hasMore() ? OptionalLong.of(forgottenAt()) : OptionalLong.empty(),
                in.hasMore() && in.number() == SnapshotWriter.PHASE ? events.phase() : PhaseState.CONTINUOUS);
    }

    private long forgottenAt() throws DamagedRecordException {
        long told = in.number();
        return told == 0 ? 0 : Numbers.atSince2020(told - 1);
    }

    private interface Row<T> {
        T read() throws DamagedRecordException;
    }

    private <T> List<T> list(Row<T> row) throws DamagedRecordException {
        int count = in.count();
        List<T> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(row.read());
        }
        return rows;
    }

    private OrderState order() throws DamagedRecordException {
        int record = in.open();
        long head = in.number();
        long ending = head >>> 1;
        OrderTerms terms = events.terms(near);
        near = terms.id();
        long price = terms.price() + in.signed();
        long quantity = terms.quantity() + in.signed();
        long remaining = in.number();
        long filled = in.number();
        BigInteger value = EventReader.isSet(head, SnapshotWriter.WIDE_VALUE)
                ? wide(in.number(), in.number())
                : BigInteger.valueOf(in.signed() + price * filled);
        long sequence = in.number();
        long createdAt = Numbers.timeOf(near) + in.signed();
        long updatedAt = createdAt + in.signed();
        long rest = in.hasMore() ? in.number() : 0;
        OptionalLong shown =
                EventReader.isSet(rest, EventWriter.SHOWN) ? OptionalLong.of(in.number()) : OptionalLong.empty();
        long expiresAt =
                terms.conditions().expiresAt() + (EventReader.isSet(rest, EventWriter.EXPIRY_MOVED) ? in.signed() : 0);
        long stopPrice = EventReader.isSet(rest, EventWriter.STOP_MOVED)
                ? in.number()
                : terms.conditions().stopPrice();
        in.close(record);
        return new OrderState(
                terms,
                price,
                quantity,
                remaining,
                filled,
                value,
                EventReader.status(ending),
                EventReader.reason(ending),
                sequence,
                createdAt,
                updatedAt,
                shown,
                expiresAt == 0 ? OptionalLong.empty() : OptionalLong.of(expiresAt),
                stopPrice == 0 ? OptionalLong.empty() : OptionalLong.of(stopPrice));
    }

    private static BigInteger wide(long high, long low) {
        return BigInteger.valueOf(high)
                .shiftLeft(Long.SIZE)
                .or(BigInteger.valueOf(low >>> 1).shiftLeft(1))
                .or(BigInteger.valueOf(low & 1));
    }

    private Remembered remembered() throws DamagedRecordException {
        long kind = in.number();
        if (kind == SnapshotWriter.CLOSED_ORDER) {
            return new Remembered.ClosedOrder(order());
        }
        String type = EventCodec.typeAt(kind - 1);
        int record = in.open();
        Remembered memory = new Remembered.Request(events.recorded(type));
        in.close(record);
        return memory;
    }

    private Trade trade() throws DamagedRecordException {
        int record = in.open();
        near += in.signed();
        Trade trade = new Trade(
                near,
                in.number(),
                in.number(),
                in.number(),
                Numbers.SIDES.at(in.number()),
                near + in.signed(),
                near + in.signed(),
                Numbers.timeOf(near) + in.signed());
        in.close(record);
        return trade;
    }
}
