package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partners over HTTP. */
class PartnersIT {
    private static final TestNode NODE = TestNode.shared();
    private static final String PARTNERS = "/api/v1/partners";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String GSTIN = "24AAACG1234A1ZK";
    private static final String PAN = "AAACG1234A";
    private static final String ACCOUNT = "50100012345678";

    /** Each test has a market of its own, since tax ids are unique within one. */
    private final String organization = "partners-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);

    private final ApiClient staff = NODE.staffOf(organization);

    // ---------------------------------------------------------------------------------------------------- the tools

    private ApiClient with(UserType type, Optional<String> partner, Permission... permissions) {
        return NODE.bearing(TestNode.tokens()
                .issue("narrow", organization, type, partner, Optional.of(Set.of(permissions)), Duration.ofHours(1)));
    }

    private ApiClient userOf(String partner) {
        return NODE.bearing(TestNode.tokens()
                .issue(
                        "trader",
                        organization,
                        UserType.EXTERNAL,
                        Optional.of(partner),
                        Optional.empty(),
                        Duration.ofHours(1)));
    }

    /** All but what makes a score; a company would score higher. */
    private static ObjectNode mill() {
        ObjectNode mill = Orders.object()
                .put("legal_name", "Gondal Cotton Mills")
                .put("gst_number", GSTIN)
                .put("pan_number", PAN)
                .put("mobile", "+919812345678")
                .put("email", "Sales@Gondal.example");
        mill.putObject("bank_account").put("account_number", ACCOUNT).put("ifsc", "HDFC0001234");
        mill.putArray("locations")
                .addObject()
                .put("kind", "PRINCIPAL")
                .put("address", "12 Mill Road")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("pincode", "360311");
        return mill;
    }

    /** One that is approved by itself: 50 + 20 + 15 + 15. */
    private static ObjectNode goodMill() {
        ObjectNode mill = mill().put("business_entity_type", "PRIVATE_LIMITED");
        mill.putObject("profile").put("established_on", "2001-04-01").put("annual_turnover", "20000000.00");
        return mill;
    }

    private Reply create(ObjectNode partner) {
        return staff.postOnce(ApiClient.newKey(), PARTNERS, partner.toString());
    }

    private String created(ObjectNode partner) {
        return create(partner).json(201).path("id").textValue();
    }

    private static String path(String partner) {
        return PARTNERS + "/" + partner;
    }

    private JsonNode read(String partner) {
        return staff.get(path(partner)).json(200);
    }

    private Reply post(String partner, String what) {
        return staff.send("POST", path(partner) + "/" + what, BodyPublishers.noBody());
    }

    private Reply post(String partner, String what, String body) {
        return staff.post(path(partner) + "/" + what, body);
    }

    private String document(String partner, String type) {
        return post(partner, "documents", "{\"type\":\"" + type + "\"}")
                .json(201)
                .path("id")
                .textValue();
    }

    private JsonNode verified(String partner, String document) {
        return post(partner, "documents/" + document + "/verify", "{}").json(200);
    }

    /** Hands in what an approval needs. */
    private List<String> documents(String partner) {
        return Stream.of("GST_CERTIFICATE", "PAN_CARD", "BANK_PROOF")
                .map(type -> document(partner, type))
                .toList();
    }

    private String approved() {
        String partner = created(goodMill());
        List<String> documents = documents(partner);
        post(partner, "submit").json(200);
        documents.forEach(document -> verified(partner, document));
        assertThat(read(partner).path("status").textValue()).isEqualTo("APPROVED");
        return partner;
    }

