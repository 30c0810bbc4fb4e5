package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static ObjectNode read(String json) {
        return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refusal(byte[] body) {
        return catchThrowableOfType(ProblemException.class, () -> Json.readObject(body))
                .problem();
    }

    private static Problem refusal(String json) {
        return refusal(json.getBytes(StandardCharsets.UTF_8));
    }

    // ---------------------------------------------------------------------------------------------------- reading

    @Test
    void readsAnObject() {
        ObjectNode object = read(" {\"a\" : \"x\", \"b\" : [1, 2.50, true, null, {}], \"ü\" : \"\\u00fc🌾\"} \n");
        assertThat(object.path("a").textValue()).isEqualTo("x");
        assertThat(object.path("b").size()).isEqualTo(5);
        assertThat(object.path("ü").textValue()).isEqualTo("ü🌾");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "true", "7", "\"a\"", "[]", "[{}]"})
    void refusesWhatIsNoObject(String json) {
        assertThat(refusal(json).code()).isEqualTo("object_expected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":-Infinity}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":1e}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":tru}",
                "// note\n{}",
                "{} {",
                "\u0000"
            })
    void refusesWhatIsNoJson(String json) {
        Problem problem = refusal(json);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isIn("malformed_json", "trailing_tokens");
    }

    @Test
    void saysWhereTheMistakeIs() {
        assertThat(refusal("{\"a\":1,\n \"b\":oops}").detail()).contains("line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} 1", "{} null", "{}[]", "{}\"\""})
    void refusesWhatFollowsTheObject(String json) {
        assertThat(refusal(json).code()).isEqualTo("trailing_tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}",
                "{\"x\":[{\"a\":1,\"a\":1}]}"
            })
    void refusesANameThatStandsTwice(String json) {
        assertThat(refusal(json).code()).isEqualTo("duplicate_field");
        assertThat(read("{\"a\":{\"a\":1},\"b\":{\"a\":1}}").size()).isEqualTo(2);
    }

    @Test
    void boundsDepthAndLengths() {
        read("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}");
        assertThat(refusal("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}").code())
                .isEqualTo("json_too_complex");
        assertThat(refusal("[".repeat(1_000_000)).code()).isEqualTo("json_too_complex");
        read("{\"a\":\"" + "x".repeat(65_536) + "\"}");
        assertThat(refusal("{\"a\":\"" + "x".repeat(65_600) + "\"}").code()).isEqualTo("json_too_complex");
        read("{\"a\":" + "1".repeat(64) + "}");
        assertThat(refusal("{\"a\":" + "1".repeat(65) + "}").code()).isEqualTo("json_too_complex");
        read("{\"" + "n".repeat(256) + "\":1}");
        assertThat(refusal("{\"" + "n".repeat(300) + "\":1}").code()).isEqualTo("json_too_complex");
    }

    @ParameterizedTest
    @CsvSource({"1e400", "-1e400", "1e2147483647", "1e-2147483648", "1e99999999999999999999"})
    void bearsNumbersThatNoComputerHolds(String number) {
        try {
            assertThat(read("{\"a\":" + number + "}").path("a").isNumber()).isTrue();
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
        }
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] json = "{\"a\":\"??\"}".getBytes(StandardCharsets.US_ASCII);
        for (byte[] wrong :
                new byte[][] {{(byte) 0xC3, '"'}, {(byte) 0xFF, 'x'}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0x80, 'x'}}) {
            json[6] = wrong[0];
            json[7] = wrong[1];
            assertThat(refusal(json).code()).isEqualTo("malformed_json");
        }
    }

    @Test
    void refusesOtherEncodingsThanUtf8() {
        assertThat(refusal("{\"a\":1}".getBytes(StandardCharsets.UTF_16)).code())
                .isEqualTo("malformed_json");
        assertThat(refusal("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)).code())
                .isEqualTo("malformed_json");
    }

    /** Bodies in ASCII take a shorter way, which must not show. */
    @Test
    void readsTheSameFromBytesAndFromText() {
        String body = """
            {"instrument":"MAIZE","partner_id":"mill-01","side":"SELL","price":"2210.00","quantity":"1\\u0030",
             "post_only":false,"n":[1,-2.50,1e3,null,true,{"a\\n":{}}]}\
            """;
        String pieces = "{}[]:,\"\\u0019etn -.+E/\n\t\u0001x";
        Random random = new Random(20261122);
        int good = 0;
        for (int round = 0; round < 40_000; round++) {
            StringBuilder text = new StringBuilder(body);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, pieces.charAt(random.nextInt(pieces.length())));
                    default -> text.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
            Object fromBytes = outcome(() -> Json.read(bytes));
            assertThat(fromBytes).as("%s", text).isEqualTo(outcome(() -> Json.readText(bytes)));
            good += fromBytes instanceof JsonNode ? 1 : 0;
        }
        assertThat(good).as("bodies that were JSON").isBetween(2_000, 38_000);
    }

    private static Object outcome(Supplier<JsonNode> reading) {
        try {
            return reading.get();
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    // ---------------------------------------------------------------------------------------------------- writing

    @Test
    void writesUtf8() {
        ByteString json = Json.write(out -> {
            out.writeStartObject();
            out.writeStringField("name", "गेहूँ \"Lokwan\"\n");
            out.writeEndObject();
        });
        assertThat(json.utf8String()).isEqualTo("{\"name\":\"गेहूँ \\\"Lokwan\\\"\\n\"}");
    }

    // ---------------------------------------------------------------------------------------------------- fingerprints

    /** They are in the journal: a later release has to find the same. */
    @Test
    void keepsTheFingerprintsOfEarlierReleases() {
        assertThat(fingerprint("{\"b\":[1,2.50,true,null,{}],\"a\":\"ü\",\"c\":{\"d\":\"\"}}"))
                .isEqualTo("xNeHWVrtYMx-P5zVgfBzdw");
    }

    private static String fingerprint(String json) {
        return Json.fingerprint(read(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"a":1,"b":2}         | {"b":2,"a":1}
        {"a":1}               | { "a" : 1 }
        {"a":"x"}             | {"\\u0061":"\\u0078"}
        {"a":{"b":1,"c":[2]}} | {"a":{"c":[2],"b":1}}
        """)
    void givesOneMeaningOneFingerprint(String first, String second) {
        assertThat(fingerprint(first)).isEqualTo(fingerprint(second)).matches("[A-Za-z0-9_-]{22}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"a":"1"}           | {"a":1}
        {"a":"true"}        | {"a":true}
        {"a":null}          | {"a":"null"}
        {"a":null}          | {}
        {"a":[1,2]}         | {"a":[2,1]}
        {"a":[1,2]}         | {"a":[[1,2]]}
        {"a":[[1],2]}       | {"a":[[1,2]]}
        {"a":[]}            | {"a":{}}
        {"a":["b","c"]}     | {"a":["bc"]}
        {"a":"bc"}          | {"ab":"c"}
        {"a":"b","c":"d"}   | {"a":"bc","":"d"}
        {"a":{"b":1}}       | {"a":{},"b":1}
        {"a":"x"}           | {"A":"x"}
        {"a":"é"}           | {"a":"e\\u0301"}
        {"a":"10"}          | {"a":"10.0"}
        """)
    void givesAnotherMeaningAnotherFingerprint(String first, String second) {
        assertThat(fingerprint(first)).isNotEqualTo(fingerprint(second));
    }
}
