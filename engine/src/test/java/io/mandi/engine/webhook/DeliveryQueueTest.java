package io.mandi.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.webhook.Delivery.State;
import io.mandi.engine.webhook.WebhookEndpoint.DisabledReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryQueueTest {
    private static final long SECOND = 1_000_000;
    private static final DeliveryPolicy POLICY = DeliveryPolicy.DEFAULT;

    private final DeliveryQueue queue = new DeliveryQueue(POLICY);
    private long now = 1_000 * SECOND;

    private static Delivery delivery(long position, String aggregate) {
        return new Delivery(
                position,
                "evt_" + position,
                "order.executed.v1",
                aggregate,
                "{}",
                State.PENDING,
                0,
                0,
                Optional.empty());
    }

    private Attempt answered(int status) {
        return new Attempt(now, 7, OptionalInt.of(status), Optional.empty(), "", OptionalLong.empty());
    }

    private Outcome end(Delivery delivery, int status) {
        return queue.end(delivery, answered(status), 8, now, 0);
    }

    private static List<Long> positions(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::position).toList();
    }

    @Test
    void deliveriesOfAnAggregateGoOutOneAfterTheOther() {
        queue.add(List.of(delivery(1, "a"), delivery(2, "a"), delivery(3, "b"), delivery(4, "a")));
        List<Delivery> begun = queue.begin(now);
        assertThat(positions(begun)).containsExactly(1L, 3L);
        assertThat(queue.begin(now)).isEmpty();
        end(begun.get(1), 200);
        assertThat(queue.begin(now)).isEmpty();
        end(begun.get(0), 204);
        assertThat(positions(queue.begin(now))).containsExactly(2L);
    }

    @Test
    void noMoreAreUnderWayThanThePolicyAllows() {
        queue.add(LongStream.rangeClosed(1, 9)
                .mapToObj(i -> delivery(i, "aggregate " + i))
                .toList());
        List<Delivery> begun = queue.begin(now);
        assertThat(positions(begun)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(queue.nextDue()).as("an end makes room, no timer").isEmpty();
        end(begun.get(2), 200);
        assertThat(positions(queue.begin(now))).containsExactly(5L);
    }

    @ParameterizedTest
    @CsvSource({"1,60", "2,120", "3,240", "4,480", "5,960", "6,1920", "7,3600", "60,3600"})
    void theWaitDoublesUpToAnHour(int attempts, long seconds) {
        assertThat(POLICY.wait(attempts, answered(500), 0)).isEqualTo(seconds * SECOND);
        assertThat(POLICY.wait(attempts, answered(500), 0.5)).isEqualTo(seconds * SECOND * 105 / 100);
        assertThat(POLICY.wait(attempts, answered(500), 1)).isEqualTo(seconds * SECOND * 110 / 100);
    }

    // S10
    @Test
    void whoIsBusyTwiceIsAskedAgainAfterAMinuteAndAfterTwoMore() {
        queue.add(List.of(delivery(1, "a")));
        end(queue.begin(now).getFirst(), 503);
        assertThat(queue.nextDue()).hasValue(now + 60 * SECOND);
        now += 60 * SECOND;
        end(queue.begin(now).getFirst(), 503);
        assertThat(queue.nextDue()).hasValue(now + 120 * SECOND);
        now += 120 * SECOND;
        Delivery delivered = end(queue.begin(now).getFirst(), 200).delivery();
        assertThat(delivered.state()).isEqualTo(State.SUCCESS);
        assertThat(delivered.attempts()).isEqualTo(3);
    }

    @Test
    void eightAttemptsWaitTwoHoursAndThreeMinutesInAll() {
        assertThat(LongStream.rangeClosed(1, 7)
                        .map(n -> POLICY.wait((int) n, answered(500), 0))
                        .sum())
                .isEqualTo(7_380 * SECOND);
    }

    @ParameterizedTest
    @CsvSource({"1,60", "61,61", "7200,7200", "86401,86400"})
    void whatTheReceiverAsksForCountsWhenItIsLonger(long asked, long seconds) {
        Attempt attempt =
                new Attempt(now, 7, OptionalInt.of(429), Optional.empty(), "", OptionalLong.of(asked * SECOND));
        assertThat(POLICY.wait(1, attempt, 0)).isEqualTo(seconds * SECOND);
    }

    @Test
    void aFailedDeliveryHoldsBackThoseOfItsAggregateUntilItIsGivenUp() {
        queue.add(List.of(delivery(1, "a"), delivery(2, "a")));
        for (int attempt = 1; attempt <= 8; attempt++) {
            List<Delivery> begun = queue.begin(now);
            assertThat(positions(begun)).containsExactly(1L);
            assertThat(begun.getFirst().attempts()).isEqualTo(attempt - 1);
            Outcome outcome = end(begun.getFirst(), 500);
            assertThat(outcome.delivery().attempts()).isEqualTo(attempt);
            assertThat(outcome.delivery().state()).isEqualTo(attempt < 8 ? State.RETRYING : State.DEAD_LETTER);
            assertThat(queue.begin(now)).isEmpty();
            now = Math.max(queue.nextDue().orElseThrow(), queue.health().openUntil());
        }
        assertThat(positions(queue.begin(now))).containsExactly(2L);
    }

    @Test
    void fiveFailuresOpenTheBreakerForAMinuteThenOneTries() {
        queue.add(LongStream.rangeClosed(1, 20)
                .mapToObj(i -> delivery(i, "aggregate " + i))
                .toList());
        List<Delivery> begun = queue.begin(now);
        begun.forEach(delivery -> end(delivery, 503));
        assertThat(queue.health().isBroken(POLICY)).isFalse();
        List<Delivery> more = queue.begin(now);
        end(more.getFirst(), 503);
        assertThat(queue.health().isBroken(POLICY)).isTrue();
        assertThat(queue.begin(now)).isEmpty();
        more.stream().skip(1).forEach(delivery -> end(delivery, 503));
        assertThat(queue.nextDue()).hasValue(now + 60 * SECOND);

        now += 60 * SECOND - 1;
        assertThat(queue.begin(now)).isEmpty();
        now++;
        List<Delivery> probe = queue.begin(now);
        assertThat(probe).hasSize(1);
        assertThat(queue.begin(now)).isEmpty();
        end(probe.getFirst(), 500);
        assertThat(queue.begin(now + 59 * SECOND)).isEmpty();
        now += 60 * SECOND;
        end(queue.begin(now).getFirst(), 200);
        assertThat(queue.health()).isEqualTo(EndpointHealth.GOOD);
        assertThat(queue.begin(now)).hasSize(4);
    }

    @Test
    void waitingForTheBreakerIsNoAttempt() {
        queue.add(List.of(delivery(1, "a")));
        queue.restore(new EndpointHealth(5, now + 60 * SECOND, OptionalLong.of(now)));
        assertThat(queue.begin(now)).isEmpty();
        now += 60 * SECOND;
        assertThat(queue.begin(now).getFirst().attempts()).isZero();
    }

    @Test
    void anEndpointThatSaysItIsGoneIsGivenUpAndItsDeliveriesWait() {
        queue.add(List.of(delivery(1, "a"), delivery(2, "b")));
        List<Delivery> begun = queue.begin(now);
        assertThat(end(begun.getFirst(), 410).delivery().state()).isEqualTo(State.RETRYING);
        assertThat(queue.disabled()).hasValue(DisabledReason.GONE);
        now += 3_600 * SECOND;
        assertThat(queue.begin(now)).isEmpty();
        assertThat(queue.nextDue()).isEmpty();
        queue.restore(EndpointHealth.GOOD);
        assertThat(positions(queue.begin(now))).containsExactly(1L);
    }

    @Test
    void anEndpointThatFailsForFiveDaysIsGivenUp() {
        queue.add(List.of(delivery(1, "a"), delivery(2, "b")));
        queue.restore(new EndpointHealth(
                9, 0, OptionalLong.of(now - Duration.ofDays(5).toSeconds() * SECOND + 1)));
        end(queue.begin(now).getFirst(), 500);
        assertThat(queue.disabled()).isEmpty();
        now += 3_600 * SECOND;
        end(queue.begin(now).getFirst(), 500);
        assertThat(queue.disabled()).hasValue(DisabledReason.FAILING);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 199, 300, 301, 304, 400, 404, 500, 599})
    void onlyTheTwoHundredsAreSuccess(int status) {
        assertThat(answered(status).isSuccess()).isFalse();
        assertThat(answered(200).isSuccess()).isTrue();
        assertThat(answered(299).isSuccess()).isTrue();
        assertThat(Attempt.failed(now, 1, Attempt.Failure.TIMEOUT).isSuccess()).isFalse();
    }

    @Test
    void whatIsUnderWayStaysWhenTheRestIsLeftOut() {
        queue.add(List.of(delivery(1, "a"), delivery(2, "b"), delivery(3, "a")));
        List<Delivery> begun = queue.begin(now);
        end(begun.get(1), 500);
        queue.clear();
        assertThat(queue.positions()).containsExactly(1L);
        assertThat(queue.room()).isEqualTo(POLICY.window() - 1);
    }

    /** Whatever an endpoint answers: nothing is lost, nothing overtakes within an aggregate, no limit is exceeded. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyDeliveryEndsInItsTurn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Delivery> all = LongStream.rangeClosed(1, 200)
                .mapToObj(i -> delivery(i, "aggregate " + random.nextInt(6)))
                .toList();
        List<Delivery> kept = new ArrayList<>(all);
        List<Delivery> underWay = new ArrayList<>();
        Map<Long, State> ended = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        while (ended.size() < all.size()) {
            Set<Long> known = queue.positions();
            queue.add(kept.stream()
                    .filter(delivery -> !known.contains(delivery.position()))
                    .limit(random.nextInt(1 + queue.room()))
                    .toList());
            List<Delivery> begun = queue.begin(now);
            underWay.addAll(begun);
            assertThat(underWay).as("seed %d", seed).hasSizeLessThanOrEqualTo(POLICY.parallel());
            Set<String> aggregates = new HashSet<>();
            assertThat(underWay).allMatch(delivery -> aggregates.add(delivery.aggregateId()));
            assertThat(begun).allMatch(delivery -> last.getOrDefault(delivery.aggregateId(), 0L) < delivery.position());
            if (underWay.isEmpty()) {
                now = Math.max(now + 1, queue.nextDue().orElse(now + SECOND));
            } else {
                Delivery one = underWay.remove(random.nextInt(underWay.size()));
                Outcome outcome =
                        queue.end(one, answered(random.nextInt(10) < 6 ? 200 : 500), 3, now, random.nextDouble());
                kept.removeIf(delivery -> delivery.position() == one.position());
                if (outcome.delivery().state().isFinal()) {
                    assertThat(ended.put(one.position(), outcome.delivery().state()))
                            .isNull();
                    last.put(one.aggregateId(), one.position());
                } else {
                    kept.add(outcome.delivery());
                    kept.sort(java.util.Comparator.comparingLong(Delivery::position));
                }
                now += random.nextInt(1_000_000);
            }
        }
        assertThat(ended).hasSize(all.size()).containsValues(State.SUCCESS, State.DEAD_LETTER);
        assertThat(queue.positions()).isEmpty();
    }
}
