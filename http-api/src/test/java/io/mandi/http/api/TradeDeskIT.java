package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.api.Postings.Company;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Lots, needs and reservations as those see them who post and reserve: book, ledger and lists together. */
class TradeDeskIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestNode NODE = TestNode.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LOTS = "/api/v1/availabilities";
    private static final String NEEDS = "/api/v1/requirements";
    private static final String RESERVATIONS = "/api/v1/reservations";
    private static final String LIMIT_OF_ALL = "10000000.00";

    private final String organization = "desk-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);
    private final ApiClient staff = NODE.staffOf(organization);
    private String knownCommodity;

    // ------------------------------------------------------------------------------------------------- who and what

    private String commodity() {
        if (knownCommodity == null) {
            knownCommodity = Postings.commodity(staff);
        }
        return knownCommodity;
    }

    private String partner(String name) {
        return Postings.approved(staff, Company.of(name, LIMIT_OF_ALL));
    }

    /** A user of a partner. */
    private ApiClient user(String partner) {
        return NODE.bearing(
                TestNode.token(organization, "user-of-" + partner, UserType.EXTERNAL, Optional.of(partner)));
    }

    private static JsonNode post(ApiClient who, String path, String body) {
        return who.postOnce(ApiClient.newKey(), path, body).json(201);
    }

    private static String id(JsonNode posted) {
        return posted.path("id").textValue();
    }

    /** Does something with a posting that takes no body. */
    private static Reply tell(ApiClient who, String path) {
        return who.send("POST", path, BodyPublishers.noBody());
    }

    /** @param more fields in place of those of the usual lot, as JSON without braces */
    private String lotBody(String seller, String more) {
        return merged(Postings.lot(seller, commodity()), more);
    }

    private String needBody(String buyer, String more) {
        return merged(Postings.need(buyer, commodity()), more);
    }

    private static String merged(String body, String more) {
        try {
            ObjectNode merged = (ObjectNode) JSON.readTree(body);
            return merged.setAll((ObjectNode) JSON.readTree("{" + more + "}")).toString();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private String lot(String seller) {
        return lot(seller, "");
    }

    private String lot(String seller, String more) {
        return id(post(staff, LOTS, lotBody(seller, more)));
    }

    private String need(String buyer) {
        return need(buyer, "");
    }

    /** One that is published. */
    private String need(String buyer, String more) {
        String need = id(post(staff, NEEDS, needBody(buyer, more)));
        JsonNode published = tell(staff, NEEDS + "/" + need + "/publish").json(200);
        assertThat(published.path("status").textValue()).isEqualTo("ACTIVE");
        return need;
    }

    private static Reply reserve(ApiClient who, String lot, String quantity) {
        return reserve(who, lot, "{\"quantity\":\"" + quantity + "\"}", ApiClient.newKey());
    }

    private static Reply reserve(ApiClient who, String lot, String body, String key) {
        return who.postOnce(key, LOTS + "/" + lot + "/reservations", body);
    }

    /** As a client does it that is told to ask again. */
    private static Reply reserveSurely(ApiClient who, String lot, String quantity) {
        String key = ApiClient.newKey();
        String body = "{\"quantity\":\"" + quantity + "\"}";
        return await("a certain answer")
                .atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .until(
                        () -> reserve(who, lot, body, key),
                        reply -> reply.status() != 503
                                && !(reply.status() == 409
                                        && reply.json().path("code").textValue().equals("idempotency_in_progress")));
    }

    private static Reply reserveFor(ApiClient who, String lot, String need, String quantity) {
        return reserve(
                who,
                lot,
                "{\"quantity\":\"" + quantity + "\",\"requirement_id\":\"" + need + "\"}",
                ApiClient.newKey());
    }

    private static String reservation(Reply granted) {
        return granted.json(201).path("reservation_id").textValue();
    }

    private static void release(ApiClient who, String reservation) {
        assertThat(who.delete(RESERVATIONS + "/" + reservation)
                        .json(200)
                        .path("status")
                        .textValue())
                .isEqualTo("RELEASED");
    }

    private JsonNode lotNow(String lot) {
        return staff.get(LOTS + "/" + lot).json(200);
    }

    /** AV-1: available, reserved and sold, which always add up to the total. */
    private List<String> stock(String lot) {
        JsonNode now = lotNow(lot);
        BigDecimal sum = amount(now, "available").add(amount(now, "reserved")).add(amount(now, "sold"));
        assertThat(sum).isEqualByComparingTo(amount(now, "total_quantity"));
        return List.of(
                now.path("available").textValue(),
                now.path("reserved").textValue(),
                now.path("sold").textValue());
    }

    private static BigDecimal amount(JsonNode of, String name) {
        return new BigDecimal(of.path(name).textValue());
    }

    private BigDecimal held(String partner) {
        return amount(staff.get("/api/v1/partners/" + partner + "/exposure").json(200), "held");
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false).toList();
    }

    private List<JsonNode> events(String types) {
        return items(staff.get("/api/v1/events?limit=500&types=" + types).json(200));
    }

    /** Does things at once; all begin when the last one is ready. */
    private static <T> List<T> atOnce(List<Callable<T>> things) {
        CountDownLatch ready = new CountDownLatch(things.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> begun = things.stream()
                    .map(thing -> threads.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return thing.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : begun) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    // ------------------------------------------------------------------------------------------------- the last bales

    // AV-1, AV-17, TR-1, TR-2, EX-1
    @Test
    void ofAHundredWhoReserveAtOnceThoseGetTheLastOfALotForWhomThereIsSome() {
        int users = 10;
        String seller = partner("Last ginners");
        List<String> buyers = atOnce(IntStream.range(0, 10)
                .<Callable<String>>mapToObj(number -> () -> partner("Last mills " + number))
                .toList());
        // 33 times 3, and then one kilogram that is too little for anybody.
        String lot = lot(seller);

        List<Callable<Reply>> asked = new ArrayList<>();
        for (String buyer : buyers) {
            IntStream.range(0, users).forEach(number -> asked.add(() -> reserveSurely(user(buyer), lot, "3")));
        }
        List<Reply> replies = atOnce(asked);

        List<Reply> granted =
                replies.stream().filter(reply -> reply.status() == 201).toList();
        assertThat(granted).hasSize(33);
        replies.stream()
                .filter(reply -> reply.status() != 201)
                .forEach(reply -> reply.problem(409, "insufficient_quantity"));
        assertThat(granted.stream().map(TradeDeskIT::reservation).distinct()).hasSize(33);
        assertThat(stock(lot)).containsExactly("1.000", "99.000", "0.000");
        for (int i = 0; i < buyers.size(); i++) {
            String buyer = buyers.get(i);
            long times = replies.subList(i * users, (i + 1) * users).stream()
                    .filter(reply -> reply.status() == 201)
                    .count();
            assertThat(held(buyer)).as("on hold of %s", buyer).isEqualByComparingTo(BigDecimal.valueOf(150 * times));
        }
        reserve(user(buyers.getFirst()), lot, "1").json(201);
        assertThat(lotNow(lot).path("status").textValue()).isEqualTo("RESERVED");
        assertThat(stock(lot)).containsExactly("0.000", "100.000", "0.000");
    }

    private JsonNode needNow(String need) {
        return staff.get(NEEDS + "/" + need).json(200);
    }

    // TR-1, TR-2, RQ-7, MT-7
    @Test
    void aNeedKeepsRoomForWhatIsReservedOfAnEquivalentCommodity() {
        String seller = partner("Equivalent ginners");
        String buyer = partner("Equivalent mills");
        String other = Postings.commodity(staff);
        String lot = id(post(staff, LOTS, Postings.lot(seller, other)));
        String need = need(
                buyer,
                "\"max_budget_per_unit\":\"120.00\",\"commodity_equivalents\":[{\"commodity_id\":\"" + other
                        + "\",\"ratio\":\"0.5\"}]");

        Reply granted = reserveFor(user(buyer), lot, need, "40");
        String reservation = reservation(granted);
        assertThat(granted.json(201).path("requirement_id").textValue()).isEqualTo(need);
        assertThat(stock(lot)).containsExactly("60.000", "40.000", "0.000");
        assertThat(amount(needNow(need), "committed")).isEqualByComparingTo("20");
        assertThat(held(buyer)).isEqualByComparingTo("2000");

        // There is room for 40 more, which 80 of the lot would fill; the lot has 60, and what was kept for 70 is given
        // back.
        reserveFor(user(buyer), lot, need, "70").problem(409, "insufficient_quantity");
        assertThat(amount(needNow(need), "committed")).isEqualByComparingTo("20");
        assertThat(held(buyer)).isEqualByComparingTo("2000");
        release(user(buyer), reservation);
        assertThat(amount(needNow(need), "committed")).isEqualByComparingTo("0");
        assertThat(held(buyer)).isEqualByComparingTo("0");

        JsonNode filled = tell(user(buyer), NEEDS + "/" + need + "/allocate").json(200);
        assertThat(filled.path("allocation_type").textValue()).isEqualTo("PARTIAL");
        assertThat(stock(lot)).containsExactly("0.000", "100.000", "0.000");
        assertThat(amount(needNow(need), "committed")).isEqualByComparingTo("50");
        assertThat(held(buyer)).isEqualByComparingTo("5000");

        // Ten are left; a quarter ton of another lot counts more.
        String large = id(post(staff, LOTS, Postings.lot(seller, other).replace("\"100\"", "\"250\"")));
        reserveFor(user(buyer), large, need, "21").problem(409, "insufficient_room");
        assertThat(held(buyer)).isEqualByComparingTo("5000");
        assertThat(stock(large)).containsExactly("250.000", "0.000", "0.000");

        String stranger = need(buyer, "");
        reserveFor(user(buyer), large, stranger, "10").problem(422, "commodity_mismatch");
        String hidden = id(post(
                staff,
                LOTS,
                merged(
                        Postings.lot(seller, other),
                        "\"market_visibility\":\"PRIVATE\",\"allowed_partner_ids\":[\"" + partner("Somebody else")
                                + "\"]")));
        reserveFor(user(buyer), hidden, need, "10").problem(404, "not_found");
    }

    // ------------------------------------------------------------------------------------------------------ lives

    private static void assertLot(Reply reply, String status, String approval) {
        JsonNode lot = reply.json(200);
        assertThat(List.of(
                        lot.path("status").textValue(),
                        lot.path("approval_status").textValue()))
                .containsExactly(status, approval);
    }

    // 5.2, AV-5, AV-6, AV-11
    @Test
    void aLotIsSubmittedApprovedEditedAndCancelled() {
        String seller = partner("Life ginners");
        String buyer = partner("Life mills");
        ApiClient ginner = user(seller);
        staff.patch("/api/v1/settings", "{\"auto_approve_lots\":false}").json(200);

        JsonNode draft = post(ginner, LOTS, lotBody(seller, "\"draft\":true"));
        assertThat(draft.path("status").textValue()).isEqualTo("DRAFT");
        assertThat(draft.path("approval_status").textValue()).isEqualTo("PENDING");
        String path = LOTS + "/" + id(draft);
        assertLot(tell(ginner, path + "/submit"), "DRAFT", "PENDING");
        tell(ginner, path + "/approve").problem(403, "permission_denied");
        assertLot(staff.post(path + "/reject", "{\"reason\":\"no report\"}"), "DRAFT", "REJECTED");
        assertLot(tell(ginner, path + "/submit"), "DRAFT", "PENDING");
        Reply approved = tell(staff, path + "/approve");
        assertLot(approved, "ACTIVE", "APPROVED");
        Reply again = tell(staff, path + "/approve");
        assertLot(again, "ACTIVE", "APPROVED");
        String tag = approved.header("ETag").orElseThrow();
        assertThat(again.header("ETag")).hasValue(tag);

        String edit = "{\"base_price\":\"49.00\"}";
        JsonNode edited = ginner.patch(path, edit, "If-Match", tag).json(200);
        assertThat(edited.path("base_price").textValue()).isEqualTo("49.00");
        ginner.patch(path, "{\"base_price\":\"48.00\"}", "If-Match", tag).problem(412, "precondition_failed");
        assertThat(lotNow(id(draft)).path("base_price").textValue()).isEqualTo("49.00");

        String reservation = reservation(reserve(user(buyer), id(draft), "10"));
        tell(ginner, path + "/cancel").problem(409, "open_reservations");
        release(user(buyer), reservation);
        assertLot(tell(ginner, path + "/cancel"), "CANCELLED", "APPROVED");
        reserve(user(buyer), id(draft), "10").problem(409, "state_conflict");

        staff.patch("/api/v1/settings", "{\"auto_approve_lots\":true}").json(200);
        String single = "\"allow_duplicate\":false,\"total_quantity\":\"77\"";
        String first = lot(seller, single);
        ginner.postOnce(ApiClient.newKey(), LOTS, lotBody(seller, single)).problem(409, "duplicate_posting");
        assertLot(tell(ginner, LOTS + "/" + first + "/cancel"), "CANCELLED", "AUTO_APPROVED");
        lot(seller, single);
        await("events of a life")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(events("availability.*").stream()
                                .filter(event -> event.at("/data/availability_id")
                                                .asText()
                                                .equals(id(draft))
                                        || event.at("/data/id").asText().equals(id(draft)))
                                .map(event -> event.path("type").textValue()))
                        .contains(
                                "availability.created.v1",
                                "availability.rejected.v1",
                                "availability.approved.v1",
                                "availability.activated.v1",
                                "availability.price_changed.v1",
                                "availability.reserved.v1",
                                "availability.released.v1",
                                "availability.cancelled.v1"));
    }

    // Section 6, RQ-5, RQ-6, AV-6
    @Test
    void aNeedIsPublishedEditedAndCancelled() {
        String buyer = partner("Need mills");
        ApiClient mill = user(buyer);
        Reply created = mill.postOnce(ApiClient.newKey(), NEEDS, needBody(buyer, ""));
        assertThat(created.json(201).path("status").textValue()).isEqualTo("DRAFT");
        String need = id(created.json());
        String path = NEEDS + "/" + need;
        Reply published = tell(mill, path + "/publish");
        assertThat(published.json(200).path("status").textValue()).isEqualTo("ACTIVE");
        String tag = published.header("ETag").orElseThrow();
        JsonNode edited =
                mill.patch(path, "{\"max_quantity\":\"70\"}", "If-Match", tag).json(200);
        assertThat(amount(edited, "max_quantity")).isEqualByComparingTo("70");
        mill.patch(path, "{\"max_quantity\":\"80\"}", "If-Match", tag).problem(412, "precondition_failed");
        tell(mill, path + "/close").problem(409, "state_conflict");

        String lot = lot(partner("Need ginners"));
        String reservation = reservation(reserveFor(mill, lot, need, "20"));
        mill.patch(path, "{\"max_quantity\":\"19\"}").problem(422, "quantity_below_committed");
        mill.post(path + "/cancel", "{\"reason\":\"bought elsewhere\"}").problem(409, "open_reservations");
        release(mill, reservation);
        assertThat(mill.post(path + "/cancel", "{\"reason\":\"bought elsewhere\"}")
                        .json(200)
                        .path("status")
                        .textValue())
                .isEqualTo("CANCELLED");
        reserveFor(mill, lot, need, "20").problem(409, "state_conflict");

        String single = "\"allow_duplicate\":false,\"min_quantity\":\"11\"";
        post(mill, NEEDS, needBody(buyer, single));
        mill.postOnce(ApiClient.newKey(), NEEDS, needBody(buyer, single)).problem(409, "duplicate_posting");
    }

    // ---------------------------------------------------------------------------------------------------- matches

    // MT-5, MT-6, 7.9
    @Test
    void aMatchIsTheSameFromBothSidesAndIsExplained() {
        String seller = partner("Match ginners");
        String buyer = partner("Match mills");
        String lot = lot(seller);
        String dear = lot(seller, "\"base_price\":\"99.00\"");
        String need = need(buyer);

        List<JsonNode> ofNeed =
                items(user(buyer).get(NEEDS + "/" + need + "/matches?limit=50").json(200));
        List<JsonNode> ofLot =
                items(user(seller).get(LOTS + "/" + lot + "/matches?limit=50").json(200));
        assertThat(ofNeed).hasSize(1);
        assertThat(ofLot).hasSize(1);
        JsonNode explained = explain(user(buyer), need, lot);
        for (String same : List.of(
                "requirement_id",
                "availability_id",
                "score",
                "base_score",
                "score_breakdown",
                "matched_quantity",
                "price_per_base_unit",
                "flags",
                "risk_status")) {
            assertThat(ofNeed.getFirst().path(same))
                    .as(same)
                    .isEqualTo(ofLot.getFirst().path(same));
            assertThat(ofNeed.getFirst().path(same)).as(same).isEqualTo(explained.path(same));
            assertThat(explained.has(same)).as(same).isTrue();
        }
        assertThat(explained.path("verdict").textValue()).isEqualTo("ACCEPTED");

        JsonNode rejected = explain(user(seller), need, dear);
        assertThat(rejected.path("verdict").textValue()).isEqualTo("REJECTED");
        assertThat(rejected.path("first_failing").textValue()).isEqualTo("PRICE");
        assertThat(rejected.at("/reasons/0/code").textValue()).isEqualTo("OVER_BUDGET");
        assertThat(items(user(seller).get(LOTS + "/" + dear + "/matches").json(200)))
                .isEmpty();
        user(partner("Match strangers"))
                .get("/api/v1/matches/explain?requirement_id=" + need + "&availability_id=" + lot)
                .problem(404, "not_found");
    }

    private static JsonNode explain(ApiClient who, String need, String lot) {
        return who.get("/api/v1/matches/explain?requirement_id=" + need + "&availability_id=" + lot)
                .json(200);
    }

    // TEN-3, TEN-6, AV-15
    @Test
    void aLotThatIsNotShownIsReservedByTheTokenOfAMatchAlone() {
        String seller = partner("Token ginners");
        String buyer = partner("Token mills");
        String friend = partner("Token friends");
        String lot = lot(seller);
        String need = need(buyer);
        String token = items(user(buyer).get(NEEDS + "/" + need + "/matches").json(200))
                .getFirst()
                .path("match_token")
                .textValue();
        staff.patch(
                        LOTS + "/" + lot,
                        "{\"market_visibility\":\"PRIVATE\",\"allowed_partner_ids\":[\"" + friend
                                + "\"],\"reason\":\"promised\"}")
                .json(200);
        reserve(user(buyer), lot, "10").problem(404, "not_found");
        reserveFor(user(buyer), lot, need, "10").problem(404, "not_found");
        reserve(user(friend), token, "10").problem(404, "not_found");
        reserve(user(buyer), token.substring(1) + token.charAt(0), "10").problem(404, "not_found");
        assertThat(held(buyer)).isEqualByComparingTo("0");
        assertThat(held(friend)).isEqualByComparingTo("0");
        reserve(user(friend), lot, "10").json(201);

        JsonNode granted = reserve(user(buyer), token, "10").json(201);
        assertThat(granted.path("availability_id").textValue()).isEqualTo(lot);
        assertThat(granted.path("requirement_id").textValue()).isEqualTo(need);
        assertThat(stock(lot)).containsExactly("80.000", "20.000", "0.000");
    }

    // ------------------------------------------------------------------------------------------------ reservations

    // 11.1, AV-10, TR-2, EX-1
    @Test
    void aRepetitionIsAnsweredAsTheFirstAndReservesNothingAlsoAfterTheRelease() {
        String lot = lot(partner("Repeat ginners"));
        String buyer = partner("Repeat mills");
        ApiClient mill = user(buyer);
        String key = ApiClient.newKey();
        String body = "{\"quantity\":\"10\"}";
        Reply first = reserve(mill, lot, body, key);
        Reply second = reserve(mill, lot, body, key);
        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        assertThat(second.json(201)).isEqualTo(first.json(201));
        reserve(mill, lot, "{\"quantity\":\"11\"}", key).problem(422, "idempotency_key_reused");
        assertThat(held(buyer)).isEqualByComparingTo("500");

        release(mill, reservation(first));
        Reply third = reserve(mill, lot, body, key);
        assertThat(third.replayed()).isTrue();
        assertThat(reservation(third)).isEqualTo(reservation(first));
        assertThat(stock(lot)).containsExactly("100.000", "0.000", "0.000");
        assertThat(held(buyer)).isEqualByComparingTo("0");

        // Refused requests are decided anew.
        String late = ApiClient.newKey();
        String all = reservation(reserve(mill, lot, "100"));
        reserve(mill, lot, body, late).problem(409, "state_conflict");
        release(mill, all);
        reserve(mill, lot, body, late).json(201);
        assertThat(held(buyer)).isEqualByComparingTo("500");
    }

    // 11.1, TR-2, EX-1
    @Test
    void ofOneRequestThatIsSentAgainAndAgainAtOnceThereIsOneReservationWithOneHold() {
        String lot = lot(partner("Impatient ginners"));
        String buyer = Postings.approved(staff, Company.of("Impatient mills", "600.00"));
        String key = ApiClient.newKey();
        List<Reply> replies = atOnce(IntStream.range(0, 12)
                .<Callable<Reply>>mapToObj(number -> () -> reserve(user(buyer), lot, "{\"quantity\":\"10\"}", key))
                .toList());
        replies.stream()
                .filter(reply -> reply.status() != 201)
                .forEach(reply -> reply.problem(409, "idempotency_in_progress"));
        Reply last = reserve(user(buyer), lot, "{\"quantity\":\"10\"}", key);
        assertThat(replies.stream()
                        .filter(reply -> reply.status() == 201)
                        .map(TradeDeskIT::reservation)
                        .distinct())
                .containsExactly(reservation(last));
        assertThat(last.replayed()).isTrue();
        assertThat(stock(lot)).containsExactly("90.000", "10.000", "0.000");
        assertThat(held(buyer)).isEqualByComparingTo("500");
    }

    // 5.4, AV-14, AV-17, RQ-10
    @Test
    void whatCannotBeReservedIsRefusedWithItsOwnCode() {
        String seller = partner("Refusing ginners");
        String buyer = partner("Refused mills");
        ApiClient mill = user(buyer);
        String lot = lot(seller, "\"min_order_quantity\":\"5\"");
        reserve(mill, lot, "101").problem(409, "insufficient_quantity");
        reserve(mill, lot, "4").problem(422, "below_min_order");
        reserve(mill, lot, "{\"quantity\":\"10\",\"hours\":0}", ApiClient.newKey())
                .problem(422, "number_out_of_range");
        reserve(mill, lot, "{\"quantity\":\"10\",\"hours\":169}", ApiClient.newKey())
                .problem(422, "number_out_of_range");
        reserve(mill, lot(seller, "\"allow_partial_order\":false"), "10").problem(422, "partial_not_allowed");
        reserve(mill, lot(seller, "\"price_type\":\"NEGOTIABLE\",\"base_price\":null"), "10")
                .problem(422, "budget_required");
        String need = need(buyer, "\"min_lot_quantity\":\"10\"");
        reserveFor(mill, lot, need, "61").problem(409, "insufficient_room");
        reserveFor(mill, lot, need, "9").problem(422, "below_min_lot");
        String asking = need(buyer, "\"intent\":\"PRICE_DISCOVERY_ONLY\",\"max_quantity\":\"50\"");
        reserveFor(mill, lot, asking, "10").problem(422, "intent_not_allocatable");
        String draft = id(post(staff, LOTS, lotBody(seller, "\"draft\":true")));
        reserve(staff, draft, "{\"quantity\":\"10\",\"partner_id\":\"" + buyer + "\"}", ApiClient.newKey())
                .problem(409, "state_conflict");
        assertThat(held(buyer)).isEqualByComparingTo("0");

        String reservation = reservation(reserve(mill, lot, "96"));
        // The waiver: less than the least order, but all that there is.
        reserve(mill, lot, "4").json(201);
        user(seller).delete(RESERVATIONS + "/" + reservation).problem(403, "not_holder");
        user(partner("Refused strangers"))
                .delete(RESERVATIONS + "/" + reservation)
                .problem(404, "not_found");
        assertThat(stock(lot)).containsExactly("0.000", "100.000", "0.000");
        release(mill, reservation);
        assertThat(lotNow(lot).path("status").textValue()).isEqualTo("ACTIVE");
    }

    // EX-1, EX-2, TR-1, TR-2
    @Test
    void aReservationHoldsItsValueInTheBuyersLedger() {
        String lot = lot(partner("Held ginners"));
        String buyer = Postings.approved(staff, Company.of("Held mills", "1000.00"));
        ApiClient mill = user(buyer);
        JsonNode first = reserve(mill, lot, "12").json(201);
        assertThat(amount(first, "value")).isEqualByComparingTo("600");
        assertThat(held(buyer)).isEqualByComparingTo("600");
        reserve(mill, lot, "9").problem(422, "exposure_limit");
        assertThat(held(buyer)).isEqualByComparingTo("600");
        assertThat(stock(lot)).containsExactly("88.000", "12.000", "0.000");
        // To the limit, and nothing beyond it.
        reserve(mill, lot, "8").json(201);
        assertThat(held(buyer)).isEqualByComparingTo("1000");
        reserve(mill, lot, "1").problem(422, "exposure_limit");
        release(mill, first.path("reservation_id").textValue());
        assertThat(held(buyer)).isEqualByComparingTo("400");
        reserve(mill, lot, "12").json(201);
        assertThat(held(buyer)).isEqualByComparingTo("1000");
        assertThat(stock(lot)).containsExactly("80.000", "20.000", "0.000");
    }

    // 8.1
    @Test
    void partnersOfOneOwnerDoNotDealWithEachOther() {
        Company ginners = Company.of("Related ginners", LIMIT_OF_ALL);
        String seller = Postings.approved(staff, ginners);
        String sister = Postings.approved(staff, ginners.sister("Related mills"));
        String lot = lot(seller);
        reserve(user(sister), lot, "10").problem(422, "same_pan");
        reserve(staff, lot, "{\"quantity\":\"10\",\"partner_id\":\"" + seller + "\"}", ApiClient.newKey())
                .problem(422, "same_entity");
        assertThat(held(sister)).isEqualByComparingTo("0");
        assertThat(stock(lot)).containsExactly("100.000", "0.000", "0.000");
        String need = need(sister);
        assertThat(items(staff.get(NEEDS + "/" + need + "/matches").json(200))).isEmpty();
        await("an event of each refusal")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(events("reservation.*").stream()
                                .map(event -> event.path("type").textValue()))
                        .containsExactly("reservation.rejected.v1", "reservation.rejected.v1"));
    }

    // RP-1
    @Test
    void ofALotAndANeedOfOnePartnerAtOnceOnePasses() {
        String trader = partner("Circular traders");
        for (int round = 0; round < 4; round++) {
            String goods = Postings.commodity(staff);
            List<Reply> replies = atOnce(List.of(
                    () -> staff.postOnce(ApiClient.newKey(), LOTS, Postings.lot(trader, goods)),
                    () -> staff.postOnce(ApiClient.newKey(), NEEDS, Postings.need(trader, goods))));
            List<Integer> statuses =
                    replies.stream().map(Reply::status).sorted().toList();
            assertThat(statuses).as("of %s", replies).containsExactly(201, 422);
            if (replies.getFirst().status() == 422) {
                replies.getFirst().problem(422, "same_day_sell_buy_reversal");
            } else {
                replies.getLast().problem(422, "same_day_buy_sell_reversal");
            }
        }
    }

    // RP-1, RP-3
    @Test
    void whatHasEndedIsNoCircleAndWhatIsHeldIsOne() {
        String one = partner("Round ginners");
        String other = partner("Round mills");
        String lot = lot(one);
        staff.postOnce(ApiClient.newKey(), NEEDS, needBody(one, "")).problem(422, "same_day_buy_sell_reversal");
        String reservation = reservation(reserve(user(other), lot, "10"));
        String back = lot(other);
        reserve(user(one), back, "10").problem(422, "same_day_reverse_trade");
        assertThat(held(one)).isEqualByComparingTo("0");
        release(user(other), reservation);
        reserve(user(one), back, "10").json(201);
        tell(staff, LOTS + "/" + lot + "/cancel").json(200);
        await("a lot that is cancelled bars no need")
                .atMost(LIMIT)
                .until(() -> staff.postOnce(ApiClient.newKey(), NEEDS, needBody(one, ""))
                                .status()
                        == 201);
    }

    // CAP-2, CAP-3
    @Test
    void whoIsSuspendedNeitherPostsNorReserves() {
        String seller = partner("Suspended ginners");
        String buyer = partner("Suspended mills");
        String lot = lot(seller);
        String need = need(buyer);
        suspend(buyer);
        reserve(user(buyer), lot, "10").problem(403, "capability_missing");
        reserveFor(user(buyer), lot, need, "10").problem(403, "capability_missing");
        staff.postOnce(ApiClient.newKey(), NEEDS, needBody(buyer, "")).problem(403, "capability_missing");
        suspend(seller);
        staff.postOnce(ApiClient.newKey(), LOTS, lotBody(seller, "")).problem(403, "capability_missing");
        reserve(user(partner("Standing mills")), lot, "10").problem(403, "capability_missing");
        assertThat(stock(lot)).containsExactly("100.000", "0.000", "0.000");
        assertThat(held(buyer)).isEqualByComparingTo("0");
    }

    private void suspend(String partner) {
        staff.post("/api/v1/partners/" + partner + "/suspend", "{\"reason\":\"unpaid\"}")
                .json(200);
    }

    // ------------------------------------------------------------------------------------------------- disclosure

    /** All texts of an answer. */
    private static String texts(JsonNode answer) {
        List<String> texts = new ArrayList<>();
        gather(answer, texts);
        return String.join("\n", texts);
    }

    private static void gather(JsonNode node, List<String> texts) {
        if (node.isValueNode()) {
            texts.add(node.asText());
        } else {
            node.forEach(part -> gather(part, texts));
        }
    }

    // 2.2, TEN-3
    @Test
    void nothingIsToldOfTheOtherSideBeforeItsTime() {
        Company ginners = Company.of("Secretive ginners", LIMIT_OF_ALL);
        Company mills = Company.of("Discreet mills", LIMIT_OF_ALL);
        String seller = Postings.approved(staff, ginners);
        String buyer = Postings.approved(staff, mills);
        String lot = id(post(user(seller), LOTS, lotBody(seller, "")));
        String need = id(post(user(buyer), NEEDS, needBody(buyer, "")));
        tell(user(buyer), NEEDS + "/" + need + "/publish").json(200);

        assertHidden(seller(lot, need, seller), buyer, mills, false);
        assertHidden(buyer(lot, need, buyer), seller, ginners, false);

        String reservation = reservation(reserveFor(user(buyer), lot, need, "10"));
        await("a list that has the reservation")
                .atMost(LIMIT)
                .until(() -> items(user(seller).get(RESERVATIONS).json(200)).size() == 1);
        List<JsonNode> toSeller = seller(lot, need, seller);
        List<JsonNode> toBuyer = buyer(lot, need, buyer);
        toSeller.add(user(seller).get(RESERVATIONS + "/" + reservation).json(200));
        toSeller.add(user(seller).get(RESERVATIONS).json(200));
        toBuyer.add(user(buyer).get(RESERVATIONS + "/" + reservation).json(200));
        toBuyer.add(user(buyer).get(RESERVATIONS).json(200));
        assertHidden(toSeller, buyer, mills, true);
        assertHidden(toBuyer, seller, ginners, true);
        assertThat(toSeller.getLast().at("/items/0/disclosure_stage").textValue())
                .isEqualTo("NEGOTIATING");
        assertThat(toSeller.getLast().at("/items/0/holder/company_name").textValue())
                .isEqualTo(mills.name());

        String toStaff = texts(staff.get(RESERVATIONS + "/" + reservation).json(200));
        assertThat(toStaff).contains(seller, buyer, ginners.name(), mills.name());

        release(user(buyer), reservation);
        JsonNode after = user(seller).get(RESERVATIONS + "/" + reservation).json(200);
        assertThat(after.path("disclosure_stage").textValue()).isEqualTo("MATCHED");
        assertHidden(List.of(after), buyer, mills, false);
        assertHidden(seller(lot, need, seller), buyer, mills, false);
    }

    private List<JsonNode> seller(String lot, String need, String seller) {
        return seen(user(seller), lot, need, LOTS + "/" + lot, LOTS, LOTS + "/" + lot + "/matches");
    }

    private List<JsonNode> buyer(String lot, String need, String buyer) {
        return seen(user(buyer), lot, need, NEEDS + "/" + need, NEEDS, NEEDS + "/" + need + "/matches");
    }

    private static List<JsonNode> seen(ApiClient who, String lot, String need, String... paths) {
        List<JsonNode> answers = new ArrayList<>();
        for (String path : paths) {
            answers.add(who.get(path).json(200));
        }
        answers.add(explain(who, need, lot));
        // Events name both sides: they are for staff.
        who.get("/api/v1/events?limit=500").problem(403, "permission_denied");
        return answers;
    }

    /** @param named whether the name of the company is for the other side to know */
    private static void assertHidden(List<JsonNode> answers, String partner, Company company, boolean named) {
        for (JsonNode answer : answers) {
            assertThat(texts(answer))
                    .doesNotContain(
                            partner,
                            company.gstin(),
                            company.pan(),
                            company.mobile(),
                            company.email(),
                            company.account());
            if (!named) {
                assertThat(texts(answer)).doesNotContain(company.name());
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- the end

    // 5.2, AV-8, AV-11, AV-16, RP-1
    @Test
    void aLotEndsByItselfWhenItsTimeHasCome() {
        String seller = partner("Ending ginners");
        String buyer = partner("Ending mills");
        Instant end = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
        String lot = lot(seller, "\"expires_at\":\"" + end + "\"");
        String reservation = reservation(reserve(user(buyer), lot, "10"));
        await("the end of the lot, in the book and in the lists")
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.between(Instant.now(), end.plusSeconds(5)))
                .untilAsserted(() -> assertThat(
                                items(staff.get(LOTS + "?status=EXPIRED").json(200)).stream()
                                        .map(TradeDeskIT::id))
                        .containsExactly(lot));
        assertThat(lotNow(lot).path("status").textValue()).isEqualTo("EXPIRED");
        assertThat(stock(lot)).containsExactly("90.000", "10.000", "0.000");
        reserve(user(buyer), lot, "10").problem(409, "state_conflict");
        assertThat(events("availability.expired"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/actor/user_id").textValue()).isEqualTo("system"));
        await("what has ended bars no need")
                .atMost(LIMIT)
                .until(() -> staff.postOnce(ApiClient.newKey(), NEEDS, needBody(seller, ""))
                                .status()
                        == 201);
        // What is held runs on, and comes back to a lot that nobody can reserve from.
        release(user(buyer), reservation);
        assertThat(stock(lot)).containsExactly("100.000", "0.000", "0.000");
        assertThat(lotNow(lot).path("status").textValue()).isEqualTo("EXPIRED");
        assertThat(held(buyer)).isEqualByComparingTo("0");
    }

    // RQ-10
    @Test
    void aNeedThatWantsItIsFilledWhenItIsPublished() {
        String seller = partner("Gondal Gin");
        String buyer = partner("Rajkot Mill");
        String first = lot(seller, "\"base_price\":\"40.00\"");
        lot(seller, "\"base_price\":\"55.00\"");
        String need = id(post(staff, NEEDS, needBody(buyer, "\"auto_allocate\":true,\"preferred_quantity\":\"60\"")));
        JsonNode published = tell(staff, NEEDS + "/" + need + "/publish").json(200);
        assertThat(published.path("committed").textValue()).isEqualTo("60.000000");
        List<JsonNode> reserved = new ArrayList<>();
        await("the lists follow").atMost(LIMIT).until(() -> {
            reserved.clear();
            staff.get(RESERVATIONS + "?requirement_id=" + need)
                    .json(200)
                    .path("items")
                    .forEach(reserved::add);
            return !reserved.isEmpty();
        });
        assertThat(reserved)
                .extracting(reservation -> reservation.path("availability_id").textValue())
                .as("the best lot had enough")
                .containsExactly(first);

        String asking = id(post(
                staff,
                NEEDS,
                needBody(buyer, "\"auto_allocate\":true,\"intent\":\"NEGOTIATION\",\"allow_duplicate\":true")));
        assertThat(tell(staff, NEEDS + "/" + asking + "/publish")
                        .json(200)
                        .path("committed")
                        .textValue())
                .as("who negotiates is never allocated to")
                .isEqualTo("0.000000");
    }
}
