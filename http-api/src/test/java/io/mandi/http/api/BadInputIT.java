package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.HandmadeToken;
import io.mandi.http.auth.Tokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is answered with a problem of its own that names the mistake, and leaves nothing in the journal. */
class BadInputIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;
    private static final String REQUEST_ID = "0e37df36-f698-11e6-8dd4-cb9ced3df976";

    private static String symbol;

    private long rowsBefore;

    @BeforeAll
    static void openMarket() {
        symbol = NODE.openMarket("0.50", "1");
    }

    @BeforeEach
    void countJournal() {
        rowsBefore = NODE.journalRows();
    }

    @AfterEach
    void leavesNothingInTheJournal() {
        assertThat(NODE.journalRows()).isEqualTo(rowsBefore);
    }

    private static ObjectNode order() {
        return Orders.limit(symbol, "mill", "BUY", "10", "100.00");
    }

    private static Reply submit(String body) {
        return STAFF.postOnce(ApiClient.newKey(), ApiClient.ORDERS, body, "X-Request-ID", REQUEST_ID);
    }

    private static JsonNode refused(Reply reply, int status, String code) {
        JsonNode problem = reply.problem(status, code);
        assertThat(reply.header("X-Request-ID")).hasValue(REQUEST_ID);
        assertThat(problem.path("trace_id").textValue()).isEqualTo(REQUEST_ID);
        return problem;
    }

    // ---------------------------------------------------------------------------------------------------- JSON

    static Stream<Arguments> malformedBodies() {
        String good = order().toString();
        String open = good.substring(0, good.length() - 1);
        return Stream.of(
                Arguments.of("no body", "", "object_expected"),
                Arguments.of("white space", " \n\t ", "object_expected"),
                Arguments.of("null", "null", "object_expected"),
                Arguments.of("an array", "[" + good + "]", "object_expected"),
                Arguments.of("a string", "\"order\"", "object_expected"),
                Arguments.of("a number", "42", "object_expected"),
                Arguments.of("half an object", open, "malformed_json"),
                Arguments.of("no JSON", "instrument=WHEAT&side=BUY", "malformed_json"),
                Arguments.of("single quotes", good.replace('"', '\''), "malformed_json"),
                Arguments.of("a comment", "/* order */" + good, "malformed_json"),
                Arguments.of("a comma at the end", open + ",}", "malformed_json"),
                Arguments.of("NaN", open + ",\"display_quantity\":NaN}", "malformed_json"),
                Arguments.of("Infinity", open + ",\"display_quantity\":Infinity}", "malformed_json"),
                Arguments.of("a leading zero", open + ",\"display_quantity\":007}", "malformed_json"),
                Arguments.of("a plus sign", open + ",\"display_quantity\":+1}", "malformed_json"),
                Arguments.of("hexadecimal", open + ",\"display_quantity\":0x10}", "malformed_json"),
                Arguments.of("a line break in a string", good.replace("mill", "mi\nll"), "malformed_json"),
                Arguments.of("a byte order mark of UTF-16", "\uFEFF\u0000", "malformed_json"),
                Arguments.of("another object behind it", good + good, "trailing_tokens"),
                Arguments.of("a bracket behind it", good + "]", "malformed_json"),
                Arguments.of("a word behind it", good + " order", "malformed_json"),
                Arguments.of("a duplicate key", open + ",\"side\":\"SELL\"}", "duplicate_field"),
                Arguments.of("the same key twice, same value", open + ",\"side\":\"BUY\"}", "duplicate_field"),
                Arguments.of("a duplicate key in an escape", open + ",\"s\\u0069de\":\"SELL\"}", "duplicate_field"),
                Arguments.of("100,000 nested arrays", "[".repeat(100_000), "json_too_complex"),
                Arguments.of("100,000 nested objects", "{\"a\":".repeat(100_000), "json_too_complex"),
                Arguments.of(
                        "100,000 nested arrays in a field",
                        open + ",\"post_only\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                        "json_too_complex"),
                Arguments.of(
                        "a string of 100,000 characters",
                        order().put("client_order_id", "x".repeat(100_000)).toString(),
                        "json_too_complex"),
                Arguments.of(
                        "a number of 10,000 digits",
                        open + ",\"display_quantity\":" + "9".repeat(10_000) + "}",
                        "json_too_complex"),
                Arguments.of(
                        "a name of 10,000 characters",
                        open + ",\"" + "n".repeat(10_000) + "\":1}",
                        "json_too_complex"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("malformedBodies")
    void refusesABodyThatIsNotOneJsonObject(String what, String body, String code) {
        assertThat(what).isNotBlank();
        refused(submit(body), 400, code);
    }

    @Test
    void refusesABodyThatIsNotUtf8() {
        byte[] body = order().put("client_order_id", "?").toString().getBytes(StandardCharsets.UTF_8);
        int question = new String(body, StandardCharsets.ISO_8859_1).indexOf('?');
        body[question] = (byte) 0xC3;
        Reply reply = STAFF.send(
                "POST",
                ApiClient.ORDERS,
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                ApiClient.newKey());
        reply.problem(400, "malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\udc00", "a\\ud83dz", "\\udc00\\ud83d"})
    void refusesHalfACharacter(String escape) {
        String body = order().put("client_order_id", "HALF").toString().replace("HALF", escape);
        assertThat(refused(submit(body), 400, "invalid_text")
                        .path("errors")
                        .get(0)
                        .path("pointer")
                        .textValue())
                .isEqualTo("/client_order_id");
    }

    @Test
    void refusesHalfACharacterInAName() {
        String body =
                Orders.instrument("0.50", "1").put("name", "HALF").toString().replace("HALF", "Wheat \\ud83d");
        STAFF.put(ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol(), body).problem(400, "invalid_text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e99999999999999999999", "-1e99999999999999999999", "1e-2147483648", "1e-99999999999999999999"})
    void refusesANumberWhoseExponentIsANumberOfItsOwn(String number) {
        String body = order().put("price", "NUMBER").toString().replace("\"NUMBER\"", number);
        Reply reply = submit(body);
        refused(reply, 400, reply.json().path("code").textValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud83d",
                "a\\udc00",
                "a\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e\ud83c\udf3e"
            })
    void canNameAFieldWhoseNameCannotBeWritten(String name) {
        String good = order().toString();
        String body = good.substring(0, good.length() - 1) + ",\"" + name + "\":1}";
        Reply reply = submit(body);
        refused(reply, 400, reply.json().path("code").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%ff=1", "%C3=1", "%ED%A0%80=1", "%00=1", "%0d%0a=1", "limit=%ff", "limit=%00"})
    void refusesAParameterThatIsNoText(String query) {
        Reply reply = STAFF.get(ApiClient.INSTRUMENTS + "?" + query, "X-Request-ID", REQUEST_ID);
        refused(reply, 400, reply.json().path("code").textValue());
    }

    // ---------------------------------------------------------------------------------------------------- size

    @Test
    void refusesABodyOfTenMegabytes() {
        refused(submit("{\"client_order_id\":\"" + "x".repeat(TEN_MEGABYTES) + "\"}"), 413, "body_too_large");
    }

    @Test
    void readsABodyOfExactlyTheLimitAndNoByteMore() {
        String small = "{\"unknown\":1}";
        String longest = small + " ".repeat(TestNode.MAX_BODY_BYTES - small.length());
        refused(submit(longest), 400, "missing_field");
        refused(submit(longest + " "), 413, "body_too_large");
    }

    @Test
    void refusesAChunkedBodyThatGrowsOverTheLimit() {
        // A stream has no length that the client could announce.
        Reply reply = STAFF.send(
                "POST",
                ApiClient.ORDERS,
                BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[2 * TestNode.MAX_BODY_BYTES])),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                ApiClient.newKey(),
                "X-Request-ID",
                REQUEST_ID);
        refused(reply, 413, "body_too_large");
    }

    @Test
    void refusesALargeBodyWhereNoneBelongs() {
        Reply reply =
                STAFF.send("DELETE", ApiClient.ORDERS + "/x", BodyPublishers.ofByteArray(new byte[TEN_MEGABYTES]));
        reply.problem(404, "not_found");
    }

    @Test
    void answersTheTokenBeforeTheBody() {
        Reply reply = NODE.anonymous().post(ApiClient.ORDERS, "x".repeat(TEN_MEGABYTES));
        reply.problem(401, "token_missing");
    }

    // ---------------------------------------------------------------------------------------------------- time

    @Test
    void givesUpOnABodyThatDoesNotArrive() {
        for (String framing : List.of("Content-Length: 100", "Transfer-Encoding: chunked")) {
            try (RawConnection connection = new RawConnection(NODE.url())) {
                connection.send(head("POST", ApiClient.ORDERS, framing, "X-Request-ID: " + REQUEST_ID));
                connection.send(framing.contains("chunked") ? "1\r\n{\r\n" : "{");
                refused(connection.read(), 408, "body_timeout");
            }
        }
    }

    @Test
    void saysThatABodyEndedTooEarly() {
        try (RawConnection connection = new RawConnection(NODE.url())) {
            connection.send(head("POST", ApiClient.ORDERS, "Content-Length: 100", "X-Request-ID: " + REQUEST_ID));
            connection.send("{\"instrument\":");
            connection.endOutput();
            refused(connection.read(), 400, "incomplete_body");
        }
    }

    private static String head(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: mandi\r\nAuthorization: Bearer "
                + TestNode.token(TestNode.ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty())
                + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + ApiClient.newKey() + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
    }

    // ---------------------------------------------------------------------------------------------------- fields

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        instrument            | missing_field
        side                  | missing_field
        type                  | missing_field
        quantity              | missing_field
        partner_id            | missing_field
        """)
    void refusesAnOrderWithoutAFieldThatItNeeds(String field, String code) {
        ObjectNode missing = order();
        missing.remove(field);
        assertThat(Reply.errors(refused(submit(missing.toString()), 400, code)))
                .containsExactly("/" + field + " " + code);
        assertThat(Reply.errors(refused(submit(order().putNull(field).toString()), 400, code)))
                .containsExactly("/" + field + " " + code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        instrument            | 7                         | 400 | string_expected
        instrument            | ["WHEAT"]                 | 400 | string_expected
        instrument            | {"symbol": "WHEAT"}       | 400 | string_expected
        instrument            | ""                        | 400 | invalid_text
        instrument            | "no such/thing"           | 400 | invalid_value
        instrument            | "-WHEAT"                  | 400 | invalid_value
        instrument            | "A23456789012345678901234567890123" | 400 | invalid_value
        instrument            | "NEVER-OPENED"            | 422 | unknown_instrument
        side                  | true                      | 400 | string_expected
        side                  | "buy"                     | 400 | invalid_value
        side                  | "HOLD"                    | 400 | invalid_value
        type                  | "limit"                   | 400 | invalid_value
        type                  | "PEGGED"                  | 400 | invalid_value
        time_in_force         | "GTX"                     | 400 | invalid_value
        time_in_force         | 1                         | 400 | string_expected
        stop_price            | "100.00"                  | 422 | stop_price_not_allowed
        stop_price            | 100                       | 400 | string_expected
        display_quantity      | 1                         | 400 | string_expected
        display_quantity      | "0"                       | 422 | display_quantity_off_lot
        display_quantity      | "0.5"                     | 422 | display_quantity_off_lot
        display_quantity      | "1000000"                 | 422 | display_quantity_above_quantity
        expires_at            | "2027-01-01T00:00:00Z"    | 422 | expires_at_not_allowed
        expires_at            | "tomorrow"                | 400 | invalid_value
        expires_at            | 7                         | 400 | string_expected
        post_only             | "true"                    | 400 | boolean_expected
        post_only             | 1                         | 400 | boolean_expected
        self_trade_prevention | "ALWAYS"                  | 400 | invalid_value
        price                 | 100                       | 400 | string_expected
        price                 | 100.0                     | 400 | string_expected
        price                 | 1e400                     | 400 | string_expected
        price                 | -1e400                    | 400 | string_expected
        price                 | 1e2147483648              | 400 | string_expected
        price                 | []                        | 400 | string_expected
        price                 | "1e2"                     | 400 | invalid_decimal
        price                 | "1e400"                   | 400 | invalid_decimal
        price                 | "NaN"                     | 400 | invalid_decimal
        price                 | "Infinity"                | 400 | invalid_decimal
        price                 | "-100.00"                 | 400 | invalid_decimal
        price                 | "+100.00"                 | 400 | invalid_decimal
        price                 | "0100.00"                 | 400 | invalid_decimal
        price                 | "100."                    | 400 | invalid_decimal
        price                 | ".5"                      | 400 | invalid_decimal
        price                 | "1,000.00"                | 400 | invalid_decimal
        price                 | "1_000"                   | 400 | invalid_decimal
        price                 | " 100"                    | 400 | invalid_decimal
        price                 | ""                        | 400 | invalid_decimal
        price                 | "१००"                     | 400 | invalid_decimal
        price                 | "１００"                    | 400 | invalid_decimal
        price                 | "0x64"                    | 400 | invalid_decimal
        price                 | "100.000000000"           | 400 | invalid_decimal
        price                 | "1000000000000000"        | 400 | invalid_decimal
        price                 | "100000000000000000000000" | 400 | invalid_decimal
        price                 | "123456789012345.12345678" | 422 | number_out_of_range
        price                 | null                      | 422 | price_required
        price                 | "0"                       | 422 | price_not_positive
        price                 | "0.00"                    | 422 | price_not_positive
        price                 | "100.25"                  | 422 | price_off_tick
        price                 | "100.001"                 | 422 | price_off_tick
        price                 | "100.00000001"            | 422 | price_off_tick
        price                 | "999999999999999.50"      | 422 | price_out_of_range
        quantity              | 10                        | 400 | string_expected
        quantity              | 0.1                       | 400 | string_expected
        quantity              | "-10"                     | 400 | invalid_decimal
        quantity              | "1e1"                     | 400 | invalid_decimal
        quantity              | "0.1"                     | 422 | quantity_off_lot
        quantity              | "10.5"                    | 422 | quantity_off_lot
        quantity              | "0"                       | 422 | quantity_not_positive
        quantity              | "0.000"                   | 422 | quantity_not_positive
        quantity              | "999999999999999"         | 422 | quantity_out_of_range
        quantity              | "100000000000000000000000" | 400 | invalid_decimal
        client_order_id       | 5                         | 400 | string_expected
        client_order_id       | ""                        | 400 | invalid_text
        client_order_id       | "   "                     | 400 | invalid_text
        client_order_id       | "a\\u0000b"               | 400 | invalid_text
        client_order_id       | "a\\nb"                   | 400 | invalid_text
        client_order_id       | "a\\u001bb"               | 400 | invalid_text
        client_order_id       | "a\\u007fb"               | 400 | invalid_text
        client_order_id       | "12345678901234567890123456789012345678901234567890123456789012345" | 400 | invalid_text
        partner_id            | 1                         | 400 | string_expected
        partner_id            | "../mill"                 | 400 | invalid_value
        partner_id            | "mill 1"                  | 400 | invalid_value
        organization_id       | "south-market"            | 400 | unknown_field
        status                | "FILLED"                  | 400 | unknown_field
        filled_quantity       | "10"                      | 400 | unknown_field
        id                    | "ord_0000000000000"       | 400 | unknown_field
        postonly              | true                      | 400 | unknown_field
        Post_only             | true                      | 400 | unknown_field
        ``                    | 1                         | 400 | unknown_field
        a/b~c                 | null                      | 400 | unknown_field
        """)
    void namesTheFieldThatIsWrong(String field, String value, int status, String code) {
        ObjectNode order = order();
        order.remove(field);
        String good = order.toString();
        String body = good.substring(0, good.length() - 1) + ",\"" + field + "\":" + value + "}";
        JsonNode problem = refused(submit(body), status, code);
        String pointer = "/" + field.replace("~", "~0").replace("/", "~1");
        assertThat(Reply.errors(problem)).containsExactly(pointer + " " + code);
    }

    @Test
    void refusesAPriceOnAMarketOrder() {
        ObjectNode order = Orders.market(symbol, "mill", "BUY", "10").put("price", "100.00");
        assertThat(Reply.errors(refused(submit(order.toString()), 422, "price_not_allowed")))
                .containsExactly("/price price_not_allowed");
    }

    @Test
    void namesEveryMistakeAtOnceAndTheUnreadableBeforeTheForbidden() {
        ObjectNode order =
                order().put("side", "HOLD").put("type", "STOP").put("price", 7).put("colour", "red");
        order.remove("quantity");
        JsonNode problem = refused(submit(order.toString()), 400, "invalid_value");
        assertThat(Reply.errors(problem))
                .containsExactlyInAnyOrder(
                        "/side invalid_value",
                        "/price string_expected",
                        "/quantity missing_field",
                        "/colour unknown_field");
    }

    @Test
    void showsOnlyTheBeginningOfALongUnknownName() {
        String name = "n".repeat(200);
        JsonNode problem = refused(submit(order().put(name, 1).toString()), 400, "unknown_field");
        assertThat(problem.path("errors").get(0).path("pointer").textValue())
                .startsWith("/nnnn")
                .hasSizeLessThan(60);
    }

    // ---------------------------------------------------------------------------------------------------- amendments

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                     | 400 | missing_field
        {"price": null, "quantity": null}      | 400 | missing_field
        {"price": 7}                           | 400 | string_expected
        {"quantity": "1e1"}                    | 400 | invalid_decimal
        {"quantity": "5", "side": "SELL"}      | 400 | unknown_field
        {"quantity": "5", "partner_id": "p"}   | 400 | unknown_field
        {"expires_at": "2027-01-01T00:00:00Z"} | 404 | not_found
        {"expires_at": "tomorrow"}             | 400 | invalid_value
        []                                     | 400 | object_expected
        {"quantity": "5"} {}                   | 400 | trailing_tokens
        {"quantity": "5", "quantity": "6"}     | 400 | duplicate_field
        {"quantity": "5"}                      | 404 | not_found
        """)
    void refusesAnAmendment(String body, int status, String code) {
        String unknown = "ord_0000000000001_" + TestNode.ORGANIZATION + "_" + symbol;
        STAFF.amend(unknown, body).problem(status, code);
    }

    // ---------------------------------------------------------------------------------------------------- instruments

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        name               | null       | 400 | missing_field
        name               | ""         | 400 | invalid_text
        name               | 5          | 400 | string_expected
        currency           | "inr"      | 400 | invalid_value
        currency           | "RUPEE"    | 400 | invalid_value
        quantity_unit      | "mt"       | 400 | invalid_value
        price_unit         | null       | 400 | missing_field
        tick_size          | 0.5        | 400 | string_expected
        tick_size          | "-0.5"     | 400 | invalid_decimal
        tick_size          | "0"        | 422 | invalid_instrument
        tick_size          | "0.000000001" | 400 | invalid_decimal
        lot_size           | "0.00"     | 422 | invalid_instrument
        lot_size           | null       | 400 | missing_field
        min_quantity       | "0.5"      | 422 | invalid_instrument
        min_quantity       | "0"        | 422 | invalid_instrument
        max_quantity       | "1.5"      | 422 | invalid_instrument
        reference_price    | "0.25"     | 422 | invalid_instrument
        reference_price    | "0"        | 422 | invalid_instrument
        price_band_percent | "0"        | 422 | invalid_instrument
        self_trade_prevention | "ALWAYS" | 400 | invalid_value
        self_trades_forbidden | "yes"   | 400 | boolean_expected
        max_notional       | "0"        | 422 | invalid_instrument
        max_notional       | "-1"       | 400 | invalid_decimal
        max_open_orders    | 0          | 422 | number_out_of_range
        max_open_orders    | 1000001    | 422 | number_out_of_range
        max_open_orders    | "7"        | 400 | integer_expected
        value_factor       | "2"        | 400 | unknown_field
        commodity_id       | "a b"      | 400 | invalid_value
        symbol             | "WHEAT"    | 400 | unknown_field
        phase              | "CLOSED"   | 400 | unknown_field
        """)
    void namesTheFieldOfAnInstrumentThatIsWrong(String field, String value, int status, String code) {
        ObjectNode instrument = Orders.instrument("0.50", "1");
        instrument.remove(field);
        String good = instrument.toString();
        String body = good.substring(0, good.length() - 1) + ",\"" + field + "\":" + value + "}";
        JsonNode problem = STAFF.put(ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol(), body)
                .problem(status, code);
        assertThat(Reply.errors(problem)).containsExactly("/" + field + " " + code);
    }

    @Test
    void refusesAMaximumBelowTheMinimum() {
        ObjectNode instrument =
                Orders.instrument("0.50", "1").put("min_quantity", "10").put("max_quantity", "9");
        STAFF.put(ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol(), instrument.toString())
                .problem(422, "invalid_instrument");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-WHEAT", "WH%20EAT", "WH%2FEAT", "WH;EAT", "%E0%A4%97", "A23456789012345678901234567890123"})
    void refusesASymbolThatCannotBe(String path) {
        STAFF.put(
                        ApiClient.INSTRUMENTS + "/" + path,
                        Orders.instrument("0.50", "1").toString())
                .problem(400, "invalid_value");
        STAFF.get(ApiClient.INSTRUMENTS + "/" + path).problem(404, "not_found");
    }

    // ---------------------------------------------------------------------------------------------------- parameters

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET    | /api/v1/instruments?limit=0                     | invalid_parameter
        GET    | /api/v1/instruments?limit=501                   | invalid_parameter
        GET    | /api/v1/instruments?limit=-1                    | invalid_parameter
        GET    | /api/v1/instruments?limit=ten                   | invalid_parameter
        GET    | /api/v1/instruments?limit=                      | invalid_parameter
        GET    | /api/v1/instruments?limit                       | invalid_parameter
        GET    | /api/v1/instruments?limit=99999999999999999999  | invalid_parameter
        GET    | /api/v1/instruments?limit=5&limit=5             | duplicate_parameter
        GET    | /api/v1/instruments?Limit=5                     | unknown_parameter
        GET    | /api/v1/instruments?organization_id=south       | unknown_parameter
        GET    | /api/v1/instruments?cursor=                     | invalid_parameter
        GET    | /api/v1/instruments?cursor=abc                  | invalid_parameter
        GET    | /api/v1/instruments?cursor=*                    | invalid_parameter
        GET    | /api/v1/instruments/{symbol}?depth=5            | unknown_parameter
        GET    | /api/v1/instruments/{symbol}/book?depth=0       | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/book?depth=101     | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/book?depth=1.5     | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/book?limit=5       | unknown_parameter
        GET    | /api/v1/instruments/{symbol}/orders?depth=501   | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/orders?limit=5     | unknown_parameter
        GET    | /api/v1/instruments/{symbol}/candles?interval=2m | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/candles?from=2026-01-01 | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/candles?to=now     | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/candles?limit=501  | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/candles?cursor=abc | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/candles?depth=5    | unknown_parameter
        GET    | /api/v1/instruments/{symbol}/statistics?day=1   | unknown_parameter
        GET    | /api/v1/instruments/{symbol}/trades?limit=0     | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/trades?limit=501   | invalid_parameter
        GET    | /api/v1/instruments/{symbol}/state?full=true    | unknown_parameter
        GET    | /api/v1/orders/ord_1?instrument=WHEAT           | unknown_parameter
        DELETE | /api/v1/orders/ord_1?force=true                 | unknown_parameter
        DELETE | /api/v1/orders                                  | missing_parameter
        DELETE | /api/v1/orders?instrument={symbol}              | missing_parameter
        DELETE | /api/v1/orders?partner_id=mill                  | missing_parameter
        DELETE | /api/v1/orders?instrument=a%20b&partner_id=mill | invalid_parameter
        DELETE | /api/v1/orders?instrument={symbol}&partner_id=  | invalid_parameter
        DELETE | /api/v1/orders?instrument={symbol}&partner_id=mill&side=buy | invalid_parameter
        DELETE | /api/v1/orders?instrument={symbol}&partner_id=mill&side=    | invalid_parameter
        DELETE | /api/v1/orders?instrument={symbol}&instrument=X&partner_id=mill | duplicate_parameter
        DELETE | /api/v1/orders?instrument={symbol}&partner_id=mill&all=1    | unknown_parameter
        """)
    void namesTheParameterThatIsWrong(String method, String path, String code) {
        Reply reply = STAFF.send(
                method, path.replace("{symbol}", symbol), BodyPublishers.noBody(), "X-Request-ID", REQUEST_ID);
        JsonNode problem = refused(reply, 400, code);
        assertThat(problem.path("errors").get(0).path("pointer").textValue()).startsWith("?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/orders", "/api/v1/orders/batch"})
    void refusesAParameterOnARequestThatHasNone(String path) {
        String body = path.endsWith("batch") ? Orders.batch(order()) : order().toString();
        STAFF.postOnce(ApiClient.newKey(), path + "?dry_run=true", body).problem(400, "unknown_parameter");
    }

    @Test
    void refusesAParameterOnAnInstrumentAndAnAmendment() {
        STAFF.put(
                        ApiClient.INSTRUMENTS + "/" + TestNode.newSymbol() + "?dry_run=true",
                        Orders.instrument("0.50", "1").toString())
                .problem(400, "unknown_parameter");
        STAFF.patch(
                        ApiClient.ORDERS + "/ord_0000000000001_" + TestNode.ORGANIZATION + "_" + symbol
                                + "?dry_run=true",
                        "{\"quantity\":\"5\"}")
                .problem(400, "unknown_parameter");
    }

    // ---------------------------------------------------------------------------------------------------- routes

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        PUT     | /api/v1/orders                    | DELETE, GET, POST
        POST    | /api/v1/events                    | GET
        DELETE  | /api/v1/audit                     | GET
        PUT     | /api/v1/event-types               | GET
        DELETE  | /api/v1/webhooks                  | GET, POST
        PUT     | /api/v1/webhooks/whk_1            | DELETE, GET, PATCH
        GET     | /api/v1/webhooks/whk_1/verify     | POST
        GET     | /api/v1/webhooks/whk_1/rotate-secret | POST
        GET     | /api/v1/webhooks/whk_1/recover    | POST
        POST    | /api/v1/webhooks/whk_1/deliveries | GET
        POST    | /api/v1/webhooks/whk_1/deliveries/evt_1 | GET
        GET     | /api/v1/webhooks/whk_1/deliveries/evt_1/resend | POST
        PUT     | /api/v1/locations                 | GET, POST
        POST    | /api/v1/locations/loc_1           | DELETE, GET, PATCH
        DELETE  | /api/v1/commodities               | GET, POST
        DELETE  | /api/v1/commodities/com_1         | GET, PATCH
        GET     | /api/v1/commodities/com_1/deactivate | POST
        DELETE  | /api/v1/partners | GET, POST
        POST    | /api/v1/partners/ptn_1 | GET, PATCH
        GET     | /api/v1/partners/ptn_1/submit | POST
        GET     | /api/v1/partners/ptn_1/approve | POST
        GET     | /api/v1/partners/ptn_1/reject | POST
        GET     | /api/v1/partners/ptn_1/request-info | POST
        GET     | /api/v1/partners/ptn_1/suspend | POST
        GET     | /api/v1/partners/ptn_1/reactivate | POST
        GET     | /api/v1/partners/ptn_1/deactivate | POST
        GET     | /api/v1/partners/ptn_1/locations | POST
        GET     | /api/v1/partners/ptn_1/branches | POST
        GET     | /api/v1/partners/ptn_1/employees | POST
        GET     | /api/v1/partners/ptn_1/vehicles | POST
        GET     | /api/v1/partners/ptn_1/documents | POST
        GET     | /api/v1/partners/ptn_1/amendments | POST
        GET     | /api/v1/partners/ptn_1/documents/1/verify | POST
        GET     | /api/v1/partners/ptn_1/amendments/1/approve | POST
        GET     | /api/v1/partners/ptn_1/amendments/1/reject | POST
        GET     | /api/v1/partners/ptn_1/kyc-renewal | POST
        GET     | /api/v1/partners/ptn_1/kyc-renewal/complete | POST
        GET     | /api/v1/partners/ptn_1/kyc-renewal/fail | POST
        GET     | /api/v1/partners/ptn_1/locations/1 | DELETE
        GET     | /api/v1/partners/ptn_1/branches/1 | DELETE
        GET     | /api/v1/partners/ptn_1/employees/1 | DELETE
        GET     | /api/v1/partners/ptn_1/vehicles/1 | DELETE
        GET     | /api/v1/partners/ptn_1/documents/1 | DELETE
        POST    | /api/v1/partners/ptn_1/capabilities | GET
        GET     | /api/v1/partners/ptn_1/capabilities/override | DELETE, PUT
        GET     | /api/v1/partners/ptn_1/links | PUT
        POST    | /api/v1/partners/ptn_1/exposure | GET
        GET     | /api/v1/partners/ptn_1/assess-risk | POST
        GET     | /api/v1/partners/ptn_1/performance | PUT
        PUT     | /api/v1/availabilities            | GET, POST
        POST    | /api/v1/availabilities/lot_1      | GET, PATCH
        GET     | /api/v1/availabilities/lot_1/submit | POST
        GET     | /api/v1/availabilities/lot_1/approve | POST
        GET     | /api/v1/availabilities/lot_1/reject | POST
        GET     | /api/v1/availabilities/lot_1/cancel | POST
        GET     | /api/v1/availabilities/lot_1/reservations | POST
        POST    | /api/v1/availabilities/lot_1/matches | GET
        PUT     | /api/v1/requirements              | GET, POST
        DELETE  | /api/v1/requirements/req_1        | GET, PATCH
        GET     | /api/v1/requirements/req_1/publish | POST
        GET     | /api/v1/requirements/req_1/cancel | POST
        GET     | /api/v1/requirements/req_1/close  | POST
        GET     | /api/v1/requirements/req_1/allocate | POST
        POST    | /api/v1/requirements/req_1/matches | GET
        POST    | /api/v1/matches/explain           | GET
        POST    | /api/v1/notices                   | GET
        GET     | /api/v1/matches/token_1/approve   | POST
        GET     | /api/v1/matches/token_1/decline   | POST
        POST    | /api/v1/reservations              | GET
        POST    | /api/v1/reservations/rsv_1        | DELETE, GET
        DELETE  | /api/v1/trades                    | GET, POST
        POST    | /api/v1/trades/dtr_1              | GET
        GET     | /api/v1/trades/dtr_1/confirm      | POST
        GET     | /api/v1/trades/dtr_1/complete     | POST
        GET     | /api/v1/trades/dtr_1/cancel       | POST
        POST    | /api/v1/units                     | GET
        GET     | /api/v1/units/convert             | POST
        DELETE  | /api/v1/settings                  | GET, PATCH
        POST    | /api/v1/reports/daily-trades      | GET
        POST    | /api/v1/reports/open-interest     | GET
        GET     | /api/v1/reports                   |
        GET     | /api/v1/orders/batch/             |
        POST    | /api/v1/orders/ord_1              | DELETE, GET, PATCH
        PUT     | /api/v1/orders/ord_1              | DELETE, GET, PATCH
        POST    | /api/v1/instruments               | GET
        DELETE  | /api/v1/instruments               | GET
        DELETE  | /api/v1/instruments/WHEAT         | GET, PUT
        PATCH   | /api/v1/instruments/WHEAT         | GET, PUT
        POST    | /api/v1/instruments/WHEAT/book    | GET
        GET     | /api/v1/instruments/WHEAT/phase   | POST
        OPTIONS | /api/v1/instruments/WHEAT/trades  | GET
        POST    | /api/v1/instruments/WHEAT/orders  | GET
        POST    | /api/v1/instruments/WHEAT/candles | GET
        PUT     | /api/v1/instruments/WHEAT/statistics | GET
        TRACE   | /api/v1/instruments/WHEAT/state   | GET
        POST    | /health/live                      | GET
        DELETE  | /health/ready                     | GET
        POST    | /metrics                          | GET
        POST    | /docs                             | GET
        GET     | /docs/                            |
        GET     | /docs/index.html                  |
        GET     | /                                 |
        GET     | /api/v1                           |
        GET     | /api/v1/                          |
        GET     | /api/v1/instruments/              |
        GET     | /api/v1/instruments//book         |
        GET     | /api/v1/orders/                   |
        GET     | /api/v2/instruments               |
        GET     | /API/v1/instruments               |
        GET     | /api/v1/instruments/WHEAT/book/x  |
        GET     | /api/v1/%2e%2e/health/live        |
        GET     | /admin                            |
        POST    | /health                           |
        """)
    void namesTheMethodsOfAPathAndNothingElse(String method, String path, String allowed) {
        Reply reply = STAFF.send(
                method,
                path,
                method.startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody(),
                "X-Request-ID",
                REQUEST_ID);
        if (allowed == null) {
            refused(reply, 404, "route_not_found");
        } else {
            refused(reply, 405, "method_not_allowed");
            assertThat(reply.header("Allow")).hasValue(allowed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json-patch+json",
                "application/problem+json",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/octet-stream"
            })
    void refusesABodyOfAnotherType(String contentType) {
        Reply reply = STAFF.send(
                "POST",
                ApiClient.ORDERS,
                BodyPublishers.ofString(order().toString()),
                "Content-Type",
                contentType,
                "Idempotency-Key",
                ApiClient.newKey(),
                "X-Request-ID",
                REQUEST_ID);
        refused(reply, 415, "unsupported_media_type");
    }

    @Test
    void refusesABodyOfNoType() {
        Reply reply = STAFF.send(
                "POST",
                ApiClient.ORDERS,
                BodyPublishers.ofString(order().toString()),
                "Idempotency-Key",
                ApiClient.newKey(),
                "X-Request-ID",
                REQUEST_ID);
        refused(reply, 415, "unsupported_media_type");
    }

    // ---------------------------------------------------------------------------------------------------- request ids

    @ParameterizedTest
    @ValueSource(strings = {"a", "REQUEST-1", "0123456789012345678901234567890123456789012345678901234567890123"})
    void keepsTheRequestIdOfTheClient(String id) {
        assertThat(NODE.anonymous().get("/health/live", "X-Request-ID", id).header("X-Request-ID"))
                .hasValue(id);
        Reply refused = NODE.anonymous().get(ApiClient.INSTRUMENTS, "X-Request-ID", id);
        assertThat(refused.header("X-Request-ID")).hasValue(id);
        assertThat(refused.problem(401, "token_missing").path("trace_id").textValue())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "with space",
                "semi;colon",
                "under_score",
                "../../etc/passwd",
                "<script>",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void makesARequestIdWhenTheClientsIsNone(String id) {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Reply refused = NODE.anonymous().get(ApiClient.INSTRUMENTS, "X-Request-ID", id);
            String traceId =
                    refused.problem(401, "token_missing").path("trace_id").textValue();
            assertThat(refused.header("X-Request-ID")).hasValue(traceId);
            made.add(traceId);
        }
        assertThat(made).doesNotContain(id).doesNotHaveDuplicates();
    }

    @Test
    void tellsTheTraceOfTheClient() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Reply reply = NODE.anonymous()
                .get(
                        ApiClient.INSTRUMENTS,
                        "X-Request-ID",
                        REQUEST_ID,
                        "traceparent",
                        "00-" + trace + "-00f067aa0ba902b7-01");
        assertThat(reply.problem(401, "token_missing").path("trace_id").textValue())
                .isEqualTo(trace);
        assertThat(reply.header("X-Request-ID")).hasValue(REQUEST_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736",
                "rubbish"
            })
    void passesOverATraceThatIsNone(String traceparent) {
        Reply reply =
                NODE.anonymous().get(ApiClient.INSTRUMENTS, "X-Request-ID", REQUEST_ID, "traceparent", traceparent);
        assertThat(reply.problem(401, "token_missing").path("trace_id").textValue())
                .isEqualTo(REQUEST_ID);
    }

    // ---------------------------------------------------------------------------------------------------- tokens

    private static ObjectNode claims() {
        return HandmadeToken.goodClaims(TestNode.ORGANIZATION, Instant.now());
    }

    private static ObjectNode claims(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        return claims;
    }

    private static String signed(ObjectNode claims) {
        return HandmadeToken.of(claims).signed(TestNode.SECRET);
    }

    static Stream<Arguments> badTokens() throws NoSuchAlgorithmException {
        HandmadeToken good = HandmadeToken.of(claims());
        String expired = new Tokens(
                        TestNode.SECRET, InstantSource.fixed(Instant.now().minus(Duration.ofHours(1))))
                .issue(
                        "clerk",
                        TestNode.ORGANIZATION,
                        UserType.INTERNAL,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMinutes(30));
        String[] parts = good.signed(TestNode.SECRET).split("\\.");
        String otherTenant = HandmadeToken.encode(claims(claims -> claims.put("org_id", TestNode.OTHER_ORGANIZATION))
                .toString()
                .getBytes(StandardCharsets.UTF_8));
        byte[] secret = TestNode.SECRET.getBytes(StandardCharsets.UTF_8);
        byte[] publicKey =
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded();
        List<Arguments> tokens = new ArrayList<>();
        tokens.add(Arguments.of("expired", expired));
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            HandmadeToken token = good.withHeader("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}");
            tokens.add(Arguments.of("alg " + none + ", not signed", token.unsigned()));
            tokens.add(Arguments.of("alg " + none + ", signed", token.signed(TestNode.SECRET)));
        }
        tokens.add(
                Arguments.of("alg missing", good.withHeader("{\"typ\":\"JWT\"}").signed(TestNode.SECRET)));
        tokens.add(Arguments.of("alg null", good.withHeader("{\"alg\":null}").signed(TestNode.SECRET)));
        tokens.add(Arguments.of("alg a number", good.withHeader("{\"alg\":256}").signed(TestNode.SECRET)));
        tokens.add(Arguments.of(
                "alg in lower case", good.withHeader("{\"alg\":\"hs256\"}").signed(TestNode.SECRET)));
        tokens.add(Arguments.of("HS512", good.withHeader("{\"alg\":\"HS512\"}").signed("HmacSHA512", secret)));
        tokens.add(Arguments.of("HS384", good.withHeader("{\"alg\":\"HS384\"}").signed("HmacSHA384", secret)));
        tokens.add(Arguments.of("RS256", good.withHeader("{\"alg\":\"RS256\"}").with(new byte[256])));
        tokens.add(Arguments.of(
                "ES256 of zeros", good.withHeader("{\"alg\":\"ES256\"}").with(new byte[64])));
        tokens.add(Arguments.of("HS256 by a public key", good.signed("HmacSHA256", publicKey)));
        tokens.add(Arguments.of(
                "another typ",
                good.withHeader("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}").signed(TestNode.SECRET)));
        tokens.add(Arguments.of(
                "crit",
                good.withHeader("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}").signed(TestNode.SECRET)));
        tokens.add(Arguments.of(
                "b64 off",
                good.withHeader("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}")
                        .signed(TestNode.SECRET)));
        tokens.add(Arguments.of("a header that is null", good.withHeader("null").signed(TestNode.SECRET)));
        tokens.add(Arguments.of("null and nothing else", "bnVsbA.bnVsbA.bnVsbA"));
        tokens.add(Arguments.of(
                "a header that is no JSON", good.withHeader("alg=HS256").signed(TestNode.SECRET)));
        tokens.add(Arguments.of(
                "a header that is an array", good.withHeader("[\"HS256\"]").signed(TestNode.SECRET)));
        tokens.add(Arguments.of(
                "a deep header",
                good.withHeader("{\"alg\":\"HS256\",\"x\":" + "[".repeat(2_000) + "]".repeat(200) + "}")
                        .signed(TestNode.SECRET)));
        tokens.add(Arguments.of("another key", good.signed("another secret of a sufficient length 1234567")));
        tokens.add(Arguments.of("no signature", good.unsigned()));
        tokens.add(Arguments.of("half a signature", parts[0] + "." + parts[1] + "." + parts[2].substring(0, 20)));
        tokens.add(Arguments.of("a signature of zeros", good.with(new byte[32])));
        tokens.add(Arguments.of("claims of another tenant", parts[0] + "." + otherTenant + "." + parts[2]));
        tokens.add(Arguments.of("two parts", parts[0] + "." + parts[1]));
        tokens.add(Arguments.of("four parts", String.join(".", parts) + ".x"));
        tokens.add(Arguments.of("five parts", String.join(".", parts) + ".x.y"));
        tokens.add(Arguments.of("no parts", "..."));
        tokens.add(Arguments.of("a word", "secret"));
        tokens.add(Arguments.of("too long", parts[0] + "." + "A".repeat(5_000) + "." + parts[2]));
        tokens.add(Arguments.of(
                "claims that are no JSON",
                new HandmadeToken("{\"alg\":\"HS256\"}", "sub=clerk").signed(TestNode.SECRET)));
        tokens.add(Arguments.of(
                "claims that are an array", new HandmadeToken("{\"alg\":\"HS256\"}", "[]").signed(TestNode.SECRET)));
        for (String claim : List.of("iss", "aud", "sub", "org_id", "user_type", "jti", "iat", "exp")) {
            tokens.add(Arguments.of("no " + claim, signed(claims(claims -> claims.remove(claim)))));
            tokens.add(Arguments.of(claim + " null", signed(claims(claims -> claims.putNull(claim)))));
            tokens.add(Arguments.of(claim + " an object", signed(claims(claims -> claims.putObject(claim)))));
        }
        tokens.add(Arguments.of("another iss", signed(claims(claims -> claims.put("iss", "mandi.example")))));
        tokens.add(Arguments.of("another aud", signed(claims(claims -> claims.put("aud", "mandi")))));
        tokens.add(Arguments.of("an unknown user_type", signed(claims(claims -> claims.put("user_type", "ROOT")))));
        tokens.add(Arguments.of("org_id with a slash", signed(claims(claims -> claims.put("org_id", "north/market")))));
        tokens.add(Arguments.of(
                "EXTERNAL without a partner", signed(claims(claims -> claims.put("user_type", "EXTERNAL")))));
        tokens.add(Arguments.of("INTERNAL with a partner", signed(claims(claims -> claims.put("partner_id", "mill")))));
        tokens.add(Arguments.of(
                "permissions no list", signed(claims(claims -> claims.put("permissions", "ORDER_CREATE")))));
        tokens.add(Arguments.of(
                "issued in the future",
                signed(claims(claims -> claims.put("iat", Instant.now().getEpochSecond() + 3_000)))));
        tokens.add(Arguments.of(
                "not valid yet",
                signed(claims(claims -> claims.put("nbf", Instant.now().getEpochSecond() + 3_000)))));
        return tokens.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void refusesATokenThatIsNotGood(String what, String token) {
        Reply reply = NODE.bearing(token)
                .postOnce(ApiClient.newKey(), ApiClient.ORDERS, order().toString(), "X-Request-ID", REQUEST_ID);
        JsonNode problem = refused(reply, 401, "token_invalid");
        assertThat(reply.header("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        assertThat(problem.path("detail").textValue()).as(what).doesNotContain(TestNode.SECRET);
    }

    @Test
    void takesTheTokenThatTheOthersDifferFrom() {
        NODE.bearing(signed(claims())).get(ApiClient.INSTRUMENTS).json(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic dXNlcjpwYXNz",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "token",
                "Bearer \u00c3\u00a9",
                "Bearer \"x\""
            })
    void refusesAnotherSortOfAuthorization(String authorization) {
        Reply reply = RawConnection.exchange(
                NODE.url(),
                "GET " + ApiClient.INSTRUMENTS + " HTTP/1.1\r\nHost: mandi\r\nAuthorization: " + authorization
                        + "\r\n\r\n");
        reply.problem(401, "token_invalid");
        assertThat(reply.header("WWW-Authenticate")).hasValue("Bearer error=\"invalid_request\"");
    }

    @Test
    void doesNotTakeATokenFromTheUrl() {
        String token = TestNode.token(TestNode.ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty());
        NODE.anonymous().get(ApiClient.INSTRUMENTS + "?access_token=" + token).problem(401, "token_missing");
    }

    // ---------------------------------------------------------------------------------------------------- no HTTP

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of(
                        "TLS",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                        400,
                        "malformed_request"),
                Arguments.of("no Host", "GET /health/live HTTP/1.1\r\n\r\n", 400, "malformed_request"),
                Arguments.of(
                        "two lengths",
                        "POST /api/v1/orders HTTP/1.1\r\nHost: m\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                        400,
                        "malformed_request"),
                Arguments.of(
                        "a length that is no number",
                        "POST /api/v1/orders HTTP/1.1\r\nHost: m\r\nContent-Length: two\r\n\r\n{}",
                        400,
                        "malformed_request"),
                Arguments.of(
                        "a length below zero",
                        "POST /api/v1/orders HTTP/1.1\r\nHost: m\r\nContent-Length: -2\r\n\r\n{}",
                        400,
                        "malformed_request"),
                Arguments.of(
                        "length and chunks",
                        "POST /api/v1/orders HTTP/1.1\r\n"
                                + "Host: m\r\n"
                                + "Content-Length: 2\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n",
                        400,
                        "malformed_request"),
                Arguments.of(
                        "a space in the name of a header",
                        "GET /health/live HTTP/1.1\r\nHost: m\r\nX Y: z\r\n\r\n",
                        400,
                        "malformed_request"),
                Arguments.of("a URI that is none", "GET /a%zz HTTP/1.1\r\nHost: m\r\n\r\n", 400, "malformed_request"),
                Arguments.of(
                        "a line break in the URI",
                        "GET /a\u0001b HTTP/1.1\r\nHost: m\r\n\r\n",
                        400,
                        "malformed_request"),
                Arguments.of(
                        "a header of 10,000 characters",
                        "GET /health/live HTTP/1.1\r\nHost: m\r\nX-Long: " + "x".repeat(10_000) + "\r\n\r\n",
                        431,
                        "headers_too_large"),
                Arguments.of(
                        "100 headers",
                        "GET /health/live HTTP/1.1\r\nHost: m\r\n" + "X-More: x\r\n".repeat(100) + "\r\n",
                        400,
                        "malformed_request"),
                Arguments.of(
                        "a URI of 5,000 characters",
                        "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: m\r\n\r\n",
                        414,
                        "uri_too_long"),
                // The two answers of 5xx that a client can cause: RFC 9110 gives them to what a server does not know.
                Arguments.of(
                        "another protocol",
                        "GET /health/live HTTP/3.7\r\nHost: m\r\n\r\n",
                        505,
                        "version_not_supported"),
                Arguments.of(
                        "an unknown method",
                        "BREW /health/live HTTP/1.1\r\nHost: m\r\n\r\n",
                        501,
                        "method_not_implemented"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void answersWhatIsNoRequestWithAProblemToo(String what, String bytes, int status, String code) {
        Reply reply = RawConnection.exchange(NODE.url(), bytes);
        assertThat(what).isNotBlank();
        JsonNode problem = reply.problem(status, code);
        assertThat(reply.header("X-Request-ID"))
                .hasValue(problem.path("trace_id").textValue());
    }

    @Test
    void saysNothingAboutTheProgramThatRunsHere() {
        Reply reply = NODE.anonymous().get("/nothing");
        assertThat(reply.header("Server")).isEmpty();
        assertThat(reply.text()).doesNotContainIgnoringCase("pekko").doesNotContain("java");
    }
}
