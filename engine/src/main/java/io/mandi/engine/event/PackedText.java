package io.mandi.engine.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Texts that are 128 bits in disguise. Only the one form that these bits are printed in is packed, so that what is
 * unpacked is what was packed.
 */
final class PackedText {
    /** Bytes that a packed text takes. */
    static final int LENGTH = 16;

    private static final int UUID_LENGTH = 36;
    private static final int TOKEN_LENGTH = 22;
    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TOKEN_DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX_VALUES = values(HEX_DIGITS);
    private static final byte[] TOKEN_VALUES = values(TOKEN_DIGITS);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private PackedText() {}

    private static byte[] values(byte[] digits) {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int value = 0; value < digits.length; value++) {
            values[digits[value]] = (byte) value;
        }
        return values;
    }

    private static int value(byte[] values, char digit) {
        return digit < values.length ? values[digit] : -1;
    }

    /** Puts a UUID in lower case into 16 bytes; does nothing when the text is none. */
    static boolean packUuid(String text, byte[] target, int at) {
        if (text.length() != UUID_LENGTH || text.charAt(8) != '-') {
            return false;
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return false;
                }
                continue;
            }
            int digit = value(HEX_VALUES, c);
            if (digit < 0) {
                return false;
            }
            if (i < 18) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        put(target, at, high, low);
        return true;
    }

    static String unpackUuid(byte[] bytes, int at) {
        return new UUID((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8)).toString();
    }

    /** Puts the base64url form of 16 bytes, without padding, into these bytes; does nothing when the text is none. */
    static boolean packToken(String text, byte[] target, int at) {
        if (text.length() != TOKEN_LENGTH) {
            return false;
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < TOKEN_LENGTH - 1; i++) {
            int digit = value(TOKEN_VALUES, text.charAt(i));
            if (digit < 0) {
                return false;
            }
            high = high << 6 | low >>> 58;
            low = low << 6 | digit;
        }
        // 126 bits so far; of the last digit only the upper two are used.
        int last = value(TOKEN_VALUES, text.charAt(TOKEN_LENGTH - 1));
        if (last < 0 || (last & 15) != 0) {
            return false;
        }
        put(target, at, high << 2 | low >>> 62, low << 2 | last >>> 4);
        return true;
    }

    static String unpackToken(byte[] bytes, int at) {
        long high = (long) LONG.get(bytes, at);
        long low = (long) LONG.get(bytes, at + 8);
        byte[] text = new byte[TOKEN_LENGTH];
        text[TOKEN_LENGTH - 1] = TOKEN_DIGITS[(int) (low & 3) << 4];
        low = low >>> 2 | high << 62;
        high >>>= 2;
        for (int i = TOKEN_LENGTH - 2; i >= 0; i--) {
            text[i] = TOKEN_DIGITS[(int) (low & 63)];
            low = low >>> 6 | high << 58;
            high >>>= 6;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] target, int at, long high, long low) {
        LONG.set(target, at, high);
        LONG.set(target, at + 8, low);
    }
}
