package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What commands' answers rest on, as headers say it. */
class ConsistencyTokenTest {
    private static final String ORGANIZATION = "north";
    private static final BookId COTTON = new BookId(ORGANIZATION, "COTTON-29MM");
    private static final BookId WHEAT = new BookId(ORGANIZATION, "WHEAT.LOKWAN_1");
    private static final int LONGEST = 4_500;

    private static Optional<String> token(Map<String, Long> numbers) {
        Answer answer = ConsistencyToken.mark(Answer.of(200, out -> {}), ORGANIZATION, numbers);
        return Optional.ofNullable(answer.headers().get("Consistency-Token"));
    }

    private static String token(BookId book, long number) {
        return token(Map.of(book.symbol(), number)).orElseThrow();
    }

    private static Map<String, Long> books(int count) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            numbers.put("A".repeat(29) + (100 + i), 999_999_999_999_999_999L);
        }
        return numbers;
    }

    private static void assertInvalid(String organization, String header) {
        assertThatThrownBy(() -> ConsistencyToken.parse(organization, header))
                .as(header)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("invalid_consistency_token"));
    }

    @Test
    void saysWhatItWasMadeOf() {
        String one = token(COTTON, 7);
        assertThat(one).matches("[A-Za-z0-9_-]+");
        assertThat(ConsistencyToken.parse(ORGANIZATION, one)).isEqualTo(Map.of(EntityId.of(COTTON), 7L));
        String two = token(Map.of(COTTON.symbol(), 5L, WHEAT.symbol(), 1L)).orElseThrow();
        assertThat(ConsistencyToken.parse(ORGANIZATION, two))
                .isEqualTo(Map.of(EntityId.of(COTTON), 5L, EntityId.of(WHEAT), 1L));
    }

    @Test
    void ofSeveralTheNewestCounts() {
        String header = token(COTTON, 7) + "," + token(WHEAT, 2) + " ,  " + token(COTTON, 6);
        assertThat(ConsistencyToken.parse(ORGANIZATION, header))
                .isEqualTo(Map.of(EntityId.of(COTTON), 7L, EntityId.of(WHEAT), 2L));
    }

    @Test
    void namesBooksOfLotsBesideThoseOfOrders() {
        EntityId lots = EntityId.ofLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, ORGANIZATION));
        String token = ConsistencyToken.mark(Answer.of(200, out -> {}), lots, 3)
                .headers()
                .get("Consistency-Token");
        assertThat(ConsistencyToken.parse(ORGANIZATION, token + "," + token(COTTON, 7)))
                .isEqualTo(Map.of(lots, 3L, EntityId.of(COTTON), 7L));
        assertInvalid(ORGANIZATION, token(Map.of("~7", 1L)).orElseThrow());
        assertInvalid("south", token);
    }

    @Test
    void meansNothingToAnotherOrganisation() {
        assertInvalid("south", token(COTTON, 7));
    }

    @Test
    void nothingElseIsOne() {
        String token = token(COTTON, 7);
        assertInvalid(ORGANIZATION, "");
        assertInvalid(ORGANIZATION, token + ",");
        assertInvalid(ORGANIZATION, "\"" + token + "\"");
        assertInvalid(ORGANIZATION, token.substring(1));
        assertInvalid(ORGANIZATION, token.substring(0, token.length() - 2));
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            assertInvalid(ORGANIZATION, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            bytes[i] ^= 1;
        }
    }

    @Test
    void anAnswerThatRestsOnNothingHasNone() {
        assertThat(token(Map.of())).isEmpty();
        assertThat(token(Map.of("COTTON", 0L))).isEmpty();
    }

    @Test
    void staysShortEnoughForAHeader() {
        Optional<String> longest = token(books(ConsistencyToken.MAX_BOOKS));
        assertThat(longest).hasValueSatisfying(token -> assertThat(token).hasSizeLessThan(LONGEST));
        assertThat(ConsistencyToken.parse(ORGANIZATION, longest.orElseThrow())).hasSize(ConsistencyToken.MAX_BOOKS);
        assertThat(token(books(ConsistencyToken.MAX_BOOKS + 1))).isEmpty();
        assertInvalid(ORGANIZATION, longest.orElseThrow() + "," + token(COTTON, 1));
    }
}
