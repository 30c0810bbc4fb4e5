package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.publication.BookChecksum.ShownLevel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BookChecksumTest {
    private static final String QUANTITY = "0.00000500";

    /** Levels of 0.00005 from a price on, in hundred thousandths. */
    private static List<ShownLevel> levels(int first, int step, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ShownLevel("0.%05d".formatted(first + i * step), QUANTITY))
                .toList();
    }

    @Test
    void isTheCrc32OfTheDigitsOfTheBestLevels() {
        List<ShownLevel> asks = levels(5_005, 5, 10);
        List<ShownLevel> bids = levels(5_000, -5, 10);
        assertThat(asks.getLast().price()).isEqualTo("0.05050");
        assertThat(bids.getLast().price()).isEqualTo("0.04955");
        assertThat(BookChecksum.of(asks, bids)).isEqualTo(2_726_735_196L);
    }

    @Test
    void leavesOutWhatLiesBehindTheTenthLevel() {
        assertThat(BookChecksum.of(levels(5_005, 5, 25), levels(5_000, -5, 11))).isEqualTo(2_726_735_196L);
    }

    @Test
    void takesTheAsksFirstAndDropsThePointAndTheZerosInFrontOnly() {
        long crcOf123456789 = 0xCBF43926L;
        assertThat(BookChecksum.of(List.of(new ShownLevel("0.012", "34")), List.of(new ShownLevel("5.67", "0.089"))))
                .isEqualTo(crcOf123456789);
        long crcOf100 = BookChecksum.of(List.of(new ShownLevel("1.0", "0.0")), List.of(new ShownLevel("0", "0")));
        assertThat(crcOf100)
                .isEqualTo(BookChecksum.of(List.of(new ShownLevel("10", "0")), List.of()))
                .isNotEqualTo(BookChecksum.of(List.of(new ShownLevel("1", "0")), List.of()));
    }

    @Test
    void ofAnEmptyBookIsZero() {
        assertThat(BookChecksum.of(List.of(), List.of())).isZero();
    }
}
