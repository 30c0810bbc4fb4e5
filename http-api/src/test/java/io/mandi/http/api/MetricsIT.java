package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a node measures of itself. */
class MetricsIT {
    private static final Pattern LINE =
            Pattern.compile("# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})?"
                    + " (NaN|[+-]?Inf|-?[0-9.E+-]+)");
    private static final TestNode NODE = TestNode.shared();

    private static String scrape() {
        Reply reply = NODE.anonymous().get("/metrics");
        assertThat(reply.status()).isEqualTo(200);
        return reply.text();
    }

    private static double value(String name) {
        Matcher value =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(scrape());
        return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }

    @Test
    void countsRequestsByRouteAndStatusAndCommitsAndWhatFollowsTheLog() {
        String orders = "mandi_http_requests_seconds_count{method=\"POST\",route=\"/api/v1/orders\",status=\"201\"}";
        String unknown = "mandi_http_requests_seconds_count{method=\"none\",route=\"none\",status=\"404\"}";
        String read = "mandi_http_requests_seconds_count{method=\"GET\",route=\"/api/v1/orders/{id}\",status=\"200\"}";
        double ordersBefore = value(orders);
        double unknownBefore = value(unknown);
        double readBefore = value(read);
        double commitsBefore = value("mandi_journal_commits_seconds_count");
        double eventsBefore = value("mandi_journal_commit_events_sum");
        String symbol = NODE.openMarket();
        String order = NODE.staff().placed(Orders.limit(symbol, "metric-mill", "BUY", "1", "50.00"));
        NODE.staff().placed(Orders.limit(symbol, "metric-mill", "BUY", "1", "50.00"));
        NODE.staff().order(order).json(200);
        NODE.staff().get("/nowhere/" + symbol).problem(404, "route_not_found");

        assertThat(value(orders) - ordersBefore).isEqualTo(2);
        assertThat(value(unknown) - unknownBefore).isEqualTo(1);
        assertThat(value(read) - readBefore).isEqualTo(1);
        assertThat(value("mandi_journal_commits_seconds_count") - commitsBefore).isBetween(1.0, 3.0);
        assertThat(value("mandi_journal_commit_events_sum") - eventsBefore).isEqualTo(3);
        for (String projection : new String[] {"orders", "events", "daily-trades"}) {
            String labels = "{projection=\"" + projection + "\"}";
            await("the projection to follow")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> value("mandi_projection_behind_events" + labels) == 0
                            && value("mandi_projection_last_event_seconds" + labels) > 1_700_000_000);
        }
        await("the projection of lots to pass over what is none")
                .atMost(Duration.ofSeconds(30))
                .until(() -> value("mandi_projection_behind_events{projection=\"lots\"}") == 0);
        assertThat(value("mandi_books_quarantined")).isZero();
        for (String gauge : List.of(
                "mandi_webhook_behind_events",
                "mandi_webhook_unfinished",
                "mandi_webhook_endpoints{state=\"active\"}",
                "mandi_webhook_endpoints{state=\"disabled\"}")) {
            assertThat(value(gauge)).as(gauge).isNotNegative();
        }
        assertThat(value("mandi_database_connections{pool=\"queries\",state=\"idle\"}")
                        + value("mandi_database_connections{pool=\"queries\",state=\"active\"}"))
                .isPositive();
        assertThat(value("mandi_database_waiting{pool=\"journal\"}")).isZero();
    }

    @Test
    void isInTheFormatOfPrometheusAndNamesNobody() {
        String symbol = NODE.openMarket();
        String order = NODE.staff().placed(Orders.limit(symbol, "metric-mill", "BUY", "1", "50.00"));
        NODE.staff().order(order).json(200);
        Reply reply = NODE.anonymous().get("/metrics");
        assertThat(reply.header("Content-Type")).hasValue("text/plain; version=0.0.4; charset=UTF-8");
        assertThat(reply.text().lines()).allMatch(line -> LINE.matcher(line).matches());
        assertThat(reply.text())
                .contains("jvm_memory_used_bytes", "process_cpu_usage", "mandi_http_in_flight")
                .doesNotContain(symbol, order, "metric-mill", TestNode.ORGANIZATION, "clerk");
    }
}
