package io.mandi.http.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.util.ByteString;

/** What the node measures of itself, for Prometheus. */
final class MetricsRoutes {
    private static final ContentType TYPE = ContentTypes.create(
            MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false), HttpCharsets.UTF_8);

    private final Supplier<CompletionStage<String>> metrics;

    /** @param metrics as they are now, in the text format of Prometheus */
    MetricsRoutes(Supplier<CompletionStage<String>> metrics) {
        this.metrics = metrics;
    }

    private record Text(String text) implements Content {
        @Override
        public ContentType type() {
            return TYPE;
        }

        @Override
        public ByteString bytes() {
            return ByteString.fromString(text);
        }
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.open(
                "GET", "/metrics", call -> metrics.get().thenApply(text -> Answer.of(200, new Text(text)))));
    }
}
