package io.mandi.engine.event;

import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.RecordedEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of events and snapshots: fields without names, a checksum over everything, and a type name and version of our
 * own beside them. A field may be added to a version; any other change is a new version. A type this program does not
 * know is refused, never guessed. May be used by several threads.
 */
public final class EventCodec {
    /** The type name of a book's snapshot. A snapshot of another version is not read: the events are still there. */
    public static final String BOOK_SNAPSHOT = "book.snapshot.v1";

    /** The type name of what a batch did, all in one event. */
    public static final String BATCH = EngineModule.BATCH_EXECUTED;

    /** Every type name of an event that this program writes. Their places are on disk: appended to, never changed. */
    public static final List<String> EVENT_TYPES = List.of(
            EngineModule.INSTRUMENT_DEFINED,
            EngineModule.ORDER_EXECUTED,
            EngineModule.ORDER_CANCELLED,
            EngineModule.ORDER_AMENDED,
            EngineModule.ORDERS_CANCELLED,
            EngineModule.BATCH_EXECUTED,
            EngineModule.PHASE_CHANGED,
            EngineModule.AUCTION_UNCROSSED,
            EngineModule.ORDERS_EXPIRED,
            EngineModule.ORDER_TRIGGERED);

    /** Enough for most events. */
    private static final int EVENT_BYTES = 192;
    /** About what an order or an event takes in a snapshot. */
    private static final int ROW_BYTES = 64;

    private static final int LARGEST_START = 1 << 28;

    /** The type name of an event, for example {@code order.executed.v1}. */
    public static String typeOf(BookEvent event) {
        return EVENT_TYPES.get(numberOf(event));
    }

    /** The place of an event's type in {@link #EVENT_TYPES}. */
    static int numberOf(BookEvent event) {
        return switch (event) {
            case BookEvent.InstrumentDefined ignored -> 0;
            case BookEvent.OrderExecuted ignored -> 1;
            case BookEvent.OrderCancelled ignored -> 2;
            case BookEvent.OrderAmended ignored -> 3;
            case BookEvent.OrdersCancelled ignored -> 4;
            case BookEvent.BatchExecuted ignored -> 5;
            case BookEvent.PhaseChanged ignored -> 6;
            case BookEvent.AuctionUncrossed ignored -> 7;
            case BookEvent.OrdersExpired ignored -> 8;
            case BookEvent.OrderTriggered ignored -> 9;
        };
    }

    static String typeAt(long number) throws DamagedRecordException {
        if (number < 0 || number >= EVENT_TYPES.size()) {
            throw new DamagedRecordException("no type of an event has the number " + number);
        }
        return EVENT_TYPES.get((int) number);
    }

    /** @throws IllegalArgumentException when a text holds half of a surrogate pair */
    public byte[] write(RecordedEvent event) {
        FieldWriter out = new FieldWriter(Frame.LENGTH, EVENT_BYTES);
        new EventWriter(out, Optional.empty()).recorded(event);
        return Frame.seal(typeOf(event.event()), Frame.PLAIN, out.toByteArray());
    }

    /**
     * @throws DamagedRecordException when the bytes are not those that were written under this type
     * @throws IOException when the bytes are whole, and of a type or format that this program does not know
     */
    public RecordedEvent readEvent(String type, byte[] bytes) throws IOException {
        byte format = Frame.open(type, bytes);
        if (!EVENT_TYPES.contains(type)) {
            throw new IOException("unknown event type " + type + "; it may come from a newer release");
        }
        if (format != Frame.PLAIN) {
            throw unknownFormat(type, format);
        }
        return new EventReader(new FieldReader(bytes, Frame.LENGTH, bytes.length)).recorded(type);
    }

    private static IOException unknownFormat(String type, byte format) {
        return new IOException("unknown format " + format + " of a " + type + "; it may come from a newer release");
    }

    /** @throws IllegalArgumentException when a text holds half of a surrogate pair */
    public byte[] write(BookSnapshot snapshot) {
        long rows = snapshot.resting().size()
                + (long) snapshot.memory().size()
                + snapshot.trades().size();
        FieldWriter out = new FieldWriter(0, (int) Math.min(LARGEST_START, (rows + 4) * ROW_BYTES));
        new SnapshotWriter(out).snapshot(snapshot);
        return Frame.packed(BOOK_SNAPSHOT, out.array(), out.length());
    }

    /**
     * @throws DamagedRecordException when the bytes are not those that were written under this type
     * @throws IOException when the bytes are whole, and of a type or format that this program does not know
     */
    public BookSnapshot readSnapshot(String type, byte[] bytes) throws IOException {
        byte format = Frame.open(type, bytes);
        if (!BOOK_SNAPSHOT.equals(type)) {
            throw new IOException("unknown snapshot type " + type);
        }
        if (format != Frame.LZ4) {
            throw unknownFormat(type, format);
        }
        byte[] fields = Frame.unpack(bytes);
        return new SnapshotReader(new FieldReader(fields, 0, fields.length)).snapshot();
    }
}
