package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.catalog.setting.Setting;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of an organisation's market, and the units that follow from them, over HTTP. */
class SettingsIT {
    private static final TestNode NODE = TestNode.shared();
    private static final String SETTINGS = "/api/v1/settings";
    private static final String UNITS = "/api/v1/units";
    private static final String CONVERT = UNITS + "/convert";
    private static final String ORGANIZATION = "settings-market";
    private static final ApiClient STAFF = NODE.staffOf(ORGANIZATION);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void showsEverySettingByItsName() {
        Reply reply = NODE.staffOf("settings-new").get(SETTINGS);
        JsonNode settings = reply.json(200);
        assertThat(reply.header("ETag")).hasValue("\"1\"");
        assertThat(Reply.names(settings))
                .containsExactlyElementsOf(
                        Setting.all().stream().map(Setting::name).toList());
        assertThat(settings.path("timezone").textValue()).isEqualTo("Asia/Kolkata");
        // As this node has organisations begin.
        assertThat(settings.path("orders_require_approved_partner").booleanValue())
                .isFalse();
        assertThat(settings.path("auto_approve_lots").booleanValue()).isTrue();
        assertThat(settings.path("unit_factor_candy").textValue()).isEqualTo("355.62");
        assertThat(settings.at("/weights_cotton/quality").textValue()).isEqualTo("0.40");
        assertThat(settings.path("max_results").isIntegralNumber()).isTrue();
    }

    @Test
    void documentsEverySetting() throws Exception {
        JsonNode schemas = new JsonMapper().readTree(OpenApiRoutes.document()).at("/components/schemas");
        for (String schema : new String[] {"Settings", "SettingsChange"}) {
            assertThat(Reply.names(schemas.path(schema).path("properties")))
                    .containsExactlyElementsOf(
                            Setting.all().stream().map(Setting::name).toList());
        }
    }

