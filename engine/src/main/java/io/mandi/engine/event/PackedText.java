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

    /** The number that these digits are, of some bits each; negative when one of them is no digit. */
    private static long number(byte[] values, int bits, String text, int from, int to) {
        long number = 0;
        int all = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            int value = digit < values.length ? values[digit] : -1;
            all |= value;
            number = number << bits | value;
        }
        return all < 0 ? -1 : number;
    }

    /** Puts a UUID in lower case into 16 bytes; does nothing when the text is none. */
    static boolean packUuid(String text, byte[] target, int at) {
        if (text.length() != UUID_LENGTH
                || text.charAt(8) != '-'
                || text.charAt(13) != '-'
                || text.charAt(18) != '-'
                || text.charAt(23) != '-') {
            return false;
        }
        long first = number(HEX_VALUES, 4, text, 0, 8);
        long second = number(HEX_VALUES, 4, text, 9, 13);
        long third = number(HEX_VALUES, 4, text, 14, 18);
        long fourth = number(HEX_VALUES, 4, text, 19, 23);
        long fifth = number(HEX_VALUES, 4, text, 24, 36);
        if ((first | second | third | fourth | fifth) < 0) {
            return false;
        }
        LONG.set(target, at, first << 32 | second << 16 | third);
        LONG.set(target, at + 8, fourth << 48 | fifth);
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
        // 60, 60 and 12 bits. Of the last digit only the upper two are used, which makes 128.
        long first = number(TOKEN_VALUES, 6, text, 0, 10);
        long second = number(TOKEN_VALUES, 6, text, 10, 20);
        long third = number(TOKEN_VALUES, 6, text, 20, 22);
        if ((first | second | third) < 0 || (third & 15) != 0) {
            return false;
        }
        LONG.set(target, at, first << 4 | second >>> 56);
        LONG.set(target, at + 8, second << 8 | third >>> 4);
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
}
