package io.mandi.engine.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link FieldWriter} wrote. Nothing is taken on trust: every length and count is checked against what is
 * left before it is used.
 */
final class FieldReader {
    private final byte[] bytes;
    private int position;
    /** Where the record ends that is being read. */
    private int limit;

    private final List<String> names = new ArrayList<>(Numbers.KNOWN_NAMES);

    FieldReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.limit = to;
    }

    int position() {
        return position;
    }

    private static DamagedRecordException cutOff(String what) {
        return new DamagedRecordException("a record ends within " + what);
    }

    long number() throws DamagedRecordException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == limit) {
                throw cutOff("a number");
            }
            byte next = bytes[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DamagedRecordException("a number has no end");
    }

    long signed() throws DamagedRecordException {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** The number of elements of a list, each of which takes a byte or more. */
    int count() throws DamagedRecordException {
        return atMostLeft(number(), "a list");
    }

    private int atMostLeft(long length, String what) throws DamagedRecordException {
        if (length < 0 || length > limit - position) {
            throw cutOff(what);
        }
        return (int) length;
    }

    String text() throws DamagedRecordException {
        return text(number());
    }

    private String text(long head) throws DamagedRecordException {
        int kind = (int) (head & 3);
        long length = head >>> 2;
        if (kind != FieldWriter.TEXT) {
            if (kind == FieldWriter.NAME_AGAIN || length != 0) {
                throw new DamagedRecordException("a text begins with " + head);
            }
            length = PackedText.LENGTH;
        }
        int start = position;
        position += atMostLeft(length, "a text");
        return switch (kind) {
            case FieldWriter.UUID -> PackedText.unpackUuid(bytes, start);
            case FieldWriter.TOKEN -> PackedText.unpackToken(bytes, start);
            default -> new String(bytes, start, position - start, StandardCharsets.UTF_8);
        };
    }

    /** The same name is the same object each time. */
    String name() throws DamagedRecordException {
        long head = number();
        if ((head & 3) != FieldWriter.NAME_AGAIN) {
            String name = text(head);
            names.add(name);
            return name;
        }
        long number = head >>> 2;
        if (number >= names.size()) {
            throw new DamagedRecordException("a name is told again that was not told before");
        }
        return names.get((int) number);
    }

    /**
     * Begins a record.
     *
     * @return what {@link #close} has to be given
     */
    int open() throws DamagedRecordException {
        int length = atMostLeft(number(), "a record");
        int outer = limit;
        limit = position + length;
        return outer;
    }

    /** Whether the record has fields that an earlier release did not write. */
    boolean hasMore() {
        return position < limit;
    }

    /** Ends a record, passing over the fields that this release does not know. */
    void close(int outer) {
        position = limit;
        limit = outer;
    }
}
