package io.mandi.http.api;

import static io.mandi.http.api.DeskSamples.BUYER;
import static io.mandi.http.api.DeskSamples.LOT;
import static io.mandi.http.api.DeskSamples.NEED;
import static io.mandi.http.api.DeskSamples.RESERVATION;
import static io.mandi.http.api.DeskSamples.SELLER;
import static io.mandi.http.api.DeskSamples.TOKEN;
import static io.mandi.http.api.DeskSamples.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.reservation.ReservationStatus;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.LotReference;
import io.mandi.http.desk.ReservationView;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reservations over HTTP, and what holder and seller see of each other (section 2.2). */
class ReservationRoutesTest {
    private static final DeskApi API = new DeskApi();
    private static final DeskApi.User STAFF = API.staff();
    private static final DeskApi.User GINNER = API.partner(SELLER);
    private static final DeskApi.User MILL = API.partner(BUYER);
    private static final String KEY = "Idempotency-Key";
    private static final String PATH = "/api/v1/reservations";
    private static final String ONE = PATH + "/" + RESERVATION;
    private static final String OF_LOT = "/api/v1/availabilities/" + LOT + "/reservations";

    @AfterAll
    static void stop() {
        API.close();
    }

    private static DeskReply.Done<ReservationView> done(Stage stage) {
        return new DeskReply.Done<>(
                DeskSamples.reservation(stage, Optional.of(decimal("71500.00"))), List.of(), false, 42);
    }

    private static Reply reserve(DeskApi.User user, String path, String body) {
        API.desk.answers(done(Stage.NEGOTIATING));
        return API.send(user, "POST", path, body, KEY, "k-1");
    }

    // ------------------------------------------------------------------------------------------------------ reserving

    @Test
    void readsWhatIsToBeReserved() {
        Reply reply = reserve(
                MILL,
                OF_LOT,
                "{\"quantity\": \"30\", \"quantity_unit\": \"BALE\", \"hours\": 48, \"requirement_id\": \"" + NEED
                        + "\"}");
        reply.json(201);
        assertThat(reply.header("Location")).hasValue(ONE);
        assertThat(reply.header("ETag")).hasValue("\"8\"");
        assertThat(reply.header("Consistency-Token")).isPresent();
        assertThat(API.desk.asked(Desk.NewReservation.class))
                .isEqualTo(new Desk.NewReservation(
                        new LotReference.ById(LOT),
                        Optional.of(BUYER),
                        decimal("30"),
                        Optional.of("BALE"),
                        Optional.of(48),
                        Optional.of(NEED)));
        assertThat(API.desk.asked().caller().idempotency().orElseThrow().operation())
                .isEqualTo("POST " + OF_LOT);
    }

