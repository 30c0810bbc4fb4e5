package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Candles and the statistics of a day, of what was traded. */
class CandlesIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ZoneId MARKET = ZoneId.of("Asia/Kolkata");

    private static String path(String symbol) {
        return ApiClient.INSTRUMENTS + "/" + symbol;
    }

    private static void trade(String symbol, String quantity, String price) {
        STAFF.placed(Orders.limit(symbol, "candle-ginner", "SELL", quantity, price));
        STAFF.placed(Orders.limit(symbol, "candle-mill", "BUY", quantity, price));
    }

    private static JsonNode statistics(String symbol) {
        return STAFF.get(path(symbol) + "/statistics").json(200);
    }

    @Test
    void areMadeOfTheTrades() {
        String symbol = NODE.openMarket();
        JsonNode before = statistics(symbol);
        for (String none : List.of("open", "high", "low", "last", "previous_close", "change", "change_percent")) {
            assertThat(before.path(none).isNull()).as(none).isTrue();
        }
        assertThat(before.path("trades").longValue()).isZero();
        LocalDate day = LocalDate.now(MARKET);
        trade(symbol, "2", "100.00");
        trade(symbol, "3", "104.50");
        trade(symbol, "5", "99.50");
        await("the candles to follow")
                .atMost(LIMIT)
                .until(() -> statistics(symbol).path("trades").longValue() == 3
                        || !LocalDate.now(MARKET).equals(day));

        JsonNode now = statistics(symbol);
        JsonNode days = STAFF.get(path(symbol) + "/candles?interval=1d").json(200);
        if (now.path("trades").longValue() == 3) {
            assertThat(now.path("open").textValue()).isEqualTo("100.00");
            assertThat(now.path("high").textValue()).isEqualTo("104.50");
            assertThat(now.path("low").textValue()).isEqualTo("99.50");
            assertThat(now.path("last").textValue()).isEqualTo("99.50");
            assertThat(now.path("volume").textValue()).isEqualTo("10");
            // A metric ton is 10 quintals.
            assertThat(now.path("value").textValue()).isEqualTo("10110.00");
            JsonNode candle = days.path("items").get(0);
            assertThat(Reply.names(candle))
                    .containsExactly("begins_at", "open", "high", "low", "close", "volume", "trades");
            assertThat(candle.path("begins_at").textValue())
                    .isEqualTo(day.atStartOfDay(MARKET).toInstant().toString().replace("Z", ".000000Z"));
            assertThat(candle.path("close").textValue()).isEqualTo("99.50");
            assertThat(candle.path("volume").textValue()).isEqualTo("10");
        }
        long traded = 0;
        for (JsonNode candle : STAFF.get(path(symbol) + "/candles").json(200).path("items")) {
            assertThat(Instant.parse(candle.path("begins_at").textValue()))
                    .isEqualTo(
                            Instant.parse(candle.path("begins_at").textValue()).truncatedTo(ChronoUnit.MINUTES));
            traded += candle.path("trades").longValue();
        }
        assertThat(traded).isEqualTo(3);
        assertThat(STAFF.get(path(symbol) + "/candles?to=2026-01-01T00:00:00Z")
                        .json(200)
                        .path("items"))
                .isEmpty();
        assertThat(STAFF.get(path(symbol) + "/candles?from=2126-01-01T00:00:00Z")
                        .json(200)
                        .path("items"))
                .isEmpty();
    }

    @Test
    void areOfInstrumentsOfTheOrganisation() {
        String symbol = NODE.openMarket();
        for (String question : List.of("/candles", "/statistics")) {
            NODE.otherStaff().get(path(symbol) + question).problem(404, "not_found");
            STAFF.get(path("NEVER-WAS-20") + question).problem(404, "not_found");
        }
    }
}
