package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.api.Postings.Company;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Trades of the desk as the two who make them and the desk see them: book, need, ledger and lists together (section 9). */
class DeskTradesIT {
    private static final TestNode NODE = TestNode.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String TRADES = "/api/v1/trades";

    private final String organization = "trades-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);
    private final ApiClient staff = NODE.staffOf(organization);
    private final Company ginners = Company.of("Trading ginners", "10000000.00");
    private final Company mills = Company.of("Trading mills", "10000000.00");
    private final String seller = Postings.approved(staff, ginners);
    private final String buyer = Postings.approved(staff, mills);
    private final String commodity = Postings.commodity(staff);
    private final ApiClient ginner = user(seller);
    private final ApiClient mill = user(buyer);

    private ApiClient user(String partner) {
        return NODE.bearing(
                TestNode.token(organization, "user-of-" + partner, UserType.EXTERNAL, Optional.of(partner)));
    }

    private static String created(ApiClient who, String path, String body, String id) {
        return who.postOnce(ApiClient.newKey(), path, body).json(201).path(id).textValue();
    }

    private static Reply tell(ApiClient who, String path) {
        return who.send("POST", path, BodyPublishers.noBody());
    }

    private String lot() {
        return created(staff, "/api/v1/availabilities", Postings.lot(seller, commodity), "id");
    }

    private String need() {
        String need = created(staff, "/api/v1/requirements", Postings.need(buyer, commodity), "id");
        tell(staff, "/api/v1/requirements/" + need + "/publish").json(200);
        return need;
    }

    private String reservation(String lot, String need) {
        String body =
                need.isEmpty() ? "{\"quantity\":\"10\"}" : "{\"quantity\":\"10\",\"requirement_id\":\"" + need + "\"}";
        return created(mill, "/api/v1/availabilities/" + lot + "/reservations", body, "reservation_id");
    }

    private static String body(String reservation) {
        return "{\"reservation_id\":\"" + reservation + "\"}";
    }

    private static Reply trade(ApiClient who, String reservation) {
        return who.postOnce(ApiClient.newKey(), TRADES, body(reservation));
    }

    private static String id(Reply trade) {
        return trade.json(201).path("id").textValue();
    }

    private List<BigDecimal> stock(String lot) {
        JsonNode now = staff.get("/api/v1/availabilities/" + lot).json(200);
        return List.of(amount(now, "available"), amount(now, "reserved"), amount(now, "sold"));
    }

    private static BigDecimal amount(JsonNode of, String name) {
        return new BigDecimal(of.path(name).textValue()).stripTrailingZeros();
    }

    private void assertStock(String lot, String available, String reserved, String sold) {
        assertThat(stock(lot))
                .usingComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .containsExactly(new BigDecimal(available), new BigDecimal(reserved), new BigDecimal(sold));
    }

    private void assertExposure(String held, String converted) {
        JsonNode now = staff.get("/api/v1/partners/" + buyer + "/exposure").json(200);
        assertThat(amount(now, "held")).as("held").isEqualByComparingTo(held);
        assertThat(amount(now, "converted")).as("converted").isEqualByComparingTo(converted);
    }

