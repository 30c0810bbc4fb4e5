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
                        "pekko.http.server.max-connections", settings.http().maxConnections(),
                        "pekko.http.server.parsing.max-content-length",
                                settings.http().maxBodyBytes()),
                "environment");
        return ConfigFactory.load(fromEnvironment.withFallback(
                ConfigFactory.parseResourcesAnySyntax(NodeConfig.class.getClassLoader(), "mandi")));
    }
}
