package io.mandi.engine.catalog.commodity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COM-5. */
class TermsTest {
    private static final Terms TERMS = Terms.STANDARD;

    @ParameterizedTest
    @CsvSource({"CASH, 0", "D15, 15", "D30, 30", "D45, 45", "LC, 0"})
    void com5PaymentTermsHaveDays(String code, int days) {
        assertThat(TERMS.payment(code).asOptional()).contains(new Terms.Payment(code, days));
    }

    @ParameterizedTest
    @CsvSource({
        "EX_GIN, false, false",
        "EX_WAREHOUSE, false, false",
        "DELIVERED, true, false",
        "FOB, false, false",
        "CIF, true, true"
    })
    void com5DeliveryTermsSayWhatThePriceCovers(String code, boolean freight, boolean insurance) {
        assertThat(TERMS.delivery(code).asOptional()).contains(new Terms.Delivery(code, freight, insurance));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAB_TEST", "SPOT_INSPECTION"})
    void com5PassingTerms(String code) {
        assertThat(TERMS.passing(code).asOptional()).contains(new Terms.Passing(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELLER_SCALE", "BUYER_SCALE", "PUBLIC_SCALE"})
    void com5WeighmentTermsHaveADeduction(String code) {
        assertThat(TERMS.weighment(code).asOptional().orElseThrow().weightDeductionPercent())
                .hasToString("0.00");
    }

    @Test
    void com5ThereAreNoOthers() {
        assertThat(TERMS.payment()).containsOnlyKeys("CASH", "D15", "D30", "D45", "LC");
        assertThat(TERMS.delivery()).containsOnlyKeys("EX_GIN", "EX_WAREHOUSE", "DELIVERED", "FOB", "CIF");
        assertThat(TERMS.passing()).containsOnlyKeys("LAB_TEST", "SPOT_INSPECTION");
        assertThat(TERMS.weighment()).containsOnlyKeys("SELLER_SCALE", "BUYER_SCALE", "PUBLIC_SCALE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cash", "D60", "EXW", " CASH"})
    void com5UnknownCodesAreFlaws(String code) {
        List<Checked<?>> answers =
                List.of(TERMS.payment(code), TERMS.delivery(code), TERMS.passing(code), TERMS.weighment(code));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.flaws()).singleElement().satisfies(flaw -> {
                    assertThat(flaw.code()).isEqualTo(FlawCode.UNKNOWN_TERM);
                    assertThat(flaw.detail()).startsWith("must be one of ");
                }));
    }
}
