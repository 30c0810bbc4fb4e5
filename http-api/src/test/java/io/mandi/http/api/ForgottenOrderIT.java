package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An order that was closed so long ago that its book has forgotten it is answered all the same. */
class ForgottenOrderIT {
    private static final int REMEMBERED = 1_000;
    private static final int BATCH = 500;
    private static final Path DATA_DIR = TestNode.newDataDir();

    @Test
    void isAnsweredFromTheListAsTheBookHasAnsweredIt() {
        try (TestNode node = TestNode.start(DATA_DIR, Map.of("BOOK_REMEMBERED", Integer.toString(REMEMBERED)))) {
            String symbol = node.openMarket();
            JsonNode closing =
                    Orders.limit(symbol, "mill", "BUY", "3", "100.00").put("time_in_force", "IOC");
            String order = node.staff().placed(closing);
            Reply remembered = node.staff().order(order);
            for (int sent = 0; sent <= REMEMBERED; sent += BATCH) {
                assertThat(node.staff()
                                .batch(Collections.nCopies(BATCH, closing).toArray(JsonNode[]::new))
                                .status())
                        .isEqualTo(200);
            }
            // Until the list has come so far, nobody knows the order.
            await("the list follows")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> node.staff().order(order).status() == 200);
            assertThat(node.staff().cancel(order).status())
                    .as("the book has forgotten it")
                    .isEqualTo(404);

            Reply forgotten = node.staff().order(order);
            assertThat(forgotten.json(200)).isEqualTo(remembered.json(200));
            assertThat(forgotten.header("ETag")).isEqualTo(remembered.header("ETag"));
            assertThat(node.partner("mill").order(order).json(200)).isEqualTo(remembered.json(200));
            node.partner("ginner").order(order).problem(404, "not_found");
            node.otherStaff().order(order).problem(404, "not_found");
        } finally {
            TestNode.delete(DATA_DIR);
        }
    }
}