    @Test
    void reservesByTheTokenOfAMatch() {
        reserve(MILL, "/api/v1/availabilities/" + TOKEN + "/reservations", "{\"quantity\": \"30\"}")
                .json(201);
        assertThat(API.desk.asked(Desk.NewReservation.class).lot()).isEqualTo(new LotReference.ByToken(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "lot_000000000000B_south_0000000000007", "req_000000000000B"})
    void whatIsNeitherAnIdNorATokenIsUnknown(String lot) {
        reserve(MILL, "/api/v1/availabilities/" + lot + "/reservations", "{\"quantity\": \"30\"}")
                .problem(404, "not_found");
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                       | /quantity   | missing_field
        {"quantity": 30}                         | /quantity   | string_expected
        {"quantity": "30", "hours": "24"}        | /hours      | integer_expected
        {"quantity": "30", "hours": 1.5}         | /hours      | integer_expected
        {"quantity": "30", "price": "1"}         | /price      | unknown_field
        """)
    void whatCannotBeReadIsRefusedWithItsPlace(String body, String pointer, String code) {
        assertThat(Reply.errors(reserve(MILL, OF_LOT, body).problem(400, code))).containsExactly(pointer + " " + code);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void reservingTakesAKey() {
        API.desk.answers(done(Stage.NEGOTIATING));
        API.send(MILL, "POST", OF_LOT, "{\"quantity\": \"30\"}").problem(400, "idempotency_key_missing");
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void aPartnersUserReservesForItsOwnPartnerAndStaffForWhomItNames() {
        reserve(MILL, OF_LOT, "{\"quantity\": \"30\", \"partner_id\": \"" + SELLER + "\"}")
                .problem(404, "not_found");
        reserve(MILL, OF_LOT, "{\"quantity\": \"30\", \"partner_id\": \"" + BUYER + "\"}")
                .json(201);
        assertThat(Reply.errors(reserve(STAFF, OF_LOT, "{\"quantity\": \"30\"}").problem(400, "missing_field")))
                .containsExactly("/partner_id missing_field");
        reserve(STAFF, OF_LOT, "{\"quantity\": \"30\", \"partner_id\": \"" + BUYER + "\"}")
                .json(201);
        assertThat(API.desk.asked(Desk.NewReservation.class).holder()).hasValue(BUYER);
        reserve(STAFF, OF_LOT, "{\"quantity\": \"30\", \"requirement_id\": \"" + NEED + "\"}")
                .json(201);
        assertThat(API.desk.asked(Desk.NewReservation.class).holder()).isEmpty();
    }

    @Test
    void aNeedOfAnotherOrganisationIsUnknown() {
        String foreign = NEED.toString().replace("_north_", "_south_");
        reserve(MILL, OF_LOT, "{\"quantity\": \"30\", \"requirement_id\": \"" + foreign + "\"}")
                .problem(404, "not_found");
        assertThat(API.desk.wasAsked()).isFalse();
    }

    @Test
    void releasesWithAReasonOrWithout() {
        API.desk.answers(done(Stage.MATCHED));
        API.delete(MILL, ONE + "?reason=no%20lorry").json(200);
        assertThat(API.desk.asked().with()).containsExactly(RESERVATION, "no lorry");
        API.desk.answers(done(Stage.MATCHED));
        API.delete(MILL, ONE, KEY, "k-3").json(200);
        assertThat(API.desk.asked(String.class)).isNotBlank();
        assertThat(API.desk.asked().caller().idempotency()).isPresent();
    }

    // ---------------------------------------------------------------------------------------------------------- shown

    private static JsonNode shown(DeskApi.User user, Stage stage) {
        API.desk.answers(done(stage));
        return API.get(user, ONE).json(200);
    }

    @Test
    void showsAReservationToItsHolder() {
        assertThat(Reply.names(shown(MILL, Stage.NEGOTIATING)))
                .containsExactly(
                        "reservation_id",
                        "availability_id",
                        "requirement_id",
                        "quantity",
                        "quantity_unit",
                        "base_quantity",
                        "price",
                        "rate_unit",
                        "currency",
                        "value",
                        "payment_terms",
                        "delivery_terms",
                        "passing_term",
                        "weighment_term",
                        "risk_status",
                        "status",
                        "trade_id",
                        "reserved_at",
                        "expires_at",
                        "updated_at",
                        "version",
                        "disclosure_stage",
                        "seller",
                        "holder_partner_id");
        JsonNode reservation = shown(MILL, Stage.NEGOTIATING);
        assertThat(reservation.path("quantity").textValue()).isEqualTo("30.000");
        assertThat(reservation.path("availability_id").textValue()).isEqualTo(LOT.toString());
        assertThat(reservation.path("holder_partner_id").textValue()).isEqualTo(BUYER);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void holderAndSellerLearnOfEachOtherWhatTheStageAllows(Stage stage) {
        JsonNode toHolder = shown(MILL, stage);
        JsonNode toSeller = shown(GINNER, stage);
        assertThat(toHolder.path("disclosure_stage").textValue()).isEqualTo(stage.name());
        assertThat(toHolder.has("holder")).isFalse();
        assertThat(toSeller.has("seller")).isFalse();
        assertThat(toHolder.has("seller_partner_id")).isEqualTo(stage == Stage.TRADE);
        assertThat(toSeller.has("holder_partner_id")).isEqualTo(stage == Stage.TRADE);
        assertThat(Reply.names(toHolder.path("seller"))).isEqualTo(MatchRoutesTest.namesAt(stage));
        assertThat(Reply.names(toSeller.path("holder"))).isEqualTo(MatchRoutesTest.namesAt(stage));
    }

    @Test
    void theSellerDoesNotLearnWhatTheBuyerWouldPay() {
        DeskReply.Done<ReservationView> open = new DeskReply.Done<>(
                DeskSamples.reservation(Stage.NEGOTIATING, Optional.empty()), List.of(), false, 42);
        API.desk.answers(open);
        assertThat(API.get(GINNER, ONE).json(200).has("value")).isFalse();
        assertThat(API.get(MILL, ONE).json(200).path("value").textValue()).isEqualTo("1025392.27");
        assertThat(API.get(STAFF, ONE).json(200).path("value").textValue()).isEqualTo("1025392.27");
        assertThat(shown(GINNER, Stage.NEGOTIATING).has("value")).isTrue();
    }

    @Test
    void staffSeesBothSidesInFull() {
        JsonNode reservation = shown(STAFF, Stage.NEGOTIATING);
        assertThat(reservation.path("seller_partner_id").textValue()).isEqualTo(SELLER);
        assertThat(reservation.path("holder_partner_id").textValue()).isEqualTo(BUYER);
        assertThat(reservation.at("/seller/payee_account/account_number").textValue())
                .isEqualTo("50100012345678");
        assertThat(reservation.at("/holder/legal_name").textValue()).isEqualTo("Sabarmati Mill Private Limited");
    }

    @Test
    void whoMayNotSeeSensitiveDataSeesItMasked() {
        JsonNode seller =
                shown(API.staff(Permission.AVAILABILITY_READ), Stage.TRADE).path("seller");
        assertThat(seller.path("gst_number").textValue()).isEqualTo("24****1Z5");
        assertThat(seller.at("/addresses/0/gst_number").textValue()).isEqualTo("24****1Z5");
        assertThat(seller.at("/payee_account/account_number").textValue()).isEqualTo("****5678");
    }

    // --------------------------------------------------------------------------------------------------------- lists

    @Test
    void aListIsNarrowedToWhatIsAskedFor() {
        API.desk.lists(List.of(DeskSamples.reservation(Stage.NEGOTIATING, Optional.empty())));
        JsonNode page = API.get(GINNER, PATH + "?availability_id=" + LOT + "&requirement_id=" + NEED + "&status=HELD")
                .json(200);
        assertThat(page.at("/items/0").has("holder_partner_id")).isFalse();
        assertThat(API.desk.asked(Filters.Reservations.class))
                .isEqualTo(new Filters.Reservations(
                        Optional.of(SELLER),
                        Optional.empty(),
                        Optional.of(LOT),
                        Optional.of(NEED),
                        Optional.of(ReservationStatus.HELD)));
        API.get(GINNER, PATH + "?holder_partner_id=" + BUYER).problem(404, "not_found");
        API.get(MILL, PATH + "?holder_partner_id=" + BUYER).json(200);
        API.get(MILL, PATH + "?partner_id=" + SELLER).problem(404, "not_found");
    }
}
