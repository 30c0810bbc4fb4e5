package io.mandi.engine.partner.identifier;

import java.util.Locale;

/** How identifiers are written, so that two are the same when their texts are. */
final class Notation {
    private Notation() {}

    static String upperCase(String given) {
        return given.strip().toUpperCase(Locale.ROOT);
    }
}
