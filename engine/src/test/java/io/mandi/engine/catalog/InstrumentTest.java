package io.mandi.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstrumentTest {
    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static Instrument instrument(
            String tick, String lot, String least, String most, String reference, String currency, String unit) {
        return new Instrument(
                "COTTON-29MM",
                "Cotton 29 mm",
                Optional.of("cotton"),
                currency,
                unit,
                "CANDY",
                decimal(tick),
                decimal(lot),
                Optional.ofNullable(least).map(InstrumentTest::decimal),
                Optional.ofNullable(most).map(InstrumentTest::decimal),
                Optional.empty(),
                Optional.ofNullable(reference).map(InstrumentTest::decimal));
    }

    private static Instrument instrument(String tick, String lot, String least, String most, String reference) {
        return instrument(tick, lot, least, most, reference, "INR", "BALE");
    }

    @ParameterizedTest
    @CsvSource({
        // tick, lot, min, max, reference
        "0.05, 1,,,",
        "0.05, 0.5, 0.5, 100, 54000.05",
        "1, 5, 5, 5,",
        "1, 1, 10.0, 20.00, 7",
        "0.00000001, 0.00000001,, 10000, 0.00000001"
    })
    void acceptsDefinitionsWhoseNumbersFitTogether(
            String tick, String lot, String least, String most, String reference) {
        assertThat(instrument(tick, lot, least, most, reference).flaw()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1,,,, tick_size",
        "0.00, 1,,,, tick_size",
        "1, 0,,,, lot_size",
        "1, 5, 4,,, min_quantity",
        "1, 5, 0,,, min_quantity",
        "1, 5,, 12,, max_quantity",
        "1, 5,, 0,, max_quantity",
        "1, 1, 20, 10,, max_quantity",
        "1, 0.1,, 100000000000.1,, max_quantity",
        "0.5, 1,,, 100.25, reference_price",
        "0.5, 1,,, 0, reference_price"
    })
    void namesTheFieldThatDoesNotFit(
            String tick, String lot, String least, String most, String reference, String field) {
        assertThat(instrument(tick, lot, least, most, reference).flaw()).hasValueSatisfying(flaw -> {
            assertThat(flaw.field()).isEqualTo(field);
            assertThat(flaw.detail()).isNotBlank();
        });
    }

    @Test
    void readsOrdersOfADefinitionThatDiffersInNotationOnly() {
        assertThat(instrument("0.5", "1", null, null, null).reads(instrument("0.50", "1.0", "1", "9", "5")))
                .isTrue();
    }

    @Test
    void doesNotReadOrdersOfOtherGridsOrUnits() {
        Instrument now = instrument("0.5", "1", null, null, null);

        assertThat(now.reads(instrument("0.25", "1", null, null, null))).isFalse();
        assertThat(now.reads(instrument("0.5", "2", null, null, null))).isFalse();
        assertThat(now.reads(instrument("0.5", "1", null, null, null, "USD", "BALE")))
                .isFalse();
        assertThat(now.reads(instrument("0.5", "1", null, null, null, "INR", "KG")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COTTON-29MM", "a", "0", "A.b_c-9", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"})
    void hasASymbolThatCanStandInAPath(String symbol) {
        assertThat(Instrument.SYMBOL.matcher(symbol).matches()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-A", ".", "..", "_x", "A B", "A/B", "A|B", "Ä", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"})
    void hasNoOtherSymbol(String symbol) {
        assertThat(Instrument.SYMBOL.matcher(symbol).matches()).isFalse();
    }

    @Test
    void allowsAMillionLargestOrdersOnOneLevel() {
        assertThat(Instrument.MAX_LOTS).isLessThan(Long.MAX_VALUE / 1_000_000);
    }
}
