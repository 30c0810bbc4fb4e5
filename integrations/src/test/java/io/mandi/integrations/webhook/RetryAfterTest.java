package io.mandi.integrations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "120,120",
        "1.0,1",
        "1.2,2",
        "' 7 ',7",
        "'Mon, 23 Nov 2026 08:01:30 GMT',90",
        "'Mon, 23 Nov 2026 07:00:00 GMT',0"
    })
    void isANumberOfSecondsOrADate(String header, long seconds) {
        assertThat(RetryAfter.micros(Optional.of(header), NOW)).hasValue(seconds * 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "99999999999999999999", "1e3", "Mon, 99 Nov 2026 08:01:30 GMT"})
    void anythingElseIsNothing(String header) {
        assertThat(RetryAfter.micros(Optional.of(header), NOW)).isEmpty();
    }

    @Test
    void nothingIsNothing() {
        assertThat(RetryAfter.micros(Optional.empty(), NOW)).isEqualTo(OptionalLong.empty());
    }
}
