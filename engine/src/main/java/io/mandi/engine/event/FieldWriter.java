package io.mandi.engine.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes fields one after another into bytes that grow. {@link FieldReader} reads them in the same order. */
class FieldWriter {
    // How a text is written; the two lower bits of the number in front of it.
    static final int TEXT = 0;
    static final int UUID = 1;
    static final int TOKEN = 2;
    static final int NAME_AGAIN = 3;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes;
    private int position;
    private final NameTable names = new NameTable();

    /**
     * @param head bytes to leave free at the start
     * @param capacity how many bytes there will be, more or less
     */
    FieldWriter(int head, int capacity) {
        bytes = new byte[Math.max(head, capacity)];
        position = head;
    }

    /** Everything so far, with the free bytes at the start. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, position);
    }

    /** The bytes themselves, of which {@link #length} are written. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return position;
    }

    private void ensure(int more) {
        if (bytes.length - position < more) {
            int needed = Math.addExact(position, more);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(LARGEST_ARRAY, bytes.length * 2L)));
        }
    }

    /** A number that is seldom negative: seven bits a byte, the lowest first. */
    final void number(long value) {
        ensure(LONGEST_NUMBER);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    /** A number near zero on either side. */
    final void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    /**
     * A text that is hardly ever the same twice.
     *
     * @throws IllegalArgumentException when it holds half of a surrogate pair, which UTF-8 has no form for
     */
    final void text(String text) {
        ensure(1 + PackedText.LENGTH);
        if (PackedText.packUuid(text, bytes, position + 1)) {
            bytes[position] = UUID;
            position += 1 + PackedText.LENGTH;
        } else if (PackedText.packToken(text, bytes, position + 1)) {
            bytes[position] = TOKEN;
            position += 1 + PackedText.LENGTH;
        } else {
            plain(text);
        }
    }

    private void plain(String text) {
        int start = position;
        int length = text.length();
        number((long) length << 2 | TEXT);
        ensure(length);
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            all |= c;
            bytes[position + i] = (byte) c;
        }
        position += length;
        if (all >= 0x80) {
            position = start;
            utf8(text);
        }
    }

    private void utf8(String text) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text holds half of a surrogate pair and cannot be stored", e);
        }
        int length = encoded.remaining();
        number((long) length << 2 | TEXT);
        ensure(length);
        encoded.get(bytes, position, length);
        position += length;
    }

    /** A text that may stand in a row many times; only the first time it is written out. */
    final void name(String name) {
        int number = Numbers.KNOWN_NAMES.indexOf(name);
        if (number < 0) {
            int found = names.findOrAdd(name);
            if (found == NameTable.ABSENT) {
                text(name);
                return;
            }
            number = Numbers.KNOWN_NAMES.size() + found;
        }
        number((long) number << 2 | NAME_AGAIN);
    }

    /**
     * Begins a record that later releases may append fields to.
     *
     * @return what {@link #close} has to be given
     */
    final int open() {
        ensure(1);
        return position++;
    }

    /** Ends a record: puts its length in front. */
    void close(int start) {
        int length = position - start - 1;
        int more = 0;
        for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
            more++;
        }
        if (more > 0) {
            ensure(more);
            System.arraycopy(bytes, start + 1, bytes, start + 1 + more, length);
        }
        int end = position + more;
        position = start;
        number(length);
        position = end;
    }
}