    private JsonNode needNow(String need) {
        return staff.get("/api/v1/requirements/" + need).json(200);
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false).toList();
    }

    private static void gather(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(child -> gather(child, texts));
    }

    /** What identifies somebody, in an answer. */
    private static void assertHidden(JsonNode answer, String partner, Company company) {
        List<String> texts = new ArrayList<>();
        gather(answer, texts);
        assertThat(texts)
                .noneMatch(text -> text.contains(company.gstin())
                        || text.contains(company.pan())
                        || text.contains(company.account())
                        || text.contains(company.mobile())
                        || text.contains(company.email())
                        || text.contains(company.number() + " Mill Road")
                        || text.equals(partner));
    }

    // TR-1 to TR-6, TR-10, EX-1, 2.2
    @Test
    void aReservationBecomesATradeIsConfirmedAndCompleted() {
        String lot = lot();
        String need = need();
        String reservation = reservation(lot, need);
        assertExposure("500", "0");
        assertHidden(ginner.get("/api/v1/reservations/" + reservation).json(200), buyer, mills);
        assertHidden(mill.get("/api/v1/reservations/" + reservation).json(200), seller, ginners);

        Reply made = trade(mill, reservation);
        JsonNode trade = made.json(201);
        String id = trade.path("id").textValue();
        String one = TRADES + "/" + id;
        assertThat(made.header("Location")).hasValue(one);
        assertThat(trade.path("status").textValue()).isEqualTo("CREATED");
        assertThat(trade.path("number").textValue())
                .isEqualTo("TR-" + LocalDate.now(ZoneId.of("Asia/Kolkata")).getYear() + "-000001");
        assertThat(trade.path("taxable").textValue()).isEqualTo("500.00");
        assertThat(trade.at("/tax/kind").textValue()).isEqualTo("INTRA_STATE");
        assertThat(trade.at("/tax/cgst").textValue()).isEqualTo("12.50");
        assertThat(trade.path("total").textValue()).isEqualTo("525.00");
        assertStock(lot, "90", "0", "10");
        assertExposure("0", "500");
        assertThat(amount(needNow(need), "purchased")).isEqualByComparingTo("10");
        JsonNode converted = mill.get("/api/v1/reservations/" + reservation).json(200);
        assertThat(converted.path("status").textValue()).isEqualTo("CONVERTED");
        assertThat(converted.path("trade_id").textValue()).isEqualTo(id);

        // Both learn who the other one is, and nobody else does.
        JsonNode toMill = mill.get(one).json(200);
        assertThat(toMill.path("disclosure_stage").textValue()).isEqualTo("TRADE");
        assertThat(toMill.at("/seller/legal_name").textValue()).isEqualTo(ginners.name());
        assertThat(toMill.at("/seller/gst_number").textValue()).isEqualTo(ginners.gstin());
        JsonNode toGinner = ginner.get(one).json(200);
        assertThat(toGinner.at("/buyer/legal_name").textValue()).isEqualTo(mills.name());
        assertThat(toGinner.at("/ship_to/city").textValue()).isEqualTo("Gondal");
        String stranger = Postings.approved(staff, "Trading strangers");
        user(stranger).get(one).problem(404, "not_found");
        assertThat(items(user(stranger).get(TRADES).json(200))).isEmpty();

        tell(mill, one + "/confirm").problem(403, "permission_denied");
        tell(staff, one + "/complete").problem(409, "state_conflict");
        tell(ginner, one + "/complete").problem(403, "permission_denied");
        assertThat(tell(ginner, one + "/confirm").json(200).path("status").textValue())
                .isEqualTo("CONFIRMED");
        tell(ginner, one + "/confirm").json(200);
        assertThat(tell(staff, one + "/complete").json(200).path("status").textValue())
                .isEqualTo("COMPLETED");
        assertExposure("0", "0");
        staff.post(one + "/cancel", "{\"reason\":\"too late\"}").problem(409, "state_conflict");
        assertStock(lot, "90", "0", "10");

        JsonNode listed = items(staff.get(TRADES + "?kind=DESK").json(200)).getFirst();
        assertThat(listed.path("kind").textValue()).isEqualTo("DESK");
        assertThat(listed.path("id").textValue()).isEqualTo(id);
        assertThat(items(ginner.get(TRADES).json(200))).hasSize(1);
        assertThat(staff.get(TRADES + "?format=csv").text()).contains(id).contains("TR-");
        JsonNode day = items(staff.get("/api/v1/reports/daily-trades?kind=DESK").json(200))
                .getFirst();
        assertThat(day.path("commodity_id").textValue()).isEqualTo(commodity);
        assertThat(day.path("trades").intValue()).isOne();
        assertThat(new BigDecimal(day.path("value").textValue())).isEqualByComparingTo("500");
        assertThat(items(mill.get("/api/v1/reports/daily-trades?kind=DESK").json(200)))
                .isEmpty();
        await("events of a trade")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                items(staff.get("/api/v1/events?types=trade.*").json(200)).stream()
                                        .map(event -> event.path("type").textValue()))
                        .containsExactly(
                                "trade.initiated.v1", "trade.created.v1", "trade.confirmed.v1", "trade.completed.v1"));
    }

    // TR-10, 5.2, section 6, EX-1
    @Test
    void aTradeThatIsCancelledLeavesNothingBehind() {
        String lot = lot();
        String need = need();
        String one = TRADES + "/" + id(trade(staff, reservation(lot, need)));
        mill.post(one + "/cancel", "{\"reason\":\"changed my mind\"}").problem(403, "permission_denied");
        staff.post(one + "/cancel", "{}").problem(400, "missing_field");
        JsonNode cancelled = staff.post(one + "/cancel", "{\"reason\":\"the gin burned down\"}")
                .json(200);
        assertThat(cancelled.path("status").textValue()).isEqualTo("CANCELLED");
        assertThat(cancelled.path("cancellation_reason").textValue()).isEqualTo("the gin burned down");
        assertStock(lot, "100", "0", "0");
        assertExposure("0", "0");
        JsonNode wanting = needNow(need);
        assertThat(amount(wanting, "purchased")).isEqualByComparingTo("0");
        assertThat(wanting.path("status").textValue()).isEqualTo("ACTIVE");
        assertHidden(mill.get(one).json(200), seller, ginners);
        assertHidden(ginner.get(one).json(200), buyer, mills);
        staff.post(one + "/cancel", "{\"reason\":\"again\"}").json(200);
    }

    // TR-3
    @Test
    void oneReservationBecomesOneTradeHoweverOftenAndBySeveralIsAsked() throws Exception {
        String lot = lot();
        String reservation = reservation(lot, "");
        List<Future<Reply>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                ApiClient who = i % 2 == 0 ? mill : staff;
                asked.add(threads.submit(() -> trade(who, reservation)));
            }
        }
        List<String> ids = new ArrayList<>();
        for (Future<Reply> one : asked) {
            ids.add(id(one.get()));
        }
        assertThat(ids.stream().distinct()).hasSize(1);
        assertStock(lot, "90", "0", "10");
        assertExposure("0", "500");
        trade(ginner, reservation).problem(403, "not_holder");
        user(Postings.approved(staff, "Trading onlookers"))
                .postOnce(ApiClient.newKey(), TRADES, body(reservation))
                .problem(404, "not_found");
    }

    // PL-3
    @Test
    void aKeyIsGoodForOneBody() {
        String lot = lot();
        String key = ApiClient.newKey();
        String first = reservation(lot, "");
        Reply made = mill.postOnce(key, TRADES, body(first));
        Reply again = mill.postOnce(key, TRADES, body(first));
        assertThat(again.json(201)).isEqualTo(made.json(201));
        assertThat(again.replayed()).isTrue();
        mill.postOnce(key, TRADES, body(reservation(lot, ""))).problem(422, "idempotency_key_reused");
        mill.post(TRADES, body(first)).problem(400, "idempotency_key_missing");
    }

    // TR-5
    @Test
    void onlyWhatIsReservedBecomesATradeAtTheReservedPrice() {
        String lot = lot();
        String reservation = reservation(lot, "");
        mill.postOnce(ApiClient.newKey(), TRADES, "{\"reservation_id\":\"" + reservation + "\",\"price\":\"49.00\"}")
                .problem(422, "validation_failed");
        mill.delete("/api/v1/reservations/" + reservation).json(200);
        trade(mill, reservation).problem(409, "state_conflict");
        trade(mill, reservation.replace("rsv_00000", "rsv_7ZZZZ")).problem(404, "not_found");
        assertStock(lot, "100", "0", "0");
        assertExposure("0", "0");
        JsonNode elsewhere = mill.postOnce(
                        ApiClient.newKey(),
                        TRADES,
                        "{\"reservation_id\":\"" + reservation(lot, "")
                                + "\",\"ship_to\":{\"city\":\"Mumbai\",\"state_code\":\"MH\",\"country\":\"IN\"}}")
                .json(201);
        assertThat(elsewhere.at("/tax/kind").textValue()).isEqualTo("INTER_STATE");
        assertThat(elsewhere.at("/tax/igst").textValue()).isEqualTo("25.00");
    }

    // Section 8 once more: what was true when it was reserved may not be any more
    @Test
    void whoIsSuspendedMeanwhileDoesNotTrade() {
        String reservation = reservation(lot(), "");
        staff.post("/api/v1/partners/" + seller + "/suspend", "{\"reason\":\"payments are late\"}")
                .json(200);
        trade(mill, reservation).problem(403, "capability_missing");
        trade(staff, reservation).problem(403, "capability_missing");
        assertExposure("500", "0");
    }

    // MT-11, RK-3
    @Test
    void atAWarningStaffMakesTheTrade() {
        String reservation = reservation(lot(), "");
        // 100 - 15 - 15 = 70, and the stricter of the two counts.
        staff.put("/api/v1/partners/" + seller + "/performance", "{\"rating\":\"3.9\",\"delivery_performance\":\"74\"}")
                .json(200);
        trade(mill, reservation).problem(409, "approval_required");
        assertThat(trade(staff, reservation).json(201).path("status").textValue())
                .isEqualTo("CREATED");
    }

    // RP-3: a trade counts as what was reserved, until it is cancelled
    @Test
    void whoHasBoughtDoesNotSellBackOnTheSameDay() {
        String one = TRADES + "/" + id(trade(mill, reservation(lot(), "")));
        String back = created(staff, "/api/v1/availabilities", Postings.lot(buyer, commodity), "id");
        String path = "/api/v1/availabilities/" + back + "/reservations";
        ginner.postOnce(ApiClient.newKey(), path, "{\"quantity\":\"10\"}").problem(422, "same_day_reverse_trade");
        staff.post(one + "/cancel", "{\"reason\":\"the gin burned down\"}").json(200);
        ginner.postOnce(ApiClient.newKey(), path, "{\"quantity\":\"10\"}").json(201);
    }

    // RQ-7, TR-7: the need is in another book than the lot, and keeps room under a key of its own
    @Test
    void aTradeOfAnEquivalentCommodityIsPurchasedByItsNeedAndTakenBack() {
        String equivalent = Postings.commodity(staff);
        String lot = created(staff, "/api/v1/availabilities", Postings.lot(seller, equivalent), "id");
        String wanted = Postings.need(buyer, commodity);
        String need = created(
                staff,
                "/api/v1/requirements",
                wanted.substring(0, wanted.length() - 1)
                        + ",\"min_lot_quantity\":\"1\",\"commodity_equivalents\":[{\"commodity_id\":\"" + equivalent
                        + "\",\"ratio\":\"0.9\"}]}",
                "id");
        tell(staff, "/api/v1/requirements/" + need + "/publish").json(200);
        String one = TRADES + "/" + id(trade(mill, reservation(lot, need)));
        assertStock(lot, "90", "0", "10");
        assertThat(amount(needNow(need), "purchased")).isEqualByComparingTo("9");
        assertThat(amount(needNow(need), "spent")).isEqualByComparingTo("500");
        assertExposure("0", "500");
        staff.post(one + "/cancel", "{\"reason\":\"the gin burned down\"}").json(200);
        assertStock(lot, "100", "0", "0");
        assertThat(amount(needNow(need), "purchased")).isEqualByComparingTo("0");
        assertThat(amount(needNow(need), "held")).isEqualByComparingTo("0");
        assertThat(amount(needNow(need), "spent")).isEqualByComparingTo("0");
        assertExposure("0", "0");
    }
}
