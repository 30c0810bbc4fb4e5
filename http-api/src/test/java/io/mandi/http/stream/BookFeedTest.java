package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.actor.BookNews;
import io.mandi.engine.book.AuctionPrice;
import io.mandi.engine.book.BookChange;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.BookView.Level;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.http.desk.MatchView;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed of one book, with a book that the test plays itself. */
class BookFeedTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final BookId BOOK = new BookId("demo", "COTTON");
    private static final int WINDOW = 3;

    static final ItemWriter ITEMS = new ItemWriter() {
        @Override
        public void order(JsonGenerator out, BookId book, Instrument instrument, OrderState order) {
            throw new AssertionError("a book's feed tells no orders");
        }

        @Override
        public void auction(JsonGenerator out, BookId book, Instrument instrument, Optional<AuctionPrice> auction)
                throws IOException {
            out.writeNull();
        }

        @Override
        public void match(JsonGenerator out, MatchView match, Optional<String> partner) {
            throw new AssertionError("there are no matches here");
        }

        @Override
        public void trade(JsonGenerator out, BookId book, Instrument instrument, Trade trade) throws IOException {
            out.writeStartObject();
            out.writeStringField("id", "trd_" + trade.id());
            out.writeNumberField("sequence", trade.sequence());
            out.writeStringField("instrument", book.symbol());
            out.writeStringField("price", "1");
            out.writeStringField("quantity", "1");
            out.writeStringField("taker_side", "BUY");
            out.writeStringField("taker_order_id", "ord_1");
            out.writeStringField("maker_order_id", "ord_2");
            out.writeStringField("executed_at", "2026-01-01T00:00:00Z");
            out.writeEndObject();
        }
    };

    private final TestProbe<Object> source = KIT.createTestProbe();
    private ActorRef<BookFeed.Message> feed;
    private ActorRef<BookNews> news;

    private record Asked(long seen, ActorRef<BookNews> replyTo) {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** A feed that asks at once, and keeps little, but for what a test says. */
    static StreamSettings settings(String... namesAndValues) {
        Map<String, String> variables =
                new HashMap<>(Map.of("STREAM_WINDOW", Integer.toString(WINDOW), "STREAM_BOOK_PACE", "0ms"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return NodeSettings.from(new Environment(variables)).stream();
    }

    @BeforeEach
    void start() {
        start(settings());
    }

    private void startAnew(StreamSettings settings) {
        feed.tell(BookFeed.Stop.INSTANCE);
        source.expectMessage("left");
        start(settings);
    }

    private void start(StreamSettings settings) {
        feed = KIT.spawn(BookFeed.create(
                BOOK,
                new BookFeed.Source() {
                    @Override
                    public void ask(long seen, ActorRef<BookNews> replyTo) {
                        source.ref().tell(new Asked(seen, replyTo));
                    }

                    @Override
                    public void leave(ActorRef<BookNews> follower) {
                        source.ref().tell("left");
                    }

                    @Override
                    public void unknown() {
                        source.ref().tell("unknown");
                    }
                },
                settings,
                ITEMS));
        news = asked(-1);
    }

    private ActorRef<BookNews> asked(long seen) {
        Asked asked = source.expectMessageClass(Asked.class);
        assertThat(asked.seen()).isEqualTo(seen);
        return asked.replyTo();
    }

    private static Instrument instrument() {
        return new Instrument(
                "COTTON",
                "Cotton",
                Optional.empty(),
                "INR",
                "BALE",
                "CANDY",
                new Decimal(50, 2),
                new Decimal(1, 0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A book with one bid of as many lots as its sequence says. */
    private static BookView view(long sequence, long firstTrade, long lastTrade) {
        List<Trade> trades = LongStream.rangeClosed(firstTrade, lastTrade)
                .mapToObj(number -> new Trade(1_000 + number, number, 5, 1, Side.BUY, 1, 2, 0))
                .toList()
                .reversed();
        return new BookView(
                Optional.of(instrument()),
                1,
                sequence,
                List.of(new Level(10, sequence, 1)),
                List.of(),
                OptionalLong.empty(),
                1,
                trades);
    }

    static BookView view(long sequence) {
        return view(sequence, 1, 0);
    }

    private void whole(BookView view) {
        news.tell(new BookNews.Whole(view));
        asked(view.sequence());
    }

    private void changed(BookView before, BookView after) {
        news.tell(new BookNews.Changed(BookChange.between(before, after)));
        asked(after.sequence());
    }

    private Told join(ChannelKind kind, OptionalLong after) {
        Told told = new Told();
        feed.tell(new BookFeed.Join(told, kind, after));
        return told;
    }

    private Told join(ChannelKind kind) {
        Told told = join(kind, OptionalLong.empty());
        told.joinedAs(false);
        return told;
    }

    private Told bookFrom(long sequence) {
        whole(view(sequence));
        Told told = join(ChannelKind.BOOK);
        assertThat(told.next("snapshot").path("sequence").longValue()).isEqualTo(sequence);
        return told;
    }

    private static void assertChange(JsonNode change, long previous, long sequence) {
        assertThat(change.path("previous").longValue()).isEqualTo(previous);
        assertThat(change.path("sequence").longValue()).isEqualTo(sequence);
    }

    @Test
    void letsWhoComesWaitForTheBookAndThenTellsItsChanges() {
        Told told = join(ChannelKind.BOOK, OptionalLong.empty());
        whole(view(1));
        told.joinedAs(false);
        assertThat(told.next("snapshot").at("/bids/0/1").textValue()).isEqualTo("1");
        changed(view(1), view(4));
        JsonNode change = told.next("change");
        assertChange(change, 1, 4);
        assertThat(change.at("/bids/0/1").textValue()).isEqualTo("4");
    }

    private static BookView inPhase(long sequence, Phase phase) {
        BookView view = view(sequence);
        return new BookView(
                view.instrument(),
                view.instrumentVersion(),
                sequence,
                view.bids(),
                view.asks(),
                view.lastPrice(),
                view.openOrders(),
                view.trades(),
                new PhaseState(phase, OptionalLong.empty()),
                Optional.empty());
    }

    @Test
    void tellsThePhaseInEachMessage() {
        whole(inPhase(1, Phase.HALTED));
        Told told = join(ChannelKind.BOOK);
        assertThat(told.next("snapshot").path("phase").textValue()).isEqualTo("HALTED");
        changed(inPhase(1, Phase.HALTED), inPhase(2, Phase.AUCTION));
        JsonNode change = told.next("change");
        assertThat(change.path("phase").textValue()).isEqualTo("AUCTION");
        assertThat(change.path("auction").isNull()).isTrue();
    }

    /** What is behind it in the line has been done when somebody has come. */
    private void settled() {
        join(ChannelKind.TICKER).next("snapshot");
    }

    @Test
    void pausesBetweenAnAnswerAndTheNextQuestion() {
        startAnew(settings("STREAM_BOOK_PACE", "25ms"));
        news.tell(new BookNews.Whole(view(1)));
        settled();
        TIME.expectNoMessageFor(Duration.ofMillis(24), source);
        TIME.timePasses(Duration.ofMillis(1));
        asked(1);
        Told told = join(ChannelKind.BOOK);
        told.next("snapshot");
        // While it is not asked the book goes on, and tells it in one.
        news.tell(new BookNews.Changed(BookChange.between(view(1), view(7))));
        assertChange(told.next("change"), 1, 7);
        settled();
        TIME.expectNoMessageFor(Duration.ofMillis(24), source);
        TIME.timePasses(Duration.ofMillis(1));
        asked(7);
        TIME.expectNoMessageFor(Duration.ofMillis(500), source);
    }

    @Test
    void aTurnWithinThePauseAsksForBoth() {
        startAnew(settings("STREAM_BOOK_PACE", "1s"));
        TIME.timePasses(Duration.ofMillis(500));
        news.tell(new BookNews.Whole(view(1)));
        settled();
        TIME.timePasses(Duration.ofMillis(500));
        asked(1);
        TIME.expectNoMessageFor(Duration.ofMillis(900), source);
    }

    @Test
    void makesAChangeLikeAnyOtherOfABookThatHasMoved() {
        Told told = bookFrom(1);
        news.tell(new BookNews.Moved());
        TIME.timePasses(Duration.ofSeconds(1));
        asked(1);
        whole(view(9));
        assertChange(told.next("change"), 1, 9);
    }

    @Test
    void passesOverAChangeThatDoesNotFit() {
        Told told = bookFrom(5);
        news.tell(new BookNews.Changed(BookChange.between(view(2), view(3))));
        changed(view(5), view(6));
        assertChange(told.next("change"), 5, 6);
    }

    @Test
    void saysSoWhenTradesAreMissing() {
        whole(view(1, 1, 2));
        Told told = join(ChannelKind.TRADES);
        assertThat(told.next("snapshot").path("trades")).hasSize(2);
        changed(view(1, 1, 2), view(2, 2, 3));
        assertChange(told.next("change"), 2, 3);
        changed(view(2, 1, 3), view(3, 6, 7));
        told.notice(Notice.GAP);
        JsonNode snapshot = told.next("snapshot");
        assertThat(snapshot.path("sequence").longValue()).isEqualTo(7);
        assertThat(snapshot.at("/trades/0/sequence").longValue()).isEqualTo(6);
        changed(view(3, 6, 7), view(4, 7, 8));
        assertChange(told.next("change"), 7, 8);
    }

    @Test
    void saysSoWhenTheBookHasGoneBack() {
        Told told = bookFrom(8);
        whole(view(3));
        told.notice(Notice.GAP);
        assertThat(told.next("snapshot").path("sequence").longValue()).isEqualTo(3);
    }

    @Test
    void keepsTheLastChangesAndNoMore() {
        bookFrom(1);
        for (int sequence = 1; sequence <= 4; sequence++) {
            changed(view(sequence), view(sequence + 1));
        }
        Told back = join(ChannelKind.BOOK, OptionalLong.of(2));
        back.joinedAs(true);
        assertChange(back.next("change"), 2, 3);
        assertChange(back.next("change"), 3, 4);
        assertChange(back.next("change"), 4, 5);
        Told now = join(ChannelKind.BOOK, OptionalLong.of(5));
        now.joinedAs(true);
        Told late = join(ChannelKind.BOOK, OptionalLong.of(1));
        late.joinedAs(false);
        late.notice(Notice.NOT_RESUMED);
        late.next("snapshot");
        assertThat(now.isEmpty()).isTrue();
    }

    /** A book with so many levels, all of a quantity that the sequence says. */
    private static BookView wide(long sequence, int levels) {
        return new BookView(
                Optional.of(instrument()),
                1,
                sequence,
                LongStream.range(0, levels)
                        .mapToObj(level -> new Level(100_000 - level, sequence, 1))
                        .toList(),
                List.of(),
                OptionalLong.empty(),
                levels,
                List.of());
    }

    private void wideBookUpTo(long sequence, int levels) {
        whole(wide(1, levels));
        for (int at = 1; at < sequence; at++) {
            changed(wide(at, levels), wide(at + 1, levels));
        }
    }

    private void assertResumed(ChannelKind kind, long after) {
        Told told = join(kind, OptionalLong.of(after));
        told.joinedAs(true);
        told.next("change");
    }

    private void assertNotResumed(ChannelKind kind, long after) {
        Told told = join(kind, OptionalLong.of(after));
        told.joinedAs(false);
        told.notice(Notice.NOT_RESUMED);
        told.next("snapshot");
        assertThat(told.isEmpty()).isTrue();
    }

    /** A change of a thousand levels has some 16,000 bytes; those of a trade are some 250. */
    @Test
    void beginsAnewRatherThanWithMoreThanAClientCanTakeAtOnce() {
        startAnew(settings("STREAM_WINDOW", "1000", "STREAM_BUFFER_BYTES", "200000"));
        wideBookUpTo(6, 1_000);
        assertNotResumed(ChannelKind.BOOK, 2);
        assertResumed(ChannelKind.BOOK, 4);
        startAnew(settings("STREAM_WINDOW", "1000", "STREAM_BUFFER_BYTES", "200000"));
        whole(view(1, 1, 500));
        assertNotResumed(ChannelKind.TRADES, 100);
        assertResumed(ChannelKind.TRADES, 400);
    }

    @Test
    void keepsChangesAndTradesUpToSoManyBytes() {
        startAnew(settings("STREAM_WINDOW", "100000", "STREAM_BUFFER_BYTES", "100000000"));
        wideBookUpTo(30, 1_000);
        assertNotResumed(ChannelKind.BOOK, 5);
        assertResumed(ChannelKind.BOOK, 20);
        startAnew(settings("STREAM_WINDOW", "100000", "STREAM_BUFFER_BYTES", "100000000"));
        whole(view(1, 1, 2_000));
        changed(view(1, 1_999, 2_000), view(2, 2_000, 2_001));
        assertNotResumed(ChannelKind.TRADES, 2_001 - 1_025);
        assertResumed(ChannelKind.TRADES, 2_001 - 1_024);
    }

    @Test
    void showsTheLastHundredTradesFirst() {
        startAnew(settings("STREAM_WINDOW", "1000"));
        whole(view(1, 1, 300));
        JsonNode snapshot = join(ChannelKind.TRADES).next("snapshot");
        assertThat(snapshot.path("trades")).hasSize(100);
        assertThat(snapshot.at("/trades/0/sequence").longValue()).isEqualTo(201);
        assertThat(snapshot.path("sequence").longValue()).isEqualTo(300);
    }

    @Test
    void saysWhenTheBookDoesNotAnswerAndWhenItDoesAgain() {
        Told told = bookFrom(1);
        for (int second = 0; second < 5; second++) {
            TIME.timePasses(Duration.ofSeconds(1));
            asked(1);
        }
        told.notice(Notice.STALE);
        Told late = join(ChannelKind.BOOK, OptionalLong.empty());
        late.joinedAs(false);
        late.next("snapshot");
        late.notice(Notice.STALE);
        news.tell(new BookNews.Unchanged());
        told.notice(Notice.CURRENT);
        late.notice(Notice.CURRENT);
        changed(view(1), view(2));
        assertChange(told.next("change"), 1, 2);
    }

    @Test
    void refusesWhoHasWaitedInVain() {
        Told told = join(ChannelKind.TICKER, OptionalLong.empty());
        for (int second = 0; second < 5; second++) {
            TIME.timePasses(Duration.ofSeconds(1));
            asked(-1);
        }
        told.refusedWith("unavailable");
    }

    @Test
    void saysWhenTheBookIsDamagedAndRefusesWhoComesThen() {
        Told told = bookFrom(1);
        news.tell(new BookNews.Unreadable());
        told.notice(Notice.BOOK_QUARANTINED);
        join(ChannelKind.BOOK, OptionalLong.empty()).refusedWith("book_quarantined");
        changed(view(1), view(2));
        told.notice(Notice.CURRENT);
        assertChange(told.next("change"), 1, 2);
    }

    @Test
    void refusesABookThatWasNeverOpened() {
        whole(BookView.EMPTY);
        join(ChannelKind.BOOK, OptionalLong.empty()).refusedWith("not_found");
        source.expectMessage("unknown");
    }

    @Test
    void tellsTheTickerWhenItChangesAndNotOtherwise() {
        whole(view(1));
        Told told = join(ChannelKind.TICKER);
        told.next("snapshot");
        BookView deeper = new BookView(
                Optional.of(instrument()),
                1,
                2,
                List.of(new Level(10, 1, 1), new Level(9, 5, 1)),
                List.of(),
                OptionalLong.empty(),
                2,
                List.of());
        changed(view(1), deeper);
        changed(deeper, view(3));
        assertChange(told.next("change"), 1, 3);
    }

    @Test
    void leavesTheBookWhenItStops() {
        bookFrom(1);
        feed.tell(BookFeed.Stop.INSTANCE);
        source.expectMessage("left");
    }
}
