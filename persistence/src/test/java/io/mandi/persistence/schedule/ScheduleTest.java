package io.mandi.persistence.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When a node looks, what it claims, and what it does with what became of that. */
class ScheduleTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Schedule.class);
    private static final WakeUp.Kind KIND = new WakeUp.Kind("crop");
    private static final SchedulePolicy POLICY = new SchedulePolicy(
            Duration.ofSeconds(1), 10, 4, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO);

    private final VirtualTime time = new VirtualTime();
    private final MemoryStore store = new MemoryStore();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Field field = new Field();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Schedule schedule = schedule(List.of(field));

    @BeforeEach
    void listen() {
        lines.start();
        LOGGER.setLevel(Level.INFO);
        LOGGER.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(lines);
        LOGGER.setLevel(null);
    }

    private Schedule schedule(List<Sleeper> sleepers) {
        return schedule(sleepers, Set.of());
    }

    private Schedule schedule(List<Sleeper> sleepers, Set<WakeUp.Kind> elsewhere) {
        return new Schedule(store, sleepers, elsewhere, POLICY, time, time, time, () -> 0, registry);
    }

    /** Who is woken. */
    private final class Field implements Sleeper {
        private final Map<String, Function<WakeUp, CompletionStage<Answer>>> answers = new LinkedHashMap<>();
        /** When each was woken, in milliseconds since the start. */
        private final Map<String, List<Long>> woken = new LinkedHashMap<>();

        private final long start = time.now();

        @Override
        public WakeUp.Kind kind() {
            return KIND;
        }

        @Override
        public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
            assertThat(now).isEqualTo(time.now());
            woken.computeIfAbsent(wakeUp.key(), key -> new ArrayList<>()).add((now - start) / 1_000);
            return answers.getOrDefault(wakeUp.key(), given -> CompletableFuture.completedStage(Answer.DONE))
                    .apply(wakeUp);
        }

        List<Long> woken(String key) {
            return woken.getOrDefault(key, List.of());
        }
    }

    private CompletableFuture<Sleeper.Answer> hangs(String key) {
        CompletableFuture<Sleeper.Answer> answer = new CompletableFuture<>();
        field.answers.put(key, wakeUp -> answer);
        return answer;
    }

    private void set(String organization, String key, long inMillis) {
        store.set(new WakeUp(organization, KIND, key, time.now() + inMillis * 1_000));
    }

    private double fired(String outcome) {
        return registry.get("mandi.schedule.fired")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private long lines(String part) {
        return lines.list.stream()
                .filter(line -> line.getFormattedMessage().contains(part))
                .count();
    }

    @Test
    void wakesAtTheTimeAndNotBefore() {
        set("north", "wheat", 2_400);
        schedule.start();
        time.pass(Duration.ofMillis(2_399));
        assertThat(field.woken("wheat")).isEmpty();
        time.pass(Duration.ofMillis(1));
        assertThat(field.woken("wheat")).containsExactly(2_400L);
        time.pass(Duration.ofMinutes(5));
        assertThat(field.woken("wheat")).hasSize(1);
        assertThat(store.size()).isZero();
        assertThat(fired("done")).isEqualTo(1);
    }

    @Test
    void wakesAtTheStartWhatBecameDueBefore() {
        set("north", "wheat", -86_400_000);
        set("north", "rice", -1);
        schedule.start();
        time.settle();
        assertThat(field.woken.keySet()).containsExactly("wheat", "rice");
    }

    @Test
    void findsWithinAPollWhatWasSetElsewhere() {
        schedule.start();
        time.pass(Duration.ofMillis(500));
        set("north", "wheat", 0);
        time.pass(Duration.ofMillis(500));
        assertThat(field.woken("wheat")).containsExactly(1_000L);
    }

    @Test
    void whatWasSetHereIsExpected() {
        schedule.start();
        time.pass(Duration.ofMillis(500));
        set("north", "wheat", 100);
        schedule.expect(time.now() + 100_000);
        time.pass(Duration.ofMillis(500));
        assertThat(field.woken("wheat")).containsExactly(600L);
    }

    @Test
    void whatIsExpectedOftenMakesFewAlarms() {
        schedule.start();
        time.settle();
        for (int millis = 999; millis > 0; millis--) {
            schedule.expect(time.now() + millis * 1_000);
        }
        assertThat(time.alarms()).isLessThanOrEqualTo(51);
    }

    @Test
    void looksOncePerPollWhenThereIsNothing() {
        schedule.start();
        time.pass(Duration.ofSeconds(60));
        assertThat(store.looks).isBetween(60, 62);
        assertThat(time.alarms()).isEqualTo(1);
    }

    @Test
    void aClockThatIsPutBackHoldsNothingUp() {
        schedule.start();
        time.pass(Duration.ofMillis(300));
        time.put(Duration.ofHours(-1));
        set("north", "wheat", 100);
        schedule.expect(time.now() + 100_000);
        set("north", "rice", 1_500);
        time.pass(Duration.ofMillis(150));
        assertThat(field.woken("wheat")).hasSize(1);
        time.pass(Duration.ofMillis(1_350));
        assertThat(field.woken("rice")).hasSize(1);
    }

    @Test
    void nothingIsFoundTwiceAtOneTime() {
        CompletableFuture<Sleeper.Answer> answer = hangs("wheat");
        set("north", "wheat", 0);
        schedule.start();
        time.pass(Duration.ofSeconds(29));
        assertThat(field.woken("wheat")).hasSize(1);
        answer.complete(Sleeper.Answer.DONE);
        time.pass(Duration.ofMinutes(1));
        assertThat(field.woken("wheat")).hasSize(1);
        assertThat(store.size()).isZero();
    }

    @Test
    void noMoreThanSoManyAtOneTime() {
        List<CompletableFuture<Sleeper.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(hangs("field-" + i));
            set(i % 2 == 0 ? "north" : "south", "field-" + i, -30 + i);
        }
        schedule.start();
        time.settle();
        assertThat(field.woken).hasSize(4);
        // Ten are claimed, of which four are at work.
        assertThat(store.free(time.now())).isEqualTo(20);
        answers.get(0).complete(Sleeper.Answer.DONE);
        time.settle();
        assertThat(field.woken).hasSize(5);
        answers.forEach(answer -> answer.complete(Sleeper.Answer.DONE));
        time.settle();
        assertThat(field.woken).hasSize(30);
        assertThat(store.size()).isZero();
    }

    @Test
    void anOrganizationInWhichEverythingHangsLeavesRoomForTheOthers() {
        for (int i = 0; i < 40; i++) {
            hangs("stuck-" + i);
            set("north", "stuck-" + i, -1_000 + i);
        }
        for (int i = 0; i < 20; i++) {
            set("south", "field-" + i, 0);
        }
        schedule.start();
        time.settle();
        assertThat(field.woken.keySet().stream().filter(key -> key.startsWith("stuck")))
                .hasSize(3);
        assertThat(field.woken.keySet().stream().filter(key -> key.startsWith("field")))
                .hasSize(20);
    }

    @Test
    void manySlowWakeUpsOfOneScheduleDelayNoneOfTheOther() {
        WakeUp.Kind slow = new WakeUp.Kind("slow");
        List<String> begun = new ArrayList<>();
        Sleeper sleeper = new Sleeper() {
            @Override
            public WakeUp.Kind kind() {
                return slow;
            }

            @Override
            public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
                begun.add(wakeUp.key());
                return new CompletableFuture<>();
            }
        };
        for (int i = 0; i < 1_000; i++) {
            store.set(new WakeUp("north", slow, "slow-" + i, time.now() - 1_000_000));
        }
        for (int i = 1; i <= 5; i++) {
            set("north", "field-" + i, i * 1_000);
        }
        schedule(List.of(sleeper), Set.of(KIND)).start();
        Schedule other = schedule(List.of(field), Set.of(slow));
        other.start();
        time.pass(Duration.ofSeconds(6));
        assertThat(begun).hasSize(3);
        for (int i = 1; i <= 5; i++) {
            assertThat(field.woken("field-" + i)).containsExactly(i * 1_000L);
        }
        assertThat(fired("done")).isEqualTo(5);
        assertThat(lines("which this release does not know")).isZero();
    }

    @Test
    void whoFailsIsTriedAgainWithGrowingPausesAndHoldsUpNobody() {
        field.answers.put("rot", wakeUp -> CompletableFuture.failedStage(new IllegalStateException("no ground")));
        set("north", "rot", 0);
        for (int i = 1; i <= 20; i++) {
            set("north", "field-" + i, i * 1_000);
        }
        schedule.start();
        time.pass(Duration.ofMillis(20_500));
        // The first pause is a second, and each doubles to five at most.
        assertThat(field.woken("rot")).containsExactly(0L, 1_000L, 3_000L, 7_000L, 12_000L, 17_000L);
        for (int i = 1; i <= 20; i++) {
            assertThat(field.woken("field-" + i)).containsExactly(i * 1_000L);
        }
        assertThat(fired("failed")).isEqualTo(6);
        assertThat(lines(
                        "The wake-up rot of the kind crop of north has failed 2 times, the next attempt is in 2000 ms: "
                                + "java.lang.IllegalStateException: no ground"))
                .isEqualTo(1);
        field.answers.clear();
        time.pass(Duration.ofSeconds(5));
        assertThat(field.woken("rot")).hasSize(7);
        assertThat(store.size()).isZero();
    }

    @Test
    void whoThrowsOrAnswersNothingHasFailed() {
        field.answers.put("throws", wakeUp -> {
            throw new IllegalStateException("thrown");
        });
        field.answers.put("nothing", wakeUp -> CompletableFuture.completedStage(null));
        field.answers.put("no stage", wakeUp -> null);
        set("north", "throws", 0);
        set("north", "nothing", 0);
        set("north", "no stage", 0);
        schedule.start();
        time.settle();
        assertThat(fired("failed")).isEqualTo(3);
        field.answers.clear();
        time.pass(Duration.ofSeconds(1));
        assertThat(store.size()).isZero();
    }

    @Test
    void whoIsNotDueByItsOwnClockIsAskedAgainSoon() {
        field.answers.put("wheat", wakeUp -> CompletableFuture.completedStage(Sleeper.Answer.NOT_YET));
        set("north", "wheat", 0);
        schedule.start();
        time.pass(Duration.ofMillis(250));
        field.answers.clear();
        time.pass(Duration.ofMillis(100));
        assertThat(field.woken("wheat")).containsExactly(0L, 100L, 300L);
        assertThat(store.size()).isZero();
        assertThat(fired("not_yet")).isEqualTo(2);
        assertThat(fired("failed")).isZero();
    }

    @Test
    void whoTakesLongerThanItsClaimHasFailedAndGivesItsPlaceBack() {
        CompletableFuture<Sleeper.Answer> late = hangs("stuck");
        set("north", "stuck", 0);
        schedule.start();
        time.pass(Duration.ofMillis(30_500));
        assertThat(lines("no answer within 30 s")).isEqualTo(1);
        field.answers.clear();
        time.pass(Duration.ofSeconds(2));
        assertThat(field.woken("stuck")).containsExactly(0L, 31_000L);
        assertThat(store.size()).isZero();
        late.complete(Sleeper.Answer.DONE);
        time.pass(Duration.ofSeconds(2));
        assertThat(fired("done")).isEqualTo(1);
        assertThat(fired("failed")).isEqualTo(1);
    }

    @Test
    void whatIsSetAnewWhileItIsWokenIsWokenAgain() {
        CompletableFuture<Sleeper.Answer> wheat = hangs("wheat");
        CompletableFuture<Sleeper.Answer> rice = hangs("rice");
        set("north", "wheat", 0);
        set("north", "rice", 0);
        schedule.start();
        time.pass(Duration.ofMillis(1));
        set("north", "wheat", 5_000);
        set("north", "rice", 0);
        wheat.complete(Sleeper.Answer.DONE);
        rice.complete(Sleeper.Answer.DONE);
        time.pass(Duration.ofSeconds(6));
        assertThat(field.woken("wheat")).containsExactly(0L, 5_001L);
        assertThat(field.woken("rice")).containsExactly(0L, 1L);
        assertThat(store.size()).isZero();
    }

    @Test
    void whatOthersHaveInHandIsWrittenDownWhenTheyLetGo() {
        set("north", "wheat", 0);
        set("north", "rice", 0);
        store.held.add("wheat");
        schedule.start();
        time.pass(Duration.ofSeconds(10));
        assertThat(store.size()).isEqualTo(1);
        store.held.clear();
        time.pass(Duration.ofMillis(20));
        assertThat(store.size()).isZero();
        assertThat(field.woken("wheat")).hasSize(1);
    }

    @Test
    void aKindThatNobodyHereKnowsIsLeftAloneAndSaidOnce() {
        store.set(new WakeUp("north", new WakeUp.Kind("later"), "1", time.now() + 90_000_000));
        store.set(new WakeUp("south", new WakeUp.Kind("later"), "2", time.now()));
        schedule.start();
        time.pass(Duration.ofMinutes(10));
        assertThat(store.size()).isEqualTo(2);
        assertThat(store.free(time.now())).isEqualTo(2);
        assertThat(lines("Wake-ups of the kind later are due, which this release does not know"))
                .isEqualTo(1);
    }

    @Test
    void aNodeThatKnowsNobodyToWakeClaimsNothing() {
        set("north", "wheat", 0);
        Schedule none = schedule(List.of());
        none.start();
        none.expect(time.now());
        time.pass(Duration.ofMinutes(1));
        assertThat(store.looks).isZero();
        assertThat(lines("Wake-ups of the kind crop are due")).isEqualTo(1);
    }

    @Test
    void twoForOneKindAreRefused() {
        assertThatThrownBy(() -> schedule(List.of(field, new Field()))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void goesOnWhenTheDatabaseIsBackAndForgetsNothing() {
        CompletableFuture<Sleeper.Answer> wheat = hangs("wheat");
        set("north", "wheat", 0);
        schedule.start();
        time.settle();
        store.away = true;
        wheat.complete(Sleeper.Answer.DONE);
        set("north", "rice", 100);
        time.pass(Duration.ofSeconds(10));
        assertThat(field.woken("rice")).isEmpty();
        assertThat(store.size()).isEqualTo(2);
        assertThat(lines("The schedule cannot go on now: java.sql.SQLException: away"))
                .isEqualTo(1);
        store.away = false;
        time.pass(Duration.ofSeconds(1));
        assertThat(field.woken("rice")).hasSize(1);
        assertThat(field.woken("wheat")).hasSize(1);
        assertThat(store.size()).isZero();
        assertThat(lines("The schedule goes on")).isEqualTo(1);
    }

    @Test
    void whoStopsGivesBackWhatItHasNotBegunWithAndWaitsForTheRest() {
        List<CompletableFuture<Sleeper.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            answers.add(hangs("field-" + i));
            set("north-" + i, "field-" + i, -12 + i);
        }
        schedule.start();
        time.settle();
        assertThat(field.woken).hasSize(4);
        schedule.stop();
        time.pass(Duration.ofSeconds(2));
        assertThat(store.free(time.now())).isEqualTo(8);
        answers.forEach(answer -> answer.complete(Sleeper.Answer.DONE));
        time.pass(Duration.ofSeconds(10));
        assertThat(field.woken).hasSize(4);
        assertThat(store.size()).isEqualTo(8);
        assertThat(schedule.finish()).isCompleted();
        assertThat(lines("have not ended")).isZero();
        time.pass(Duration.ofSeconds(10));
        assertThat(time.alarms()).isZero();
    }

    @Test
    void whoStopsDoesNotWaitForEver() {
        hangs("stuck");
        set("north", "stuck", 0);
        schedule.start();
        time.settle();
        schedule.finish().toCompletableFuture().join();
        assertThat(lines("1 wake-ups have not ended before the node; they are fired again within 30 s"))
                .isEqualTo(1);
        time.pass(Duration.ofMinutes(1));
        assertThat(store.free(time.now())).isEqualTo(1);
        assertThat(field.woken("stuck")).hasSize(1);
    }
}
