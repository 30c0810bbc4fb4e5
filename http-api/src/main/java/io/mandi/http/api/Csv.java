package io.mandi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.util.ByteString;

/**
 * Rows for spreadsheets (RFC 4180): a line with the names of the fields, then one for each row. What a spreadsheet would take for
 * a formula has an apostrophe before it.
 *
 * @param list name of the list
 * @param columns names of the fields that rows have, in their order
 */
record Csv(String list, List<String> columns, List<ObjectNode> rows) implements Content {
    private static final ContentType TYPE = ContentTypes.create(MediaTypes.TEXT_CSV, HttpCharsets.UTF_8);
    private static final String LINE_END = "\r\n";
    /** What spreadsheets begin a formula with; a number may begin with a sign. */
    private static final Pattern FORMULA = Pattern.compile("[=+@\\-\\t\\r].*", Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final Pattern TO_BE_QUOTED = Pattern.compile(".*[\",\\r\\n].*", Pattern.DOTALL);

    @Override
    public ContentType type() {
        return TYPE;
    }

    @Override
    public ByteString bytes() {
        StringBuilder text = new StringBuilder();
        line(text, columns.stream().map(Csv::quoted).toList());
        for (ObjectNode row : rows) {
            line(text, columns.stream().map(column -> cell(row.path(column))).toList());
        }
        return ByteString.fromString(text.toString());
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(String.join(",", cells)).append(LINE_END);
    }

    static String cell(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        String text = value.isContainerNode() ? value.toString() : value.asText();
        boolean harmless =
                !FORMULA.matcher(text).matches() || NUMBER.matcher(text).matches();
        return quoted(harmless ? text : "'" + text);
    }

    private static String quoted(String text) {
        return TO_BE_QUOTED.matcher(text).matches() ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