    @Test
    void changesWhatIsNamedAndLeavesTheRest() {
        ApiClient staff = NODE.staffOf("settings-changed");
        String body = "{\"circular_rule\":\"UNSETTLED\",\"max_distance_km\":80,\"unit_factor_candy\":\"355.56\","
                + "\"sanctioned_countries\":[\"ir\",\"kp\"],\"cross_state_allowed\":true,"
                + "\"weights_gold\":{\"quality\":\"0.25\",\"price\":\"0.25\",\"delivery\":\"0.25\",\"risk\":\"0.25\"}}";
        Reply reply = staff.patch(SETTINGS, body, "If-Match", "\"1\"");
        JsonNode now = reply.json(200);
        assertThat(reply.header("ETag")).hasValue("\"2\"");
        assertThat(now.path("circular_rule").textValue()).isEqualTo("UNSETTLED");
        assertThat(now.path("sanctioned_countries").toString()).isEqualTo("[\"IR\",\"KP\"]");
        assertThat(now.at("/weights_gold/risk").textValue()).isEqualTo("0.25");
        assertThat(now.path("timezone").textValue()).isEqualTo("Asia/Kolkata");
        assertThat(staff.get(SETTINGS).json(200)).isEqualTo(now);
        staff.patch(SETTINGS, body, "If-Match", "\"1\"").problem(412, "precondition_failed");
        assertThat(staff.patch(SETTINGS, body).header("ETag"))
                .as("nothing is another")
                .hasValue("\"2\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /unit_factor_candle   | {"unit_factor_candle":"1"}             | 400 | unknown_field
        /cross_state_allowed  | {"cross_state_allowed":"true"}         | 400 | boolean_expected
        /max_distance_km      | {"max_distance_km":"80"}               | 400 | integer_expected
        /unit_factor_candy    | {"unit_factor_candy":355.56}           | 400 | string_expected
        /unit_factor_candy    | {"unit_factor_candy":"1e3"}            | 400 | invalid_decimal
        /weights_gold         | {"weights_gold":{"quality":0.5}}       | 400 | string_expected
        /max_distance_km      | {"max_distance_km":0}                  | 422 | number_out_of_range
        /unit_factor_candy    | {"unit_factor_candy":"0"}              | 422 | number_out_of_range
        /minimum_score_cotton | {"minimum_score_cotton":"0.12345"}     | 422 | too_many_decimals
        /timezone             | {"timezone":"Mars/Olympus"}            | 422 | validation_failed
        /circular_rule        | {"circular_rule":"NEVER"}              | 422 | validation_failed
        /sanctioned_countries | {"sanctioned_countries":["XX"]}        | 422 | validation_failed
        /sanctioned_countries | {"sanctioned_countries":"KP"}          | 422 | validation_failed
        /weights_gold         | {"weights_gold":{"quality":"0.5"}}     | 422 | validation_failed
        /weights_gold         | {"weights_gold":{"quality":"0.5","price":"0.5","delivery":"0.1","risk":"0"}} | 422 | weights_sum
        /weights_gold/risk    | {"weights_gold":{"quality":"1","price":"0","delivery":"0","risk":"1.5"}} | 422 | number_out_of_range
        """)
    void refusesWhatCannotBe(String pointer, String body, int status, String code) {
        JsonNode before = STAFF.get(SETTINGS).json(200);
        String more = body.replaceFirst("\\{", "{\"max_results\":7,");
        JsonNode problem = STAFF.patch(SETTINGS, more).problem(status, code);
        assertThat(Reply.errors(problem)).containsExactly(pointer + " " + code);
        assertThat(STAFF.get(SETTINGS).json(200)).as("all of it or nothing").isEqualTo(before);
    }

    @Test
    void standsInTheAudit() {
        String organization = "settings-audited";
        ApiClient staff = NODE.staffOf(organization);
        staff.patch(SETTINGS, "{\"max_results\":7}").json(200);
        await("the audit follows")
                .atMost(LIMIT)
                .until(() -> staff.get("/api/v1/audit?user=clerk&limit=1")
                                .json(200)
                                .path("items")
                                .size()
                        == 1);
        JsonNode entry = staff.get("/api/v1/audit?user=clerk&limit=1").json(200).at("/items/0");
        assertThat(entry.path("entity_type").textValue()).isEqualTo("organization");
        assertThat(entry.path("entity_id").textValue()).isEqualTo(organization);
        assertThat(entry.at("/details/setting").textValue()).isEqualTo("max_results");
        assertThat(entry.at("/details/new").intValue()).isEqualTo(7);
    }

    // ---------------------------------------------------------------------------------------------------------- units

    @Test
    void listsTheUnitsAsTheOrganisationHasThem() {
        ApiClient staff = NODE.staffOf("settings-units");
        staff.patch(SETTINGS, "{\"unit_factor_bale\":\"165\"}").json(200);
        JsonNode units = staff.get(UNITS).json(200);
        assertThat(units.path("items")).hasSize(32);
        units.path("items").forEach(unit -> {
            switch (unit.path("code").textValue()) {
                case "BALE" -> assertThat(unit.path("factor").textValue()).isEqualTo("165");
                case "QUINTAL" ->
                    assertThat(unit.toString())
                            .isEqualTo(
                                    "{\"code\":\"QUINTAL\",\"base_unit\":\"KG\",\"factor\":\"100\",\"kind\":\"FIXED\","
                                            + "\"aliases\":[\"QTL\"]}");
                default -> assertThat(unit.path("factor").isTextual()).isTrue();
            }
        });
        assertThat(units.path("next_cursor").isNull()).isTrue();
        assertThat(staff.get(UNITS + "?format=csv").text())
                .startsWith("code,base_unit,factor,kind,aliases\r\nKG,KG,1,");
    }

    private static String conversion(String quantity, String unit, String to) {
        return Orders.object()
                .put("quantity", quantity)
                .put("unit", unit)
                .put("to", to)
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "600,BALE,CANDY,286.823,102000.000000,KG",
        "20,mt,qtl,200,20000.000000,KG",
        "1000,POUND,KG,453.592,453.592370,KG",
        "2,DOZEN,PCS,24,24.000000,PIECE",
        "1,BARREL,GALLON,42,158.987295,LITER"
    })
    void convertsQuantities(String quantity, String unit, String to, String converted, String base, String baseUnit) {
        JsonNode answer = STAFF.post(CONVERT, conversion(quantity, unit, to)).json(200);
        assertThat(Reply.names(answer)).containsExactly("quantity", "base_quantity", "base_unit");
        assertThat(new BigDecimal(answer.path("quantity").textValue())).isEqualByComparingTo(converted);
        assertThat(answer.path("base_quantity").textValue()).isEqualTo(base);
        assertThat(answer.path("base_unit").textValue()).isEqualTo(baseUnit);
    }

    @ParameterizedTest
    @CsvSource({
        "10,LITER,KG,/to,unit_dimension_mismatch",
        "10,FURLONG,KG,/unit,unknown_unit",
        "10,KG,FURLONG,/to,unknown_unit",
        "0,KG,MT,/quantity,number_out_of_range",
        "1.2345,KG,MT,/quantity,too_many_decimals",
        "0.001,GRAM,MT,/quantity,number_out_of_range"
    })
    void refusesConversionsThatCannotBe(String quantity, String unit, String to, String pointer, String code) {
        JsonNode problem = STAFF.post(CONVERT, conversion(quantity, unit, to)).problem(422, code);
        assertThat(Reply.errors(problem)).containsExactly(pointer + " " + code);
    }

    @Test
    void convertsByWhatTheCommoditySays() {
        String commodity = STAFF.post(
                        "/api/v1/commodities",
                        "{\"name\":\"Cloth\",\"category\":\"TEXTILE\",\"hsn_code\":\"5208\",\"base_unit\":\"METER\","
                            + "\"trade_unit\":\"BALE\",\"rate_unit\":\"METER\",\"unit_factors\":{\"BALE\":\"1500\"}}")
                .json(201)
                .path("id")
                .textValue();
        String known = conversion("2", "BALE", "YARD").replace("}", ",\"commodity_id\":\"" + commodity + "\"}");
        JsonNode answer = STAFF.post(CONVERT, known).json(200);
        assertThat(answer.path("quantity").textValue()).isEqualTo("3280.839");
        assertThat(answer.path("base_unit").textValue()).isEqualTo("METER");
        // Of another organisation, as one that never was.
        JsonNode problem = NODE.otherStaff().post(CONVERT, known).problem(422, "unknown_commodity");
        assertThat(Reply.errors(problem)).containsExactly("/commodity_id unknown_commodity");
        STAFF.post(CONVERT, known.replace("\"BALE\"", "\"KG\"")).problem(422, "unit_dimension_mismatch");
        STAFF.post(CONVERT, known.replace("\"BALE\"", "\"BAG\"")).problem(422, "unit_factor_missing");
        STAFF.post(CONVERT, known.replace("\"2\"", "2")).problem(400, "string_expected");
    }
}
