package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.Delivery.State;
import io.mandi.engine.webhook.DeliveryPolicy;
import io.mandi.engine.webhook.EndpointHealth;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.Outcome;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookEndpoint.DisabledReason;
import io.mandi.engine.webhook.WebhookSender;
import io.mandi.engine.webhook.WebhookStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A deliverer with a store and a receiver that do as they are told, and a clock that stands still. */
class WebhookDelivererTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(TEST_KIT.system());
    private static final EndpointId ID = EndpointId.of("north", 1, 1);

    private final TestProbe<String> probe = TEST_KIT.createTestProbe();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
    private final Store store = new Store();
    private final List<Sending> sendings = new ArrayList<>();

    private record Sending(String id, CompletableFuture<Attempt> answer) {}

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @BeforeEach
    void fill() {
        store.add(1, "a");
        store.add(2, "a");
        store.add(3, "b");
    }

    /** Everything is answered at once, so that a test knows what has been done when a message comes. */
    private final class Store implements WebhookStore {
        private final Map<Long, Delivery> deliveries = new TreeMap<>();
        private final List<List<State>> recorded = new ArrayList<>();
        private volatile Optional<RuntimeException> failure = Optional.empty();
        private Optional<CompletableFuture<Void>> slow = Optional.empty();
        private boolean active = true;
        private long version = 1;

        void add(long position, String aggregate) {
            deliveries.put(
                    position,
                    new Delivery(
                            position,
                            "evt_" + position,
                            "t.v1",
                            aggregate,
                            "{}",
                            State.PENDING,
                            0,
                            0,
                            Optional.empty()));
        }

        private Kept kept() {
            return new Kept(
                    new WebhookEndpoint(
                            ID,
                            "https://example.com/",
                            List.of("order.*"),
                            Optional.empty(),
                            active,
                            8,
                            OptionalLong.of(1),
                            Optional.empty(),
                            List.of(),
                            version,
                            1,
                            1),
                    EndpointHealth.GOOD);
        }

        private <T> CompletionStage<T> answer(String what, T value) {
            // Whoever is told may change the failure at once.
            Optional<RuntimeException> now = failure;
            probe.ref().tell(now.isPresent() ? what + " failed" : what);
            return now.isPresent()
                    ? CompletableFuture.failedFuture(now.get())
                    : CompletableFuture.completedFuture(value);
        }

        @Override
        public CompletionStage<Optional<Opened>> open(EndpointId id) {
            return answer("open", Optional.of(new Opened(7, kept())));
        }

        @Override
        public CompletionStage<Taken> take(EndpointId id, long epoch, Set<Long> known, int room) {
            assertThat(epoch).isEqualTo(7);
            List<Delivery> taken = room == 0
                    ? List.of()
                    : deliveries.values().stream()
                            .filter(delivery -> !known.contains(delivery.position())
                                    && !delivery.state().isFinal())
                            .limit(room)
                            .toList();
            CompletionStage<Taken> answer = answer("take " + taken.size(), new Taken(kept(), taken, false));
            return slow.isPresent() ? slow.get().thenCompose(done -> answer) : answer;
        }

        @Override
        public CompletionStage<Kept> record(
                EndpointId id,
                long epoch,
                List<Outcome> outcomes,
                long of,
                EndpointHealth health,
                Optional<DisabledReason> disabled) {
            if (failure.isEmpty()) {
                outcomes.forEach(outcome -> deliveries.put(outcome.delivery().position(), outcome.delivery()));
                recorded.add(outcomes.stream()
                        .map(outcome -> outcome.delivery().state())
                        .toList());
            }
            return answer("record " + outcomes.size(), kept());
        }
    }

    private CompletionStage<Attempt> send(WebhookEndpoint endpoint, WebhookSender.Message message) {
        Sending sending = new Sending(message.id(), new CompletableFuture<>());
        sendings.add(sending);
        probe.ref().tell("send " + message.id());
        return sending.answer;
    }

    private void answer(int sending, int status) {
        sendings.get(sending)
                .answer
                .complete(new Attempt(micros(), 1, OptionalInt.of(status), Optional.empty(), "", OptionalLong.empty()));
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, now.get());
    }

    private ActorRef<WebhookMessage> start() {
        return TEST_KIT.spawn(WebhookDeliverer.create(
                ID,
                store,
                this::send,
                DeliveryPolicy.DEFAULT,
                now::get,
                context -> () -> probe.ref().tell("passivate")));
    }

    private void expect(String... messages) {
        for (String message : messages) {
            probe.expectMessage(message);
        }
        probe.expectNoMessage(Duration.ofMillis(0));
    }

    /** Lets time pass, a little at a time, until something happens; a timer may be set only a moment after what is seen. */
    private Duration passUntil(String message, Duration step) {
        Instant start = now.get();
        await(message).pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            now.updateAndGet(instant -> instant.plus(step));
            TIME.timePasses(step);
            try {
                probe.expectMessage(Duration.ofMillis(20), message);
                return true;
            } catch (AssertionError e) {
                return false;
            }
        });
        return Duration.between(start, now.get());
    }

    @Test
    void whatIsThereGoesOutInOrderAndWhatCameOfItIsKept() {
        start();
        expect("open", "take 3", "send evt_1", "send evt_3");
        answer(0, 200);
        expect("send evt_2", "record 1");
        answer(1, 200);
        expect("record 1");
        answer(2, 200);
        expect("record 1");
        assertThat(store.deliveries.values()).allMatch(delivery -> delivery.state() == State.SUCCESS);
    }

    @Test
    void aFailedAttemptIsRepeatedWhenItIsDue() {
        start();
        expect("open", "take 3", "send evt_1", "send evt_3");
        answer(0, 500);
        expect("record 1");
        assertThat(passUntil("send evt_1", Duration.ofSeconds(10))).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
        answer(1, 200);
        answer(2, 200);
        probe.expectMessage("record 1");
    }

    @Test
    void aWakeLooksForMore() {
        ActorRef<WebhookMessage> deliverer = start();
        expect("open", "take 3", "send evt_1", "send evt_3");
        store.add(4, "c");
        deliverer.tell(new WebhookMessage.Wake());
        expect("take 1", "send evt_4");
    }

    @Test
    void aWakeThatComesWhileTheStoreLooksIsNotForgotten() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        store.slow = Optional.of(slow);
        ActorRef<WebhookMessage> deliverer = start();
        expect("open", "take 3");
        store.add(4, "c");
        deliverer.tell(new WebhookMessage.Wake());
        store.slow = Optional.empty();
        slow.complete(null);
        expect("send evt_1", "send evt_3", "take 1", "send evt_4");
    }

    @Test
    void whatTheStoreCouldNotKeepIsKeptLater() {
        start();
        expect("open", "take 3", "send evt_1", "send evt_3");
        store.failure = Optional.of(new IllegalStateException("no database"));
        answer(0, 200);
        expect("send evt_2", "record 1 failed");
        answer(1, 200);
        store.failure = Optional.empty();
        passUntil("record 2", Duration.ofMillis(300));
        assertThat(store.recorded).containsExactly(List.of(State.SUCCESS, State.SUCCESS));
    }

    @Test
    void aWakeOutlivesAStoreThatCannotBeAsked() {
        ActorRef<WebhookMessage> deliverer = start();
        expect("open", "take 3", "send evt_1", "send evt_3");
        store.add(4, "c");
        store.failure = Optional.of(new IllegalStateException("no database"));
        deliverer.tell(new WebhookMessage.Wake());
        expect("take 1 failed");
        store.failure = Optional.empty();
        passUntil("take 1", Duration.ofMillis(300));
        expect("send evt_4");
    }

    @Test
    void itEndsWhenSomebodyElseDeliversOrNothingCanBeOpened() {
        ActorRef<WebhookMessage> deliverer = start();
        expect("open", "take 3", "send evt_1", "send evt_3");
        store.failure = Optional.of(new WebhookStore.NotTheOwnerException(ID));
        answer(0, 200);
        probe.expectMessage("send evt_2");
        probe.expectMessage("record 1 failed");
        probe.expectTerminated(deliverer);

        store.failure = Optional.of(new IllegalStateException("no database"));
        ActorRef<WebhookMessage> next = start();
        probe.expectMessage("open failed");
        probe.expectTerminated(next);
    }

    @Test
    void nothingGoesOutWhileItIsPausedAndAllWhenItIsNot() {
        store.active = false;
        ActorRef<WebhookMessage> deliverer = start();
        expect("open", "take 0");
        store.active = true;
        store.version++;
        deliverer.tell(new WebhookMessage.Wake());
        passUntil("take 0", Duration.ofMillis(100));
        expect("take 3", "send evt_1", "send evt_3");
        store.active = false;
        store.version++;
        answer(0, 200);
        expect("send evt_2", "record 1", "take 0");
        answer(1, 200);
        answer(2, 200);
        probe.expectMessage("record 1");
    }

    @Test
    void itAsksToEndWhenThereWasNothingToDoForLong() {
        store.deliveries.clear();
        start();
        expect("open", "take 0");
        assertThat(passUntil("passivate", Duration.ofSeconds(10))).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    }
}
