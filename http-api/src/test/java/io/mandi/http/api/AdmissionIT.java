package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.book.UserType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a node does with more requests than it takes, and with those that came too late. */
@Isolated("its figures would be those of the tests beside it")
class AdmissionIT {
    private static final int OF_NODE = 6;
    private static final int OF_TENANT = 4;
    private static final int ABORTED = 2_000;
    private static final long LONGEST_WAIT_MILLIS = 400;
    private static final long ASK_TIMEOUT_MILLIS = 2_000;
    private static final Path DATA_DIR = TestNode.newDataDir();

    private static TestNode node;
    private static String symbol;

    @BeforeAll
    static void start() {
        node = TestNode.start(
                DATA_DIR,
                Map.of(
                        "ADMISSION_MAX_IN_FLIGHT",
                        Integer.toString(OF_NODE),
                        "ADMISSION_MAX_IN_FLIGHT_PER_TENANT",
                        Integer.toString(OF_TENANT),
                        "ADMISSION_REFUSALS_PER_SECOND",
                        "20",
                        "ADMISSION_REFUSAL_DELAY",
                        LONGEST_WAIT_MILLIS + "ms",
                        "BOOK_ASK_TIMEOUT",
                        ASK_TIMEOUT_MILLIS + "ms",
                        "HTTP_BODY_TIMEOUT",
                        "20s"));
        symbol = node.openMarket();
    }

    @AfterAll
    static void stop() {
        node.close();
        TestNode.delete(DATA_DIR);
    }

    private static String order() {
        return Orders.limit(symbol, "mill", "BUY", "1", "100.00").toString();
    }

    private static String head(String organization, int length) {
        String token = TestNode.token(organization, "clerk", UserType.INTERNAL, Optional.empty());
        return "POST " + ApiClient.ORDERS + " HTTP/1.1\r\nHost: mandi\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + ApiClient.newKey()
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** Requests whose bodies do not come: each holds a permit as long as its connection is open. */
    private static List<RawConnection> hold(String organization, int count) {
        List<RawConnection> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawConnection connection = new RawConnection(node.url());
            connection.send(head(organization, order().length()) + "{");
            held.add(connection);
        }
        return held;
    }

    private static Reply submit(String organization) {
        return node.bearing(TestNode.token(organization, "clerk", UserType.INTERNAL, Optional.empty()))
                .submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00"));
    }

    private static void awaitRefusal(String organization, int status) {
        await("a refusal").until(() -> submit(organization).status() == status);
    }

    private static void awaitTaken() {
        await("an order that is taken")
                .until(() -> submit(TestNode.ORGANIZATION).status() == 201);
    }

    private static void assertFull(Reply refused, int status, String code) {
        refused.problem(status, code);
        assertThat(refused.header("Retry-After")).hasValue("1");
    }

    @Test
    void refusesATenantThatHasTooManyRequestsAndNoOther() {
        List<RawConnection> held = hold(TestNode.ORGANIZATION, OF_TENANT);
        try {
            awaitRefusal(TestNode.ORGANIZATION, 429);
            assertFull(submit(TestNode.ORGANIZATION), 429, "too_many_requests");
            submit(TestNode.OTHER_ORGANIZATION).problem(422, "unknown_instrument");
            assertThat(node.staff().book(symbol)).as("looking is counted apart").isNotNull();
            assertThat(node.anonymous().get("/health/live").status()).isEqualTo(200);
        } finally {
            held.forEach(RawConnection::close);
        }
        awaitTaken();
    }

    @Test
    void refusesEverybodyWhenTheNodeHasTooManyRequests() {
        List<RawConnection> held = hold(TestNode.ORGANIZATION, OF_TENANT);
        held.addAll(hold(TestNode.OTHER_ORGANIZATION, OF_NODE - OF_TENANT));
        try {
            awaitRefusal("west-market", 503);
            assertFull(submit("west-market"), 503, "overloaded");
            assertFull(submit(TestNode.OTHER_ORGANIZATION), 503, "overloaded");
            assertThat(node.anonymous().get("/health/live").status()).isEqualTo(200);
            assertThat(node.anonymous().get("/health/ready").status()).isEqualTo(200);
            assertThat(node.staff().book(symbol)).as("looking is counted apart").isNotNull();
        } finally {
            held.forEach(RawConnection::close);
        }
        awaitTaken();
    }

