package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.book.UserType;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports on a market, and lists for spreadsheets. */
class ReportsIT {
    private static final String DAILY_TRADES = "/api/v1/reports/daily-trades";
    private static final String OPEN_INTEREST = "/api/v1/reports/open-interest";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final ApiClient MILL = NODE.partner("report-mill");

    /** Staff of an organisation that has nothing. */
    private static final ApiClient NOBODY = NODE.bearing(TestNode.tokens()
            .issue(
                    "clerk",
                    "empty-market",
                    UserType.INTERNAL,
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofHours(1)));

    private static String symbol;
    private static String quiet;
    private static String firstDay;

    /** Three trades at 100.50, 99.00 and 101.00, of 4, 1 and 2; then orders rest. */
    @BeforeAll
    static void trade() {
        firstDay = LocalDate.now(ZoneOffset.UTC).toString();
        symbol = NODE.openMarket();
        quiet = NODE.openMarket();
        for (String[] trade : new String[][] {{"100.50", "4"}, {"99.00", "1"}, {"101.00", "2"}}) {
            STAFF.placed(Orders.limit(symbol, "report-ginner", "SELL", trade[1], trade[0]));
            STAFF.placed(Orders.limit(symbol, "report-mill", "BUY", trade[1], trade[0]));
        }
        STAFF.placed(Orders.limit(symbol, "report-mill", "BUY", "3", "90.00"));
        STAFF.placed(Orders.limit(symbol, "report-mill", "BUY", "2", "80.00").put("client_order_id", "=1+1"));
        STAFF.placed(Orders.limit(symbol, "report-ginner", "SELL", "7", "110.00"));
        String gone = STAFF.placed(Orders.limit(quiet, "report-ginner", "SELL", "7", "110.00"));
        STAFF.cancel(gone);
        STAFF.placed(Orders.limit(quiet, "report-mill", "BUY", "1", "1.00"));
        await("the reports to follow")
                .atMost(LIMIT)
                .until(() -> items(STAFF, OPEN_INTEREST + "?instrument=" + quiet)
                                        .size()
                                == 1
                        && items(STAFF, OPEN_INTEREST + "?instrument=" + symbol).size() == 2
                        && trades() == 3);
    }

    private static int trades() {
        return items(STAFF, DAILY_TRADES + "?instrument=" + symbol).stream()
                .mapToInt(day -> day.path("trades").asInt())
                .sum();
    }

    private static List<JsonNode> items(ApiClient client, String path) {
        List<JsonNode> items = new ArrayList<>();
        client.get(path).json(200).path("items").forEach(items::add);
        return items;
    }

    @Test
    void aDayHasTheSumOfItsTrades() throws Exception {
        List<JsonNode> days = items(STAFF, DAILY_TRADES + "?instrument=" + symbol + "&from=" + firstDay);
        // The test may have begun before midnight and ended after it.
        assertThat(days).hasSizeBetween(1, 2);
        if (days.size() == 1) {
            JsonNode expected = new JsonMapper()
                    .readTree("""
                        {"date":"%s","instrument":"%s","trades":3,"quantity":"7","quantity_unit":"MT","value":"7030.00",
                        "currency":"INR","price_unit":"QUINTAL","open":"100.50","high":"101.00","low":"99.00","close":"101.00",
                        "kind":"ORDER_BOOK"}
                        """.formatted(days.getFirst().path("date").asText(), symbol));
            assertThat(days.getFirst()).isEqualTo(expected);
        }
        assertThat(items(MILL, DAILY_TRADES + "?instrument=" + symbol)).isEqualTo(days);
        assertThat(items(STAFF, DAILY_TRADES + "?instrument=" + quiet)).isEmpty();
        assertThat(items(STAFF, DAILY_TRADES + "?to=2000-01-01")).isEmpty();
        assertThat(items(NODE.otherStaff(), DAILY_TRADES + "?instrument=" + symbol))
                .isEmpty();
    }

    @Test
    void openInterestIsWhatRests() throws Exception {
        List<JsonNode> interest = items(STAFF, OPEN_INTEREST + "?instrument=" + symbol);
        JsonNode ginner = new JsonMapper().readTree("""
            {"instrument":"%s","partner_id":"report-ginner","buy_orders":0,"buy_quantity":"0","buy_value":"0.00",
            "sell_orders":1,"sell_quantity":"7","sell_value":"7700.00","quantity_unit":"MT","currency":"INR",
            "price_unit":"QUINTAL"}
            """.formatted(symbol));
        JsonNode mill = new JsonMapper().readTree("""
            {"instrument":"%s","partner_id":"report-mill","buy_orders":2,"buy_quantity":"5","buy_value":"4300.00",
            "sell_orders":0,"sell_quantity":"0","sell_value":"0.00","quantity_unit":"MT","currency":"INR",
            "price_unit":"QUINTAL"}
            """.formatted(symbol));
        assertThat(interest).containsExactly(ginner, mill);

        assertThat(items(MILL, OPEN_INTEREST + "?instrument=" + symbol)).containsExactly(mill);
        MILL.get(OPEN_INTEREST + "?partner_id=report-ginner").problem(404, "not_found");
        assertThat(items(STAFF, OPEN_INTEREST + "?partner_id=report-ginner")).containsExactly(ginner);
        assertThat(items(NODE.otherStaff(), OPEN_INTEREST))
                .noneMatch(line -> line.path("partner_id").asText().startsWith("report-"));
    }

