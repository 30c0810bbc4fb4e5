package io.mandi.engine.partner.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 2.2. */
class RatingBandTest {
    @ParameterizedTest
    @CsvSource({"5, A", "4.50, A", "4.49, B", "4.0, B", "3.99, C", "3, C", "2.99, D", "0, D"})
    void aRatingIsShownAsABand(String rating, RatingBand band) {
        assertThat(RatingBand.of(Decimal.parse(rating))).isEqualTo(band);
    }

    @Test
    void withoutARatingThereIsNoBand() {
        assertThat(RatingBand.of(Optional.empty())).isEqualTo(RatingBand.UNRATED);
    }
}
