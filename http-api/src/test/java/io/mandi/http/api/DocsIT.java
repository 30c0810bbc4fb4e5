package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that shows the contract: all of it comes from this server, and nothing else may. */
class DocsIT {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    private static final ApiClient ANYONE = TestNode.shared().anonymous();

    @Test
    void thePageAndItsPartsAreServed() {
        Reply page = ANYONE.get("/docs");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).hasValue("text/html; charset=UTF-8");
        assertThat(page.header("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; script-src 'self';")
                        .doesNotContain("http", "*"));
        List<String> references = REFERENCE
                .matcher(page.text())
                .results()
                .map(reference -> reference.group(1))
                .toList();
        assertThat(references)
                .containsExactly(
                        "/docs/swagger-ui.css", "/openapi.json", "/docs/swagger-ui-bundle.js", "/docs/docs.js");
        for (String reference : references) {
            Reply part = ANYONE.get(reference);
            assertThat(part.status()).as(reference).isEqualTo(200);
            assertThat(part.header("Content-Type").orElseThrow())
                    .as(reference)
                    .startsWith(
                            reference.endsWith(".js")
                                    ? "application/javascript"
                                    : reference.endsWith(".css") ? "text/css" : "application/json");
            assertThat(part.header("X-Content-Type-Options")).hasValue("nosniff");
        }
        assertThat(ANYONE.get("/docs/docs.js").text()).contains("url: \"/openapi.json\"");
    }
}
