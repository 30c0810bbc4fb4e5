package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.AuctionPrice;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.lots.matching.Match;
import io.mandi.http.desk.MatchView;
import io.mandi.persistence.history.PostgresOrderChanges.Change;
import io.mandi.persistence.history.PostgresOrderChanges.Look;
import io.mandi.persistence.history.PostgresOrderChanges.Mark;
import io.mandi.persistence.history.PostgresOrderChanges.Page;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.log.LogGrown;
import io.mandi.persistence.log.LogPosition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed of one organisation, over a trail that the test plays: each event is a trade of the partner "even" or "odd". */
class OwnFeedTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final BookId BOOK = new BookId("demo", "COTTON");
    private static final int RESUMED_EVENTS = 2_000;

    private volatile long head;
    private volatile boolean broken;
    private final AtomicInteger listsBehind = new AtomicInteger();
    private ActorRef<OwnFeed.Message> feed;
    private ActorRef<LogGrown> news;

    private final OwnFeed.Source source = new OwnFeed.Source() {
        @Override
        public CompletionStage<Look<Long>> head(Optional<Mark> earlier) {
            return found(head, earlier);
        }

        @Override
        public CompletionStage<Look<Page>> behind(long position, int limit, Optional<Mark> earlier) {
            if (broken) {
                return CompletableFuture.failedStage(new IllegalStateException("the database is away"));
            }
            long last = Math.min(head, position + limit);
            List<Change> changes = LongStream.rangeClosed(position + 1, last)
                    .mapToObj(at -> new Change(at, List.of(), List.of(trade(at)), List.of()))
                    .toList();
            return found(new Page(changes, last), earlier);
        }

        /** Finds nothing as often as the test says, and then only who brings the mark. */
        private <T> CompletionStage<Look<T>> found(T what, Optional<Mark> earlier) {
            return CompletableFuture.completedStage(
                    listsBehind.getAndUpdate(times -> Math.max(0, times - 1)) > 0
                            ? new Look.NotYet<>(earlier.orElse(new Mark(head, LogPosition.START)))
                            : new Look.Seen<>(what));
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
    };

    private static Listed<Deal> trade(long number) {
        Trade trade = new Trade(number, number, 1, 1, Side.BUY, 1, 2, 0);
        return new Listed<>(BOOK, null, new Deal(trade, "taker", number % 2 == 0 ? "even" : "odd"));
    }

    private static final ItemWriter ITEMS = new ItemWriter() {
        @Override
        public void order(JsonGenerator out, BookId book, Instrument instrument, OrderState order) {
            throw new AssertionError("there are no orders here");
        }

        @Override
        public void auction(JsonGenerator out, BookId book, Instrument instrument, Optional<AuctionPrice> auction) {
            throw new AssertionError("there are no books here");
        }

        @Override
        public void match(JsonGenerator out, MatchView match, Optional<String> partner) {
            throw new AssertionError("there are no matches here");
        }

        @Override
        public void trade(JsonGenerator out, BookId book, Instrument instrument, Trade trade) throws IOException {
            BookFeedTest.ITEMS.trade(out, book, instrument, trade);
        }
    };

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        TestProbe<ActorRef<LogGrown>> subscribed = KIT.createTestProbe();
        feed = KIT.spawn(OwnFeed.create(
                "demo",
                source,
                NodeSettings.from(new Environment(Map.of("STREAM_RESUME_EVENTS", Integer.toString(RESUMED_EVENTS))))
                        .stream(),
                ITEMS,
                follower -> subscribed.ref().tell(follower)));
        news = subscribed.receiveMessage();
    }

    private Told join(String partner, OptionalLong after) {
        Told told = new Told();
        feed.tell(new OwnFeed.Join(
                told, new Channel(ChannelKind.OWN_TRADES, Optional.empty(), Optional.of(partner)), after));
        return told;
    }

    private void grow(long by) {
        head += by;
        news.tell(new LogGrown(0xFFFF));
    }

    private static void assertChanges(Told told, long previous, long... sequences) {
        long before = previous;
        for (long sequence : sequences) {
            JsonNode change = told.next("change");
            assertThat(change.path("previous").longValue()).isEqualTo(before);
            assertThat(change.path("sequence").longValue()).isEqualTo(sequence);
            before = sequence;
        }
    }

    @Test
    void tellsEachPartnerItsOwnAndEachChangeWithTheOneBefore() {
        head = 10;
        Told even = join("even", OptionalLong.empty());
        Told odd = join("odd", OptionalLong.empty());
        even.joinedAs(false);
        assertThat(even.next("snapshot").path("sequence").longValue()).isEqualTo(10);
        odd.joinedAs(false);
        odd.next("snapshot");
        grow(5);
        assertChanges(even, 10, 12, 14);
        assertChanges(odd, 10, 11, 13, 15);
    }

    @Test
    void waitsForTheListsAndLosesNothing() {
        head = 4;
        listsBehind.set(3);
        Told told = join("even", OptionalLong.empty());
        told.joinedAs(false);
        told.next("snapshot");
        listsBehind.set(3);
        grow(4);
        assertChanges(told, 4, 6, 8);
    }

    @Test
    void goesOnBehindANumberOverManyPagesWhileOthersAreUpToDate() {
        head = RESUMED_EVENTS;
        Told live = join("odd", OptionalLong.empty());
        live.joinedAs(false);
        live.next("snapshot");
        Told back = join("even", OptionalLong.of(0));
        back.joinedAs(true);
        grow(1);
        assertChanges(
                back,
                0,
                LongStream.rangeClosed(1, RESUMED_EVENTS / 2).map(i -> 2 * i).toArray());
        assertChanges(live, RESUMED_EVENTS, RESUMED_EVENTS + 1);
        grow(1);
        assertChanges(back, RESUMED_EVENTS, RESUMED_EVENTS + 2);
    }

    @Test
    void beginsAnewWhenTooMuchWasMissedOrTheNumberIsNotOfThisTrail() {
        head = RESUMED_EVENTS + 5;
        for (long after : new long[] {4, head + 1}) {
            Told told = join("even", OptionalLong.of(after));
            told.joinedAs(false);
            told.notice(Notice.NOT_RESUMED);
            told.next("snapshot");
        }
        join("even", OptionalLong.of(5)).joinedAs(true);
    }

    @Test
    void saysWhenTheTrailCannotBeReadAndGoesOnWithoutAGap() {
        head = 2;
        Told told = join("even", OptionalLong.empty());
        told.joinedAs(false);
        told.next("snapshot");
        broken = true;
        grow(2);
        told.notice(Notice.STALE);
        broken = false;
        told.notice(Notice.CURRENT);
        assertChanges(told, 2, 4);
    }
}
