package io.mandi.http.api;

import static io.mandi.http.api.DeskSamples.BUYER;
import static io.mandi.http.api.DeskSamples.RESERVATION;
import static io.mandi.http.api.DeskSamples.SELLER;
import static io.mandi.http.api.DeskSamples.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeSamples;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.TradeView;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trades of the desk over HTTP, and what the two see of each other (sections 2.2, 9). */
class TradeRoutesTest {
    private static final DeskApi API = new DeskApi();
    private static final DeskApi.User STAFF = API.staff();
    private static final DeskApi.User GINNER = API.partner(SELLER);
    private static final DeskApi.User MILL = API.partner(BUYER);
    private static final String KEY = "Idempotency-Key";
    private static final String PATH = "/api/v1/trades";
    private static final ResourceId ID = ResourceId.ofTrade(RESERVATION);
    private static final String ONE = PATH + "/" + ID;
    private static final String BODY = "{\"reservation_id\": \"" + RESERVATION + "\"}";

    @AfterAll
    static void stop() {
        API.close();
    }

    private static Trade pending() {
        return TradeRules.initiate(RESERVATION, TradeSamples.terms(), "mill", "request-1", TradeSamples.AT)
                .trade();
    }

    private static Trade failed() {
        Failure refusal = new Failure(Step.SELL, "reservation_expired", "the reservation is past its expires_at");
        return TradeRules.refused(pending(), Run.Kind.CREATE, refusal, TradeSamples.AT)
                .orElseThrow()
                .trade();
    }

    private static DeskReply.Done<TradeView> done(Trade trade, Stage stage) {
        return new DeskReply.Done<>(
                new TradeView(trade, stage, DeskSamples.seller(), DeskSamples.buyer()), List.of(), false, 0);
    }

    private static Reply make(DeskApi.User user, String body) {
        API.desk.answers(done(TradeSamples.carriedOut(pending()), Stage.TRADE));
        return API.send(user, "POST", PATH, body, KEY, "k-1");
    }

    @Test
    void readsWhatIsToBecomeATrade() {
        Reply reply = make(
                STAFF,
                "{\"reservation_id\": \"" + RESERVATION + "\", \"price\": \"70000.00\","
                        + "\"ship_to\": {\"city\": \"Surat\", \"state_code\": \"GJ\", \"country\": \"IN\"}}");
        JsonNode trade = reply.json(201);
        assertThat(reply.header("Location")).hasValue(ONE);
        assertThat(reply.header("ETag")).hasValue("\"2\"");
        assertThat(trade.path("number").textValue()).isEqualTo("TR-2026-000001");
        assertThat(trade.path("total").textValue()).isEqualTo("15058208.20");
        Desk.NewTrade asked = API.desk.asked(Desk.NewTrade.class);
        assertThat(asked.reservation()).isEqualTo(RESERVATION);
        assertThat(asked.price()).hasValue(decimal("70000.00"));
        assertThat(asked.shipToPlace().orElseThrow().city()).hasValue("Surat");
        assertThat(asked.shipToLocation()).isEmpty();
        assertThat(asked.approves()).isTrue();
    }

    // MT-11
    @Test
    void onlyStaffWhoMayApproveMatchesLetsPassAWarning() {
        make(MILL, BODY).json(201);
        assertThat(API.desk.asked(Desk.NewTrade.class).approves()).isFalse();
        make(API.staff(Permission.TRADE_CREATE), BODY).json(201);
        assertThat(API.desk.asked(Desk.NewTrade.class).approves()).isFalse();
        make(API.staff(Permission.TRADE_CREATE, Permission.MATCHING_APPROVE_MATCH), BODY)
                .json(201);
        assertThat(API.desk.asked(Desk.NewTrade.class).approves()).isTrue();
    }

