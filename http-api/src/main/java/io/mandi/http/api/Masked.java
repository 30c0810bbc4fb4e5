package io.mandi.http.api;

/** What is shown of a text to those who may not see all of it: its beginning and end. */
final class Masked {
    private static final String HIDDEN = "****";

    private Masked() {}

    /** A PAN, as {@code A****1234F}. */
    static String pan(String text) {
        return keep(text, 1, 5);
    }

    /** A GSTIN, with its state and its last three characters. */
    static String gstin(String text) {
        return keep(text, 2, 3);
    }

    /** Anything else, with its last four characters. */
    static String number(String text) {
        return keep(text, 0, 4);
    }

    private static String keep(String text, int first, int last) {
        // At least four characters are hidden; of a shorter text, all.
        return text.length() < first + HIDDEN.length() + last
                ? HIDDEN
                : text.substring(0, first) + HIDDEN + text.substring(text.length() - last);
    }
}
