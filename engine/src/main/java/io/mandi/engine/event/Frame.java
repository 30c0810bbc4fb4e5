package io.mandi.engine.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The first bytes of everything stored: one for the format of the rest, four of CRC32C over type name, format and rest.
 * They stay the same in every format to come.
 */
final class Frame {
    static final int LENGTH = 5;

    /** The fields as they are. */
    static final byte PLAIN = 1;
    /** The number of bytes of the fields, and the fields as one block of LZ4. */
    static final byte LZ4 = 2;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Frame() {}

    /** Fills the first bytes of a row, which were left free. */
    static byte[] seal(String type, byte format, byte[] row) {
        row[0] = format;
        INT.set(row, 1, checksum(type, row));
        return row;
    }

    /**
     * Checks a row.
     *
     * @return the format of what follows; a newer release may have written one that is not known here
     */
    static byte open(String type, byte[] row) throws DamagedRecordException {
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
