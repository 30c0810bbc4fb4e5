package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commodities of an organisation, over HTTP. */
class CommoditiesIT {
    private static final TestNode NODE = TestNode.shared();
    private static final String COMMODITIES = "/api/v1/commodities";
    private static final ApiClient STAFF = NODE.staffOf("commodities-market");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String FULL = """
        {"name":"Turmeric","category":"SPICE","hsn_code":"0910","hs_code_6digit":"091030","base_unit":"KG","trade_unit":"BAG",
        "rate_unit":"QUINTAL","unit_factors":{"CANDY":"355.56","BAG":"65.5"},"currency":"USD",
        "tax_rates":[{"rate":"5","pre_packed_rate":"18","valid_from":"2017-07-01"},
            {"rate":"0.25","pre_packed_rate":null,"valid_from":"2027-01-01"}],
        "standard_lot_size":"10","min_order_quantity":"1.500","delivery_tolerance_pct":"5","weight_tolerance_pct":"2.25",
        "varieties":[{"name":"Erode","code":"ERODE","is_standard":true}],
        "parameters":[{"code":"CURCUMIN","type":"NUMERIC","unit":"%","min":"2","max":"9","default":"3.5","is_mandatory":true,
            "display_order":1},
            {"code":"LENGTH","type":"RANGE","unit":"mm","min":"1","max":null,"default":{"min":"2","max":"3"},
            "is_mandatory":false,"display_order":2}],
        "reverse_charge_from_agriculturist":true,"reference_price":{"price":"14500.00","date":"2026-11-23"}}\
        """;

    private static ObjectNode object(String json) {
        return (ObjectNode) new Reply(200, Map.of(), json.getBytes(StandardCharsets.UTF_8)).json();
    }

    private static ObjectNode goods() {
        return Orders.object()
                .put("name", "Turmeric")
                .put("category", "SPICE")
                .put("hsn_code", "0910")
                .put("base_unit", "KG")
                .put("trade_unit", "MT")
                .put("rate_unit", "QUINTAL");
    }

    private static JsonNode created(ObjectNode commodity) {
        return STAFF.post(COMMODITIES, commodity.toString()).json(201);
    }

    private static String path(JsonNode commodity) {
        return COMMODITIES + "/" + commodity.path("id").textValue();
    }

    private static JsonNode withoutWarnings(JsonNode written) {
        ObjectNode copy = written.deepCopy();
        copy.remove("warnings");
        return copy;
    }

    // --------------------------------------------------------------------------------------------------------- create

    @Test
    void showsACommodityWithAllItsFields() {
        Reply reply = STAFF.post(COMMODITIES, FULL);
        JsonNode commodity = reply.json(201);
        assertThat(reply.header("ETag")).hasValue("\"1\"");
        JsonNode given = object(FULL);
        given.fieldNames()
                .forEachRemaining(
                        name -> assertThat(commodity.path(name)).as(name).isEqualTo(given.path(name)));
        List<String> names = new ArrayList<>(Reply.names(given));
        names.addFirst("id");
        names.addAll(List.of("is_active", "created_at", "updated_at", "warnings"));
        assertThat(Reply.names(commodity)).containsExactlyElementsOf(names);
        assertThat(commodity.path("warnings")).isEmpty();
        assertThat(STAFF.get(path(commodity)).json(200)).isEqualTo(withoutWarnings(commodity));
    }

