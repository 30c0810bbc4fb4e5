package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.lots.matching.Match;
import io.mandi.http.desk.MatchView;
import io.mandi.persistence.history.PostgresOrderChanges.Look;
import io.mandi.persistence.history.PostgresOrderChanges.Mark;
import io.mandi.persistence.history.PostgresOrderChanges.Page;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.log.LogPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the feed of an organisation does while the lists of orders are behind its trail. The test answers each look. */
class OwnFeedBehindTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final Mark MARK = new Mark(7, LogPosition.START);
    /** Milliseconds; about five seconds together. */
    private static final int[] PAUSES = {20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000, 1_000};

    private record Asked<T>(Optional<Mark> earlier, CompletableFuture<Look<T>> answer) {}

    private final TestProbe<Asked<Long>> heads = KIT.createTestProbe();
    private final TestProbe<Asked<Page>> pages = KIT.createTestProbe();
    private final ActorRef<OwnFeed.Message> feed = KIT.spawn(OwnFeed.create(
            "demo",
            new OwnFeed.Source() {
                @Override
                public CompletionStage<Look<Long>> head(Optional<Mark> earlier) {
                    return ask(heads, earlier);
                }

                @Override
                public CompletionStage<Look<Page>> behind(long position, int limit, Optional<Mark> earlier) {
                    return ask(pages, earlier);
                }

                @Override
                public CompletionStage<List<Listed<OrderState>>> openOrders(Optional<String> partner, int limit) {
                    return CompletableFuture.completedStage(List.of());
                }

                @Override
                public CompletionStage<List<Listed<Deal>>> trades(Optional<String> partner, int limit) {
                    return CompletableFuture.completedStage(List.of());
                }

                @Override
                public CompletionStage<List<Match>> matches(Optional<String> partner, int limit) {
                    return CompletableFuture.completedStage(List.of());
                }

                @Override
                public CompletionStage<List<MatchView>> views(List<Match> matches) {
                    return CompletableFuture.completedStage(List.of());
                }
            },
            NodeSettings.from(new Environment(Map.of())).stream(),
            BookFeedTest.ITEMS,
            follower -> {}));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static <T> CompletionStage<Look<T>> ask(TestProbe<Asked<T>> probe, Optional<Mark> earlier) {
        CompletableFuture<Look<T>> answer = new CompletableFuture<>();
        probe.ref().tell(new Asked<>(earlier, answer));
        return answer;
    }

    private Told join() {
        Told told = new Told();
        feed.tell(new OwnFeed.Join(
                told,
                new Channel(ChannelKind.OWN_TRADES, Optional.empty(), Optional.of("mill")),
                OptionalLong.empty()));
        return told;
    }

    private Told joined() {
        Told told = join();
        heads.receiveMessage().answer().complete(new Look.Seen<>(4L));
        told.joinedAs(false);
        told.next("snapshot");
        return told;
    }

    /** What is behind it in the line has been done when somebody has come. */
    private void settled() {
        join();
        heads.receiveMessage();
    }

    private static <T> Asked<T> askedAfter(Duration pause, TestProbe<Asked<T>> probe) {
        TIME.expectNoMessageFor(pause.minus(INSTANT), probe);
        TIME.timePasses(INSTANT);
        Asked<T> asked = probe.receiveMessage();
        assertThat(asked.earlier()).hasValue(MARK);
        return asked;
    }

    @Test
    void asksTheListsAfterEverLongerPausesAndThenSaysThatTheyAreBehind() {
        Told told = joined();
        Asked<Page> asked = pages.receiveMessage();
        assertThat(asked.earlier()).isEmpty();
        for (int pause : PAUSES) {
            asked.answer().complete(new Look.NotYet<>(MARK));
            settled();
            assertThat(told.isEmpty()).isTrue();
            asked = askedAfter(Duration.ofMillis(pause), pages);
        }
        asked.answer().complete(new Look.NotYet<>(MARK));
        told.notice(Notice.STALE);
        join().refusedWith("unavailable");

        asked = askedAfter(Duration.ofSeconds(1), pages);
        asked.answer().complete(new Look.NotYet<>(MARK));
        join().refusedWith("unavailable");
        assertThat(told.isEmpty()).as("it is told once").isTrue();

        asked = askedAfter(Duration.ofSeconds(1), pages);
        asked.answer().complete(new Look.Seen<>(new Page(List.of(), MARK.position())));
        told.notice(Notice.CURRENT);
        joined();
        // The next time it begins with the shortest pause again.
        asked = pages.receiveMessage();
        asked.answer().complete(new Look.NotYet<>(MARK));
        settled();
        askedAfter(Duration.ofMillis(PAUSES[0]), pages);
    }

    @Test
    void refusesWhoHasWaitedForTheListsInVain() {
        Told told = join();
        Asked<Long> asked = heads.receiveMessage();
        for (int pause : PAUSES) {
            asked.answer().complete(new Look.NotYet<>(MARK));
            settled();
            asked = askedAfter(Duration.ofMillis(pause), heads);
        }
        assertThat(told.isEmpty()).isTrue();
        asked.answer().complete(new Look.NotYet<>(MARK));
        told.refusedWith("unavailable");
        joined();
    }
}
