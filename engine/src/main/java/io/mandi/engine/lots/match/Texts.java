package io.mandi.engine.lots.match;

import java.util.Locale;

/** How texts of people are compared. */
final class Texts {
    private Texts() {}

    /** Without the space around it, and in upper case. */
    static String tidy(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
