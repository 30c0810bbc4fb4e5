package io.mandi.engine.lots.match;

import static io.mandi.engine.lots.match.LotTicket.KG;
import static io.mandi.engine.lots.match.LotTicket.decimal;
import static io.mandi.engine.lots.match.LotTicket.number;
import static io.mandi.engine.lots.match.LotTicket.perCandy;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.lots.match.AskingPrice.Given;
import io.mandi.engine.lots.match.AskingPrice.GivenOption;
import io.mandi.engine.lots.match.PriceMatrix.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskingPriceTest {
    private static final PriceMatrix BY_STAPLE = new PriceMatrix(
            "STAPLE_LENGTH",
            List.of(
                    new Row("28", decimal("73000")),
                    new Row("30", decimal("77000")),
                    new Row("29", decimal("75000")),
                    new Row("31", decimal("79000"))));

    private static Checked<AskingPrice> asking(
            PriceType type, String base, Optional<PriceMatrix> matrix, String staple, GivenOption... options) {
        return asking(type, base, matrix, number(staple), options);
    }

    private static Checked<AskingPrice> asking(
            PriceType type, String base, Optional<PriceMatrix> matrix, QualityValue staple, GivenOption... options) {
        return AskingPrice.of(
                new Given(type, Optional.ofNullable(base).map(LotTicket::decimal), List.of(options), matrix),
                Unit.CANDY,
                KG,
                Map.of("STAPLE_LENGTH", staple),
                Optional.of(perCandy("52500")));
    }

    private static AskingPrice price(Checked<AskingPrice> checked) {
        return checked.asOptional().orElseThrow();
    }

    @Test
    void av12FixedAndNegotiableAskTheirBasePrice() {
        // AV-12
        assertThat(price(asking(PriceType.FIXED, "71500", Optional.empty(), "29")))
                .isEqualTo(AskingPrice.of(perCandy("71500")));
        assertThat(price(asking(PriceType.NEGOTIABLE, "71500", Optional.empty(), "29")))
                .isEqualTo(AskingPrice.of(perCandy("71500")));
        assertThat(price(asking(PriceType.NEGOTIABLE, null, Optional.empty(), "29")))
                .isEqualTo(AskingPrice.OPEN);
    }

    @Test
    void av12SpotAsksTheReferencePriceOfTheDay() {
        assertThat(price(asking(PriceType.SPOT, "71500", Optional.empty(), "29")))
                .isEqualTo(AskingPrice.of(perCandy("52500"))); // AV-12
    }

    @Test
    void av12OptionsStandBesideTheBasePrice() {
        GivenOption option = new GivenOption(Optional.of("CASH"), Optional.of("EX_GIN"), decimal("59500"));

        // AV-12
        for (PriceType type : PriceType.values()) {
            assertThat(price(asking(type, "71500", Optional.of(BY_STAPLE), "29", option)))
                    .isEqualTo(new AskingPrice(
                            List.of(new PriceOption(Optional.of("CASH"), Optional.of("EX_GIN"), perCandy("59500"))),
                            Optional.of(perCandy("71500"))));
        }
    }

    @ParameterizedTest
    @CsvSource({"28, 73000", "28.9, 73000", "29, 75000", "29.0, 75000", "30.99, 77000", "31, 79000", "40, 79000"})
    void av13TheHighestRowNotAboveTheValueApplies(String staple, String price) {
        assertThat(price(asking(PriceType.MATRIX, null, Optional.of(BY_STAPLE), staple)))
                .isEqualTo(AskingPrice.of(perCandy(price))); // AV-13
    }

    @Test
    void av13WithoutARowThereIsNoLot() {
        // AV-13
        assertThat(asking(PriceType.MATRIX, "71500", Optional.of(BY_STAPLE), "27.99")
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("price_matrix");
        assertThat(asking(PriceType.MATRIX, "71500", Optional.empty(), "29").flaws())
                .hasSize(1);
        PriceMatrix other = new PriceMatrix("TRASH", BY_STAPLE.rows());
        assertThat(asking(PriceType.MATRIX, "71500", Optional.of(other), "29").flaws())
                .hasSize(1);
    }

    @Test
    void av13TextsNeedARowOfTheirOwn() {
        PriceMatrix byGrade = new PriceMatrix(
                "STAPLE_LENGTH", List.of(new Row("ICS-105", decimal("60000")), new Row("ICS-107", decimal("65000"))));

        // AV-13
        assertThat(price(asking(PriceType.MATRIX, null, Optional.of(byGrade), new QualityValue.Text(" ics-107"))))
                .isEqualTo(AskingPrice.of(perCandy("65000")));
        assertThat(asking(PriceType.MATRIX, null, Optional.of(byGrade), new QualityValue.Text("ICS-106"))
                        .flaws())
                .hasSize(1);
    }

    @Test
    void av13ARangeIsPricedByItsLeast() {
        assertThat(price(asking(
                        PriceType.MATRIX,
                        null,
                        Optional.of(BY_STAPLE),
                        new QualityValue.Range(decimal("28.5"), decimal("30")))))
                .isEqualTo(AskingPrice.of(perCandy("73000"))); // AV-13
    }

    @Test
    void aPriceThatCannotBeConvertedIsAFlaw() {
        Decimal tooFine = new Decimal(1_001, 3);

        assertThat(asking(
                                PriceType.FIXED,
                                "71500",
                                Optional.empty(),
                                number("29"),
                                new GivenOption(Optional.empty(), Optional.empty(), tooFine))
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("price");
    }
}
