package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to another tenant, or to another partner, is answered like what never was (TEN-1 to TEN-4). */
class TenancyIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final ApiClient STRANGER = NODE.otherStaff();
    private static final ApiClient MILL = NODE.partner("mill");
    private static final ApiClient GINNER = NODE.partner("ginner");
    /** The same on two requests, so that their problems can be compared whole. */
    private static final String REQUEST_ID = "same-for-both";

    private static String symbol;
    /** An open order of the partner ginner. */
    private static String order;
    /** As ids are, but of no order. */
    private static String neverWas;

    private static final String LOCATIONS = "/api/v1/locations";
    private static final String COMMODITIES = "/api/v1/commodities";
    private static final String SETTINGS = "/api/v1/settings";
    private static final String LOCATION = "{\"name\":\"Tenancy yard\",\"country\":\"IN\"}";
    private static final String COMMODITY = "{\"name\":\"Tenancy goods\",\"category\":\"SPICE\",\"hsn_code\":\"0910\","
            + "\"base_unit\":\"KG\",\"trade_unit\":\"KG\",\"rate_unit\":\"KG\"}";
    private static final String CONVERSION = "{\"quantity\":\"1\",\"unit\":\"MT\",\"to\":\"KG\"}";

    private static final String AVAILABILITIES = "/api/v1/availabilities";
    private static final String REQUIREMENTS = "/api/v1/requirements";
    private static final String RESERVATIONS = "/api/v1/reservations";
    private static final String TRADES = "/api/v1/trades";
    private static final String PARTNERS = "/api/v1/partners";
    private static final String PARTNER = "{\"legal_name\":\"Tenancy mill\"}";
    private static final String REASON = "{\"reason\":\"over\"}";

    private static String partner;
    private static Postings postings;
    private static String lot;
    private static String need;
    private static String reservation;
    private static String trade;
    private static String location;
    private static String commodity;

    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String NO_WEBHOOK = WEBHOOKS + "/whk_" + "0".repeat(26);
    private static final String WEBHOOK =
            "{\"url\":\"http://localhost:9/\",\"event_types\":[\"order.*\"],\"active\":false}";

    @BeforeAll
    static void openMarket() {
        symbol = NODE.openMarket();
        order = STAFF.placed(Orders.limit(symbol, "ginner", "SELL", "10", "100.00"));
        neverWas = order.replaceFirst("_[0-9A-Z]{13}_", "_0000000000001_");
        assertThat(neverWas).isNotEqualTo(order);
        location = LOCATIONS + "/"
                + STAFF.post(LOCATIONS, LOCATION).json(201).path("id").asText();
        partner = PARTNERS + "/"
                + STAFF.postOnce(ApiClient.newKey(), PARTNERS, PARTNER)
                        .json(201)
                        .path("id")
                        .asText();
        postings = Postings.open(STAFF);
        lot = AVAILABILITIES + "/" + postings.lot();
        need = REQUIREMENTS + "/" + postings.need();
        reservation = RESERVATIONS + "/" + postings.reservation();
        trade = TRADES + "/" + postings.trade(STAFF);
        commodity = COMMODITIES + "/"
                + STAFF.post(COMMODITIES, COMMODITY).json(201).path("id").asText();
    }

    /** The same id, of something that is not. */
    private static String neverWas(String path) {
        return path.replaceFirst("_[0-9A-Z]{13}_", "_0ZZZZZZZZZZZZ_");
    }

    private static Reply send(ApiClient client, String method, String path, String body) {
        String[] headers = {"X-Request-ID", REQUEST_ID, "Idempotency-Key", ApiClient.newKey()};
        return body == null
                ? client.send(method, path, BodyPublishers.noBody(), headers)
                : client.send(method, path, body, headers);
    }

    /** Checks that two requests are told the same, whole and byte for byte. */
    private static void assertSameAnswer(Reply first, Reply second, int status, String code) {
        first.problem(status, code);
        second.problem(status, code);
        assertThat(first.text()).isEqualTo(second.text());
        assertThat(first.headers().keySet()).isEqualTo(second.headers().keySet());
    }

    // ---------------------------------------------------------------------------------------------------- tenants

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        GET    |
        DELETE |
        PATCH  | {"quantity":"5"}
        PATCH  | {"price":"101.00"}
        """)
    void answersAnotherTenantsOrderLikeOneThatNeverWas(String method, String body) {
        assertSameAnswer(
                send(STRANGER, method, ApiClient.ORDERS + "/" + order, body),
                send(STRANGER, method, ApiClient.ORDERS + "/" + neverWas, body),
                404,
                "not_found");
        // As if it were in the stranger's own market, where there is no such book.
        String moved = order.replace("_" + TestNode.ORGANIZATION + "_", "_" + TestNode.OTHER_ORGANIZATION + "_");
        assertSameAnswer(
                send(STRANGER, method, ApiClient.ORDERS + "/" + order, body),
                send(STRANGER, method, ApiClient.ORDERS + "/" + moved, body),
                404,
                "not_found");
        assertSameAnswer(
                send(STRANGER, method, ApiClient.ORDERS + "/" + order, body),
                send(STRANGER, method, ApiClient.ORDERS + "/nothing", body),
                404,
                "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/book", "/trades", "/state"})
    void answersAnotherTenantsInstrumentLikeOneThatNeverWas(String what) {
        STAFF.get(ApiClient.INSTRUMENTS + "/" + symbol + what).json(200);
        assertSameAnswer(
                send(STRANGER, "GET", ApiClient.INSTRUMENTS + "/" + symbol + what, null),
                send(STRANGER, "GET", ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol() + what, null),
                404,
                "not_found");
    }

    @Test
    void takesAnOrderForAnotherTenantsInstrumentLikeForOneThatNeverWas() {
        long rows = NODE.journalRows();
        assertSameAnswer(
                send(
                        STRANGER,
                        "POST",
                        ApiClient.ORDERS,
                        Orders.limit(symbol, "mill", "BUY", "1", "100.00").toString()),
                send(
                        STRANGER,
                        "POST",
                        ApiClient.ORDERS,
                        Orders.limit(TestNode.newSymbol(), "mill", "BUY", "1", "100.00")
                                .toString()),
                422,
                "unknown_instrument");
        String path = ApiClient.ORDERS + "?partner_id=ginner&instrument=";
        assertSameAnswer(
                send(STRANGER, "DELETE", path + symbol, null),
                send(STRANGER, "DELETE", path + TestNode.newSymbol(), null),
                422,
                "unknown_instrument");
        assertThat(NODE.journalRows()).isEqualTo(rows);
        assertThat(STAFF.order(order).json(200).path("status").textValue()).isEqualTo("OPEN");
    }

    @Test
    void givesEachTenantAnInstrumentOfItsOwnUnderTheSameSymbol() {
        String shared = NODE.openMarket("0.50", "1");
        STRANGER.define(shared, Orders.instrument("1.00", "5").put("name", "Of the others"));
        STRANGER.placed(Orders.limit(shared, "mill", "BUY", "5", "99.00"));

        assertThat(STAFF.book(shared).path("bids").isEmpty()).isTrue();
        assertThat(STRANGER.book(shared).path("bids").size()).isEqualTo(1);
        assertThat(STAFF.get(ApiClient.INSTRUMENTS + "/" + shared)
                        .json(200)
                        .path("tick_size")
                        .textValue())
                .isEqualTo("0.50");
        // The same partner id, side and price, but another market: no trade.
        JsonNode sold = STAFF.place(Orders.limit(shared, "ginner", "SELL", "5", "99.00"));
        assertThat(sold.path("trades").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        location  | GET    |             |
        location  | PATCH  |             | {"is_active":true}
        location  | DELETE |             |
        commodity | GET    |             |
        commodity | PATCH  |             | {"name":"Theirs"}
        commodity | POST   | /deactivate | {"reason":"over"}
        partner   | GET    |             |
        partner   | GET    | /capabilities |
        partner   | PATCH  |             | {"phone":"5"}
        partner   | POST   | /documents  | {"type":"IEC"}
        partner   | POST   | /documents/1/verify | {}
        partner   | POST   | /suspend    | {"reason":"over"}
        partner   | DELETE | /employees/1 |
        lot       | GET    |             |
        lot       | GET    | /matches    |
        lot       | PATCH  |             | {"base_price":"51"}
        lot       | POST   | /submit     |
        lot       | POST   | /cancel     | {"reason":"over"}
        lot       | POST   | /reservations | {"quantity":"1","partner_id":"mill"}
        need      | GET    |             |
        need      | GET    | /matches    |
        need      | PATCH  |             | {"max_quantity":"61"}
        need      | POST   | /publish    |
        need      | POST   | /allocate   |
        reservation | GET  |             |
        reservation | DELETE |           |
        trade       | GET    |           |
        trade       | POST   | /confirm  |
        trade       | POST   | /complete |
        trade       | POST   | /cancel   | {"reason":"over"}
        """)
    void answersWhatAnotherTenantHasInTablesLikeWhatNeverWas(String kind, String method, String more, String body) {
        String path = switch (kind) {
            case "location" -> location;
            case "commodity" -> commodity;
            case "lot" -> lot;
            case "need" -> need;
            case "reservation" -> reservation;
            case "trade" -> trade;
            default -> partner;
        };
        String behind = more == null ? "" : more;
        assertSameAnswer(
                send(STRANGER, method, path + behind, body),
                send(STRANGER, method, neverWas(path) + behind, body),
                404,
                "not_found");
        String moved = path.replace("_" + TestNode.ORGANIZATION, "_" + TestNode.OTHER_ORGANIZATION);
        assertSameAnswer(
                send(STRANGER, method, path + behind, body),
                send(STRANGER, method, moved + behind, body),
                404,
                "not_found");
        STAFF.get(path).json(200);
    }

    @Test
    void letsPartnersUsersReadTheCatalogueAndAddLocations() {
        MILL.post(LOCATIONS, LOCATION).json(201);
        for (String read : List.of(LOCATIONS, location, COMMODITIES, commodity, "/api/v1/units")) {
            MILL.get(read).json(200);
        }
        MILL.patch(location, "{\"is_active\":true}").problem(403, "permission_denied");
        MILL.delete(location).problem(403, "permission_denied");
        MILL.post(COMMODITIES, COMMODITY).problem(403, "permission_denied");
        MILL.get(SETTINGS).problem(403, "permission_denied");
    }

    @Test
    void listsNothingOfAnotherTenant() {
        String theirs = TestNode.newSymbol();
        STRANGER.define(theirs, Orders.instrument("0.50", "1"));
        assertThat(allSymbols(STAFF)).contains(symbol).doesNotContain(theirs);
        assertThat(allSymbols(STRANGER)).contains(theirs).doesNotContain(symbol);
        assertThat(allSymbols(MILL)).contains(symbol).doesNotContain(theirs);
    }

    private static List<String> allSymbols(ApiClient client) {
        List<String> symbols = new ArrayList<>();
        JsonNode page = client.get(ApiClient.INSTRUMENTS + "?limit=500").json(200);
        page.path("items").forEach(item -> symbols.add(item.path("symbol").textValue()));
        assertThat(page.path("next_cursor").isNull()).isTrue();
        return symbols;
    }

    // ---------------------------------------------------------------------------------------------------- partners

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        GET    |
        DELETE |
        PATCH  | {"quantity":"5"}
        PATCH  | {"price":"100.25"}
        """)
    void answersAnotherPartnersOrderLikeOneThatNeverWas(String method, String body) {
        assertSameAnswer(
                send(MILL, method, ApiClient.ORDERS + "/" + order, body),
                send(MILL, method, ApiClient.ORDERS + "/" + neverWas, body),
                404,
                "not_found");
        assertThat(GINNER.order(order).json(200).path("status").textValue()).isEqualTo("OPEN");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        GET    |
        DELETE |
        PATCH  | {"quantity":"5"}
        """)
    void answersAnOrderOfABookThatNeverWasLikeAnyOther(String method, String body) {
        String elsewhere = neverWas.replace(symbol, TestNode.newSymbol());
        assertSameAnswer(
                send(STAFF, method, ApiClient.ORDERS + "/" + elsewhere, body),
                send(STAFF, method, ApiClient.ORDERS + "/" + neverWas, body),
                404,
                "not_found");
    }

    @Test
    void refusesAPartnersUserWhoNamesAnotherPartner() {
        long rows = NODE.journalRows();
        ObjectNode foreign = Orders.limit(symbol, "ginner", "BUY", "1", "1.00");
        MILL.submit(foreign).problem(404, "not_found");
        JsonNode item = MILL.batch(foreign).json(200).path("results").get(0);
        Reply.checkItem(item, 404, "not_found");
        ObjectNode cancel = Orders.object()
                .put("instrument", symbol)
                .put("client_order_id", "c-1")
                .put("partner_id", "ginner");
        assertThat(MILL.batch(Orders.cancel(cancel))
                        .json(200)
                        .at("/results/0/status")
                        .intValue())
                .isEqualTo(404);
        MILL.delete(ApiClient.ORDERS + "?instrument=" + symbol + "&partner_id=ginner")
                .problem(404, "not_found");
        assertThat(NODE.journalRows()).isEqualTo(rows);
    }

    @Test
    void takesAPartnersUserForThePartnerWhetherNamedOrNot() {
        String market = NODE.openMarket();
        ObjectNode mine = Orders.limit(market, "BUY", "1", "1.00");
        assertThat(MILL.place(mine).at("/order/partner_id").textValue()).isEqualTo("mill");
        assertThat(MILL.place(mine.put("partner_id", "mill"))
                        .at("/order/partner_id")
                        .textValue())
                .isEqualTo("mill");
        assertThat(MILL.delete(ApiClient.ORDERS + "?instrument=" + market + "&partner_id=mill")
                        .json(200)
                        .path("cancelled")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void refusesStaffThatNameNoPartner() {
        ObjectNode nobodys = Orders.limit(symbol, "BUY", "1", "1.00");
        assertThat(Reply.errors(STAFF.submit(nobodys).problem(400, "missing_field")))
                .containsExactly("/partner_id missing_field");
        JsonNode item = STAFF.batch(nobodys).json(200).path("results").get(0);
        Reply.checkItem(item, 400, "missing_field");
        assertThat(Reply.errors(item.path("problem"))).containsExactly("/orders/0/partner_id missing_field");
        STAFF.delete(ApiClient.ORDERS + "?instrument=" + symbol).problem(400, "missing_parameter");
    }

    @Test
    void cancelsByClientOrderIdOnlyWhatIsOnesOwn() {
        String market = NODE.openMarket();
        ObjectNode named = Orders.limit(market, "ginner", "SELL", "1", "100.00").put("client_order_id", "c-1");
        String theirs = STAFF.placed(named);
        ObjectNode cancel = Orders.object().put("instrument", market).put("client_order_id", "c-1");
        JsonNode result =
                MILL.batch(Orders.cancel(cancel)).json(200).path("results").get(0);
        Reply.checkItem(result, 404, "not_found");
        assertThat(GINNER.order(theirs).json(200).path("status").textValue()).isEqualTo("OPEN");
    }

    @Test
    void cancelsAllOfOnePartnerAndNoneOfAnother() {
        String market = NODE.openMarket();
        String mine = MILL.placed(Orders.limit(market, "BUY", "1", "1.00"));
        String theirs = GINNER.placed(Orders.limit(market, "BUY", "1", "1.00"));
        JsonNode cancelled =
                MILL.delete(ApiClient.ORDERS + "?instrument=" + market).json(200);
        assertThat(cancelled.path("cancelled")).extracting(JsonNode::textValue).containsExactly(mine);
        assertThat(GINNER.order(theirs).json(200).path("status").textValue()).isEqualTo("OPEN");
    }

    @Test
    void showsThePartiesOfATradeToNeither() {
        String market = NODE.openMarket();
        GINNER.placed(Orders.limit(market, "SELL", "1", "100.00"));
        JsonNode bought = MILL.place(Orders.limit(market, "BUY", "1", "100.00"));
        assertThat(bought.path("trades").toString()).doesNotContain("ginner").doesNotContain("mill");
        assertThat(MILL.trades(market).toString()).doesNotContain("ginner").doesNotContain("mill");
        // The order on the other side can be seen in the trade but not be read.
        String maker = bought.at("/trades/0/maker_order_id").textValue();
        MILL.order(maker).problem(404, "not_found");
        GINNER.order(maker).json(200);
    }

    // ---------------------------------------------------------------------------------------------------- permissions

    static Stream<Arguments> routes() {
        String submit = Orders.limit(symbol, "mill", "BUY", "1", "1.00").toString();
        String instrument = Orders.instrument("0.50", "1").toString();
        String path = ApiClient.INSTRUMENTS + "/" + symbol;
        return Stream.of(
                Arguments.of("POST", ApiClient.ORDERS, submit, Permission.ORDER_CREATE),
                Arguments.of("POST", ApiClient.BATCH, "{\"orders\":[" + submit + "]}", Permission.ORDER_CREATE),
                Arguments.of("GET", ApiClient.ORDERS + "/" + order, null, Permission.ORDER_READ),
                Arguments.of("PATCH", ApiClient.ORDERS + "/" + order, "{\"quantity\":\"10\"}", Permission.ORDER_UPDATE),
                Arguments.of("DELETE", ApiClient.ORDERS + "/" + neverWas, null, Permission.ORDER_CANCEL),
                Arguments.of(
                        "DELETE",
                        ApiClient.ORDERS + "?instrument=" + symbol + "&partner_id=nobody",
                        null,
                        Permission.ORDER_CANCEL),
                Arguments.of("GET", ApiClient.ORDERS, null, Permission.ORDER_READ),
                Arguments.of("GET", "/api/v1/trades", null, Permission.ORDER_READ),
                Arguments.of("GET", "/api/v1/events", null, Permission.EVENT_READ),
                Arguments.of("GET", "/api/v1/audit", null, Permission.AUDIT_READ),
                Arguments.of("GET", "/api/v1/reports/daily-trades", null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", "/api/v1/reports/open-interest", null, Permission.ORDER_READ),
                Arguments.of("POST", WEBHOOKS, WEBHOOK, Permission.WEBHOOK_MANAGE),
                Arguments.of("GET", WEBHOOKS, null, Permission.WEBHOOK_MANAGE),
                Arguments.of("GET", NO_WEBHOOK, null, Permission.WEBHOOK_MANAGE),
                Arguments.of("PATCH", NO_WEBHOOK, "{\"active\":false}", Permission.WEBHOOK_MANAGE),
                Arguments.of("DELETE", NO_WEBHOOK, null, Permission.WEBHOOK_MANAGE),
                Arguments.of("POST", NO_WEBHOOK + "/verify", null, Permission.WEBHOOK_MANAGE),
                Arguments.of("POST", NO_WEBHOOK + "/rotate-secret", null, Permission.WEBHOOK_MANAGE),
                Arguments.of(
                        "POST",
                        NO_WEBHOOK + "/recover",
                        "{\"since\":\"2026-11-23T00:00:00Z\"}",
                        Permission.WEBHOOK_MANAGE),
                Arguments.of("GET", NO_WEBHOOK + "/deliveries", null, Permission.WEBHOOK_MANAGE),
                Arguments.of("GET", NO_WEBHOOK + "/deliveries/evt_1", null, Permission.WEBHOOK_MANAGE),
                Arguments.of("POST", NO_WEBHOOK + "/deliveries/evt_1/resend", null, Permission.WEBHOOK_MANAGE),
                Arguments.of("POST", LOCATIONS, LOCATION, Permission.LOCATION_CREATE),
                Arguments.of("GET", LOCATIONS, null, Permission.LOCATION_READ),
                Arguments.of("GET", location, null, Permission.LOCATION_READ),
                Arguments.of("PATCH", location, "{\"is_active\":true}", Permission.LOCATION_UPDATE),
                Arguments.of("DELETE", neverWas(location), null, Permission.LOCATION_DELETE),
                Arguments.of("POST", COMMODITIES, COMMODITY, Permission.COMMODITY_CREATE),
                Arguments.of("GET", COMMODITIES, null, Permission.COMMODITY_READ),
                Arguments.of("GET", commodity, null, Permission.COMMODITY_READ),
                Arguments.of("PATCH", commodity, "{\"is_active\":true}", Permission.COMMODITY_UPDATE),
                Arguments.of("POST", commodity + "/deactivate", "{\"reason\":\"over\"}", Permission.COMMODITY_UPDATE),
                Arguments.of("GET", "/api/v1/units", null, Permission.COMMODITY_READ),
                Arguments.of("POST", "/api/v1/units/convert", CONVERSION, Permission.COMMODITY_READ),
                Arguments.of("GET", SETTINGS, null, Permission.SETTINGS_READ),
                Arguments.of("PATCH", SETTINGS, "{\"max_results\":50}", Permission.SETTINGS_UPDATE),
                Arguments.of("POST", PARTNERS, PARTNER, Permission.PARTNER_CREATE),
                Arguments.of("GET", PARTNERS, null, Permission.PARTNER_READ),
                Arguments.of("GET", partner, null, Permission.PARTNER_READ),
                Arguments.of("GET", partner + "/capabilities", null, Permission.PARTNER_READ),
                Arguments.of("GET", partner + "/exposure", null, Permission.RISK_READ),
                Arguments.of("POST", partner + "/assess-risk", null, Permission.RISK_ASSESS),
                Arguments.of("PATCH", partner, "{\"phone\":\"5\"}", Permission.PARTNER_UPDATE),
                Arguments.of("POST", neverWas(partner) + "/submit", null, Permission.PARTNER_UPDATE),
                Arguments.of("POST", neverWas(partner) + "/approve", "{}", Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/reject", REASON, Permission.PARTNER_APPROVE),
                Arguments.of(
                        "POST",
                        neverWas(partner) + "/request-info",
                        "{\"questions\":\"Where?\"}",
                        Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/suspend", REASON, Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/reactivate", REASON, Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/deactivate", REASON, Permission.PARTNER_APPROVE),
                Arguments.of(
                        "POST",
                        neverWas(partner) + "/locations",
                        "{\"kind\":\"WAREHOUSE\",\"address\":\"A\"}",
                        Permission.PARTNER_UPDATE),
                Arguments.of(
                        "POST",
                        neverWas(partner) + "/branches",
                        "{\"name\":\"B\",\"address\":\"A\"}",
                        Permission.PARTNER_UPDATE),
                Arguments.of(
                        "POST", neverWas(partner) + "/employees", "{\"name\":\"Asha\"}", Permission.PARTNER_UPDATE),
                Arguments.of(
                        "POST",
                        neverWas(partner) + "/vehicles",
                        "{\"number\":\"GJ03AB1234\"}",
                        Permission.PARTNER_UPDATE),
                Arguments.of("POST", neverWas(partner) + "/documents", "{\"type\":\"IEC\"}", Permission.PARTNER_UPDATE),
                Arguments.of("POST", neverWas(partner) + "/documents/1/verify", "{}", Permission.PARTNER_VERIFY_GST),
                Arguments.of(
                        "POST",
                        neverWas(partner) + "/amendments",
                        "{\"kind\":\"CONTACT\",\"wanted\":{\"phone\":\"5\"}}",
                        Permission.PARTNER_UPDATE),
                Arguments.of("POST", neverWas(partner) + "/amendments/1/approve", null, Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/amendments/1/reject", REASON, Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/kyc-renewal", null, Permission.PARTNER_UPDATE),
                Arguments.of("POST", neverWas(partner) + "/kyc-renewal/complete", null, Permission.PARTNER_APPROVE),
                Arguments.of("POST", neverWas(partner) + "/kyc-renewal/fail", REASON, Permission.PARTNER_APPROVE),
                Arguments.of("DELETE", neverWas(partner) + "/locations/1", null, Permission.PARTNER_UPDATE),
                Arguments.of("DELETE", neverWas(partner) + "/branches/1", null, Permission.PARTNER_UPDATE),
                Arguments.of("DELETE", neverWas(partner) + "/employees/1", null, Permission.PARTNER_UPDATE),
                Arguments.of("DELETE", neverWas(partner) + "/vehicles/1", null, Permission.PARTNER_UPDATE),
                Arguments.of("DELETE", neverWas(partner) + "/documents/1", null, Permission.PARTNER_UPDATE),
                Arguments.of(
                        "PUT",
                        neverWas(partner) + "/capabilities/override",
                        "{\"capabilities\":[],\"reason\":\"over\"}",
                        Permission.PARTNER_DIRECT),
                Arguments.of("DELETE", neverWas(partner) + "/capabilities/override", null, Permission.PARTNER_DIRECT),
                Arguments.of("PUT", neverWas(partner) + "/links", "{}", Permission.PARTNER_APPROVE),
                Arguments.of("PUT", neverWas(partner) + "/performance", "{}", Permission.PARTNER_APPROVE),
                Arguments.of(
                        "POST",
                        AVAILABILITIES,
                        Postings.lot(postings.seller(), postings.commodity()),
                        Permission.AVAILABILITY_CREATE),
                Arguments.of("GET", AVAILABILITIES, null, Permission.AVAILABILITY_READ),
                Arguments.of("GET", lot, null, Permission.AVAILABILITY_READ),
                Arguments.of("PATCH", lot, "{\"base_price\":\"51.00\"}", Permission.AVAILABILITY_UPDATE),
                Arguments.of("POST", neverWas(lot) + "/submit", null, Permission.AVAILABILITY_UPDATE),
                Arguments.of("POST", neverWas(lot) + "/approve", null, Permission.AVAILABILITY_APPROVE),
                Arguments.of("POST", neverWas(lot) + "/reject", REASON, Permission.AVAILABILITY_REJECT),
                Arguments.of("POST", neverWas(lot) + "/cancel", REASON, Permission.AVAILABILITY_CANCEL),
                Arguments.of(
                        "POST",
                        neverWas(lot) + "/reservations",
                        "{\"quantity\":\"1\",\"partner_id\":\"mill\"}",
                        Permission.AVAILABILITY_RESERVE),
                Arguments.of("GET", lot + "/matches", null, Permission.MATCHING_VIEW_RESULTS),
                Arguments.of(
                        "POST",
                        REQUIREMENTS,
                        Postings.need(postings.buyer(), postings.commodity()),
                        Permission.REQUIREMENT_CREATE),
                Arguments.of("GET", REQUIREMENTS, null, Permission.REQUIREMENT_READ),
                Arguments.of("GET", need, null, Permission.REQUIREMENT_READ),
                Arguments.of("PATCH", need, "{\"max_quantity\":\"70\"}", Permission.REQUIREMENT_UPDATE),
                Arguments.of("POST", neverWas(need) + "/publish", null, Permission.REQUIREMENT_UPDATE),
                Arguments.of("POST", neverWas(need) + "/cancel", REASON, Permission.REQUIREMENT_CANCEL),
                Arguments.of("POST", neverWas(need) + "/close", null, Permission.REQUIREMENT_FULFILL),
                Arguments.of("POST", neverWas(need) + "/allocate", null, Permission.MATCHING_EXECUTE),
                Arguments.of("GET", need + "/matches", null, Permission.MATCHING_VIEW_RESULTS),
                Arguments.of(
                        "GET",
                        "/api/v1/matches/explain?requirement_id=" + postings.need() + "&availability_id="
                                + postings.lot(),
                        null,
                        Permission.MATCHING_VIEW_RESULTS),
                Arguments.of("GET", "/api/v1/notices", null, Permission.MATCHING_VIEW_RESULTS),
                Arguments.of("POST", "/api/v1/matches/never-was/approve", null, Permission.MATCHING_APPROVE_MATCH),
                Arguments.of("POST", "/api/v1/matches/never-was/decline", REASON, Permission.MATCHING_REJECT_MATCH),
                Arguments.of("GET", RESERVATIONS, null, Permission.AVAILABILITY_READ),
                Arguments.of("GET", reservation, null, Permission.AVAILABILITY_READ),
                Arguments.of("DELETE", neverWas(reservation), null, Permission.AVAILABILITY_RELEASE),
                Arguments.of(
                        "POST",
                        TRADES,
                        "{\"reservation_id\":\"" + neverWas(postings.reservation()) + "\"}",
                        Permission.TRADE_CREATE),
                Arguments.of("GET", trade, null, Permission.TRADE_READ),
                Arguments.of("POST", neverWas(trade) + "/confirm", null, Permission.TRADE_CONFIRM),
                Arguments.of("POST", neverWas(trade) + "/complete", null, Permission.TRADE_COMPLETE),
                Arguments.of("POST", neverWas(trade) + "/cancel", REASON, Permission.TRADE_CANCEL),
                Arguments.of("GET", ApiClient.INSTRUMENTS, null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", path, null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", path + "/book", null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", path + "/orders", null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", path + "/candles", null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", path + "/statistics", null, Permission.INSTRUMENT_READ),
                Arguments.of("GET", path + "/trades", null, Permission.INSTRUMENT_READ),
                Arguments.of("POST", path + "/phase", "{\"phase\":\"CONTINUOUS\"}", Permission.INSTRUMENT_UPDATE),
                Arguments.of("GET", path + "/state", null, Permission.INSTRUMENT_UPDATE),
                Arguments.of("PUT", path, instrument, Permission.INSTRUMENT_UPDATE));
    }

    @Test
    void noRouteThatNeedsATokenIsForgottenHere() {
        assertThat(LiveRoutes.all().stream()
                        .filter(endpoint -> endpoint.permission().isPresent())
                        .filter(endpoint -> routes().noneMatch(route -> route.get()[0].equals(endpoint.method())
                                && endpoint.permission().get() == route.get()[3]
                                && endpoint.match(Endpoint.segments(((String) route.get()[1]).split("\\?")[0]))
                                        .isPresent()))
                        .map(endpoint -> endpoint.method() + " " + endpoint.path()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("routes")
    void asksForATokenOnEveryRoute(String method, String path, String body, Permission permission) {
        Reply reply = send(NODE.anonymous(), method, path, body);
        reply.problem(401, "token_missing");
        assertThat(reply.header("WWW-Authenticate")).as(permission.name()).hasValue("Bearer");
        assertThat(reply.header("X-Request-ID")).hasValue(REQUEST_ID);
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @MethodSource("routes")
    void doesWhatTheTokenNamesAndNothingElse(String method, String path, String body, Permission permission) {
        ApiClient allowed = NODE.allowed(UserType.INTERNAL, Optional.empty(), permission);
        Reply done = send(allowed, method, path, body);
        assertThat(done.status()).as(done.text()).isIn(200, 201, 404);

        Permission[] others = Stream.of(Permission.values())
                .filter(other -> other != permission)
                .toArray(Permission[]::new);
        long rows = NODE.journalRows();
        JsonNode problem = send(NODE.allowed(UserType.INTERNAL, Optional.empty(), others), method, path, body)
                .problem(403, "permission_denied");
        assertThat(problem.path("detail").textValue()).contains(permission.name());
        send(NODE.allowed(UserType.INTERNAL, Optional.empty()), method, path, body)
                .problem(403, "permission_denied");
        assertThat(NODE.journalRows()).isEqualTo(rows);
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @MethodSource("routes")
    void letsPlatformStaffReadAndNothingElse(String method, String path, String body, Permission permission) {
        Reply reply = send(NODE.superAdmin(), method, path, body);
        if (permission.name().endsWith("_READ")) {
            reply.json(200);
        } else {
            reply.problem(403, "permission_denied");
        }
    }

    @Test
    void doesNotWidenWhatATypeMayDo() {
        ApiClient narrow = NODE.allowed(
                UserType.EXTERNAL, Optional.of("mill"), Permission.INSTRUMENT_UPDATE, Permission.INSTRUMENT_READ);
        narrow.get(ApiClient.INSTRUMENTS + "/" + symbol).json(200);
        narrow.put(
                        ApiClient.INSTRUMENTS + "/" + symbol,
                        Orders.instrument("0.50", "1").toString())
                .problem(403, "permission_denied");
        ApiClient admin = NODE.allowed(UserType.SUPER_ADMIN, Optional.empty(), Permission.ORDER_CREATE);
        admin.submit(Orders.limit(symbol, "mill", "BUY", "1", "1.00")).problem(403, "permission_denied");
    }

    @Test
    void letsPartnersUsersTradeButNotDefineInstruments() {
        MILL.put(
                        ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol(),
                        Orders.instrument("0.50", "1").toString())
                .problem(403, "permission_denied");
        MILL.get(ApiClient.INSTRUMENTS + "/" + symbol + "/state").problem(403, "permission_denied");
    }
}
