package io.mandi.http.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.catalog.Decimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportLotsTest {
    private static final String ARRIVED = "Onion,Maharashtra,Pune,12/12/2019,203.5,Local,2500,9000,7000";
    private static final String PRICED = "Maharashtra,Pune,Pune,Onion,Local,FAQ,12/12/2019,2500,9000,7000";
    private static final ReportLots LOTS = new ReportLots("ptn_1", Optional.empty(), Optional.empty());

    private static ReportRow row(ReportLayout layout, String line) {
        return switch (layout.read(line)) {
            case ReadRow.Good(ReportRow row) -> row;
            case ReadRow.Bad(RowFlaw flaw) -> throw new AssertionError(flaw);
        };
    }

    private static ReportRow arrived(String line) {
        return row(ReportLayout.ARRIVALS, line);
    }

    @Test
    void aLotIsAsMuchAsArrivedAtTheModalPriceWhereTheMarketIs() throws JsonProcessingException {
        assertThat(LOTS.flaw(arrived(ARRIVED))).isEmpty();
        assertThat(LOTS.lot(arrived(ARRIVED), "com_1", "loc_1")).isEqualTo(new JsonMapper().readTree("""
            {"commodity_id": "com_1", "seller_partner_id": "ptn_1", "location_id": "loc_1", "total_quantity": "203.5",
             "quantity_unit": "MT", "price_type": "FIXED", "base_price": "7000", "rate_unit": "QUINTAL",
             "allow_duplicate": true, "quality_params": {"VARIETY": "Local"}}
            """));
    }

    @Test
    void aReportOfPricesTakesItsQuantityFromTheImport() throws JsonProcessingException {
        ReportRow row = row(ReportLayout.PRICES, PRICED);
        assertThat(LOTS.flaw(row)).map(RowFlaw::code).hasValue(RowFlaw.Code.NO_ARRIVALS);

        ReportLots told =
                new ReportLots("ptn_1", Decimal.parse("12"), Optional.of(Instant.parse("2024-02-29T18:30:00Z")));
        assertThat(told.flaw(row)).isEmpty();
        assertThat(told.lot(row, "com_1", "loc_1")).isEqualTo(new JsonMapper().readTree("""
            {"commodity_id": "com_1", "seller_partner_id": "ptn_1", "location_id": "loc_1", "total_quantity": "12",
             "quantity_unit": "MT", "price_type": "FIXED", "base_price": "7000", "rate_unit": "QUINTAL",
             "allow_duplicate": true, "quality_params": {"VARIETY": "Local", "GRADE": "FAQ"},
             "expires_at": "2024-02-29T18:30:00Z"}
            """));
    }

    @Test
    void aStateIsKnownByEachSpellingOfItsName() {
        for (String name : List.of("Chattisgarh", "CHHATTISGARH", "Uttrakhand", "Pondicherry", "NCT  of Delhi")) {
            assertThat(LOTS.flaw(arrived(ARRIVED.replace("Maharashtra", name))))
                    .as(name)
                    .isEmpty();
        }
        assertThat(LOTS.flaw(arrived(ARRIVED.replace("Maharashtra", "Punjab (Pakistan)"))))
                .map(RowFlaw::code)
                .hasValue(RowFlaw.Code.UNKNOWN_STATE);
    }

    @Test
    void whateverDiffersInARowMakesAnotherKeyAndNothingElseDoes() {
        Set<String> keys = new HashSet<>();
        List<String> rows = List.of(
                ARRIVED,
                ARRIVED.replace("Onion", "Potato"),
                ARRIVED.replace("Maharashtra", "Gujarat"),
                ARRIVED.replace("Pune", "Nashik"),
                ARRIVED.replace("12/12", "13/12"),
                ARRIVED.replace("203.5", "203"),
                ARRIVED.replace("Local", "Red"),
                ARRIVED.replace("2500", "2501"),
                ARRIVED.replace("9000", "9001"),
                ARRIVED.replace("7000", "7001"));
        rows.forEach(line -> keys.add(LOTS.key(arrived(line))));
        keys.add(new ReportLots("ptn_2", Optional.empty(), Optional.empty()).key(arrived(ARRIVED)));

        assertThat(keys).hasSize(rows.size() + 1).allMatch(key -> key.matches("[\\x21-\\x7E]{1,255}"));
        ReportLots later = new ReportLots("ptn_1", Decimal.parse("9"), Optional.of(Instant.EPOCH));
        assertThat(later.key(arrived(ARRIVED.replace("Onion", "\"Onion\"")))).isEqualTo(LOTS.key(arrived(ARRIVED)));
    }

    @Test
    void whatIsToldOfARowIsNoOrderToATerminal() {
        assertThat(new RowFlaw(RowFlaw.Code.UNKNOWN_COMMODITY, "named \u001b[2J\u202eOnion").detail())
                .isEqualTo("named  [2J Onion");
    }
}
