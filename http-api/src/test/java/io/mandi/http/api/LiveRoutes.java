package io.mandi.http.api;

import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.trace.Traces;
import io.mandi.http.auth.Tokens;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The routes of the server, without one. */
final class LiveRoutes {
    private LiveRoutes() {}

    static List<Endpoint> all() {
        return new HttpApi(
                        null,
                        null,
                        null,
                        null,
                        null,
                        new WebhookAdministration(null, null, null, null, 0),
                        null,
                        null,
                        null,
                        null,
                        new FakeDesk(),
                        null,
                        100,
                        null,
                        new Tokens("a secret that is long enough for HS256 tokens", InstantSource.system()),
                        NodeSettings.from(new Environment(Map.of())).http(),
                        new CompositeMeterRegistry(),
                        Traces.OFF,
                        null,
                        null,
                        null)
                .endpoints();
    }
}
