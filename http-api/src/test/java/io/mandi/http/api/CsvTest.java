package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static String cell(String text) {
        return Csv.cell(JSON.textNode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1+1",
                "-1+1",
                "@SUM(A1)",
                "=",
                "-",
                "\t=1",
                "\r=1",
                "=HYPERLINK('x')",
                "+",
                "-1.",
                "--1"
            })
    void whatASpreadsheetWouldTakeForAFormulaHasAnApostropheBeforeIt(String text) {
        assertThat(cell(text).replace("\"", "")).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57500.00", "-1", "-0.05", "COTTON-29MM", "a=b", "2026-11-23T04:00:00.000000Z", " =1", "'"})
    void whatIsNoFormulaStaysAsItIs(String text) {
        assertThat(cell(text)).isEqualTo(text);
    }

    @Test
    void quotesWhatWouldEndACellOrALine() {
        assertThat(cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(cell("say \"a\"")).isEqualTo("\"say \"\"a\"\"\"");
        assertThat(cell("a\nb")).isEqualTo("\"a\nb\"");
        assertThat(cell("=a,b\r\n")).isEqualTo("\"'=a,b\r\n\"");
        assertThat(cell("नमस्ते")).isEqualTo("नमस्ते");
    }

    @Test
    void hasALineOfNamesAndOneForEachRow() {
        ObjectNode row = JSON.objectNode();
        row.put("id", "a").putNull("none").put("count", 7).put("open", true);
        row.putObject("details").put("x", "=1");
        row.putArray("list").add("b");
        ObjectNode other = row.deepCopy();
        other.put("id", "-2");
        assertThat(new Csv("orders", List.of("id", "none", "count", "open", "details", "list"), List.of(row, other))
                        .bytes()
                        .utf8String())
                .isEqualTo("id,none,count,open,details,list\r\n"
                        + "a,,7,true,\"{\"\"x\"\":\"\"=1\"\"}\",\"[\"\"b\"\"]\"\r\n"
                        + "-2,,7,true,\"{\"\"x\"\":\"\"=1\"\"}\",\"[\"\"b\"\"]\"\r\n");
        assertThat(new Csv("orders", List.of("id", "none"), List.of()).bytes().utf8String())
                .isEqualTo("id,none\r\n");
    }
}
