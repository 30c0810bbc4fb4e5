package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A thousand reservations that end in the same moment of a clock that the test moves. */
class ReservationExpiryIT {
    private static final int RESERVATIONS = 1_000;
    private static final int THREADS = 16;
    /** Reservations ask the database much; this is not about how fast they are. */
    private static final Map<String, String> SETTINGS = Map.of("DATABASE_QUERY_CONNECTIONS", "16");
    /** AV-8. */
    private static final Duration LATEST = Duration.ofSeconds(5);

    private static final String ORGANIZATION = "expiry";
    private static final String LOTS = "/api/v1/availabilities";

    /** Stands still, so that what is reserved for an hour ends at one moment, until it is moved. */
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MICROS));

    private final InstantSource clock = now::get;

    /** What is reserved, and by whom. */
    private record Market(String lot, String buyer) {}

    // AV-8, TR-2
    @Test
    void aThousandReservationsEndWithinFiveSecondsAlsoWhenNoNodeWasThereAtTheMoment() throws Exception {
        Path folder = TestNode.newDataDir();
        try {
            Market first;
            Market second;
            try (TestNode node = TestNode.start(folder, SETTINGS, clock)) {
                ApiClient staff = node.staffOf(ORGANIZATION);
                first = reserved(staff);
                Instant due = now.get().plus(Duration.ofHours(1));
                now.set(due.minusNanos(1_000));
                assertThat(reservedOf(staff, first)).isEqualByComparingTo("1000");
                now.set(due);
                assertEnd(staff, first);

                second = reserved(staff);
            }
            now.updateAndGet(before -> before.plus(Duration.ofHours(1)));
            try (TestNode node = TestNode.start(folder, SETTINGS, clock)) {
                assertEnd(node.staffOf(ORGANIZATION), second);
            }
        } finally {
            TestNode.delete(folder);
        }
    }

    /** A lot of which everything is reserved, kilogram by kilogram, and the schedule knows of it. */
    private static Market reserved(ApiClient staff) throws InterruptedException, ExecutionException {
        String seller = Postings.approved(staff, "Expiring ginners");
        String buyer = Postings.approved(staff, "Expiring mills");
        String lot = staff.postOnce(
                        ApiClient.newKey(),
                        LOTS,
                        Postings.lot(seller, Postings.commodity(staff))
                                .replace("\"total_quantity\":\"100\"", "\"total_quantity\":\"" + RESERVATIONS + "\""))
                .json(201)
                .path("id")
                .textValue();
        String body = "{\"quantity\":\"1\",\"hours\":1,\"partner_id\":\"" + buyer + "\"}";
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < RESERVATIONS; i++) {
                all.add(threads.submit(
                        () -> staff.postOnce(ApiClient.newKey(), LOTS + "/" + lot + "/reservations", body)
                                .json(201)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        Market market = new Market(lot, buyer);
        assertThat(reservedOf(staff, market)).isEqualByComparingTo(BigDecimal.valueOf(RESERVATIONS));
        assertThat(held(staff, market)).isEqualByComparingTo(BigDecimal.valueOf(50L * RESERVATIONS));
        await("lists that know of all, and with them the schedule")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(count(staff, market, "HELD")).isEqualTo(RESERVATIONS));
        return market;
    }

    private static void assertEnd(ApiClient staff, Market market) {
        await("the end of all")
                .atMost(LATEST)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(reservedOf(staff, market)).isEqualByComparingTo("0"));
        // One buyer has held them all, whose ledger gives them back one by one.
        await("nothing on hold")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(held(staff, market)).isEqualByComparingTo("0"));
        await("lists that show it")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(count(staff, market, "EXPIRED")).isEqualTo(RESERVATIONS));
    }

    private static BigDecimal reservedOf(ApiClient staff, Market market) {
        return amount(staff.get(LOTS + "/" + market.lot()).json(200), "reserved");
    }

    private static BigDecimal held(ApiClient staff, Market market) {
        return amount(
                staff.get("/api/v1/partners/" + market.buyer() + "/exposure").json(200), "held");
    }

    private static BigDecimal amount(JsonNode of, String name) {
        return new BigDecimal(of.path(name).textValue());
    }

    private static int count(ApiClient staff, Market market, String status) {
        int count = 0;
        String next = "";
        while (next != null) {
            JsonNode page = staff.get("/api/v1/reservations?limit=500&status=" + status + next)
                    .json(200);
            for (JsonNode one : page.path("items")) {
                count += one.path("availability_id").textValue().equals(market.lot()) ? 1 : 0;
            }
            String cursor = page.path("next_cursor").textValue();
            next = cursor == null ? null : "&cursor=" + cursor;
        }
        return count;
    }
}