    @Test
    void takesWhatIsUnusualWithAWarning() {
        ObjectNode cotton = goods().put("category", "COTTON");
        cotton.putArray("tax_rates").addObject().put("rate", "12").put("valid_from", "2017-07-01");
        JsonNode commodity = created(cotton);
        List<String> warnings = new ArrayList<>();
        commodity
                .path("warnings")
                .forEach(warning -> warnings.add(warning.path("pointer").textValue() + " "
                        + warning.path("code").textValue()));
        assertThat(warnings)
                .containsExactlyInAnyOrder("/hsn_code unusual_hsn_code", "/tax_rates/0/rate unusual_tax_rate");
        assertThat(STAFF.get(path(commodity)).json(200).has("warnings")).isFalse();
        assertThat(STAFF.patch(path(commodity), "{\"hsn_code\":\"5201\"}")
                        .json(200)
                        .path("warnings"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /name                     | {"name":null}                                          | 400 | missing_field
        /rate_unit                | {"rate_unit":null}                                     | 400 | missing_field
        /is_active                | {"is_active":true}                                     | 400 | unknown_field
        /standard_lot_size        | {"standard_lot_size":25}                               | 400 | string_expected
        /tax_rates                | {"tax_rates":{"rate":"5"}}                             | 400 | array_expected
        /tax_rates/0              | {"tax_rates":["5"]}                                    | 400 | object_expected
        /tax_rates/0/valid_from   | {"tax_rates":[{"rate":"5"}]}                           | 400 | missing_field
        /tax_rates/0/valid_from   | {"tax_rates":[{"rate":"5","valid_from":"2026-13-01"}]} | 400 | invalid_value
        /varieties/0/colour       | {"varieties":[{"name":"A","code":"A","colour":"red"}]} | 400 | unknown_field
        /parameters/0/type        | {"parameters":[{"code":"A","type":"DATE"}]}            | 400 | invalid_value
        /parameters/0/default     | {"parameters":[{"code":"A","type":"NUMERIC","default":1.5}]} | 400 | string_expected
        /unit_factors             | {"unit_factors":["BAG"]}                               | 400 | object_expected
        /unit_factors/BAG         | {"unit_factors":{"BAG":65}}                            | 400 | string_expected
        /unit_factors/a~1b        | {"unit_factors":{"a/b":"65"}}                          | 400 | unknown_field
        /category                 | {"category":"spice"}                                   | 422 | validation_failed
        /hsn_code                 | {"hsn_code":"091"}                                     | 422 | validation_failed
        /hs_code_6digit           | {"hs_code_6digit":"0910"}                              | 422 | validation_failed
        /currency                 | {"currency":"RUP"}                                     | 422 | validation_failed
        /base_unit                | {"base_unit":"TONNE"}                                  | 422 | unknown_unit
        /trade_unit               | {"trade_unit":"FURLONG"}                               | 422 | unknown_unit
        /rate_unit                | {"rate_unit":"LITER"}                                  | 422 | unit_dimension_mismatch
        /unit_factors/QUINTAL     | {"unit_factors":{"QUINTAL":"101"}}                     | 422 | unit_factor_fixed
        /unit_factors/BAG         | {"unit_factors":{"BAG":"0"}}                           | 422 | number_out_of_range
        /unit_factors/FURLONG     | {"unit_factors":{"FURLONG":"1"}}                       | 422 | unknown_unit
        /unit_factors/bag         | {"unit_factors":{"BAG":"60","bag":"61"}}               | 422 | validation_failed
        /standard_lot_size        | {"standard_lot_size":"0"}                              | 422 | number_out_of_range
        /min_order_quantity       | {"min_order_quantity":"1.2345"}                        | 422 | too_many_decimals
        /delivery_tolerance_pct   | {"delivery_tolerance_pct":"100.1"}                     | 422 | number_out_of_range
        /reference_price/price    | {"reference_price":{"price":"1.005","date":"2026-11-23"}} | 422 | too_many_decimals
        /varieties/1/code         | {"varieties":[{"name":"A","code":"A"},{"name":"B","code":"A"}]} | 422 | validation_failed
        /parameters/0/max         | {"parameters":[{"code":"A","type":"NUMERIC","min":"2","max":"1"}]} | 422 | validation_failed
        /parameters/0/default     | {"parameters":[{"code":"A","type":"NUMERIC","max":"1","default":"2"}]} | 422 | quality_out_of_range
        /parameters/0/display_order | {"parameters":[{"code":"A","type":"TEXT","display_order":-1}]} | 422 | number_out_of_range
        """)
    void refusesWhatCannotBeACommodity(String pointer, String change, int status, String code) {
        ObjectNode commodity = goods();
        commodity.setAll(object(change));
        JsonNode problem = STAFF.post(COMMODITIES, commodity.toString()).problem(status, code);
        assertThat(Reply.errors(problem)).containsExactly(pointer + " " + code);
    }

    @Test
    void asksACommodityForThePackageThatOnlyItCanSize() {
        ObjectNode cloth =
                goods().put("base_unit", "METER").put("trade_unit", "BALE").put("rate_unit", "METER");
        JsonNode problem = STAFF.post(COMMODITIES, cloth.toString()).problem(422, "unit_factor_missing");
        assertThat(Reply.errors(problem)).containsExactly("/trade_unit unit_factor_missing");
        cloth.putObject("unit_factors").put("bale", "1500");
        assertThat(created(cloth).at("/unit_factors/BALE").textValue()).isEqualTo("1500");
    }

    @ParameterizedTest
    @CsvSource({"varieties,200", "parameters,50", "tax_rates,50"})
    void takesListsUpToTheirLength(String list, int most) {
        created(withElements(list, most));
        JsonNode problem =
                STAFF.post(COMMODITIES, withElements(list, most + 1).toString()).problem(422, "validation_failed");
        assertThat(Reply.errors(problem)).containsExactly("/" + list + " validation_failed");
    }

    private static ObjectNode withElements(String list, int count) {
        ObjectNode commodity = goods();
        ArrayNode elements = commodity.putArray(list);
        for (int i = 0; i < count; i++) {
            ObjectNode element = elements.addObject();
            switch (list) {
                case "varieties" -> element.put("name", "V").put("code", "V" + i);
                case "parameters" -> element.put("code", "P" + i).put("type", "TEXT");
                default -> element.put("rate", "5").put("valid_from", (1950 + i) + "-07-01");
            }
        }
        return commodity;
    }

    @Test
    void takesANameUpToItsLength() {
        created(goods().put("name", "x".repeat(120)));
        STAFF.post(COMMODITIES, goods().put("name", "x".repeat(121)).toString()).problem(422, "validation_failed");
    }

    @Test
    void createsOnceForEachKey() {
        String key = ApiClient.newKey();
        Reply first = STAFF.postOnce(key, COMMODITIES, FULL);
        Reply again = STAFF.postOnce(key, COMMODITIES, FULL);
        assertThat(again.replayed()).isTrue();
        assertThat(again.json(201)).isEqualTo(first.json(201));
        STAFF.postOnce(key, COMMODITIES, goods().toString()).problem(422, "idempotency_key_reused");
        // The key of another operation.
        STAFF.postOnce(key, "/api/v1/locations", "{\"name\":\"A\",\"country\":\"IN\"}")
                .json(201);
    }

    // --------------------------------------------------------------------------------------------------------- change

    @Test
    void changesWhatIsGivenAndLeavesTheRest() {
        JsonNode before = STAFF.post(COMMODITIES, FULL).json(201);
        Reply reply = STAFF.patch(
                path(before),
                "{\"min_order_quantity\":\"2\",\"varieties\":[],\"unit_factors\":{\"BAG\":\"60\"},\"currency\":null}",
                "If-Match",
                "\"1\"");
        JsonNode after = reply.json(200);
        assertThat(reply.header("ETag")).hasValue("\"2\"");
        ObjectNode expected = before.deepCopy();
        expected.put("min_order_quantity", "2");
        expected.putArray("varieties");
        expected.putObject("unit_factors").put("BAG", "60");
        expected.set("updated_at", after.path("updated_at"));
        assertThat(after).isEqualTo(expected);
        STAFF.patch(path(before), "{\"name\":\"B\"}", "If-Match", "\"1\"").problem(412, "precondition_failed");
        // The same again changes nothing.
        assertThat(STAFF.patch(path(before), "{\"min_order_quantity\":\"2\"}").header("ETag"))
                .hasValue("\"2\"");
    }

    @Test
    void keepsTheBaseUnit() {
        JsonNode commodity = created(goods());
        ObjectNode change = Orders.object()
                .put("base_unit", "LITER")
                .put("trade_unit", "LITER")
                .put("rate_unit", "LITER");
        JsonNode problem = STAFF.patch(path(commodity), change.toString()).problem(422, "field_fixed");
        assertThat(Reply.errors(problem)).containsExactly("/base_unit field_fixed");
    }

    @Test
    void isDeactivatedWithAReasonAndActivatedAgain() {
        JsonNode commodity = created(goods());
        JsonNode problem = STAFF.patch(path(commodity), "{\"is_active\":false}").problem(422, "reason_required");
        assertThat(Reply.errors(problem)).containsExactly("/is_active reason_required");
        String deactivate = path(commodity) + "/deactivate";
        STAFF.post(deactivate, "{}").problem(400, "missing_field");
        STAFF.post(deactivate, "{\"reason\":\"" + "x".repeat(501) + "\"}").problem(422, "validation_failed");
        STAFF.post(deactivate, "{\"reason\":\"over\"}", "If-Match", "\"7\"").problem(412, "precondition_failed");
        Reply reply = STAFF.post(deactivate, "{\"reason\":\"the season is over\"}");
        assertThat(reply.json(200).path("is_active").booleanValue()).isFalse();
        assertThat(reply.header("ETag")).hasValue("\"2\"");
        assertThat(STAFF.post(deactivate, "{\"reason\":\"once more\"}").header("ETag"))
                .as("it was already")
                .hasValue("\"2\"");
        assertThat(STAFF.patch(path(commodity), "{\"is_active\":true}")
                        .json(200)
                        .path("is_active")
                        .booleanValue())
                .isTrue();
        STAFF.post(COMMODITIES + "/com_0000000000001_commodities-market/deactivate", "{\"reason\":\"over\"}")
                .problem(404, "not_found");
    }

    // ----------------------------------------------------------------------------------------------------------- list

    @Test
    void listsTheStarterCatalogueWithTheNumberOfEachCategory() {
        ApiClient staff = NODE.staffOf("commodities-list");
        JsonNode page = staff.get(COMMODITIES + "?limit=3").json(200);
        assertThat(names(page)).containsExactly("Cotton lint", "Cotton waste", "Cotton yarn");
        assertThat(page.at("/facets/category/PULSES").intValue()).isEqualTo(2);
        JsonNode next = staff.get(COMMODITIES + "?limit=500&cursor="
                        + page.path("next_cursor").textValue())
                .json(200);
        assertThat(names(next)).hasSize(16).doesNotContain("Cotton yarn");
        assertThat(names(staff.get(COMMODITIES + "?category=OIL").json(200)))
                .containsExactly("Palm oil", "Soy oil", "Sunflower oil");
        assertThat(names(staff.get(COMMODITIES + "?search=COTTON&hsn_code=5201").json(200)))
                .containsExactly("Cotton lint");
        assertThat(staff.get(COMMODITIES + "?search=oil&category=GOLD")
                        .json(200)
                        .path("facets"))
                .isEqualTo(object("{\"category\":{\"OIL\":3,\"OILSEED\":1}}"));
        assertThat(staff.get(COMMODITIES + "?format=csv").text().lines())
                .hasSize(20)
                .first()
                .asString()
                .startsWith("id,name,category,");
        staff.get(COMMODITIES + "?cursor=bm9uZQ").problem(400, "invalid_parameter");
        staff.get(COMMODITIES + "?search=%00").problem(400, "invalid_parameter");
        staff.get(COMMODITIES + "?colour=red").problem(400, "unknown_parameter");
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("items").forEach(item -> names.add(item.path("name").textValue()));
        return names;
    }

    // ---------------------------------------------------------------------------------------------------------- audit

    @Test
    void standsInTheAuditWithAllThatWasDoneToIt() {
        String id = STAFF.post(COMMODITIES, FULL).json(201).path("id").textValue();
        STAFF.post(COMMODITIES + "/" + id + "/deactivate", "{\"reason\":\"over\"}")
                .json(200);
        List<String> actions = new ArrayList<>();
        await("the audit follows").atMost(LIMIT).until(() -> {
            actions.clear();
            STAFF.get("/api/v1/audit?entity=" + id).json(200).path("items").forEach(item -> {
                actions.add(item.path("action").textValue());
                assertThat(item.path("entity_type").textValue()).isEqualTo("commodity");
                assertThat(item.path("entity_id").textValue()).isEqualTo(id);
            });
            return actions.size() == 9;
        });
        assertThat(actions.reversed())
                .containsExactly(
                        "commodity.created.v1",
                        "commodity.parameter_set.v1",
                        "commodity.parameter_set.v1",
                        "commodity.unit_factor_set.v1",
                        "commodity.unit_factor_set.v1",
                        "commodity.tax_rate_set.v1",
                        "commodity.tax_rate_set.v1",
                        "commodity.reference_price_set.v1",
                        "commodity.deactivated.v1");
    }
}
