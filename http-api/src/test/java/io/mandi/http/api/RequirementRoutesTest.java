package io.mandi.http.api;

import static io.mandi.http.api.DeskSamples.BUYER;
import static io.mandi.http.api.DeskSamples.COMMODITY;
import static io.mandi.http.api.DeskSamples.NEED;
import static io.mandi.http.api.DeskSamples.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.match.AllocationType;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.http.desk.Allocation;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.PostedNeed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs over HTTP: what a body means, what is answered, and who may say what. */
class RequirementRoutesTest {
    private static final DeskApi API = new DeskApi();
    private static final DeskApi.User STAFF = API.staff();
    private static final DeskApi.User MILL = API.partner(BUYER);
    private static final String PATH = "/api/v1/requirements";
    private static final String ONE = PATH + "/" + NEED;
    private static final String KEY = "Idempotency-Key";
    private static final String START =
            "{\"commodity_id\": \"" + COMMODITY + "\", \"min_quantity\": \"10\", \"max_quantity\": \"60\"";
    private static final String SHORT = START + "}";

    @AfterAll
    static void stop() {
        API.close();
    }

    private static DeskReply.Done<PostedNeed> done() {
        return new DeskReply.Done<>(DeskSamples.need(), List.of(), false, 42);
    }

    private static Reply create(DeskApi.User user, String body) {
        API.desk.answers(done());
        return API.send(user, "POST", PATH, body, KEY, "k-1");
    }

    private static NeedPatch patched(String body) {
        API.desk.answers(done());
        API.send(MILL, "PATCH", ONE, body).json(200);
        return API.desk.asked(NeedPatch.class);
    }

