package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.http.auth.Permission;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    private static Optional<Map<String, String>> match(String template, String path) {
        return Endpoint.open("GET", template, call -> {
                    throw new UnsupportedOperationException();
                })
                .match(Endpoint.segments(path));
    }

    @Test
    void matchesAPathSegmentBySegment() {
        assertThat(match("/api/v1/orders", "/api/v1/orders")).hasValue(Map.of());
        assertThat(match("/api/v1/orders/{id}", "/api/v1/orders/ord_1")).hasValue(Map.of("id", "ord_1"));
        assertThat(match("/a/{x}/b/{y}", "/a/1/b/2")).hasValue(Map.of("x", "1", "y", "2"));
        assertThat(match("/", "/")).hasValue(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/v1/instruments",
                "/api/v1/instruments/",
                "/api/v1/instruments//book",
                "/api/v1/instruments/X/book/",
                "/api/v1/instruments/X/book/y",
                "/api/v1/instruments/X/Book",
                "//api/v1/instruments/X/book",
                "/api/v1/INSTRUMENTS/X/book",
                "/api/v1/instruments/X%2Fbook"
            })
    void doesNotMatchAnotherPath(String path) {
        assertThat(match("/api/v1/instruments/{symbol}/book", path)).isEmpty();
    }

    @Test
    void takesASegmentAsItStands() {
        assertThat(match("/i/{symbol}", "/i/a%2Fb")).hasValue(Map.of("symbol", "a%2Fb"));
        assertThat(match("/i/{symbol}", "/i/..")).hasValue(Map.of("symbol", ".."));
    }

    @Test
    void saysWhatARouteNeeds() {
        Endpoint.Handler handler = call -> {
            throw new UnsupportedOperationException();
        };
        assertThat(Endpoint.open("GET", "/x", handler).permission()).isEmpty();
        assertThat(Endpoint.of("GET", "/x", Permission.ORDER_READ, handler).permission())
                .hasValue(Permission.ORDER_READ);
        assertThat(Endpoint.of("GET", "/x", Permission.ORDER_READ, handler).hasBody())
                .isFalse();
        assertThat(Endpoint.withBody("POST", "/x", Permission.ORDER_CREATE, handler)
                        .hasBody())
                .isTrue();
    }
}
