package io.mandi.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.util.ByteString;

/** The contract, for people: Swagger UI on {@code /openapi.json}, all of it from this server. */
final class DocsRoutes {
    private static final String VERSION_FILE = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/";

    private static final ContentType HTML = ContentTypes.create(MediaTypes.TEXT_HTML, HttpCharsets.UTF_8);
    private static final ContentType CSS = ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);
    private static final ContentType SCRIPT =
            ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);

    /** Nothing from elsewhere, and no script in the page itself; the library sets styles by itself and draws with data URLs. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record Page(ContentType type, ByteString bytes) implements Content {}

    List<Endpoint> endpoints() {
        String library = LIBRARY + version() + "/";
        return List.of(
                page("/docs", HTML, "/docs/index.html"),
                page("/docs/docs.js", SCRIPT, "/docs/docs.js"),
                page("/docs/swagger-ui.css", CSS, library + "swagger-ui.css"),
                page("/docs/swagger-ui-bundle.js", SCRIPT, library + "swagger-ui-bundle.js"));
    }

    private static Endpoint page(String path, ContentType type, String resource) {
        Answer answer = Answer.of(200, new Page(type, ByteString.fromArrayUnsafe(read(resource))))
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer");
        return Endpoint.open("GET", path, call -> CompletableFuture.completedStage(answer));
    }

    private static byte[] read(String resource) {
        try (InputStream file = DocsRoutes.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the program has no " + resource);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream file = DocsRoutes.class.getResourceAsStream(VERSION_FILE)) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
