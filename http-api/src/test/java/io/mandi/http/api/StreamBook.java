package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The book as a client builds it of the live stream. It knows nothing of the server's code: the checksum is worked out anew here
 * and held against every message.
 */
public final class StreamBook {
    private static final int CHECKED_LEVELS = 10;

    private final TreeMap<BigDecimal, JsonNode> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<BigDecimal, JsonNode> asks = new TreeMap<>();
    private long sequence;

    /** @param snapshot of the channel {@code book:{symbol}} */
    public StreamBook(JsonNode snapshot) {
        begin(snapshot);
    }

    /** Takes a snapshot in, or a change that follows on what is here. */
    public void take(JsonNode message) {
        if (message.path("type").textValue().equals("snapshot")) {
            begin(message);
            return;
        }
        assertThat(message.path("previous").longValue())
                .as("no gap without a notice: %s", message)
                .isEqualTo(sequence);
        apply(bids, message.path("bids"));
        apply(asks, message.path("asks"));
        end(message);
    }

    private void begin(JsonNode snapshot) {
        bids.clear();
        asks.clear();
        apply(bids, snapshot.path("bids"));
        apply(asks, snapshot.path("asks"));
        end(snapshot);
    }

    private static void apply(TreeMap<BigDecimal, JsonNode> side, JsonNode levels) {
        for (JsonNode level : levels) {
            BigDecimal price = new BigDecimal(level.get(0).textValue());
            if (new BigDecimal(level.get(1).textValue()).signum() == 0) {
                side.remove(price);
            } else {
                side.put(price, level);
            }
        }
    }

    private void end(JsonNode message) {
        sequence = message.path("sequence").longValue();
        assertThat(checksum())
                .as("checksum of %s", message)
                .isEqualTo(message.path("checksum").longValue());
    }

    private long checksum() {
        StringBuilder text = new StringBuilder();
        for (TreeMap<BigDecimal, JsonNode> side : List.of(asks, bids)) {
            side.values().stream().limit(CHECKED_LEVELS).forEach(level -> {
                text.append(digits(level.get(0).textValue()));
                text.append(digits(level.get(1).textValue()));
            });
        }
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static String digits(String decimal) {
        return decimal.replace(".", "").replaceFirst("^0+", "");
    }

    public long sequence() {
        return sequence;
    }

    List<List<String>> bids() {
        return texts(bids);
    }

    List<List<String>> asks() {
        return texts(asks);
    }

    private static List<List<String>> texts(TreeMap<BigDecimal, JsonNode> side) {
        List<List<String>> levels = new ArrayList<>();
        side.values()
                .forEach(level -> levels.add(List.of(
                        level.get(0).asText(),
                        level.get(1).asText(),
                        level.get(2).asText())));
        return levels;
    }

    /** @param book as {@code GET /instruments/{symbol}/book} shows it */
    public void assertSameAs(JsonNode book) {
        assertThat(sequence).isEqualTo(book.path("sequence").longValue());
        assertThat(List.copyOf(bids.values())).containsExactlyElementsOf(book.path("bids"));
        assertThat(List.copyOf(asks.values())).containsExactlyElementsOf(book.path("asks"));
    }
}
