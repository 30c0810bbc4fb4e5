package io.mandi.http.api;

import static io.mandi.http.api.DeskSamples.COMMODITY;
import static io.mandi.http.api.DeskSamples.LOT;
import static io.mandi.http.api.DeskSamples.SELLER;
import static io.mandi.http.api.DeskSamples.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.PostedLot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lots over HTTP: what a body means, what is answered, and who may say what. */
class AvailabilityRoutesTest {
    private static final DeskApi API = new DeskApi();
    private static final DeskApi.User STAFF = API.staff();
    private static final DeskApi.User GINNER = API.partner(SELLER);
    private static final String PATH = "/api/v1/availabilities";
    private static final String ONE = PATH + "/" + LOT;
    private static final String KEY = "Idempotency-Key";
    private static final String SHORT = """
        {"commodity_id": "%s", "total_quantity": "100", "base_price": "71500.00",
         "quality_params": {"TRASH": "2.4"}, "location_id": "loc_0000000000001_north"}\
        """.formatted(COMMODITY);

    @AfterAll
    static void stop() {
        API.close();
    }

    private static DeskReply.Done<PostedLot> done() {
        return new DeskReply.Done<>(DeskSamples.lot(), List.of(), false, 42);
    }

    private static Reply create(DeskApi.User user, String body) {
        API.desk.answers(done());
        return API.send(user, "POST", PATH, body, KEY, "k-1");
    }

    private static LotPatch patched(String body) {
        API.desk.answers(done());
        API.send(GINNER, "PATCH", ONE, body).json(200);
        return API.desk.asked(LotPatch.class);
    }

    // -------------------------------------------------------------------------------------------------------- bodies

    @Test
    void readsEveryFieldOfANewLot() {
        create(STAFF, """
            {"commodity_id": "%s", "seller_partner_id": "%s", "seller_branch_id": "1", "variety_code": "S6",
             "quality_params": {"STAPLE_LENGTH": "29.5", "MICRONAIRE": {"min": "3.8", "max": "4.2"}},
             "pre_packed": true, "test_report_url": "https://example.org/r", "media_urls": ["https://example.org/1"],
             "address": "12 Gin Road", "city": "Kadi", "state_code": "GJ", "country": "IN", "latitude": 23.298,
             "longitude": 72.331, "total_quantity": "100", "quantity_unit": "BALE", "min_order_quantity": "10",
             "allow_partial_order": false, "price_type": "MATRIX", "base_price": "71500.00", "rate_unit": "CANDY",
             "price_matrix": {"parameter": "STAPLE_LENGTH", "rows": [{"value": "29", "price": "71000"}]},
             "price_options": [{"payment_term": "D15", "delivery_term": "EX_GIN", "price": "71900"}],
             "currency": "INR", "payment_term_options": ["D15"], "delivery_term_options": ["EX_GIN"],
             "passing_term": "SPOT", "weighment_term": "BUYER", "supported_incoterms": ["FOB"],
             "market_visibility": "RESTRICTED", "allowed_partner_ids": ["ptn_a"], "allowed_regions": ["WEST"],
             "available_from": "2026-11-24T00:00:00Z", "available_until": "2026-11-30T05:30:00+05:30",
             "expires_at": "2026-12-01T18:30:00.5Z", "draft": true, "allow_duplicate": true}\
            """.formatted(COMMODITY, SELLER)).json(201);
        Desk.NewLot lot = API.desk.asked(Desk.NewLot.class);
        assertThat(lot.commodity()).isEqualTo(COMMODITY);
        assertThat(lot.seller()).isEqualTo(SELLER);
        assertThat(lot.draft()).isTrue();
        assertThat(lot.allowDuplicate()).isTrue();
        LotDraft draft = lot.lot();
        assertThat(draft.place().orElseThrow().city()).hasValue("Kadi");
        assertThat(draft.place().orElseThrow().coordinates().orElseThrow().longitude())
                .isEqualTo(72.331);
        assertThat(draft)
                .isEqualTo(new LotDraft(
                        Optional.of("1"),
                        Optional.of("S6"),
                        Map.of(
                                "STAPLE_LENGTH",
                                new GivenValue.Text("29.5"),
                                "MICRONAIRE",
                                new GivenValue.Fields(Map.of("min", "3.8", "max", "4.2"))),
                        true,
                        Optional.of("https://example.org/r"),
                        List.of("https://example.org/1"),
                        Optional.empty(),
                        draft.place(),
                        decimal("100"),
                        Optional.of("BALE"),
                        Optional.of(decimal("10")),
                        false,
                        new AskingPrice.Given(
                                PriceType.MATRIX,
                                Optional.of(decimal("71500.00")),
                                List.of(new AskingPrice.GivenOption(
                                        Optional.of("D15"), Optional.of("EX_GIN"), decimal("71900"))),
                                Optional.of(new PriceMatrix(
                                        "STAPLE_LENGTH", List.of(new PriceMatrix.Row("29", decimal("71000")))))),
                        Optional.of("CANDY"),
                        Optional.of("INR"),
                        List.of("D15"),
                        List.of("EX_GIN"),
                        Optional.of("SPOT"),
                        Optional.of("BUYER"),
                        List.of("FOB"),
                        new Audience(Audience.Visibility.RESTRICTED, Set.of("ptn_a"), Set.of(Region.WEST)),
                        Optional.of(Instant.parse("2026-11-24T00:00:00Z")),
                        Optional.of(Instant.parse("2026-11-30T00:00:00Z")),
                        Optional.of(Instant.parse("2026-12-01T18:30:00.5Z"))));
    }

