package io.mandi.engine.partner.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.identifier.Pan.Holder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 4.2. */
class IdentifiersTest {
    private static FlawCode code(Checked<?> checked) {
        assertThat(checked.flaws()).hasSize(1);
        Flaw flaw = checked.flaws().get(0);
        assertThat(flaw.field()).isEmpty();
        return flaw.code();
    }

    // PT-6
    @Test
    void pt6TheExampleHasTheCheckCharacterK() {
        assertThat(Gstin.checkCharacter("24AAACG1234A1Z")).isEqualTo('K');
    }

    // PT-6
    @ParameterizedTest
    @CsvSource({
        "24AAACG1234A1ZK, 24, AAACG1234A, COMPANY",
        "27AABCM5678K1ZY, 27, AABCM5678K, COMPANY",
        "33AACCT4321L1ZH, 33, AACCT4321L, COMPANY",
        "08AAKFR7788P1ZX, 08, AAKFR7788P, FIRM",
        "03AAJFP2468R1ZN, 03, AAJFP2468R, FIRM"
    })
    void pt6SyntheticNumbersAreTaken(String text, String state, String pan, Holder holder) {
        Gstin gstin = Gstin.of(" " + text.toLowerCase() + " ").asOptional().orElseThrow();
        assertThat(gstin.text()).isEqualTo(text);
        assertThat(gstin.stateDigits()).isEqualTo(state);
        assertThat(gstin.pan()).isEqualTo(new Pan(pan));
        assertThat(gstin.pan().holder()).isEqualTo(holder);
    }

    // PT-6
    @Test
    void pt6AWrongCheckCharacterIsFound() {
        Checked<Gstin> checked = Gstin.of("27AAAAA1234A1Z5");
        assertThat(code(checked)).isEqualTo(FlawCode.INVALID_GSTIN);
        assertThat(checked.flaws().get(0).detail()).contains("check character");
        assertThat(Gstin.checkCharacter("27AAAAA1234A1Z5")).isEqualTo('O');
        assertThat(Gstin.of("27AAAAA1234A1ZO").asOptional()).isPresent();
    }

    // PT-6
    @Test
    void pt6EachMistypedCharacterIsFound() {
        String right = "24AAACG1234A1ZK";
        for (int i = 0; i < right.length(); i++) {
            char other = right.charAt(i) == 'B' || right.charAt(i) == '7'
                    ? '8'
                    : Character.isDigit(right.charAt(i)) ? '7' : 'B';
            String wrong = right.substring(0, i) + other + right.substring(i + 1);
            assertThat(Gstin.of(wrong).asOptional()).as(wrong).isEmpty();
        }
    }

    // PT-6
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "24AAACG1234A1Z",
                "24AAACG1234A1ZKK",
                "2XAAACG1234A1ZK",
                "24AAACG1234A1XK",
                "25AAACG1234A1ZI",
                "99AAACG1234A1ZK",
                "24AAAXG1234A1ZK"
            })
    void pt6OtherFormsAreNone(String text) {
        assertThat(code(Gstin.of(text))).isEqualTo(FlawCode.INVALID_GSTIN);
    }

    @ParameterizedTest
    @CsvSource({
        "P, PERSON",
        "C, COMPANY",
        "H, HINDU_UNDIVIDED_FAMILY",
        "F, FIRM",
        "A, ASSOCIATION",
        "T, TRUST",
        "B, BODY_OF_INDIVIDUALS",
        "G, GOVERNMENT",
        "J, ARTIFICIAL_PERSON",
        "L, LOCAL_AUTHORITY"
    })
    void theFourthLetterOfAPanSaysWhoseItIs(String letter, Holder holder) {
        assertThat(Pan.of("aaa" + letter + "g1234a ").asOptional().orElseThrow().holder())
                .isEqualTo(holder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAXG1234A", "AAACG12345", "AAAC1234AA", "AAACG1234AB"})
    void otherFormsAreNoPan(String text) {
        assertThat(code(Pan.of(text))).isEqualTo(FlawCode.INVALID_PAN);
    }

    @Test
    void banksHaveAnIfscOrASwiftCode() {
        assertThat(Ifsc.of(" hdfc0001234").asOptional()).hasValue(new Ifsc("HDFC0001234"));
        assertThat(code(Ifsc.of("HDFC1001234"))).isEqualTo(FlawCode.INVALID_IFSC);
        assertThat(Bic.of("deutdeff").asOptional()).hasValue(new Bic("DEUTDEFF"));
        assertThat(Bic.of("DEUTDEFF500").asOptional()).isPresent();
        assertThat(code(Bic.of("DEUTDEFF5"))).isEqualTo(FlawCode.INVALID_SWIFT);
        assertThat(code(Bic.of("DEUTXXFF"))).isEqualTo(FlawCode.INVALID_SWIFT);
    }

    @ParameterizedTest
    @CsvSource({
        "US, 12-3456789, true",
        "US, 123456789, false",
        "GB, gb123456789, true",
        "GB, GB12345678, false",
        "DE, DE 123, false",
        "DE, DE123456789, true"
    })
    void foreignTaxIdsHaveTheFormOfTheirCountry(String country, String text, boolean right) {
        Checked<ForeignTaxId> checked = ForeignTaxId.of(text, country);
        assertThat(checked.asOptional().isPresent()).isEqualTo(right);
        if (!right) {
            assertThat(code(checked)).isEqualTo(FlawCode.INVALID_FOREIGN_TAX_ID);
        }
    }

    @Test
    void foreignTaxIdsHaveAtMostFortyCharacters() {
        assertThat(ForeignTaxId.of("x".repeat(40), "FR").asOptional()).hasValue(new ForeignTaxId("X".repeat(40)));
        assertThat(ForeignTaxId.of("x".repeat(41), "FR").asOptional()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "+919812345678, true",
        "+12, true",
        "+1, false",
        "919812345678, false",
        "+0919812345678, false",
        "+9198123456789012, false"
    })
    void mobileNumbersHaveTheirCountry(String text, boolean right) {
        assertThat(Mobile.of(text).asOptional().isPresent()).isEqualTo(right);
        if (!right) {
            assertThat(code(Mobile.of(text))).isEqualTo(FlawCode.INVALID_MOBILE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sales",
                "sales@example",
                "sa les@example.org",
                "@example.org",
                "sales@-example.org",
                "a@b@c.org"
            })
    void otherTextsAreNoEmail(String text) {
        assertThat(code(Email.of(text))).isEqualTo(FlawCode.INVALID_EMAIL);
    }

    @Test
    void anEmailHasADomain() {
        Email email = Email.of(" Sales@Example.ORG ").asOptional().orElseThrow();
        assertThat(email.text()).isEqualTo("Sales@example.org");
        assertThat(email.domain()).isEqualTo("example.org");
        assertThat(Email.of("s@" + "x".repeat(60) + ("." + "y".repeat(60)).repeat(4))
                        .asOptional())
                .isEmpty();
    }
}
