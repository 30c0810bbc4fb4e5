package io.mandi.http.stream;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The feeds of organisations, of which one may die. */
class OwnFeedsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private volatile boolean broken;
    private final ActorRef<OwnFeeds.Message> feeds = KIT.spawn(OwnFeeds.create(
            organization -> new OwnFeed.Source() {
                @Override
                public CompletionStage<Look<Long>> head(Optional<Mark> earlier) {
                    if (broken) {
                        throw new IllegalStateException("as the test wants it");
                    }
                    return CompletableFuture.completedStage(new Look.Seen<>(3L));
                }

                @Override
                public CompletionStage<Look<Page>> behind(long position, int limit, Optional<Mark> earlier) {
                    return CompletableFuture.completedStage(new Look.Seen<>(new Page(List.of(), position)));
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
            BookFeedTest.ITEMS));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Told join() {
        Told told = new Told();
        feeds.tell(new OwnFeeds.Join(
                "demo",
                new Channel(ChannelKind.OWN_TRADES, Optional.empty(), Optional.empty()),
                OptionalLong.empty(),
                told));
        return told;
    }

    private Told joined() {
        Told told = join();
        told.joinedAs(false);
        told.next("snapshot");
        return told;
    }

    @Test
    void tellsSubscribersThatTheirFeedHasDiedAndBeginsAnew() {
        Told told = joined();
        broken = true;
        Told last = join();
        told.refusedWith("unavailable");
        last.refusedWith("unavailable");
        broken = false;
        feeds.tell(new OwnFeeds.Leave("demo", told));
        joined();
    }
}
