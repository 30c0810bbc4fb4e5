package io.mandi.http.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportLayoutTest {
    private static ReportRow good(ReportLayout layout, String line) {
        return switch (layout.read(line)) {
            case ReadRow.Good(ReportRow row) -> row;
            case ReadRow.Bad(RowFlaw flaw) -> throw new AssertionError(flaw);
        };
    }

    @Test
    void theFirstLineTellsTheLayout() {
        assertThat(ReportLayout.of(ReportLayout.HEADER)).hasValue(ReportLayout.ARRIVALS);
        assertThat(ReportLayout.of("\uFEFF" + ReportLayout.HEADER)).hasValue(ReportLayout.ARRIVALS);
        assertThat(ReportLayout.of("Bihar,Bhojpur,Piro,Potato,Jyoti,FAQ,06/02/2024,1300,1350,1325"))
                .hasValue(ReportLayout.PRICES);
        assertThat(ReportLayout.of("seq,ts_ms,op,id,side,price,quantity")).isEmpty();
        assertThat(ReportLayout.of("a,b,c,d,e,f,2024-02-06,1,2,3")).isEmpty();
        assertThat(ReportLayout.of("\"never closed")).isEmpty();
        assertThat(ReportLayout.of("")).isEmpty();
    }

    @Test
    void aRowOfArrivalsIsReadFieldByField() {
        ReportRow row = good(
                ReportLayout.ARRIVALS,
                "Onion,Maharashtra,\"Sangli(Phale, Bhajipura Market)\",12/12/2019,203.5,Local,2500,9000,7000");

        assertThat(row)
                .isEqualTo(new ReportRow(
                        "Onion",
                        "Maharashtra",
                        "Sangli(Phale, Bhajipura Market)",
                        LocalDate.of(2019, 12, 12),
                        Decimal.parse("203.5"),
                        "Local",
                        "",
                        "2500",
                        "9000",
                        Decimal.parse("7000").orElseThrow()));
    }

    @Test
    void aRowOfPricesIsReadFromBothEnds() {
        ReportRow row = good(
                ReportLayout.PRICES,
                "Gujarat,Gandhinagar,Kalol(Veg,Market,Kalol),Sesamum(Sesame,Gingelly,Til),White,FAQ,06/02/2024,500,1250,1000.5");

        assertThat(row)
                .isEqualTo(new ReportRow(
                        "Sesamum(Sesame,Gingelly,Til)",
                        "Gujarat",
                        "Kalol(Veg,Market,Kalol)",
                        LocalDate.of(2024, 2, 6),
                        Optional.empty(),
                        "White",
                        "FAQ",
                        "500",
                        "1250",
                        Decimal.parse("1000.5").orElseThrow()));
    }

    @Test
    void aYearOfTwoDigitsIsOneOfThisCentury() {
        assertThat(good(ReportLayout.ARRIVALS, "Onion,Maharashtra,Pune,04/10/18,203,Local,2500,9000,7000")
                        .date())
                .isEqualTo(LocalDate.of(2018, 10, 4));
    }

    @Test
    void aBracketThatNothingOpensIsPartOfAName() {
        ReportRow row = good(
                ReportLayout.PRICES,
                "Karnataka,Kolar,Chickkaballapura,Rose(Loose)),Other,FAQ,07/02/2024,1500,3000,2500");

        assertThat(row.commodity()).isEqualTo("Rose(Loose))");
        assertThat(row.variety()).isEqualTo("Other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "Onion,Maharashtra,Pune,12/12/2019,203,Local,2500,9000; MALFORMED_ROW",
                "Onion,Maharashtra,Pune,12/12/2019,203,Local,2500,9000,7000,1; MALFORMED_ROW",
                "Onion,Maharashtra,\"Pune,12/12/2019,203,Local,2500,9000,7000; MALFORMED_ROW",
                "Onion,Maharashtra,Chandvad,,,Red,300,650,600; NO_ARRIVALS",
                "Onion,Maharashtra,Pune,12/12/2019,0,Local,2500,9000,7000; NO_ARRIVALS",
                "Onion,Maharashtra,Pune,12/12/2019,-4,Local,2500,9000,7000; NO_ARRIVALS",
                "Onion,Maharashtra,Pune,12/12/2019,1e3,Local,2500,9000,7000; NO_ARRIVALS",
                "Onion,Maharashtra,Pune,31/02/2019,203,Local,2500,9000,7000; NO_DATE",
                "Onion,Maharashtra,Pune,2019-12-12,203,Local,2500,9000,7000; NO_DATE",
                "Onion,Maharashtra,Pune,12/12/2019,203,Local,NR,NR,NR; NO_PRICE",
                "Onion,Maharashtra,Pune,12/12/2019,203,Local,2500,9000,0; NO_PRICE",
                "Onion,Maharashtra,Pune,12/12/2019,203, ,2500,9000,7000; NO_QUALITY",
                "Onion,,Pune,12/12/2019,203,Local,2500,9000,7000; NO_NAME",
                ",Maharashtra,Pune,12/12/2019,203,Local,2500,9000,7000; NO_NAME",
                "Onion,Maharashtra,,12/12/2019,203,Local,2500,9000,7000; NO_NAME"
            })
    void aRowOfArrivalsThatIsNoLotSaysWhy(String line, RowFlaw.Code code) {
        assertThat(ReportLayout.ARRIVALS.read(line))
                .isInstanceOfSatisfying(
                        ReadRow.Bad.class, bad -> assertThat(bad.flaw().code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Bihar,Bhojpur,Piro,Potato,Jyoti,06/02/2024,1300,1350,1325; MALFORMED_ROW",
                "Telangana,Ranga Reddy,Ramakrisnapuram,RBZ,Onion,1st Sort,FAQ,06/02/2024,1900,1900,1900; AMBIGUOUS_ROW",
                "Bihar,Bhojpur,Piro(New,Potato,Jyoti,FAQ,06/02/2024,1300,1350,1325; AMBIGUOUS_ROW",
                "Bihar,Bhojpur,Piro,Potato,Jyoti,FAQ,6/2/2024,1300,1350,1325; NO_DATE",
                "Bihar,Bhojpur,Piro,Potato,Jyoti,FAQ,06/02/2024,1300,1350,; NO_PRICE"
            })
    void aRowOfPricesThatIsNoLotSaysWhy(String line, RowFlaw.Code code) {
        assertThat(ReportLayout.PRICES.read(line))
                .isInstanceOfSatisfying(
                        ReadRow.Bad.class, bad -> assertThat(bad.flaw().code()).isEqualTo(code));
    }
}
