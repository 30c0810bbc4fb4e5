package io.mandi.engine.publication;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * A fingerprint of the best levels of a book, by which a reader who keeps a copy can see that it is the same: the CRC32 of the
 * best ten asks, lowest first, and then the best ten bids, highest first; of each level the price and the quantity as they are
 * shown, without the decimal point and without zeros at the front.
 */
public final class BookChecksum {
    /** Levels of each side that count. */
    public static final int LEVELS = 10;

    private BookChecksum() {}

    /** A level as it is shown. */
    public record ShownLevel(String price, String quantity) {}

    /**
     * @param asks best first
     * @param bids best first
     */
    public static long of(List<ShownLevel> asks, List<ShownLevel> bids) {
        return of(asks, bids, Function.identity());
    }

    /** @param shown how a level is shown; asked for the levels that count, and for no others */
    public static <T> long of(List<T> asks, List<T> bids, Function<T, ShownLevel> shown) {
        StringBuilder text = new StringBuilder();
        add(text, asks, shown);
        add(text, bids, shown);
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static <T> void add(StringBuilder text, List<T> levels, Function<T, ShownLevel> shown) {
        for (T level : levels.subList(0, Math.min(LEVELS, levels.size()))) {
            ShownLevel one = shown.apply(level);
            digits(text, one.price());
            digits(text, one.quantity());
        }
    }

    private static void digits(StringBuilder text, String decimal) {
        boolean significant = false;
        for (int i = 0; i < decimal.length(); i++) {
            char digit = decimal.charAt(i);
            significant |= digit >= '1' && digit <= '9';
            if (digit != '.' && significant) {
                text.append(digit);
            }
        }
    }
}
