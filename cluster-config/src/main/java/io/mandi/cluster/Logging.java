package io.mandi.cluster;

import java.util.Locale;

/** Chooses how the log is written; has to run before anything logs. */
public final class Logging {
    private Logging() {}

    /**
     * The log goes to the error stream, so that the output stream stays free for what a command prints.
     *
     * @param onTerminal whether a person reads it
     */
    public static void configure(NodeSettings.LogSettings settings, boolean onTerminal) {
        boolean text = switch (settings.format()) {
            case AUTO -> onTerminal;
            case TEXT -> true;
            case JSON -> false;
        };
        System.setProperty("logback.configurationFile", text ? "logback-text.xml" : "logback-json.xml");
        System.setProperty("LOG_LEVEL", settings.level().toUpperCase(Locale.ROOT));
    }
}