    @Test
    void readsEveryFieldOfANewNeed() {
        create(MILL, START + """
            , "buyer_branch_id": "1", "commodity_equivalents": [{"commodity_id": "com_8", "ratio": "0.85"}],
             "preferred_quantity": "50", "min_lot_quantity": "5", "quantity_unit": "BALE",
             "quality_requirements": {"STAPLE_LENGTH": {"min": "28", "max": "30", "preferred": "29"},
                "COLOUR": {"accepted": ["white", "cream"], "required": false}, "GRADE": {"exact": "A"}},
             "max_budget_per_unit": "75000.00", "preferred_price_per_unit": "70000.00", "rate_unit": "CANDY",
             "total_budget": "5000000", "currency": "INR",
             "delivery_locations": [{"location_id": "loc_1", "max_distance_km": "60"},
                {"city": "Ahmedabad", "state_code": "GJ", "country": "IN"}],
             "delivery_window_start": "2026-11-24T00:00:00Z", "delivery_window_end": "2026-12-04T00:00:00Z",
             "delivery_flexibility_hours": 24, "preferred_delivery_terms": ["EX_GIN"],
             "preferred_payment_terms": ["D15"], "preferred_incoterm": "FOB", "market_visibility": "PRIVATE",
             "invited_seller_ids": ["ptn_a"], "allowed_regions": [], "urgency": "URGENT", "intent": "NEGOTIATION",
             "auto_allocate": true, "valid_from": "2026-11-24T00:00:00Z", "valid_until": "2026-12-05T00:00:00Z",
             "allow_duplicate": true}\
            """).json(201);
        Desk.NewNeed asked = API.desk.asked(Desk.NewNeed.class);
        assertThat(asked.commodity()).isEqualTo(COMMODITY);
        assertThat(asked.buyer()).isEqualTo(BUYER);
        assertThat(asked.allowDuplicate()).isTrue();
        NeedDraft need = asked.need();
        assertThat(need.buyerBranch()).hasValue("1");
        assertThat(need.equivalents()).isEqualTo(Map.of("com_8", decimal("0.85")));
        assertThat(List.of(
                        need.min(),
                        need.max(),
                        need.preferred().orElseThrow(),
                        need.minLot().orElseThrow()))
                .isEqualTo(List.of(decimal("10"), decimal("60"), decimal("50"), decimal("5")));
        assertThat(need.unit()).hasValue("BALE");
        assertThat(need.quality().get("STAPLE_LENGTH"))
                .isEqualTo(new QualityWish(
                        Optional.of(decimal("28")),
                        Optional.of(decimal("30")),
                        Optional.of("29"),
                        Optional.empty(),
                        List.of(),
                        true));
        assertThat(need.quality().get("COLOUR").accepted()).containsExactly("white", "cream");
        assertThat(need.quality().get("COLOUR").required()).isFalse();
        assertThat(need.quality().get("GRADE").exact()).hasValue("A");
        assertThat(need.maxBudget()).hasValue(decimal("75000.00"));
        assertThat(need.preferredPrice()).hasValue(decimal("70000.00"));
        assertThat(need.rateUnit()).hasValue("CANDY");
        assertThat(need.totalBudget()).hasValue(decimal("5000000"));
        assertThat(need.deliveries()).hasSize(2);
        assertThat(need.deliveries().get(0).locationId()).hasValue("loc_1");
        assertThat(need.deliveries().get(0).maxDistanceKm()).hasValue(decimal("60"));
        assertThat(need.deliveries().get(0).place()).isEmpty();
        assertThat(need.deliveries().get(1).place().orElseThrow().city()).hasValue("Ahmedabad");
        assertThat(need.deliveryWindow().from()).hasValue(Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(need.deliveryWindow().until()).hasValue(Instant.parse("2026-12-04T00:00:00Z"));
        assertThat(need.flexibilityHours()).hasValue(24);
        assertThat(need.deliveryTerms()).containsExactly("EX_GIN");
        assertThat(need.paymentTerms()).containsExactly("D15");
        assertThat(need.incoterm()).hasValue("FOB");
        assertThat(need.audience().partners()).containsExactly("ptn_a");
        assertThat(need.urgency()).isEqualTo(Urgency.URGENT);
        assertThat(need.intent()).isEqualTo("NEGOTIATION");
        assertThat(need.autoAllocate()).isTrue();
        assertThat(need.validUntil()).hasValue(Instant.parse("2026-12-05T00:00:00Z"));
    }

    @Test
    void whatIsNotSaidIsAsMostNeedsAre() {
        create(MILL, SHORT).json(201);
        NeedDraft need = API.desk.asked(Desk.NewNeed.class).need();
        assertThat(need.urgency()).isEqualTo(Urgency.NORMAL);
        assertThat(need.intent()).isEqualTo("DIRECT_BUY");
        assertThat(need.flexibilityHours()).isEmpty();
        assertThat(need.autoAllocate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "urgent": true                                             | /urgent                                  | unknown_field
        "max_budget_per_unit": 75000                               | /max_budget_per_unit                     | string_expected
        "quality_requirements": {"TRASH": "3.5"}                   | /quality_requirements/TRASH              | object_expected
        "quality_requirements": {"TRASH": {"max": 3.5}}            | /quality_requirements/TRASH/max          | string_expected
        "quality_requirements": {"TRASH": {"most": "3.5"}}         | /quality_requirements/TRASH/most         | unknown_field
        "quality_requirements": {"TRASH": {"accepted": [1]}}       | /quality_requirements/TRASH/accepted/0   | string_expected
        "commodity_equivalents": {"com_8": "0.85"}                 | /commodity_equivalents                   | array_expected
        "commodity_equivalents": [{"commodity_id": "com_8"}]       | /commodity_equivalents/0/ratio           | missing_field
        "delivery_locations": [{"location": "loc_1"}]              | /delivery_locations/0/location           | unknown_field
        "delivery_locations": [{"max_distance_km": 60}]            | /delivery_locations/0/max_distance_km    | string_expected
        "delivery_flexibility_hours": "24"                         | /delivery_flexibility_hours              | integer_expected
        "urgency": "NOW"                                           | /urgency                                 | invalid_value
        """)
    void whatCannotBeReadIsRefusedWithItsPlace(String member, String pointer, String code) {
        Reply reply = create(MILL, START + "," + member + "}");
        assertThat(Reply.errors(reply.problem(400, code))).containsExactly(pointer + " " + code);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void aCommodityIsNamedOnceAmongTheEquivalents() {
        String twice = "{\"commodity_id\": \"com_8\", \"ratio\": \"0.85\"}";
        Reply reply = create(MILL, START + ", \"commodity_equivalents\": [" + twice + "," + twice + "]}");
        assertThat(Reply.errors(reply.problem(422, "validation_failed")))
                .containsExactly("/commodity_equivalents validation_failed");
    }

    /** The rules name equivalents by their commodity; in the body they are a list. */
    @Test
    void flawsOfEquivalentsPointIntoTheList() {
        API.desk.answers(new DeskReply.Rejected<>(
                new LotRejection(
                        LotRejectionCode.VALIDATION_FAILED,
                        "",
                        List.of(
                                new Flaw(
                                        FlawCode.NUMBER_OUT_OF_RANGE,
                                        "commodity_equivalents/com_9/ratio",
                                        "must be more than 0"),
                                new Flaw(
                                        FlawCode.VALIDATION_FAILED,
                                        "commodity_equivalents/com_8",
                                        "must be another commodity")),
                        false),
                false));
        Reply reply = API.send(
                MILL,
                "POST",
                PATH,
                START + ", \"commodity_equivalents\": [{\"commodity_id\": \"com_8\", \"ratio\": \"1\"},"
                        + " {\"commodity_id\": \"com_9\", \"ratio\": \"0\"}]}",
                KEY,
                "k");
        assertThat(Reply.errors(reply.problem(422, "number_out_of_range")))
                .containsExactly(
                        "/commodity_equivalents/1/ratio number_out_of_range",
                        "/commodity_equivalents/0/commodity_id validation_failed");
    }

    @Test
    void aPatchChangesWhatItNamesAndTakesAwayWhatItNamesAsNull() {
        assertThat(patched("{}")).isEqualTo(NeedPatch.NOTHING);
        NeedPatch patch = patched("""
            {"max_quantity": "80", "preferred_quantity": null, "total_budget": null, "commodity_equivalents": null,
             "delivery_window_end": null, "delivery_locations": [], "urgency": "PLANNING",
             "delivery_flexibility_hours": 0, "reason": "more looms"}\
            """);
        assertThat(patch.max()).hasValue(decimal("80"));
        assertThat(patch.preferred()).hasValue(Optional.empty());
        assertThat(patch.totalBudget()).hasValue(Optional.empty());
        assertThat(patch.equivalents()).hasValue(Map.of());
        assertThat(patch.windowEnd()).hasValue(Optional.empty());
        assertThat(patch.windowStart()).isEmpty();
        assertThat(patch.deliveries()).hasValue(List.of());
        assertThat(patch.urgency()).hasValue(Urgency.PLANNING);
        assertThat(patch.flexibilityHours()).hasValue(0);
        assertThat(patch.reason()).hasValue("more looms");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"max_quantity": null}         | /max_quantity     | validation_failed
        {"intent": null}               | /intent           | validation_failed
        {"commodity_id": "com_1"}      | /commodity_id     | field_fixed
        {"buyer_partner_id": "ptn_1"}  | /buyer_partner_id | field_fixed
        """)
    void aPatchCannotTakeAwayWhatEveryNeedHas(String body, String pointer, String code) {
        API.desk.answers(done());
        assertThat(Reply.errors(API.send(MILL, "PATCH", ONE, body).problem(422, code)))
                .containsExactly(pointer + " " + code);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void aNewNeedIsShownWithItsPlaceVersionAndToken() {
        Reply reply = create(MILL, SHORT);
        JsonNode need = reply.json(201);
        assertThat(reply.header("Location")).hasValue(ONE);
        assertThat(reply.header("ETag")).hasValue("\"9\"");
        assertThat(reply.header("Consistency-Token")).isPresent();
        assertThat(Reply.names(need))
                .containsExactly(
                        "id",
                        "requirement_number",
                        "buyer_partner_id",
                        "buyer_branch_id",
                        "commodity_id",
                        "commodity_equivalents",
                        "min_quantity",
                        "max_quantity",
                        "preferred_quantity",
                        "min_lot_quantity",
                        "quantity_unit",
                        "quality_requirements",
                        "max_budget_per_unit",
                        "preferred_price_per_unit",
                        "rate_unit",
                        "total_budget",
                        "currency",
                        "delivery_locations",
                        "delivery_window_start",
                        "delivery_window_end",
                        "delivery_flexibility_hours",
                        "preferred_delivery_terms",
                        "preferred_payment_terms",
                        "preferred_incoterm",
                        "market_visibility",
                        "invited_seller_ids",
                        "allowed_regions",
                        "urgency",
                        "intent",
                        "auto_allocate",
                        "base_unit",
                        "held",
                        "purchased",
                        "committed",
                        "held_value",
                        "spent",
                        "valid_from",
                        "valid_until",
                        "status",
                        "risk_status",
                        "risk_score",
                        "version",
                        "created_at",
                        "published_at",
                        "updated_at",
                        "warnings");
        assertThat(need.path("requirement_number").textValue()).isEqualTo("REQ-2026-000001");
        assertThat(need.path("preferred_price_per_unit").decimalValue()).isNotNull();
        assertThat(need.path("preferred_price_per_unit").textValue()).isEqualTo("67500.00");
        assertThat(need.path("min_lot_quantity").isNull()).isTrue();
        assertThat(need.path("committed").textValue()).isEqualTo("0.000000");
        assertThat(need.at("/commodity_equivalents/0/ratio").textValue()).isEqualTo("0.85");
        assertThat(need.at("/delivery_locations/0/max_distance_km").textValue()).isEqualTo("60");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        PATCH |           | {"max_quantity": "70"}    | editNeed
        POST  | /publish  |                           | publishNeed
        POST  | /cancel   | {"reason": "changed"}     | cancelNeed
        POST  | /close    |                           | closeNeed
        """)
    void aChangeMayNameAKeyAndAVersion(String method, String below, String body, String what) {
        String path = ONE + (below == null ? "" : below);
        API.desk.answers(done());
        Reply reply = body == null
                ? API.post(MILL, path, KEY, "k-2", "If-Match", "\"9\"")
                : API.send(MILL, method, path, body, KEY, "k-2", "If-Match", "\"9\"");
        assertThat(reply.json(200).path("id").textValue()).isEqualTo(NEED.toString());
        FakeDesk.Asked asked = API.desk.asked();
        assertThat(asked.what()).isEqualTo(what);
        assertThat(asked.caller().expectedVersion()).hasValue(9);
        assertThat(asked.caller().idempotency().orElseThrow().operation()).isEqualTo(method + " " + path);
    }

    @Test
    void aNeedIsCancelledForAReason() {
        API.send(MILL, "POST", ONE + "/cancel", "{}").problem(400, "missing_field");
    }

    @Test
    void aNewNeedTakesAKey() {
        API.desk.answers(done());
        API.send(MILL, "POST", PATH, SHORT).problem(400, "idempotency_key_missing");
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void aPartnersUserBuysForItsOwnPartner() {
        create(MILL, SHORT).json(201);
        assertThat(API.desk.asked(Desk.NewNeed.class).buyer()).isEqualTo(BUYER);
        create(MILL, START + ", \"buyer_partner_id\": \"" + DeskSamples.SELLER + "\"}")
                .problem(404, "not_found");
        assertThat(API.desk.wasAsked()).isFalse();
        assertThat(Reply.errors(create(STAFF, SHORT).problem(400, "missing_field")))
                .containsExactly("/buyer_partner_id missing_field");
    }

    @Test
    void aListIsNarrowedToWhatIsAskedFor() {
        API.desk.lists(List.of(DeskSamples.need()));
        JsonNode page = API.get(
                        MILL, PATH + "?commodity_id=" + COMMODITY + "&status=ACTIVE&urgency=URGENT&intent=NEGOTIATION")
                .json(200);
        assertThat(page.path("items")).hasSize(1);
        assertThat(API.desk.asked(Filters.Needs.class))
                .isEqualTo(new Filters.Needs(
                        Optional.of(BUYER),
                        Optional.of(COMMODITY),
                        Optional.of(NeedStatus.ACTIVE),
                        Optional.of(Urgency.URGENT),
                        Optional.of(Intent.NEGOTIATION)));
        API.get(MILL, PATH + "?buyer_partner_id=" + DeskSamples.SELLER).problem(404, "not_found");
    }

    @Test
    void aFillShowsWhatWasReserved() {
        API.desk.answers(new DeskReply.Done<>(
                new Allocation(
                        DeskSamples.need(),
                        Optional.of(AllocationType.PARTIAL),
                        List.of(DeskSamples.reservation(Stage.NEGOTIATING, Optional.of(decimal("71500.00"))))),
                List.of(),
                false,
                42));
        Reply reply = API.post(MILL, ONE + "/allocate");
        JsonNode filled = reply.json(200);
        assertThat(Reply.names(filled)).containsExactly("allocation_type", "requirement", "reservations");
        assertThat(filled.path("allocation_type").textValue()).isEqualTo("PARTIAL");
        assertThat(filled.at("/requirement/id").textValue()).isEqualTo(NEED.toString());
        assertThat(filled.at("/reservations/0/seller/company_name").textValue()).isEqualTo("Kadi Ginners");
        assertThat(filled.at("/reservations/0/seller").has("legal_name")).isFalse();
        assertThat(reply.header("Consistency-Token")).isPresent();
    }
}
