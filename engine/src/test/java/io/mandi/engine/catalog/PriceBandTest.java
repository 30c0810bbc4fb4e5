package io.mandi.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBandTest {
    @ParameterizedTest
    @CsvSource({
        // reference, percent, tick, lowest and highest in ticks
        "100, 4, 1, 96, 104",
        "57500, 4, 5, 11040, 11960",
        "101, 4, 1, 97, 105",
        "100, 0.1, 1, 100, 100",
        "100, 100, 1, 1, 200",
        "100, 250, 1, 1, 350",
        "0.00000001, 50, 0.00000001, 1, 1",
        "999999999999999, 4, 1, 960000000000000, 1000000000000000"
    })
    void hasTheWholeTicksWithinItsPercent(String reference, String percent, String tick, long lowest, long highest) {
        assertThat(PriceBand.around(decimal(reference), decimal(percent), decimal(tick)))
                .isEqualTo(new PriceBand(lowest, highest));
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }
}
