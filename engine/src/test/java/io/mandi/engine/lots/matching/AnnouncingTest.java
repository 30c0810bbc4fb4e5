package io.mandi.engine.lots.matching;

import static io.mandi.engine.lots.matching.SampleMatches.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is told of which new match. */
class AnnouncingTest {
    private static final Announcing ANNOUNCING = new Announcing(5, Duration.ofSeconds(300), new BigDecimal("0.95"));

    private static Announcement announced(String score, Optional<String> price, String quantity) {
        return new Announcement(AT, new BigDecimal(score), price.map(BigDecimal::new), new BigDecimal(quantity));
    }

    private static Match found(long number) {
        Match match = SampleMatches.found();
        return new Match(
                SampleMatches.id(number),
                match.need(),
                match.lot(),
                match.buyer(),
                match.seller(),
                match.state(),
                match.verdict(),
                match.approval(),
                match.reservations(),
                match.sold(),
                match.rounds(),
                match.run(),
                match.evaluatedAt(),
                match.watched(),
                match.known(),
                match.announced());
    }

    /** MT-14. */
    @Test
    void onlyTheBestFiveOfARunAreAnnounced() {
        List<Match> found =
                IntStream.rangeClosed(1, 8).mapToObj(AnnouncingTest::found).toList();
        assertThat(ANNOUNCING.choose(found, AT).stream().map(match -> match.id().number()))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    /** MT-16. */
    @Test
    void thePairIsNotAnnouncedAgainWhileItIsMuchTheSame() {
        Match told = ANNOUNCING.choose(List.of(found(1)), AT).getFirst();
        Instant within = AT.plusSeconds(300).minusNanos(1_000);
        assertThat(ANNOUNCING.choose(List.of(told), within)).isEmpty();
        assertThat(ANNOUNCING.choose(List.of(told), AT.plusSeconds(300))).hasSize(1);

        Match better =
                told.judged(MatchState.FOUND, SampleMatches.accepted("0.8785", "201.08", "16200.000000"), 2, within);
        assertThat(ANNOUNCING.choose(List.of(better), within))
                .as("0.0501 better")
                .hasSize(1);
    }

    /** A repeat takes no place from those that are new. */
    @Test
    void aRepeatIsNotCounted() {
        Match told = ANNOUNCING.choose(List.of(found(1)), AT).getFirst();
        List<Match> found = IntStream.rangeClosed(1, 6)
                .mapToObj(number -> number == 1 ? told : found(number))
                .toList();
        assertThat(ANNOUNCING.choose(found, AT.plusSeconds(1)).stream()
                        .map(match -> match.id().number()))
                .containsExactly(2L, 3L, 4L, 5L, 6L);
    }

    /** MT-16. */
    @Test
    void similarityGoesByTheLargestChange() {
        Announcement before = announced("0.8000", Optional.of("200"), "1000");
        assertThat(Announcing.similarity(before, announced("0.8000", Optional.of("200"), "1000")))
                .isEqualByComparingTo("1");
        assertThat(Announcing.similarity(before, announced("0.8500", Optional.of("200"), "1000")))
                .isEqualByComparingTo("0.95");
        assertThat(Announcing.similarity(before, announced("0.8100", Optional.of("180"), "1000")))
                .isEqualByComparingTo("0.9");
        assertThat(Announcing.similarity(before, announced("0.8100", Optional.of("202"), "700")))
                .isEqualByComparingTo("0.7");
        assertThat(Announcing.similarity(before, announced("0.8000", Optional.empty(), "1000")))
                .isEqualByComparingTo("0");
    }
}
