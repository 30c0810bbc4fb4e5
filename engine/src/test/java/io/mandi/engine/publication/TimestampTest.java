package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampTest {
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00.000000Z",
        "1969-12-31T23:59:59.999999Z",
        "2026-11-22T09:05:07.000120Z",
        "2028-02-29T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999Z"
    })
    void writesTimesWithSixDigitsOfTheSecond(String time) {
        assertThat(Timestamp.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time))))
                .isEqualTo(time);
    }

    @Test
    void writesTheTimesThatAFormatterWrites() {
        Random random = new Random(20261122);
        for (int i = 0; i < 50_000; i++) {
            long micros = random.nextLong(-1_000_000_000_000_000L, 300_000_000_000_000_000L);
            assertThat(Timestamp.of(micros)).isEqualTo(Timestamp.ofAnyYear(micros));
        }
    }
}