    @Test
    void whatIsNotSaidIsAsMostLotsAre() {
        create(GINNER, SHORT).json(201);
        LotDraft draft = API.desk.asked(Desk.NewLot.class).lot();
        assertThat(draft.partialOrders()).isTrue();
        assertThat(draft.price().type()).isEqualTo(PriceType.FIXED);
        assertThat(draft.audience()).isEqualTo(Audience.EVERYBODY);
        assertThat(draft.unit()).isEmpty();
        assertThat(draft.expiresAt()).isEmpty();
        assertThat(API.desk.asked(Desk.NewLot.class).draft()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "totl_quantity": "1"                        | /totl_quantity              | unknown_field
        "price_matrix": {"parameter": "A", "rows": [], "colour": 1} | /price_matrix/colour | unknown_field
        "base_price": 71500                         | /base_price                 | string_expected
        "min_order_quantity": "1e3"                 | /min_order_quantity         | invalid_decimal
        "quality_params": {"TRASH": 2.4}            | /quality_params/TRASH       | string_expected
        "price_options": [{"price": 5}]             | /price_options/0/price      | string_expected
        "price_options": [{}]                       | /price_options/0/price      | missing_field
        "price_matrix": {"parameter": "TRASH"}      | /price_matrix/rows          | missing_field
        "media_urls": "https://example.org"         | /media_urls                 | array_expected
        "media_urls": [" "]                         | /media_urls/0               | invalid_text
        "allowed_partner_ids": [5]                  | /allowed_partner_ids/0      | string_expected
        "allowed_regions": ["EVERYWHERE"]           | /allowed_regions/0          | invalid_value
        "market_visibility": "SECRET"               | /market_visibility          | invalid_value
        "pre_packed": "yes"                         | /pre_packed                 | boolean_expected
        "expires_at": "tomorrow"                    | /expires_at                 | invalid_value
        "expires_at": "2026-02-30T00:00:00Z"        | /expires_at                 | invalid_value
        "expires_at": 1764000000                    | /expires_at                 | string_expected
        "latitude": "23"                            | /latitude                   | number_expected
        """)
    void whatCannotBeReadIsRefusedWithItsPlace(String member, String pointer, String code) {
        Reply reply =
                create(GINNER, "{\"commodity_id\": \"" + COMMODITY + "\", \"total_quantity\": \"1\"," + member + "}");
        assertThat(Reply.errors(reply.problem(400, code))).containsExactly(pointer + " " + code);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void aPlaceThatIsNoneBreaksARule() {
        Reply reply =
                create(GINNER, SHORT.replace("\"location_id\": \"loc_0000000000001_north\"", "\"city\": \"Kadi\""));
        assertThat(Reply.errors(reply.problem(422, "validation_failed"))).containsExactly("/country validation_failed");
    }

    @Test
    void aNewLotNeedsACommodityAndAQuantity() {
        assertThat(Reply.errors(create(GINNER, "{}").problem(400, "missing_field")))
                .containsExactlyInAnyOrder("/commodity_id missing_field", "/total_quantity missing_field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cotton", "lot_0000000000007_north_1", "com_0000000000007_south"})
    void aCommodityThatIsNotTheOrganisationsIsUnknown(String id) {
        Reply reply = create(GINNER, SHORT.replace(COMMODITY.toString(), id));
        assertThat(Reply.errors(reply.problem(422, "unknown_commodity")))
                .containsExactly("/commodity_id unknown_commodity");
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void aCommodityThatTheDeskDoesNotFindIsUnknownToo() {
        API.desk.answers(new DeskReply.UnknownCommodity<>());
        API.send(GINNER, "POST", PATH, SHORT, KEY, "k").problem(422, "unknown_commodity");
    }

    // ------------------------------------------------------------------------------------------------------- patches

    @Test
    void whatAPatchDoesNotNameStays() {
        assertThat(patched("{}")).isEqualTo(LotPatch.NOTHING);
    }

    @Test
    void aPatchTakesAwayWhatItNamesAsNull() {
        LotPatch patch = patched("""
            {"min_order_quantity": null, "variety_code": null, "media_urls": null, "available_until": null,
             "price_options": null, "city": null, "location_id": "loc_0000000000001_north"}\
            """);
        assertThat(patch.minOrder()).hasValue(Optional.empty());
        assertThat(patch.variety()).hasValue(Optional.empty());
        assertThat(patch.mediaUrls()).hasValue(List.of());
        assertThat(patch.availableUntil()).hasValue(Optional.empty());
        assertThat(patch.priceOptions()).hasValue(List.of());
        assertThat(patch.place()).hasValue(Optional.empty());
        assertThat(patch.locationId()).hasValue(Optional.of("loc_0000000000001_north"));
        assertThat(patch.total()).isEmpty();
        assertThat(patch.passingTerm()).isEmpty();
    }

    @Test
    void aPatchChangesWhatItNames() {
        LotPatch patch = patched("""
            {"total_quantity": "120", "base_price": "70900.00", "allow_partial_order": false,
             "market_visibility": "PRIVATE", "allowed_partner_ids": ["ptn_a", "ptn_a"], "reason": "asked for",
             "quality_params": {"TRASH": "2.1"}, "price_type": "NEGOTIABLE"}\
            """);
        assertThat(patch.total()).hasValue(decimal("120"));
        assertThat(patch.basePrice()).hasValue(Optional.of(decimal("70900.00")));
        assertThat(patch.partialOrders()).hasValue(false);
        assertThat(patch.visibility()).hasValue(Audience.Visibility.PRIVATE);
        assertThat(patch.allowedPartners()).hasValue(Set.of("ptn_a"));
        assertThat(patch.quality()).hasValue(Map.of("TRASH", new GivenValue.Text("2.1")));
        assertThat(patch.priceType()).hasValue(PriceType.NEGOTIABLE);
        assertThat(patch.reason()).hasValue("asked for");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"total_quantity": null}               | /total_quantity    | validation_failed
        {"currency": null}                     | /currency          | validation_failed
        {"market_visibility": null}            | /market_visibility | validation_failed
        {"commodity_id": "com_1"}              | /commodity_id      | field_fixed
        {"seller_partner_id": "ptn_1"}         | /seller_partner_id | field_fixed
        """)
    void aPatchCannotTakeAwayWhatEveryLotHas(String body, String pointer, String code) {
        API.desk.answers(done());
        assertThat(Reply.errors(API.send(GINNER, "PATCH", ONE, body).problem(422, code)))
                .containsExactly(pointer + " " + code);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    // ------------------------------------------------------------------------------------------------------- answers

    @Test
    void aNewLotIsShownWithItsPlaceVersionAndToken() {
        Reply reply = create(GINNER, SHORT);
        JsonNode lot = reply.json(201);
        assertThat(reply.header("Location")).hasValue(ONE);
        assertThat(reply.header("ETag")).hasValue("\"7\"");
        assertThat(ConsistencyToken.parse(
                        "north", reply.header("Consistency-Token").orElseThrow()))
                .isEqualTo(Map.of(DeskSamples.BOOK, 42L));
        assertThat(reply.replayed()).isFalse();
        assertThat(Reply.names(lot))
                .containsExactly(
                        "id",
                        "commodity_id",
                        "variety_code",
                        "seller_partner_id",
                        "seller_branch_id",
                        "quality_params",
                        "pre_packed",
                        "test_report_url",
                        "media_urls",
                        "location_id",
                        "address",
                        "city",
                        "state_code",
                        "country",
                        "latitude",
                        "longitude",
                        "region",
                        "total_quantity",
                        "available",
                        "reserved",
                        "sold",
                        "quantity_unit",
                        "min_order_quantity",
                        "allow_partial_order",
                        "price_type",
                        "base_price",
                        "rate_unit",
                        "price_matrix",
                        "price_options",
                        "currency",
                        "payment_term_options",
                        "delivery_term_options",
                        "passing_term",
                        "weighment_term",
                        "supported_incoterms",
                        "market_visibility",
                        "allowed_partner_ids",
                        "allowed_regions",
                        "available_from",
                        "available_until",
                        "expires_at",
                        "status",
                        "approval_status",
                        "risk_status",
                        "risk_score",
                        "version",
                        "created_at",
                        "activated_at",
                        "updated_at",
                        "warnings");
        assertThat(lot.path("commodity_id").textValue()).isEqualTo(COMMODITY.toString());
        assertThat(lot.path("total_quantity").textValue()).isEqualTo("100.000");
        assertThat(lot.path("available").textValue()).isEqualTo("50.000");
        assertThat(lot.path("reserved").textValue()).isEqualTo("30.000");
        assertThat(lot.path("sold").textValue()).isEqualTo("20.000");
        assertThat(lot.at("/quality_params/MICRONAIRE/max").textValue()).isEqualTo("4.2");
        assertThat(lot.path("allowed_regions").toString()).isEqualTo("[\"NORTH\",\"WEST\"]");
        assertThat(lot.path("expires_at").textValue()).isEqualTo("2026-12-01T18:30:00.000000Z");
    }

    @Test
    void onlyStaffReadsWhatRiskWasDeductedFor() {
        API.desk.answers(done());
        assertThat(API.get(STAFF, ONE).json(200).path("risk_factors").toString())
                .isEqualTo("[\"NEW_PARTNER\"]");
        assertThat(API.get(GINNER, ONE).json(200).has("risk_factors")).isFalse();
    }

    @Test
    void whatIsRemarkableIsSaid() {
        API.desk.answers(new DeskReply.Done<>(
                DeskSamples.lot(),
                List.of(new Flaw(FlawCode.UNKNOWN_PARAMETER, "quality_params/DIRT", "it was left out")),
                false,
                42));
        assertThat(API.send(GINNER, "POST", PATH, SHORT, KEY, "k")
                        .json(201)
                        .path("warnings")
                        .toString())
                .isEqualTo("[{\"pointer\":\"/quality_params/DIRT\",\"code\":\"unknown_parameter\","
                        + "\"detail\":\"it was left out\"}]");
    }

    @Test
    void aRepetitionSaysThatItIsOne() {
        API.desk.answers(new DeskReply.Done<>(DeskSamples.lot(), List.of(), true, 42));
        assertThat(API.send(GINNER, "POST", PATH, SHORT, KEY, "k").replayed()).isTrue();
    }

    // ------------------------------------------------------------------------------------------------ keys, versions

    @Test
    void aNewLotTakesAKey() {
        API.desk.answers(done());
        API.send(GINNER, "POST", PATH, SHORT).problem(400, "idempotency_key_missing");
        assertThat(API.desk.wasAsked()).isFalse();
        create(GINNER, SHORT);
        var key = API.desk.asked().caller().idempotency().orElseThrow();
        assertThat(key.operation()).isEqualTo("POST " + PATH);
        assertThat(key.key()).isEqualTo("k-1");
        assertThat(key.fingerprint()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        PATCH |          | {"base_price": "70900"}
        POST  | /submit  |
        POST  | /approve | {"notes": "seen"}
        POST  | /approve |
        POST  | /reject  | {"reason": "no report"}
        POST  | /cancel  | {"reason": "sold elsewhere"}
        POST  | /cancel  |
        """)
    void aChangeMayNameAKeyAndAVersion(String method, String below, String body) {
        String path = ONE + (below == null ? "" : below);
        API.desk.answers(done());
        Reply reply = body == null
                ? API.post(STAFF, path, KEY, "k-2", "If-Match", "\"7\"")
                : API.send(STAFF, method, path, body, KEY, "k-2", "If-Match", "\"7\"");
        assertThat(reply.json(200).path("id").textValue()).isEqualTo(LOT.toString());
        assertThat(reply.header("ETag")).hasValue("\"7\"");
        FakeDesk.Asked asked = API.desk.asked();
        assertThat(asked.with().getFirst()).isEqualTo(LOT);
        assertThat(asked.caller().expectedVersion()).hasValue(7);
        assertThat(asked.caller().idempotency().orElseThrow().operation()).isEqualTo(method + " " + path);
        API.desk.answers(done());
        assertThat((body == null ? API.post(STAFF, path) : API.send(STAFF, method, path, body)).status())
                .isEqualTo(200);
        assertThat(API.desk.asked().caller().idempotency()).isEmpty();
        assertThat(API.desk.asked().caller().expectedVersion()).isEmpty();
    }

    @Test
    void aRejectionNeedsAReason() {
        API.send(STAFF, "POST", ONE + "/reject", "{}").problem(400, "missing_field");
        API.post(STAFF, ONE + "/reject").problem(415, "unsupported_media_type");
    }

    // ---------------------------------------------------------------------------------------------------------- who

    @Test
    void aPartnersUserSellsForItsOwnPartner() {
        create(GINNER, SHORT).json(201);
        assertThat(API.desk.asked(Desk.NewLot.class).seller()).isEqualTo(SELLER);
        create(GINNER, SHORT.replaceFirst("\\{", "{\"seller_partner_id\": \"" + SELLER + "\","))
                .json(201);
        for (String name : List.of("seller_partner_id", "partner_id")) {
            create(GINNER, SHORT.replaceFirst("\\{", "{\"" + name + "\": \"" + DeskSamples.BUYER + "\","))
                    .problem(404, "not_found");
            assertThat(API.desk.wasAsked()).isFalse();
        }
    }

    @Test
    void staffNamesTheSeller() {
        assertThat(Reply.errors(create(STAFF, SHORT).problem(400, "missing_field")))
                .containsExactly("/seller_partner_id missing_field");
        create(STAFF, SHORT.replaceFirst("\\{", "{\"partner_id\": \"" + SELLER + "\","))
                .json(201);
        assertThat(API.desk.asked(Desk.NewLot.class).seller()).isEqualTo(SELLER);
    }

    @Test
    void onlyStaffApprovesAndRejects() {
        API.send(GINNER, "POST", ONE + "/approve", "{}").problem(403, "permission_denied");
        API.send(GINNER, "POST", ONE + "/reject", "{\"reason\": \"no\"}").problem(403, "permission_denied");
        DeskApi.User widened = API.partner(SELLER, Permission.AVAILABILITY_APPROVE);
        API.send(widened, "POST", ONE + "/approve", "{}").problem(403, "permission_denied");
    }

    @Test
    void anIdOfAnotherOrganisationIsNone() {
        API.desk.answers(done());
        for (String id :
                List.of(LOT.toString().replace("_north_", "_south_"), "nothing", DeskSamples.NEED.toString())) {
            API.get(STAFF, PATH + "/" + id).problem(404, "not_found");
            API.post(STAFF, PATH + "/" + id + "/submit").problem(404, "not_found");
        }
        assertThat(API.desk.wasAsked()).isFalse();
    }

    // --------------------------------------------------------------------------------------------------------- lists

    @Test
    void aListIsNarrowedToWhatIsAskedFor() {
        API.desk.lists(List.of());
        API.get(
                        STAFF,
                        PATH + "?seller_partner_id=" + SELLER + "&commodity_id=" + COMMODITY
                                + "&status=ACTIVE&approval_status=APPROVED&location_id=loc_0000000000001_north"
                                + "&created_from=2026-11-01T00:00:00Z&created_before=2026-12-01T00:00:00Z&limit=7")
                .json(200);
        Filters.Lots filter = API.desk.asked(Filters.Lots.class);
        assertThat(filter.seller()).hasValue(SELLER);
        assertThat(filter.commodity()).hasValue(COMMODITY);
        assertThat(filter.status()).hasValue(LotStatus.ACTIVE);
        assertThat(filter.location().orElseThrow()).hasToString("loc_0000000000001_north");
        assertThat(filter.createdFrom()).hasValue(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(API.desk.asked(Listing.class).limit()).isEqualTo(8);
    }

    @Test
    void aPartnersUserListsItsOwnLots() {
        API.desk.lists(List.of());
        API.get(GINNER, PATH).json(200);
        assertThat(API.desk.asked(Filters.Lots.class).seller()).hasValue(SELLER);
        API.get(GINNER, PATH + "?seller_partner_id=" + DeskSamples.BUYER).problem(404, "not_found");
    }

    @Test
    void aPageEndsWithTheCursorOfTheNextAndTellsItsAge() {
        API.desk.lists(List.of(DeskSamples.lot(), DeskSamples.lot()));
        Reply reply = API.get(STAFF, PATH + "?limit=1");
        JsonNode page = reply.json(200);
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.at("/items/0").has("warnings")).isFalse();
        assertThat(reply.header("Data-Source")).hasValue("primary");
        String cursor = page.path("next_cursor").textValue();
        API.desk.lists(List.of());
        API.get(STAFF, PATH + "?cursor=" + cursor).json(200);
        assertThat(API.desk.asked(Listing.class).after())
                .hasValue(new Listing.Place(Instant.parse("2026-11-23T10:00:00Z"), LOT.toString()));
    }

    @Test
    void aListWaitsForWhatItHasToShow() {
        String token = create(GINNER, SHORT).header("Consistency-Token").orElseThrow();
        API.desk.lists(List.of());
        API.get(GINNER, PATH, "If-Consistent-With", token).json(200);
        assertThat(API.desk.asked(Listing.class).scope().after()).isEqualTo(Map.of(DeskSamples.BOOK, 42L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"status=OPEN", "created_from=today", "limit=0", "cursor=bm9uZQ", "colour=red", "format=xml"})
    void aListRefusesWhatItDoesNotKnow(String query) {
        API.desk.lists(List.of());
        assertThat(API.get(STAFF, PATH + "?" + query).status()).isEqualTo(400);
        assertThat(API.desk.wasAsked()).isFalse();
    }
}