    // TR-9
    @Test
    void whatIsUnderWayIsAcceptedAndWhatHasFailedIsAConflict() {
        API.desk.answers(done(pending(), Stage.NEGOTIATING));
        JsonNode waiting = API.send(MILL, "POST", PATH, BODY, KEY, "k-1").json(202);
        assertThat(waiting.path("status").textValue()).isEqualTo("PENDING");
        assertThat(waiting.path("under_way").textValue()).isEqualTo("CREATE");
        API.desk.answers(done(failed(), Stage.MATCHED));
        API.send(MILL, "POST", PATH, BODY, KEY, "k-1").problem(409, "reservation_expired");
        API.desk.answers(done(failed(), Stage.MATCHED));
        assertThat(API.get(MILL, ONE).json(200).at("/failure/step").intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                              | 400 | missing_field     | /reservation_id
        {"reservation_id": 5}                           | 400 | string_expected   | /reservation_id
        {"reservation_id": "r", "price": 5}             | 400 | string_expected   | /price
        {"reservation_id": "r", "ship_to": "Surat"}     | 400 | object_expected   | /ship_to
        {"reservation_id": "r", "ship_to": {}}          | 422 | validation_failed | /ship_to
        {"reservation_id": "r", "ship_to": {"x": "y"}}  | 400 | unknown_field     | /ship_to/x
        {"reservation_id": "r", "ship_to": {"location_id": "l", "city": "Surat", "country": "IN"}} | 422 | validation_failed | /ship_to
        """)
    void whatCannotBeReadIsRefusedWithItsPlace(String body, int status, String code, String pointer) {
        assertThat(Reply.errors(make(STAFF, body).problem(status, code))).contains(pointer + " " + code);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void makingATradeTakesAKeyAndAReservationOfTheOrganisation() {
        API.desk.answers(done(pending(), Stage.NEGOTIATING));
        API.send(MILL, "POST", PATH, BODY).problem(400, "idempotency_key_missing");
        make(MILL, BODY.replace("_north_", "_south_")).problem(404, "not_found");
        make(MILL, "{\"reservation_id\": \"rsv_1\"}").problem(404, "not_found");
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void eachIsToldOfTheOtherAsFarAsTheyHaveCome() {
        API.desk.answers(done(pending(), Stage.NEGOTIATING));
        JsonNode before = API.get(MILL, ONE).json(200);
        assertThat(before.has("ship_from")).isFalse();
        assertThat(before.has("ship_to")).isTrue();
        assertThat(before.has("seller_partner_id")).isFalse();
        assertThat(before.at("/seller/company_name").textValue()).isEqualTo("Kadi Ginners");
        assertThat(before.path("seller").has("legal_name")).isFalse();
        assertThat(before.path("buyer_partner_id").textValue()).isEqualTo(BUYER);
        API.desk.answers(done(pending(), Stage.NEGOTIATING));
        JsonNode toSeller = API.get(GINNER, ONE).json(200);
        assertThat(toSeller.has("ship_from")).isTrue();
        assertThat(toSeller.has("ship_to")).isFalse();
        assertThat(toSeller.has("bill_to")).isFalse();
        API.desk.answers(done(TradeSamples.carriedOut(pending()), Stage.TRADE));
        JsonNode after = API.get(GINNER, ONE).json(200);
        assertThat(after.at("/ship_to/city").textValue()).isEqualTo("Mumbai");
        assertThat(after.at("/buyer/legal_name").textValue()).isEqualTo("Sabarmati Mill Private Limited");
        API.desk.answers(done(pending(), Stage.NEGOTIATING));
        assertThat(API.get(STAFF, ONE).json(200).at("/seller/legal_name").textValue())
                .isEqualTo("Kadi Ginners Private Limited");
    }

    @Test
    void whatTheBuyersSideHasRefusedIsNotForTheSellerToKnow() {
        Failure refusal = new Failure(Step.PURCHASE, "over_total_budget", "more than is left of total_budget");
        Trade sold = TradeRules.done(pending(), Run.Kind.CREATE, Step.SELL, TradeSamples.AT)
                .orElseThrow()
                .trade();
        Trade failed = TradeSamples.carriedOut(TradeRules.refused(sold, Run.Kind.CREATE, refusal, TradeSamples.AT)
                .orElseThrow()
                .trade());
        API.desk.answers(done(failed, Stage.MATCHED));
        Reply toSeller = API.get(GINNER, ONE);
        assertThat(toSeller.json(200).at("/failure/code").textValue()).isEqualTo("state_conflict");
        assertThat(toSeller.text()).doesNotContain("budget");
        API.desk.answers(done(failed, Stage.MATCHED));
        assertThat(API.get(MILL, ONE).json(200).at("/failure/code").textValue()).isEqualTo("over_total_budget");
    }

    @Test
    void confirmsCompletesAndCancels() {
        Trade made = TradeSamples.carriedOut(pending());
        API.desk.answers(done(made, Stage.TRADE));
        API.post(GINNER, ONE + "/confirm", KEY, "k-2", "If-Match", "\"2\"").json(200);
        assertThat(API.desk.asked().what()).isEqualTo("confirmTrade");
        assertThat(API.desk.asked().caller().expectedVersion()).hasValue(2);
        API.desk.answers(done(made, Stage.TRADE));
        API.post(STAFF, ONE + "/complete").json(200);
        assertThat(API.desk.asked().what()).isEqualTo("completeTrade");
        API.desk.answers(done(made, Stage.TRADE));
        API.send(STAFF, "POST", ONE + "/cancel", "{\"reason\": \"the gin burned down\"}")
                .json(200);
        assertThat(API.desk.asked(String.class)).isEqualTo("the gin burned down");
        API.desk.answers(done(made, Stage.TRADE));
        API.send(STAFF, "POST", ONE + "/cancel", "{}").problem(400, "missing_field");
        API.post(MILL, ONE + "/complete").problem(403, "permission_denied");
        API.send(MILL, "POST", ONE + "/cancel", "{\"reason\": \"no\"}").problem(403, "permission_denied");
        API.desk.answers(new DeskReply.NotFound<TradeView>(true));
        API.get(GINNER, ONE).problem(404, "not_found");
        API.desk.fails();
        API.post(STAFF, ONE + "/complete").problem(503, "outcome_unknown");
    }
}