    @Test
    void pagesFitTogether() {
        for (String report : List.of(OPEN_INTEREST, DAILY_TRADES)) {
            List<JsonNode> whole = items(STAFF, report + "?limit=500");
            assertThat(whole).hasSizeGreaterThanOrEqualTo(1);
            List<JsonNode> pages = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = STAFF.get(report + "?limit=1" + cursor).json(200);
                page.path("items").forEach(pages::add);
                cursor = page.path("next_cursor").isNull()
                        ? ""
                        : "&cursor=" + page.path("next_cursor").asText();
            } while (!cursor.isEmpty());
            assertThat(pages).as(report).isEqualTo(whole);
        }
    }

    @Test
    void listsComeForSpreadsheetsToo() {
        Reply orders = MILL.get(ApiClient.ORDERS + "?format=csv&limit=2&status=open&instrument=" + symbol);
        assertThat(orders.status()).isEqualTo(200);
        assertThat(orders.header("Content-Type")).hasValue("text/csv; charset=UTF-8");
        assertThat(orders.header("Content-Disposition")).hasValue("attachment; filename=\"orders.csv\"");
        List<String> lines = List.of(orders.text().split("\r\n"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("id,client_order_id,instrument,partner_id,side,type,");
        assertThat(lines.get(1)).contains(",'=1+1," + symbol + ",report-mill,BUY,LIMIT,GTC,80.00,");
        assertThat(orders.header("Next-Cursor")).isEmpty();

        Reply page = STAFF.get("/api/v1/trades?format=csv&limit=2&instrument=" + symbol);
        Reply rest = STAFF.get("/api/v1/trades?format=csv&limit=2&instrument=" + symbol + "&cursor="
                + page.header("Next-Cursor").orElseThrow());
        assertThat(page.text().lines()).hasSize(3);
        assertThat(rest.text().lines()).hasSize(2);
        assertThat(rest.header("Next-Cursor")).isEmpty();
        assertThat(STAFF.get("/api/v1/audit?format=csv&entity=" + symbol).text())
                .contains("instrument.defined.v1");
    }

    private static final Set<String> OF_TWO_KINDS = Set.of("/api/v1/trades", DAILY_TRADES);

    @ParameterizedTest
    @ValueSource(strings = {ApiClient.ORDERS, "/api/v1/trades", "/api/v1/audit", DAILY_TRADES, OPEN_INTEREST})
    void theColumnsAreTheFieldsOfAnItemAlsoWhereThereIsNone(String path) {
        JsonNode item = STAFF.get(path + "?limit=1").json(200).path("items").get(0);
        List<String> fields = new ArrayList<>();
        item.fieldNames().forEachRemaining(fields::add);
        String columns = String.join(",", fields);
        String header = STAFF.get(path + "?limit=1&format=csv")
                .text()
                .lines()
                .findFirst()
                .orElseThrow();
        if (OF_TWO_KINDS.contains(path)) {
            // Behind them come those that only the trades of the desk have.
            assertThat(header).startsWith(columns + ",");
        } else {
            assertThat(header).isEqualTo(columns);
        }
        // The audit has a record of what is done here itself.
        assertThat(NOBODY.get(path + "?format=csv")
                        .text()
                        .lines()
                        .filter(line -> !line.contains("access.list_exported")))
                .containsExactly(header);
    }

    @ParameterizedTest
    @CsvSource({
        DAILY_TRADES + "?from=2026-02-30, ?from",
        DAILY_TRADES + "?from=today, ?from",
        DAILY_TRADES + "?from=1969-12-31, ?from",
        DAILY_TRADES + "?from=2026-02-02&to=2026-02-01, ?to",
        DAILY_TRADES + "?limit=501, ?limit",
        DAILY_TRADES + "?cursor=rubbish, ?cursor",
        DAILY_TRADES + "?cursor=ZXZlbnQuMQ, ?cursor",
        DAILY_TRADES + "?format=xml, ?format",
        OPEN_INTEREST + "?cursor=rubbish, ?cursor",
        OPEN_INTEREST + "?instrument=a%20b, ?instrument",
        OPEN_INTEREST + "?partner_id=a%20b, ?partner_id"
    })
    void saysWhichParameterCannotBe(String path, String pointer) {
        JsonNode problem = STAFF.get(path).problem(400, "invalid_parameter");
        assertThat(problem.path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {DAILY_TRADES, OPEN_INTEREST})
    void needsAToken(String path) {
        NODE.anonymous().get(path).problem(401, "token_missing");
        STAFF.get(path + "?colour=red").problem(400, "unknown_parameter");
    }
}
