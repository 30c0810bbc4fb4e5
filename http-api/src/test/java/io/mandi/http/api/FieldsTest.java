package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.Side;
import io.mandi.engine.catalog.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static final Pattern WORD = Pattern.compile("[a-z]+");

    private static Fields fields(String json) {
        return fields(json, "");
    }

    private static Fields fields(String json, String pointer) {
        return new Fields(Json.readObject(json.getBytes(StandardCharsets.UTF_8)), pointer);
    }

    private static Problem problem(Fields fields) {
        return catchThrowableOfType(ProblemException.class, fields::check).problem();
    }

    /** Reads one field, which must be wrong, and returns how it is told. */
    private static String mistake(String json, Consumer<Fields> read) {
        Fields fields = fields(json);
        read.accept(fields);
        Problem problem = problem(fields);
        assertThat(problem.errors()).hasSize(1);
        Problem.FieldError error = problem.errors().getFirst();
        assertThat(problem.code()).isEqualTo(error.code());
        assertThat(problem.detail()).contains(error.detail());
        return problem.status() + " " + error.pointer() + " " + error.code();
    }

    @Test
    void readsFieldsAsWhatTheyAre() {
        Fields fields = fields(
                "{\"text\":\"abc\",\"word\":\"abc\",\"decimal\":\"1.50\",\"flag\":true,\"side\":\"SELL\",\"object\":{},\"array\":[1,2]}");
        assertThat(fields.text("text", 3)).isEqualTo("abc");
        assertThat(fields.text("word", WORD, "must be a word")).isEqualTo("abc");
        assertThat(fields.decimal("decimal")).isEqualTo(new Decimal(150, 2));
        assertThat(fields.optionalFlag("flag")).hasValue(true);
        assertThat(fields.choice("side", Side.class)).isEqualTo(Side.SELL);
        assertThat(fields.optionalObject("object")).isPresent();
        assertThat(fields.array("array", 2)).extracting(JsonNode::intValue).containsExactly(1, 2);
        fields.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"x\":null}"})
    void takesNullForAbsent(String json) {
        Fields fields = fields(json);
        assertThat(fields.has("x")).isFalse();
        assertThat(fields.optionalText("x", 3)).isEmpty();
        assertThat(fields.optionalText("x", WORD, "")).isEmpty();
        assertThat(fields.optionalDecimal("x")).isEmpty();
        assertThat(fields.optionalFlag("x")).isEmpty();
        assertThat(fields.optionalChoice("x", Side.class)).isEmpty();
        assertThat(fields.optionalObject("x")).isEmpty();
        fields.check();

        assertThat(mistake(json, f -> f.text("x", 3))).isEqualTo("400 /x missing_field");
        assertThat(mistake(json, f -> f.text("x", WORD, ""))).isEqualTo("400 /x missing_field");
        assertThat(mistake(json, f -> f.decimal("x"))).isEqualTo("400 /x missing_field");
        assertThat(mistake(json, f -> f.choice("x", Side.class))).isEqualTo("400 /x missing_field");
        assertThat(mistake(json, f -> f.array("x", 3))).isEqualTo("400 /x missing_field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.5", "[]", "{}"})
    void refusesAnotherType(String value) {
        String json = "{\"x\":" + value + "}";
        assertThat(mistake(json, f -> f.optionalText("x", 3))).isEqualTo("400 /x string_expected");
        assertThat(mistake(json, f -> f.optionalText("x", WORD, ""))).isEqualTo("400 /x string_expected");
        assertThat(mistake(json, f -> f.optionalDecimal("x"))).isEqualTo("400 /x string_expected");
        assertThat(mistake(json, f -> f.optionalChoice("x", Side.class))).isEqualTo("400 /x string_expected");
        assertThat(mistake(json, f -> f.optionalFlag("x"))).isEqualTo("400 /x boolean_expected");
        assertThat(mistake("{\"x\":true}", f -> f.optionalObject("x"))).isEqualTo("400 /x object_expected");
        assertThat(mistake("{\"x\":true}", f -> f.array("x", 3))).isEqualTo("400 /x array_expected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\\u2003 ", "abcd", "a\\tb", "a\\u0000", "a\\u007f", "a\\u0085", "a\\u2028", "a\\ud800"
            })
    void refusesTextThatCannotBePrintedOrIsTooLong(String text) {
        assertThat(mistake("{\"x\":\"" + text + "\"}", f -> f.optionalText("x", 3)))
                .isEqualTo("400 /x invalid_text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", "ü", "कृष", "🌾a", "\\\"'"})
    void takesTextOfAnyScript(String text) {
        Fields fields = fields("{\"x\":\"" + text + "\"}");
        assertThat(fields.optionalText("x", 3)).isPresent();
        fields.check();
    }

    @Test
    void refusesNumbersThatAreNoDecimals() {
        assertThat(mistake("{\"x\":\"1e3\"}", f -> f.optionalDecimal("x"))).isEqualTo("400 /x invalid_decimal");
        assertThat(mistake("{\"x\":\"1.123456789\"}", f -> f.optionalDecimal("x")))
                .isEqualTo("400 /x invalid_decimal");
        // Of the right form, but more digits than are computed with.
        assertThat(mistake("{\"x\":\"999999999999999.99999999\"}", f -> f.optionalDecimal("x")))
                .isEqualTo("422 /x number_out_of_range");
    }

    @Test
    void takesTheNamesOfAChoiceAlone() {
        assertThat(mistake("{\"x\":\"HOLD\"}", f -> f.optionalChoice("x", Side.class)))
                .isEqualTo("400 /x invalid_value");
        assertThat(mistake("{\"x\":\"buy\"}", f -> f.optionalChoice("x", Side.class)))
                .isEqualTo("400 /x invalid_value");
    }

    @Test
    void boundsAnArray() {
        assertThat(mistake("{\"x\":[]}", f -> f.array("x", 3))).isEqualTo("400 /x invalid_size");
        assertThat(mistake("{\"x\":[1,2,3,4]}", f -> f.array("x", 3))).isEqualTo("400 /x invalid_size");
        assertThat(fields("{\"x\":[1,2,3]}").array("x", 3)).hasSize(3);
    }

    @Test
    void gathersAllMistakes() {
        Fields fields = fields("{\"a\":1,\"b\":\"HOLD\",\"z\":0}", "/orders/3");
        fields.text("a", 3);
        fields.choice("b", Side.class);
        fields.decimal("c");
        Problem problem = problem(fields);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.errors())
                .extracting(error -> error.pointer() + " " + error.code())
                .containsExactlyInAnyOrder(
                        "/orders/3/a string_expected",
                        "/orders/3/b invalid_value",
                        "/orders/3/c missing_field",
                        "/orders/3/z unknown_field");
    }

    @Test
    void tellsWhatCannotBeReadBeforeWhatBreaksARule() {
        Fields fields = fields("{\"a\":7,\"b\":1}");
        fields.optionalInteger("a", 1, 3);
        fields.text("b", 3);
        assertThat(problem(fields).errors())
                .extracting(Problem.FieldError::pointer)
                .containsExactly("/b");
    }

    @Test
    void refusesEveryFieldThatNobodyAskedFor() {
        Fields fields = fields("{\"a\":\"x\",\"b\":null,\"A\":\"x\"}");
        fields.text("a", 3);
        assertThat(problem(fields).errors())
                .extracting(error -> error.pointer() + " " + error.code())
                .containsExactly("/b unknown_field", "/A unknown_field");
    }

    @Test
    void writesPointersAsTheirStandardSays() {
        assertThat(mistake("{\"a/b~c\":1}", f -> {})).isEqualTo("400 /a~1b~0c unknown_field");
        assertThat(mistake("{\"\":1}", f -> {})).isEqualTo("400 / unknown_field");
    }

    @Test
    void showsOnlyTheBeginningOfALongName() {
        for (String first : List.of("", "a")) {
            String shown = mistake("{\"" + first + "🌾".repeat(50) + "\":1}", f -> {});
            assertThat(shown.codePoints().count()).isLessThan(70);
            // Cut between characters, not within one.
            assertThat(shown.codePoints().filter(point -> point >= 0xD800 && point <= 0xDFFF))
                    .isEmpty();
        }
    }
}
