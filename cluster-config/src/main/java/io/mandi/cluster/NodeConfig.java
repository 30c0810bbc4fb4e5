package io.mandi.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** Pekko's configuration of a node: the files by concern, and on top of them what the environment sets. */
public final class NodeConfig {
    private NodeConfig() {}

    public static Config of(NodeSettings settings) {
        Config fromEnvironment = ConfigFactory.parseMap(
                Map.of(
                        "pekko.remote.artery.canonical.hostname",
                                settings.cluster().host(),
                        "pekko.remote.artery.canonical.port", settings.cluster().port(),
                        "mandi.journal.lanes", settings.database().lanes(),
                        "pekko.http.server.max-connections", settings.http().maxConnections(),
                        "pekko.http.server.parsing.max-content-length",
                                settings.http().maxBodyBytes()),
                "environment");
        return ConfigFactory.load(
                fromEnvironment.withFallback(journal(settings)).withFallback(file("mandi")));
    }

    /** The journal's and the snapshot store's own settings come with the module that holds them. */
    private static Config journal(NodeSettings settings) {
        return file(
                switch (settings.database().journal()) {
                    case POSTGRES -> "persistence-postgres";
                    case PEKKO_PERSISTENCE_JDBC -> "persistence-jdbc";
                });
    }

    private static Config file(String name) {
        return ConfigFactory.parseResourcesAnySyntax(NodeConfig.class.getClassLoader(), name);
    }
}