    private static String stage(JsonNode partner) {
        return partner.path("status").textValue() + " "
                + partner.at("/onboarding/stage").textValue();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneId.of("Asia/Kolkata"));
    }

    // ------------------------------------------------------------------------------------------------------- record

    @Test
    void aNewPartnerIsPendingAndADraft() {
        Reply reply = create(mill().put("partner_code", "bp-ind-sel-0001"));
        JsonNode partner = reply.json(201);
        assertThat(reply.header("ETag")).hasValue("\"1\"");
        assertThat(partner.path("version").intValue()).isEqualTo(1);
        // PT-7
        assertThat(stage(partner)).isEqualTo("PENDING DRAFT");
        assertThat(partner.path("partner_code").textValue()).isEqualTo("BP-IND-SEL-0001");
        assertThat(partner.path("country").textValue()).isEqualTo("IN");
        assertThat(partner.path("gst_number").textValue()).isEqualTo(GSTIN);
        assertThat(partner.at("/bank_account/account_number").textValue()).isEqualTo(ACCOUNT);
        assertThat(partner.path("email").textValue()).isEqualTo("Sales@gondal.example");
        assertThat(partner.at("/locations/0/id").textValue()).isEqualTo("1");
        assertThat(partner.at("/locations/0/pincode").textValue()).isEqualTo("360311");
        assertThat(partner.path("kyc_status").textValue()).isEqualTo("PENDING");
        assertThat(partner.path("buyer_priority").textValue()).isEqualTo("1.0");
        assertThat(partner.path("rating_band").textValue()).isEqualTo("UNRATED");
        assertThat(partner.path("capabilities").isEmpty()).isTrue();
        assertThat(staff.get(path(partner.path("id").textValue())).json(200)).isEqualTo(partner);
    }

    @Test
    void aPartnerWithoutACodeIsGivenOne() {
        create(Orders.object().put("legal_name", "First").put("partner_code", "BP-0002"))
                .json(201);
        JsonNode second = create(Orders.object().put("legal_name", "Second")).json(201);
        assertThat(second.path("partner_code").textValue()).isEqualTo("BP-0003");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        legal_name                  | {"legal_name":null}                                     | 400 | missing_field
        entity_class                | {"entity_class":"SHOP"}                                 | 400 | invalid_value
        credit_limit                | {"credit_limit":5}                                      | 400 | string_expected
        is_agriculturist            | {"is_agriculturist":"yes"}                              | 400 | boolean_expected
        profile/established_on      | {"profile":{"established_on":"yesterday"}}              | 400 | invalid_value
        profile/turnover            | {"profile":{"turnover":"1"}}                            | 400 | unknown_field
        status                      | {"status":"APPROVED"}                                   | 400 | unknown_field
        gst_number                  | {"gst_number":"27AAAAA1234A1Z5","pan_number":null}      | 422 | invalid_gstin
        pan_number                  | {"pan_number":"AAAXG1234A","gst_number":null}           | 422 | invalid_pan
        pan_number                  | {"pan_number":"AABCM5678K"}                             | 422 | pan_mismatch
        bank_account/ifsc           | {"bank_account":{"account_number":"1234","ifsc":"X"}}   | 422 | invalid_ifsc
        mobile                      | {"mobile":"9812345678"}                                 | 422 | invalid_mobile
        email                       | {"email":"nobody"}                                      | 422 | invalid_email
        country                     | {"country":"XX"}                                        | 422 | validation_failed
        payment_terms_days          | {"payment_terms_days":7}                                | 422 | validation_failed
        locations/0/longitude       | {"locations":[{"kind":"PRINCIPAL","address":"A","latitude":1}]} | 422 | validation_failed
        locations/0/location_id     | {"locations":[{"kind":"PRINCIPAL","location_id":"loc_1"}]}      | 422 | validation_failed
        locations/0/kind            | {"locations":[{"kind":"SHIP_TO","address":"A"}]}        | 422 | buyers_only
        """)
    void refusesWhatCannotBeAPartner(String field, String change, int status, String code) throws Exception {
        ObjectNode partner = mill();
        partner.setAll((ObjectNode) new JsonMapper().readTree(change));
        JsonNode problem = create(partner).problem(status, code);
        assertThat(Reply.errors(problem)).containsExactly("/" + field + " " + code);
    }

    @Test
    void aChangeLeavesWhatItDoesNotNameAndTakesAwayWhatIsNull() {
        String partner = created(mill().put("trade_name", "Gondal"));
        Reply reply = staff.patch(
                path(partner),
                "{\"trade_name\":null,\"profile\":{\"own_laboratory\":true},\"no_gst_declaration\":\"COMMISSION_AGENT\",\"gst_number\":null}");
        JsonNode changed = reply.json(200);
        assertThat(reply.header("ETag")).hasValue("\"2\"");
        assertThat(changed.path("trade_name").isNull()).isTrue();
        assertThat(changed.path("gst_number").isNull()).isTrue();
        assertThat(changed.path("legal_name").textValue()).isEqualTo("Gondal Cotton Mills");
        assertThat(changed.at("/profile/own_laboratory").booleanValue()).isTrue();
        assertThat(changed.path("locations").size()).isEqualTo(1);
        // What is the same is no change.
        assertThat(staff.patch(path(partner), "{\"legal_name\":\"Gondal Cotton Mills\"}")
                        .header("ETag"))
                .hasValue("\"2\"");
    }

    @Test
    void changesOnlyTheVersionThatWasSeen() {
        String partner = created(mill());
        staff.patch(path(partner), "{\"phone\":\"1\"}", "If-Match", "\"1\"").json(200);
        staff.patch(path(partner), "{\"phone\":\"2\"}", "If-Match", "\"1\"").problem(412, "precondition_failed");
        staff.patch(path(partner), "{\"phone\":\"2\"}", "If-Match", "*").json(200);
        staff.send("POST", path(partner) + "/submit", BodyPublishers.noBody(), "If-Match", "\"1\"")
                .problem(412, "precondition_failed");
    }

    @Test
    void ofTwoWhoChangeTheSameVersionOneWins() throws Exception {
        String partner = created(mill());
        List<Reply> replies = together(
                () -> staff.patch(path(partner), "{\"phone\":\"1\"}", "If-Match", "\"1\""),
                () -> staff.patch(path(partner), "{\"phone\":\"2\"}", "If-Match", "\"1\""));
        assertThat(replies.stream().map(Reply::status)).containsExactlyInAnyOrder(200, 412);
        assertThat(read(partner).path("version").intValue()).isEqualTo(2);
    }

    private static List<Reply> together(Callable<Reply> one, Callable<Reply> other) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> reply : threads.invokeAll(List.of(one, other))) {
                replies.add(reply.get());
            }
            return replies;
        }
    }

    // --------------------------------------------------------------------------------------------------------- keys

    // PL-1 to PL-4
    @Test
    void createsOnceForEachKey() {
        staff.send("POST", PARTNERS, mill().toString()).problem(400, "idempotency_key_missing");
        String key = ApiClient.newKey();
        Reply first = staff.postOnce(key, PARTNERS, mill().toString());
        Reply again = staff.postOnce(key, PARTNERS, mill().toString());
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.json(201)).isEqualTo(first.json(201));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        staff.postOnce(key, PARTNERS, mill().put("legal_name", "Another").toString())
                .problem(422, "idempotency_key_reused");
    }

    @Test
    void createsOnceForRequestsThatComeTogether() throws Exception {
        String key = ApiClient.newKey();
        List<Reply> replies = together(
                () -> staff.postOnce(key, PARTNERS, mill().toString()),
                () -> staff.postOnce(key, PARTNERS, mill().toString()));
        assertThat(replies.get(0).json(201)).isEqualTo(replies.get(1).json(201));
        assertThat(staff.get(PARTNERS).json(200).path("items").size()).isEqualTo(1);
    }

    @Test
    void addsOnceForEachKey() {
        String partner = created(mill());
        String key = ApiClient.newKey();
        String documents = path(partner) + "/documents";
        JsonNode first = staff.postOnce(key, documents, "{\"type\":\"IEC\"}").json(201);
        Reply again = staff.postOnce(key, documents, "{\"type\":\"IEC\"}");
        assertThat(again.replayed()).isTrue();
        assertThat(again.json(201)).isEqualTo(first);
        assertThat(read(partner).path("documents").size()).isEqualTo(1);
        staff.postOnce(key, documents, "{\"type\":\"PAN_CARD\"}").problem(422, "idempotency_key_reused");
        // The key is for this path.
        staff.postOnce(key, path(partner) + "/employees", "{\"name\":\"Asha\"}").json(201);
    }

    // --------------------------------------------------------------------------------------------------- uniqueness

    // PT-1
    @Test
    void aTaxIdIsOfOnePartnerHoweverItIsWritten() {
        created(mill());
        JsonNode problem = create(mill().put("gst_number", " " + GSTIN.toLowerCase(Locale.ROOT)))
                .problem(409, "duplicate_tax_id");
        assertThat(problem.path("detail").textValue()).contains(GSTIN);
        NODE.staffOf(organization + "-2")
                .postOnce(ApiClient.newKey(), PARTNERS, mill().toString())
                .json(201);
    }

    // PT-1
    @Test
    void ofTwoWhoCreateWithTheSameTaxIdOneWins() throws Exception {
        List<Reply> replies = together(
                () -> create(mill().put("legal_name", "One")), () -> create(mill().put("legal_name", "Other")));
        assertThat(replies.stream().map(Reply::status)).containsExactlyInAnyOrder(201, 409);
        assertThat(staff.get(PARTNERS).json(200).path("items").size()).isEqualTo(1);
    }

    // PT-1
    @Test
    void whatAPartnerGivesUpAnotherCanHave() {
        String first = created(mill());
        String second = created(Orders.object().put("legal_name", "Second"));
        String taken = "{\"gst_number\":\"" + GSTIN + "\"}";
        staff.patch(path(second), taken).problem(409, "duplicate_tax_id");
        assertThat(read(second).path("version").intValue()).isEqualTo(1);
        staff.patch(path(first), "{\"gst_number\":null,\"pan_number\":null}").json(200);
        staff.patch(path(second), taken).json(200);
    }

    @Test
    void aPartnerCodeAndAVehicleAreOfOnePartner() {
        ObjectNode transporter = Orders.object()
                .put("legal_name", "Lorries")
                .put("entity_class", "SERVICE_PROVIDER")
                .put("service_provider_type", "TRANSPORTER")
                .put("owns_lorries", true)
                .put("partner_code", "SP-1");
        String first = created(transporter);
        create(transporter).problem(409, "duplicate_partner_code");
        String second = created(transporter.put("partner_code", "SP-2"));
        JsonNode vehicle =
                post(first, "vehicles", "{\"number\":\"gj 03-ab 1234\"}").json(201);
        assertThat(vehicle.path("number").textValue()).isEqualTo("GJ03AB1234");
        post(second, "vehicles", "{\"number\":\"GJ03AB1234\"}").problem(409, "duplicate_vehicle");
        staff.delete(path(first) + "/vehicles/" + vehicle.path("id").textValue())
                .json(200);
        post(second, "vehicles", "{\"number\":\"GJ03AB1234\"}").json(201);
    }

    // --------------------------------------------------------------------------------------------------- onboarding

    // PT-7, PT-10, PT-11, PT-12
    @Test
    void aGoodScoreIsApprovedByItselfOnceAllDocumentsAreVerified() {
        String partner = created(goodMill());
        List<String> documents = documents(partner);
        assertThat(stage(read(partner))).isEqualTo("PENDING DOCUMENTS");
        JsonNode submitted = post(partner, "submit").json(200);
        assertThat(stage(submitted)).isEqualTo("PENDING SUBMITTED");
        assertThat(submitted.at("/onboarding/score").intValue()).isEqualTo(100);
        assertThat(submitted.at("/onboarding/approver").textValue()).isEqualTo("AUTOMATIC");
        assertThat(stage(verified(partner, documents.get(0)))).isEqualTo("PENDING VERIFICATION");
        verified(partner, documents.get(1));
        JsonNode approved = verified(partner, documents.get(2));
        assertThat(stage(approved)).isEqualTo("APPROVED APPROVED");
        assertThat(approved.at("/onboarding/approved_by").textValue()).isEqualTo("system");
        assertThat(approved.path("credit_limit").textValue()).isEqualTo("3000000.00");
        assertThat(approved.path("kyc_status").textValue()).isEqualTo("VALID");
        assertThat(approved.path("kyc_expiry").textValue())
                .isIn(today().plusDays(365).toString(), today().plusDays(364).toString());
        assertThat(texts(approved.path("capabilities"))).containsExactly("DOMESTIC_BUY_INDIA", "DOMESTIC_SELL_INDIA");
    }

    // PT-8
    @Test
    void aSubmissionNamesAllThatIsMissing() {
        String partner = created(Orders.object().put("legal_name", "Empty"));
        JsonNode problem = post(partner, "submit").problem(422, "onboarding_incomplete");
        assertThat(Reply.errors(problem))
                .extracting(error -> error.split(" ")[0])
                .containsExactlyInAnyOrder(
                        "/pan_number", "/gst_number", "/documents", "/locations", "/mobile", "/email");
        assertThat(stage(read(partner))).isEqualTo("PENDING DRAFT");
    }

    // PT-7, PT-11
    @Test
    void aManagerApprovesAMiddlingScoreAndADirectorALowOne() {
        ApiClient manager = with(UserType.INTERNAL, Optional.empty(), Permission.PARTNER_APPROVE);
        String middling = created(mill());
        List<String> documents = documents(middling);
        assertThat(post(middling, "submit").json(200).at("/onboarding/approver").textValue())
                .isEqualTo("MANAGER");
        manager.post(path(middling) + "/approve", "{}").problem(409, "state_conflict");
        verified(middling, documents.get(0));
        manager.post(path(middling) + "/approve", "{}").problem(422, "document_not_verified");
        verified(middling, documents.get(1));
        verified(middling, documents.get(2));
        JsonNode approved = manager.post(path(middling) + "/approve", "{\"credit_limit\":\"700000\"}")
                .json(200);
        assertThat(stage(approved)).isEqualTo("APPROVED APPROVED");
        assertThat(approved.path("credit_limit").textValue()).isEqualTo("700000");

        ObjectNode poor = mill().put("gst_number", "27AABCM5678K1ZY").put("pan_number", "AABCM5678K");
        ((ObjectNode) poor.path("locations").get(0)).put("state_code", "MH").put("pincode", "411001");
        poor.putObject("profile").put("gst_compliance", "POOR");
        String low = created(poor);
        documents(low).forEach(document -> verified(low, document));
        assertThat(post(low, "submit").json(200).at("/onboarding/approver").textValue())
                .isEqualTo("DIRECTOR");
        manager.post(path(low) + "/approve", "{}").problem(422, "approver_level");
        with(UserType.INTERNAL, Optional.empty(), Permission.PARTNER_APPROVE, Permission.PARTNER_DIRECT)
                .post(path(low) + "/approve", "{}")
                .json(200);
    }

    // PT-7
    @Test
    void aPartnerIsAskedForInformationAndRejected() {
        String partner = created(mill());
        documents(partner);
        post(partner, "submit").json(200);
        staff.patch(path(partner), "{\"phone\":\"1\"}").problem(409, "state_conflict");
        JsonNode asked = post(partner, "request-info", "{\"questions\":\"Which warehouse?\"}")
                .json(200);
        assertThat(stage(asked)).isEqualTo("PENDING INFO_REQUESTED");
        assertThat(asked.at("/onboarding/questions").textValue()).isEqualTo("Which warehouse?");
        staff.patch(path(partner), "{\"phone\":\"1\"}").json(200);
        assertThat(stage(post(partner, "submit").json(200))).isEqualTo("PENDING SUBMITTED");
        JsonNode rejected = post(partner, "reject", "{\"reason\":\"lapsed\"}").json(200);
        assertThat(stage(rejected)).isEqualTo("REJECTED REJECTED");
        assertThat(rejected.at("/onboarding/reason").textValue()).isEqualTo("lapsed");
        post(partner, "submit").problem(409, "state_conflict");
    }

    @Test
    void anApprovedPartnerIsSuspendedAndComesBackAndLeaves() {
        String partner = approved();
        post(partner, "suspend", "{}").problem(400, "missing_field");
        assertThat(stage(post(partner, "suspend", "{\"reason\":\"unpaid\"}").json(200)))
                .isEqualTo("SUSPENDED APPROVED");
        post(partner, "suspend", "{\"reason\":\"unpaid\"}").problem(409, "state_conflict");
        assertThat(stage(post(partner, "reactivate", "{\"reason\":\"paid\"}").json(200)))
                .isEqualTo("APPROVED APPROVED");
        assertThat(stage(post(partner, "deactivate", "{\"reason\":\"left\"}").json(200)))
                .isEqualTo("INACTIVE APPROVED");
    }

    // PT-12
    @Test
    void aKycIsRenewedOrNot() {
        String partner = approved();
        post(partner, "kyc-renewal/complete").problem(409, "state_conflict");
        JsonNode started = post(partner, "kyc-renewal").json(200);
        assertThat(started.at("/kyc/renewal_due_at").isNull()).isFalse();
        JsonNode completed = post(partner, "kyc-renewal/complete").json(200);
        assertThat(completed.at("/kyc/renewal_started_at").isNull()).isTrue();
        post(partner, "kyc-renewal").json(200);
        JsonNode failed = post(partner, "kyc-renewal/fail", "{\"reason\":\"not reached\"}")
                .json(200);
        assertThat(failed.path("kyc_status").textValue()).isEqualTo("FAILED");
        assertThat(failed.path("status").textValue()).isEqualTo("SUSPENDED");
    }

    // ---------------------------------------------------------------------------------------------- what belongs to it

    @Test
    void partsAreAddedAndTakenBackUntilItIsApproved() {
        String partner = created(mill());
        JsonNode place = NODE.staffOf(organization)
                .get("/api/v1/locations?search=Rajkot")
                .json(200)
                .at("/items/0");
        JsonNode godown = post(
                        partner,
                        "locations",
                        "{\"kind\":\"WAREHOUSE\",\"location_id\":\""
                                + place.path("id").textValue() + "\"}")
                .json(201);
        assertThat(godown.path("city").textValue()).isEqualTo("Rajkot");
        JsonNode branch = post(
                        partner,
                        "branches",
                        "{\"name\":\"Upleta\",\"address\":\"1 Station"
                                + " Road\",\"state_code\":\"GJ\",\"pincode\":\"360490\"}")
                .json(201);
        assertThat(branch.path("gst_state_code").textValue()).isEqualTo("24");
        JsonNode clerk = post(partner, "employees", "{\"name\":\"Asha\"}").json(201);
        post(partner, "employees", "{\"name\":\"Ravi\"}").json(201);
        post(partner, "employees", "{\"name\":\"Third\"}").problem(409, "partner_full");
        String document = document(partner, "IEC");
        JsonNode whole = read(partner);
        assertThat(whole.path("locations").get(1)).isEqualTo(godown);
        assertThat(whole.path("branches").get(0)).isEqualTo(branch);
        for (String part : List.of(
                "locations/" + godown.path("id").textValue(),
                "branches/" + branch.path("id").textValue(),
                "employees/" + clerk.path("id").textValue(),
                "documents/" + document)) {
            staff.delete(path(partner) + "/" + part).json(200);
            staff.delete(path(partner) + "/" + part).problem(404, "not_found");
        }
        assertThat(read(partner).path("employees").size()).isEqualTo(1);
        post(partner, "documents/99/verify", "{}").problem(404, "not_found");
    }

    // PT-2
    @Test
    void aBranchInAnotherStateNeedsAGstinOfTheSamePan() {
        String partner = created(mill());
        String branch = "{\"name\":\"Pune\",\"address\":\"4 Ring Road\",\"state_code\":\"MH\",\"pincode\":\"411001\"";
        post(partner, "branches", branch + "}").problem(422, "validation_failed");
        post(partner, "branches", branch + ",\"gst_number\":\"27AABCM5678K1ZY\"}")
                .problem(422, "gst_registration");
    }

    // LOC-2
    @Test
    void aLocationThatAPartnerRefersToIsNotDeleted() {
        JsonNode yard = staff.post("/api/v1/locations", "{\"name\":\"Yard\",\"country\":\"IN\",\"state_code\":\"GJ\"}")
                .json(201);
        String location = "/api/v1/locations/" + yard.path("id").textValue();
        String partner = created(mill());
        JsonNode godown = post(
                        partner,
                        "locations",
                        "{\"kind\":\"WAREHOUSE\",\"location_id\":\""
                                + yard.path("id").textValue() + "\"}")
                .json(201);
        staff.delete(location).problem(409, "location_in_use");
        staff.delete(path(partner) + "/locations/" + godown.path("id").textValue())
                .json(200);
        staff.delete(location).json(200);
        post(
                        partner,
                        "locations",
                        "{\"kind\":\"WAREHOUSE\",\"location_id\":\""
                                + yard.path("id").textValue() + "\"}")
                .problem(422, "validation_failed");
    }

    // LOC-2
    @Test
    void aLocationIsDeletedOrReferredToAndNeverBoth() throws Exception {
        String partner = created(mill());
        for (int i = 0; i < 10; i++) {
            String yard = staff.post("/api/v1/locations", "{\"name\":\"Yard\",\"country\":\"IN\"}")
                    .json(201)
                    .path("id")
                    .textValue();
            List<Reply> replies = together(
                    () -> staff.delete("/api/v1/locations/" + yard),
                    () -> post(partner, "locations", "{\"kind\":\"WAREHOUSE\",\"location_id\":\"" + yard + "\"}"));
            assertThat(List.of(replies.get(0).status(), replies.get(1).status()))
                    .isIn(List.of(200, 422), List.of(409, 201));
        }
    }

    // --------------------------------------------------------------------------------------------------- amendments

    // PT-4
    @Test
    void anApprovedPartnerChangesThroughAmendments() {
        String partner = approved();
        JsonNode refused = staff.patch(
                        path(partner), "{\"mobile\":\"+919800000000\",\"credit_limit\":\"1\",\"trade_name\":\"G\"}")
                .problem(422, "amendment_required");
        assertThat(Reply.errors(refused))
                .containsExactlyInAnyOrder("/mobile amendment_required", "/credit_limit amendment_required");
        String contact = "{\"kind\":\"CONTACT\",\"reason\":\"moved\",\"wanted\":{\"mobile\":\"+919800000000\"}}";
        JsonNode amendment = post(partner, "amendments", contact).json(201);
        assertThat(amendment.path("status").textValue()).isEqualTo("PENDING");
        assertThat(amendment.at("/wanted/email").textValue()).isEqualTo("Sales@gondal.example");
        assertThat(read(partner).path("mobile").textValue()).isEqualTo("+919812345678");
        post(partner, "amendments", contact).problem(409, "state_conflict");
        String amendments =
                path(partner) + "/amendments/" + amendment.path("id").textValue();
        JsonNode changed = staff.send("POST", amendments + "/approve", BodyPublishers.noBody())
                .json(200);
        assertThat(changed.path("mobile").textValue()).isEqualTo("+919800000000");
        assertThat(changed.path("email").textValue()).isEqualTo("Sales@gondal.example");
        assertThat(changed.at("/amendments/0/decided_by").textValue()).isEqualTo("clerk");
        staff.send("POST", amendments + "/approve", BodyPublishers.noBody()).problem(409, "state_conflict");
        JsonNode limit = post(partner, "amendments", "{\"kind\":\"CREDIT_LIMIT\",\"wanted\":{\"credit_limit\":\"5\"}}")
                .json(201);
        JsonNode kept = post(
                        partner, "amendments/" + limit.path("id").textValue() + "/reject", "{\"reason\":\"too low\"}")
                .json(200);
        assertThat(kept.path("credit_limit").textValue()).isEqualTo("3000000.00");
        assertThat(kept.at("/amendments/1/decision_reason").textValue()).isEqualTo("too low");
    }

    @Test
    void anAmendmentHasTheFieldsOfItsKindAlone() {
        String partner = approved();
        JsonNode other = post(partner, "amendments", "{\"kind\":\"CONTACT\",\"wanted\":{\"credit_limit\":\"5\"}}")
                .problem(400, "unknown_field");
        assertThat(Reply.errors(other)).containsExactly("/wanted/credit_limit unknown_field");
        JsonNode wrong = post(partner, "amendments", "{\"kind\":\"CONTACT\",\"wanted\":{\"mobile\":\"1\"}}")
                .problem(422, "invalid_mobile");
        assertThat(Reply.errors(wrong)).containsExactly("/wanted/mobile invalid_mobile");
        post(partner, "amendments", "{\"kind\":\"CONTACT\"}").problem(400, "missing_field");
        post(partner, "amendments/7/approve").problem(404, "not_found");
    }

    // ------------------------------------------------------------------------------------------------- capabilities

    // CAP-1
    @Test
    void capabilitiesFollowFromDocumentsUntilADirectorSaysOtherwise() {
        String partner = created(mill());
        String iec = document(partner, "IEC");
        verified(partner, iec);
        String capabilities = path(partner) + "/capabilities";
        JsonNode incomplete = staff.get(capabilities).json(200);
        assertThat(incomplete.path("capabilities").isEmpty()).isTrue();
        assertThat(texts(incomplete.path("markers"))).containsExactly("IEC_INCOMPLETE");
        documents(partner).forEach(document -> verified(partner, document));
        JsonNode complete = staff.get(capabilities).json(200);
        assertThat(texts(complete.path("capabilities")))
                .containsExactly("DOMESTIC_BUY_INDIA", "DOMESTIC_SELL_INDIA", "IMPORT_ALLOWED", "EXPORT_ALLOWED");
        assertThat(complete.path("markers").isEmpty()).isTrue();
        assertThat(texts(complete.at("/detected/0/source_documents"))).containsExactly("2", "3");
        String override = "{\"capabilities\":[\"DOMESTIC_BUY_INDIA\"],\"reason\":\"for now\"}";
        JsonNode set = staff.put(capabilities + "/override", override).json(200);
        assertThat(texts(set.path("capabilities"))).containsExactly("DOMESTIC_BUY_INDIA");
        assertThat(set.at("/override/by").textValue()).isEqualTo("clerk");
        staff.put(capabilities + "/override", "{\"capabilities\":[\"ALL\"],\"reason\":\"x\"}")
                .problem(400, "invalid_value");
        JsonNode cleared = staff.delete(capabilities + "/override").json(200);
        assertThat(cleared.path("override").isNull()).isTrue();
        assertThat(cleared.path("capabilities").size()).isEqualTo(4);
    }

    @Test
    void linksAndPerformanceAreSetAsAWhole() {
        String master = created(Orders.object().put("legal_name", "Master"));
        String partner = created(mill());
        JsonNode linked = staff.put(
                        path(partner) + "/links",
                        "{\"master_entity_id\":\"" + master + "\",\"corporate_group_id\":\"G\"}")
                .json(200);
        assertThat(linked.path("master_entity_id").textValue()).isEqualTo(master);
        staff.put(path(partner) + "/links", "{\"master_entity_id\":\"" + partner + "\"}")
                .problem(422, "validation_failed");
        staff.put(path(partner) + "/links", "{\"master_entity_id\":\"nobody\"}").problem(422, "validation_failed");
        JsonNode alone = staff.put(path(partner) + "/links", "{}").json(200);
        assertThat(alone.path("corporate_group_id").isNull()).isTrue();
        JsonNode rated = staff.put(path(partner) + "/performance", "{\"rating\":\"4.2\",\"buyer_priority\":\"1.5\"}")
                .json(200);
        assertThat(rated.path("rating_band").textValue()).isEqualTo("B");
        staff.put(path(partner) + "/performance", "{\"rating\":\"5.1\"}").problem(422, "number_out_of_range");
    }

    // --------------------------------------------------------------------------------------------------------- list

    @Test
    void listsWhatIsAskedForPageByPage() {
        String approved = approved();
        String broker = created(Orders.object()
                .put("legal_name", "Surat Brokers")
                .put("entity_class", "SERVICE_PROVIDER")
                .put("service_provider_type", "BROKER"));
        String abroad = created(Orders.object().put("legal_name", "Abroad LLC").put("country", "AE"));
        assertThat(ids("?limit=500")).containsExactly(approved, broker, abroad);
        assertThat(ids("?status=APPROVED")).containsExactly(approved);
        assertThat(ids("?kyc_status=PENDING")).containsExactly(broker, abroad);
        assertThat(ids("?country=ae")).containsExactly(abroad);
        assertThat(ids("?entity_class=SERVICE_PROVIDER")).containsExactly(broker);
        assertThat(ids("?search=surat")).containsExactly(broker);
        assertThat(ids("?search=sp-")).containsExactly(broker);
        JsonNode page = staff.get(PARTNERS + "?limit=2").json(200);
        assertThat(page.at("/items/0").has("documents")).isFalse();
        assertThat(ids("?limit=2&cursor=" + page.path("next_cursor").textValue()))
                .containsExactly(abroad);
        assertThat(staff.get(PARTNERS + "?format=csv").text())
                .startsWith("id,partner_code,legal_name,")
                .contains("Surat Brokers");
        staff.get(PARTNERS + "?status=GONE").problem(400, "invalid_parameter");
    }

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        staff.get(PARTNERS + query)
                .json(200)
                .path("items")
                .forEach(item -> ids.add(item.path("id").textValue()));
        return ids;
    }

    // -------------------------------------------------------------------------------------------------- who sees what

    @Test
    void withoutThePermissionTaxIdsAndAccountsAreMasked() {
        String partner = created(mill());
        post(partner, "documents", "{\"type\":\"PAN_CARD\",\"number\":\"" + PAN + "\"}")
                .json(201);
        ApiClient clerk = with(UserType.INTERNAL, Optional.empty(), Permission.PARTNER_READ);
        for (JsonNode seen : List.of(
                clerk.get(path(partner)).json(200),
                clerk.get(PARTNERS).json(200).at("/items/0"))) {
            assertThat(seen.path("gst_number").textValue()).isEqualTo("24****1ZK");
            assertThat(seen.path("pan_number").textValue()).isEqualTo("A****1234A");
            assertThat(seen.at("/bank_account/account_number").textValue()).isEqualTo("****5678");
            assertThat(seen.toString()).doesNotContain(GSTIN, PAN, ACCOUNT);
        }
        assertThat(clerk.get(PARTNERS + "?format=csv").text()).doesNotContain(GSTIN, PAN, ACCOUNT);
        assertThat(userOf(partner)
                        .get(path(partner))
                        .json(200)
                        .path("gst_number")
                        .textValue())
                .isEqualTo(GSTIN);
    }

    @Test
    void bankAccountsAndCreditLimitsNeedAPermissionOfTheirOwn() {
        ApiClient clerk =
                with(UserType.INTERNAL, Optional.empty(), Permission.PARTNER_CREATE, Permission.PARTNER_UPDATE);
        clerk.postOnce(ApiClient.newKey(), PARTNERS, mill().toString()).problem(403, "permission_denied");
        ObjectNode poor = mill();
        poor.remove("bank_account");
        String partner = clerk.postOnce(ApiClient.newKey(), PARTNERS, poor.toString())
                .json(201)
                .path("id")
                .textValue();
        clerk.patch(path(partner), "{\"bank_account\":null}").problem(403, "permission_denied");
        clerk.patch(path(partner), "{\"credit_limit\":\"5\"}").problem(403, "permission_denied");
        clerk.post(
                        path(partner) + "/amendments",
                        "{\"kind\":\"BANK\",\"wanted\":{\"bank_account\":{\"account_number\":\"1234\"}}}")
                .problem(403, "permission_denied");
    }

    // TEN-2, TEN-3
    @Test
    void aPartnersUserHasItsOwnPartnerAlone() {
        String mine = approved();
        String theirs = created(Orders.object().put("legal_name", "Theirs"));
        ApiClient user = userOf(mine);
        assertThat(user.get(path(mine)).json(200).at("/onboarding").has("checks"))
                .isFalse();
        user.get(path(mine) + "/capabilities").json(200);
        assertThat(user.get(PARTNERS).json(200).path("items").size()).isEqualTo(1);
        String document = "{\"type\":\"IEC\"}";
        user.post(path(mine) + "/documents", document).json(201);
        user.post(path(mine) + "/amendments", "{\"kind\":\"CONTACT\",\"wanted\":{\"phone\":\"5\"}}")
                .json(201);
        user.post(path(theirs) + "/documents", document).problem(404, "not_found");
        user.get(path(theirs)).problem(404, "not_found");
        user.get(path(theirs) + "/capabilities").problem(404, "not_found");
        user.patch(path(mine), "{\"phone\":\"5\"}").problem(403, "permission_denied");
        user.send("POST", path(mine) + "/submit", BodyPublishers.noBody()).problem(403, "permission_denied");
        user.post(path(mine) + "/employees", "{\"name\":\"Asha\"}").problem(403, "permission_denied");
        user.post(path(mine) + "/suspend", "{\"reason\":\"x\"}").problem(403, "permission_denied");
        user.delete(path(mine) + "/documents/1").problem(403, "permission_denied");
        assertThat(read(theirs).path("documents").isEmpty()).isTrue();
        await("it is in the audit")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(audited("user=trader"))
                        .anyMatch(record -> record.path("action").textValue().equals("access.isolation_violated.v1")
                                && record.at("/details/named").textValue().equals(theirs)));
    }

    @Test
    void aPartnerOfWhomNothingIsKnownHasNothing() {
        created(mill());
        ApiClient user = userOf("mill");
        assertThat(user.get(PARTNERS).json(200).path("items").isEmpty()).isTrue();
        user.get(path("mill")).problem(404, "not_found");
    }

    // ------------------------------------------------------------------------------------------- exposure and risk

    @Test
    void theExposureOfAPartnerIsForStaffAndItself() {
        String partner = approved();
        JsonNode exposure = staff.get(path(partner) + "/exposure").json(200);
        assertThat(exposure)
                .isEqualTo(Orders.object()
                        .put("partner_id", partner)
                        .put("limit", "3000000.00")
                        .put("held", "0.00")
                        .put("converted", "0.00")
                        .put("total", "0.00")
                        .put("headroom", "3000000.00")
                        .put("utilisation_percent", "0.00")
                        .put("state", "GREEN")
                        .putNull("level"));
        assertThat(userOf(partner).get(path(partner) + "/exposure").json(200)).isEqualTo(exposure);
        String other = created(Orders.object().put("legal_name", "Kadi Gin"));
        userOf(other).get(path(partner) + "/exposure").problem(404, "not_found");
        assertThat(userOf(other)
                        .get(path(other) + "/exposure")
                        .json(200)
                        .path("limit")
                        .isNull())
                .isTrue();
        staff.get(path(partner.replaceFirst("_[0-9A-Z]{13}_", "_0000000000001_")) + "/exposure")
                .problem(404, "not_found");
        NODE.otherStaff().get(path(partner) + "/exposure").problem(404, "not_found");
    }

    // RK-4, RK-5
    @Test
    void rk4TheRiskOfAPartnerIsAssessedAndRecorded() {
        String partner = approved();
        staff.put(path(partner) + "/performance", "{\"rating\":\"4.5\",\"payment_performance\":\"90\"}")
                .json(200);
        JsonNode risk = post(partner, "assess-risk").json(200);
        assertThat(risk.path("score").intValue()).isEqualTo(90);
        assertThat(risk.path("status").textValue()).isEqualTo("PASS");
        assertThat(risk.path("recommended_limit").textValue()).isEqualTo("3600000.00");
        assertThat(risk.path("factors"))
                .containsExactly(Orders.object().put("factor", "PAST_TRADES").put("deduction", 10));
        staff.put(path(partner) + "/performance", "{\"rating\":\"2.5\",\"payment_performance\":\"50\"}")
                .json(200);
        assertThat(post(partner, "assess-risk").json(200).path("score").intValue())
                .isEqualTo(60);
        await("the events follow").atMost(LIMIT).untilAsserted(() -> {
            List<String> types = new ArrayList<>();
            staff.get("/api/v1/events?types=risk.*,partner.risk_score_changed")
                    .json(200)
                    .path("items")
                    .forEach(event -> types.add(event.path("type").textValue()));
            assertThat(types).containsExactly("risk.assessed.v1", "risk.assessed.v1", "partner.risk_score_changed.v1");
        });
        userOf(partner)
                .send("POST", path(partner) + "/assess-risk", BodyPublishers.noBody())
                .problem(403, "permission_denied");
        post(partner.replaceFirst("_[0-9A-Z]{13}_", "_0000000000001_"), "assess-risk")
                .problem(404, "not_found");
    }

    // ------------------------------------------------------------------------------------------------ events, audit

    private List<JsonNode> audited(String query) {
        List<JsonNode> records = new ArrayList<>();
        staff.get("/api/v1/audit?limit=1000&" + query).json(200).path("items").forEach(records::add);
        return records;
    }

    @Test
    void standsInTheEventsAndInTheAudit() {
        String partner = approved();
        await("the audit follows")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(audited("entity=" + partner))
                        .anyMatch(record -> record.path("action").textValue().equals("partner.approved.v1")));
        List<JsonNode> records = audited("entity=" + partner);
        assertThat(records.getLast().path("action").textValue()).isEqualTo("partner.onboarding_started.v1");
        assertThat(records).allSatisfy(record -> {
            assertThat(record.path("entity_type").textValue()).isEqualTo("partner");
            assertThat(record.path("entity_id").textValue()).isEqualTo(partner);
            assertThat(record.toString()).doesNotContain(GSTIN, PAN, ACCOUNT);
        });
        JsonNode events =
                staff.get("/api/v1/events?types=partner.*&limit=100").json(200).path("items");
        List<String> types = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        events.forEach(event -> {
            types.add(event.path("type").textValue());
            sequences.add(event.path("sequence").longValue());
        });
        assertThat(types)
                .startsWith("partner.onboarding_started.v1", "partner.document_uploaded.v1")
                .contains(
                        "partner.onboarding_submitted.v1",
                        "partner.document_verified.v1",
                        "partner.capabilities_changed.v1",
                        "partner.approved.v1");
        // Counted for each partner without a gap.
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo(i + 1L);
        }
        NODE.otherStaff().get("/api/v1/audit?entity=" + partner).problem(404, "not_found");
    }
}
