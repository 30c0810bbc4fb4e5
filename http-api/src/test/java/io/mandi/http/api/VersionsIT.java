package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer about one thing has its version, and a change can be bound to it. */
class VersionsIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final String SMALLER = "{\"quantity\":\"4\"}";

    private String symbol;
    private String id;

    @BeforeEach
    void placeAnOrder() {
        symbol = NODE.openMarket();
        id = STAFF.placed(Orders.limit(symbol, "mill", "BUY", "5", "100.00"));
    }

    private String order() {
        return ApiClient.ORDERS + "/" + id;
    }

    private String instrument() {
        return ApiClient.INSTRUMENTS + "/" + symbol;
    }

    private static String tag(Reply reply) {
        assertThat(reply.header("ETag"))
                .hasValueSatisfying(tag -> assertThat(tag).matches("\"[0-9]+\""));
        return reply.header("ETag").orElseThrow();
    }

    @Test
    void givesAnOrderANewVersionWithEveryChangeOfIt() {
        Reply placed = STAFF.submit(Orders.limit(symbol, "mill", "BUY", "5", "99.00"));
        String other = placed.json(201).at("/order/id").textValue();
        String first = tag(placed);
        assertThat(tag(STAFF.order(other))).isEqualTo(first);
        // A change of another order is none of this one.
        STAFF.cancel(id).json(200);
        assertThat(tag(STAFF.order(other))).isEqualTo(first);

        String second = tag(STAFF.amend(other, SMALLER));
        assertThat(second).isNotEqualTo(first).isEqualTo(tag(STAFF.order(other)));
        STAFF.placed(Orders.limit(symbol, "ginner", "SELL", "1", "99.00"));
        String third = tag(STAFF.order(other));
        assertThat(third).isNotEqualTo(second);
        assertThat(tag(STAFF.cancel(other))).isNotEqualTo(third).isEqualTo(tag(STAFF.order(other)));
    }

    @Test
    void changesAnOrderOnlyInTheVersionThatWasMeant() {
        String first = tag(STAFF.order(id));
        STAFF.patch(order(), SMALLER, "If-Match", first).json(200);
        long rows = NODE.journalRows(symbol);
        STAFF.patch(order(), "{\"quantity\":\"3\"}", "If-Match", first).problem(412, "precondition_failed");
        STAFF.delete(order(), "If-Match", first).problem(412, "precondition_failed");
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows);
        assertThat(STAFF.order(id).json(200).path("quantity").textValue()).isEqualTo("4");
        STAFF.delete(order(), "If-Match", tag(STAFF.order(id))).json(200);
    }

    @Test
    void changesAnInstrumentOnlyInTheVersionThatWasMeant() {
        String first = tag(STAFF.get(instrument()));
        String renamed = Orders.instrument("0.50", "1").put("name", "Renamed").toString();
        String second = tag(STAFF.put(instrument(), renamed, "If-Match", first));
        assertThat(second).isNotEqualTo(first).isEqualTo(tag(STAFF.get(instrument())));
        STAFF.put(instrument(), Orders.instrument("0.50", "1").toString(), "If-Match", first)
                .problem(412, "precondition_failed");
        assertThat(STAFF.get(instrument()).json(200).path("name").textValue()).isEqualTo("Renamed");
        // Orders change the book, not the definition.
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "5", "99.00"));
        assertThat(tag(STAFF.get(instrument()))).isEqualTo(second);
    }

    @Test
    void takesAStarForAnyVersion() {
        STAFF.patch(order(), SMALLER, "If-Match", "*").json(200);
        STAFF.put(instrument(), Orders.instrument("0.50", "1").toString(), "If-Match", "*")
                .json(200);
    }

    @Test
    void doesNotCreateAnInstrumentThatWasMeantToBeThere() {
        String path = ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol();
        String body = Orders.instrument("0.50", "1").toString();
        STAFF.put(path, body, "If-Match", "\"1\"").problem(412, "precondition_failed");
        STAFF.put(path, body, "If-Match", "*").problem(412, "precondition_failed");
        STAFF.get(path).problem(404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"0\"", "\"abc\"", "\"-1\"", "\"99999999999999999999999999\"", "\"000\""})
    void matchesNothingWithATagThatWasNeverGiven(String tag) {
        STAFF.patch(order(), SMALLER, "If-Match", tag).problem(412, "precondition_failed");
        STAFF.delete(order(), "If-Match", tag).problem(412, "precondition_failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "abc", "\"1\", \"2\"", "W/\"1\"", "\"1", "\"a b\"", "**"})
    void refusesAnotherForm(String tag) {
        STAFF.patch(order(), SMALLER, "If-Match", tag).problem(400, "invalid_if_match");
        STAFF.delete(order(), "If-Match", tag).problem(400, "invalid_if_match");
        assertThat(STAFF.order(id).json(200).path("status").textValue()).isEqualTo("OPEN");
    }

    @Test
    void tellsNobodyTheVersionOfWhatIsNotTheirs() {
        String unknown = id.replaceFirst("_[0-9A-Z]{13}_", "_0000000000001_");
        for (ApiClient stranger : new ApiClient[] {NODE.otherStaff(), NODE.partner("ginner")}) {
            for (String path : new String[] {order(), ApiClient.ORDERS + "/" + unknown}) {
                stranger.delete(path, "If-Match", "\"1\"").problem(404, "not_found");
                stranger.patch(path, SMALLER, "If-Match", "\"1\"").problem(404, "not_found");
            }
        }
    }
}
