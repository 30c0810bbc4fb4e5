package io.mandi.engine.id;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An id as clients see it: it says what it names and leads to the book that owns it without a look-up. Clients treat it
 * as opaque; ids of one kind sort by time.
 *
 * @param kind what the id names
 * @param number the id within the book, 0 or more
 * @param book the book that owns it
 */
public record ResourceId(Kind kind, long number, BookId book) {

    /** What can be named. */
    public enum Kind {
        ORDER("ord"),
        TRADE("trd"),
        EVENT("evt");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Crockford's base 32: no letters that look like digits, and text order is number order. */
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int NUMBER_LENGTH = 13;
    private static final Pattern FORM =
            Pattern.compile("([a-z]{3})_([0-7][0-9A-HJKMNP-TV-Z]{12})_([A-Za-z0-9-]{1,64})_([A-Za-z0-9._-]{1,32})");

    /** @return empty when the text is no id of this kind */
    public static Optional<ResourceId> parse(Kind kind, String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches() || !matcher.group(1).equals(kind.prefix)) {
            return Optional.empty();
        }
        long number = 0;
        for (int i = 0; i < NUMBER_LENGTH; i++) {
            number = number << 5 | DIGITS.indexOf(matcher.group(2).charAt(i));
        }
        return Optional.of(new ResourceId(kind, number, new BookId(matcher.group(3), matcher.group(4))));
    }

    @Override
    public String toString() {
        char[] digits = new char[NUMBER_LENGTH];
        long rest = number;
        for (int i = NUMBER_LENGTH - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return kind.prefix + "_" + new String(digits) + "_" + book.organization() + "_" + book.symbol();
    }
}
