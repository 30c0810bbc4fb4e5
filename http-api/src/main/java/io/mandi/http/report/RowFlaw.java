package io.mandi.http.report;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why a row of a report cannot become a lot.
 *
 * @param detail for people
 */
public record RowFlaw(Code code, String detail) {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");

    /** What is wrong with a row. */
    public enum Code {
        /** It has not the fields of the report. */
        MALFORMED_ROW,
        /** A name has a comma outside of brackets: where the next one begins cannot be told. */
        AMBIGUOUS_ROW,
        /** There is no name of a commodity, a market or a state. */
        NO_NAME,
        NO_DATE,
        NO_ARRIVALS,
        NO_PRICE,
        /** Neither variety nor grade: a lot says something about its quality. */
        NO_QUALITY,
        /** The state is none of India. */
        UNKNOWN_STATE,
        /** The catalogue has no such commodity. */
        UNKNOWN_COMMODITY,
        /** The catalogue has no such place. */
        UNKNOWN_LOCATION;

        /** As it is written everywhere. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RowFlaw {
        detail = printable(detail);
    }

    /** A text without what a terminal would take for an order. */
    static String printable(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
