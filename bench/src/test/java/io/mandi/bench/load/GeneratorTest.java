package io.mandi.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    /** Batches for one book are all equally long, which lets the server know where a request ends. */
    private static final Orders ORDERS = Orders.batches(URI.create("http://127.0.0.1:1"), "token", 1, 7);

    private static final String TWO_DONE = "[{\"status\":201,},{\"status\":201,}]";
    private static final String DONE =
            "HTTP/1.1 200 OK\r\nContent-Length: " + TWO_DONE.length() + "\r\n\r\n" + TWO_DONE;

    private static String refusal(int status, String code, boolean retryAfter) {
        String body = "{\"code\":\"" + code + "\"}";
        return "HTTP/1.1 " + status + " No\r\n" + (retryAfter ? "Retry-After: 1\r\n" : "") + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aRequestThatWaitsForAFreeConnectionWaitsInTheLatencies() throws IOException {
        // One connection, which is stuck for half a second; 100 requests are to be sent in a second.
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedServer server =
                        ScriptedServer.start(ORDERS.longest(), Collections.nCopies(1_000, List.of(DONE)), gate);
                Generator generator = Generator.open(server.url(), ORDERS, 1)) {
            CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(gate::countDown);
            Answers answers = generator.openLoop(100, Duration.ofSeconds(1));

            assertThat(answers.done() + answers.unsent()).isCloseTo(100, within(50L));
            assertThat(answers.latencies().getMaxValue()).isGreaterThan(400_000_000L);
            long waited =
                    answers.latencies().getTotalCount() - answers.latencies().getCountBetweenValues(0, 100_000_000L);
            assertThat(waited)
                    .as("those that could not even be sent count their wait too")
                    .isGreaterThan(15);
        }
    }

    @Test
    void anOpenLoopKeepsItsRate() throws IOException {
        try (ScriptedServer server =
                        ScriptedServer.start(ORDERS.longest(), Collections.nCopies(10_000, List.of(DONE)));
                Generator generator = Generator.open(server.url(), ORDERS, 8)) {
            Answers answers = generator.openLoop(500, Duration.ofSeconds(2));

            assertThat(answers.requests() + answers.unsent()).isCloseTo(1_000, within(150L));
            assertThat(answers.orders()).isEqualTo(2 * answers.done());
        }
    }

    @Test
    void refusalsAreToldApart() throws IOException {
        List<List<String>> script = List.of(
                List.of(DONE),
                List.of(refusal(429, "tenant_overloaded", true)),
                List.of(refusal(503, "overloaded", false)),
                List.of(refusal(503, "outcome_unknown", true)),
                List.of(refusal(500, "internal_error", false)));
        try (ScriptedServer server = ScriptedServer.start(ORDERS.longest(), script);
                Generator generator = Generator.open(server.url(), ORDERS, 1)) {
            Answers answers = generator.closedLoop(Duration.ofMillis(500));

            assertThat(answers.dropped()).isPositive();
            long rounds = answers.dropped();
            assertThat(answers.refusals()).containsOnlyKeys(429, 503);
            assertThat(answers.refused()).isBetween(2 * rounds, 2 * rounds + 2);
            assertThat(answers.unknown()).isBetween(rounds, rounds + 1);
            assertThat(answers.withoutRetryAfter()).isBetween(rounds, rounds + 1);
            assertThat(answers.unexpected()).isBetween(rounds, rounds + 1);
            assertThatThrownBy(answers::requireOrderly).hasMessageContaining("500 {\"code\":\"internal_error\"}");
        }
    }
}
