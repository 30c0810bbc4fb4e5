package io.mandi.http.cli;

import io.mandi.cluster.Environment;
import io.mandi.cluster.JwtSecret;
import io.mandi.cluster.Logging;
import io.mandi.cluster.NodeSettings;
import java.io.IOException;
import java.nio.file.Path;

/** What every command knows of the environment. */
final class Settings {
    private Settings() {}

    /** Reads the settings and makes the log follow them. */
    static NodeSettings load() {
        NodeSettings settings = NodeSettings.from(Environment.of(System.getenv(), Path.of("")));
        Logging.configure(settings.log(), isTerminal());
        return settings;
    }

    /** The secret of the settings, or the one kept in the data folder. */
    static String secret(NodeSettings settings) throws IOException {
        return settings.security().jwtSecret().isPresent()
                ? settings.security().jwtSecret().get()
                : JwtSecret.keptIn(settings.dataDir());
    }

    /** Whether a person looks at what is printed. */
    static boolean isTerminal() {
        return System.console() != null;
    }
}
