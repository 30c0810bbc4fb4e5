package io.mandi.bench;

import java.util.Locale;
import java.util.Map;

/** What the outputs have in common, in Markdown. */
final class Report {
    private Report() {}

    /** An item of a list. */
    static String line(String format, Object... values) {
        return String.format(Locale.ROOT, "- " + format + "%n", values);
    }

    /** A row of a table. */
    static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    static String settings(Map<String, String> settings) {
        return settings.isEmpty() ? "" : line("Settings: %s", settings);
    }

    /** A figure that has to be at least so large. */
    static String atLeast(String what, double figure, double wanted) {
        return line("%s: **%.2f** (wanted: at least %.2f; %s)", what, figure, wanted, word(figure >= wanted));
    }

    /** A figure that has to be at most so large. */
    static String atMost(String what, double figure, double wanted) {
        return line("%s: **%.2f** (wanted: at most %.2f; %s)", what, figure, wanted, word(figure <= wanted));
    }

    private static String word(boolean reached) {
        return reached ? "reached" : "**not reached**";
    }
}