    @Test
    void aTokenIsLookedAtBeforeAnythingIsCounted() {
        List<RawConnection> held = hold(TestNode.ORGANIZATION, OF_TENANT);
        try {
            awaitRefusal(TestNode.ORGANIZATION, 429);
            node.anonymous()
                    .submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00"))
                    .problem(401, "token_missing");
            node.superAdmin()
                    .submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00"))
                    .problem(403, "permission_denied");
        } finally {
            held.forEach(RawConnection::close);
        }
        awaitTaken();
    }

    @Test
    void aRefusalLeavesTheConnectionInUse() {
        List<RawConnection> held = hold(TestNode.ORGANIZATION, OF_TENANT);
        try (RawConnection connection = new RawConnection(node.url())) {
            awaitRefusal(TestNode.ORGANIZATION, 429);
            for (int i = 0; i < 3; i++) {
                connection.send(head(TestNode.ORGANIZATION, order().length()));
                connection.send(order());
                assertFull(connection.read(), 429, "too_many_requests");
            }
            RawConnection first = held.getFirst();
            first.send(order().substring(1));
            assertThat(first.read().status()).isEqualTo(201);
            connection.send(head(TestNode.ORGANIZATION, order().length()) + order());
            assertThat(connection.read().status()).isEqualTo(201);
        } finally {
            held.forEach(RawConnection::close);
        }
        awaitTaken();
    }

    @Test
    void refusalsBeyondTheirRateWaitAndHoldUpNobodyElse() {
        List<RawConnection> held = hold(TestNode.ORGANIZATION, OF_TENANT);
        List<RawConnection> refused = new ArrayList<>();
        try {
            awaitRefusal(TestNode.ORGANIZATION, 429);
            for (int i = 0; i < 50; i++) {
                refused.add(new RawConnection(node.url()));
            }
            long start = System.nanoTime();
            for (RawConnection connection : refused) {
                connection.send(head(TestNode.ORGANIZATION, order().length()) + order());
            }
            submit(TestNode.OTHER_ORGANIZATION).problem(422, "unknown_instrument");
            for (RawConnection connection : refused) {
                assertFull(connection.read(), 429, "too_many_requests");
            }
            // Twenty in a second are not fifty in the time that a refusal waits at most.
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(LONGEST_WAIT_MILLIS);
        } finally {
            held.forEach(RawConnection::close);
            refused.forEach(RawConnection::close);
        }
        awaitTaken();
    }

    @Test
    void connectionsThatBreakLeaveNoPermitBehind() {
        int refused = 0;
        for (int i = 0; i < ABORTED; i++) {
            try (RawConnection connection = new RawConnection(node.url())) {
                switch (i % 4) {
                    // Within the body; within the head; behind the whole request; behind a body that is no JSON.
                    case 0 -> connection.send(head(TestNode.ORGANIZATION, order().length()) + "{\"instrument\":");
                    case 1 -> connection.send(head(TestNode.ORGANIZATION, 10).substring(0, 50));
                    case 2 -> connection.send(head(TestNode.ORGANIZATION, order().length()) + order());
                    default -> {
                        connection.send(head(TestNode.ORGANIZATION, 5) + "[[[[[");
                        refused += connection.read().status() == 429 ? 1 : 0;
                    }
                }
            }
        }
        // All permits are back when as many can be held again as at the start.
        awaitTaken();
        List<RawConnection> held = new ArrayList<>();
        try {
            await("permits of all aborted requests")
                    .until(() -> submit(TestNode.ORGANIZATION).status() == 201);
            held.addAll(hold(TestNode.ORGANIZATION, OF_TENANT - 1));
            for (int i = 0; i < 20; i++) {
                assertThat(submit(TestNode.ORGANIZATION).status())
                        .as("one permit is left")
                        .isEqualTo(201);
            }
        } finally {
            held.forEach(RawConnection::close);
        }
        System.out.printf("AdmissionIT: %d requests aborted, %d of them refused, no permit lost%n", ABORTED, refused);
    }

    @Test
    void aRequestWhoseTimeWentByWhileItsBodyCameIsNotDone() {
        long before = node.journalRows(symbol);
        try (RawConnection connection = new RawConnection(node.url())) {
            connection.send(head(TestNode.ORGANIZATION, order().length()) + "{");
            connection.idle(Duration.ofMillis(ASK_TIMEOUT_MILLIS + 100));
            connection.send(order().substring(1));
            assertFull(connection.read(), 503, "overloaded");
        }
        assertThat(node.journalRows(symbol)).isEqualTo(before);
    }
}
