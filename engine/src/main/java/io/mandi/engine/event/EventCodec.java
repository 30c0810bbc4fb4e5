package io.mandi.engine.event;

import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.RecordedEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

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
            EngineModule.BATCH_EXECUTED);

    /** Enough for most events. */
    private static final int EVENT_BYTES = 192;
    /** About what an order or an event takes in a snapshot. */
    private static final int ROW_BYTES = 64;

    private static final int LARGEST_START = 1 << 28;
    /** A block of LZ4 can grow to no more than this many times its size. */
    private static final long MOST_EXPANSION = 255;

    private static final int LONGEST_LENGTH = 10;

    /** Java without Unsafe: nothing to load, and no bytes can make it read or write elsewhere. */
    private final LZ4Factory lz4 = LZ4Factory.safeInstance();

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
        return Frame.seal(BOOK_SNAPSHOT, Frame.LZ4, pack(out.array(), out.length()));
    }

    private byte[] pack(byte[] fields, int length) {
        FieldWriter head = new FieldWriter(Frame.LENGTH, Frame.LENGTH + LONGEST_LENGTH);
        head.number(length);
        int start = head.length();
        byte[] row = Arrays.copyOf(
                head.array(), Math.addExact(start, lz4.fastCompressor().maxCompressedLength(length)));
        int end = start + lz4.fastCompressor().compress(fields, 0, length, row, start);
        return Arrays.copyOf(row, end);
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
        byte[] fields = unpack(bytes);
        return new SnapshotReader(new FieldReader(fields, 0, fields.length)).snapshot();
    }

    /** The fields of a snapshot. */
    byte[] unpack(byte[] row) throws DamagedRecordException {
        FieldReader head = new FieldReader(row, Frame.LENGTH, row.length);
        long length = head.number();
        int start = head.position();
        if (length < 0 || length > (row.length - start) * MOST_EXPANSION || length > Integer.MAX_VALUE - 8) {
            throw new DamagedRecordException(length + " bytes cannot come from " + row.length);
        }
        byte[] fields = new byte[(int) length];
        try {
            int written = lz4.safeDecompressor().decompress(row, start, row.length - start, fields, 0);
            if (written != length) {
                throw new DamagedRecordException("a snapshot of " + length + " bytes has only " + written);
            }
        } catch (LZ4Exception e) {
            throw new DamagedRecordException("a snapshot cannot be unpacked: " + e.getMessage());
        }
        return fields;
    }
}
