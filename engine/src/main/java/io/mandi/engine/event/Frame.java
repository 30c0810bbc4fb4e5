package io.mandi.engine.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * The first bytes of everything stored: one for the format of the rest, four of CRC32C over type name, format and rest.
 * They stay the same in every format to come.
 */
public final class Frame {
    static final int LENGTH = 5;

    /** The fields as they are. */
    public static final byte PLAIN = 1;
    /** The number of bytes of the fields, and the fields as one block of LZ4. */
    public static final byte LZ4 = 2;

    /** A block of LZ4 can grow to no more than this many times its size. */
    private static final long MOST_EXPANSION = 255;

    private static final int LONGEST_LENGTH = 10;

    /** Java without Unsafe: nothing to load, and no bytes can make it read or write elsewhere. */
    private static final LZ4Factory FACTORY = LZ4Factory.safeInstance();

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Frame() {}

    /** Fills the first bytes of a row, which were left free. */
    public static byte[] seal(String type, byte format, byte[] row) {
        row[0] = format;
        INT.set(row, 1, checksum(type, row));
        return row;
    }

    /** A row of the format {@link #LZ4}. */
    public static byte[] packed(String type, byte[] fields, int length) {
        FieldWriter head = new FieldWriter(LENGTH, LENGTH + LONGEST_LENGTH);
        head.number(length);
        int start = head.length();
        byte[] row = Arrays.copyOf(
                head.array(), Math.addExact(start, FACTORY.fastCompressor().maxCompressedLength(length)));
        int end = start + FACTORY.fastCompressor().compress(fields, 0, length, row, start);
        return seal(type, LZ4, Arrays.copyOf(row, end));
    }

    /** The fields of a row of the format {@link #LZ4}, which {@link #open} has found whole. */
    public static byte[] unpack(byte[] row) throws DamagedRecordException {
        FieldReader head = new FieldReader(row, LENGTH, row.length);
        long length = head.number();
        int start = head.position();
        if (length < 0 || length > (row.length - start) * MOST_EXPANSION || length > Integer.MAX_VALUE - 8) {
            throw new DamagedRecordException(length + " bytes cannot come from " + row.length);
        }
        byte[] fields = new byte[(int) length];
        try {
            int written = FACTORY.safeDecompressor().decompress(row, start, row.length - start, fields, 0);
            if (written != length) {
                throw new DamagedRecordException("a snapshot of " + length + " bytes has only " + written);
            }
        } catch (LZ4Exception e) {
            throw new DamagedRecordException("a snapshot cannot be unpacked: " + e.getMessage());
        }
        return fields;
    }

    /**
     * Checks a row.
     *
     * @return the format of what follows; a newer release may have written one that is not known here
     */
    public static byte open(String type, byte[] row) throws DamagedRecordException {
        if (row.length < LENGTH) {
            throw new DamagedRecordException("a " + type + " of " + row.length + " bytes is cut off");
        }
        if ((int) INT.get(row, 1) != checksum(type, row)) {
            throw new DamagedRecordException(
                    "the checksum of a " + type + " of " + row.length + " bytes does not fit: bytes were changed");
        }
        return row[0];
    }

    private static int checksum(String type, byte[] row) {
        CRC32C checksum = new CRC32C();
        checksum.update(type.getBytes(StandardCharsets.UTF_8));
        checksum.update(row, 0, 1);
        checksum.update(row, LENGTH, row.length - LENGTH);
        return (int) checksum.getValue();
    }
}
