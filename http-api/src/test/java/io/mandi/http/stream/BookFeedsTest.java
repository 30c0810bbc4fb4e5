package io.mandi.http.stream;

import io.mandi.engine.actor.BookNews;
import io.mandi.engine.book.BookView;
import io.mandi.engine.id.BookId;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which books a node follows, and for how long. */
class BookFeedsTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    /** As in the settings of {@link BookFeedTest}. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final TestProbe<Object> source = KIT.createTestProbe();
    private ActorRef<BookFeeds.Message> feeds;
    private volatile boolean open = true;
    private volatile boolean broken;

    private record Left(BookId book) {}

    private record Began(BookId book) {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        feeds = KIT.spawn(
                BookFeeds.create(this::source, BookFeedTest.settings("STREAM_MAX_BOOKS", "4"), BookFeedTest.ITEMS));
    }

    private BookFeed.Source source(BookId book, Runnable unknown) {
        return new BookFeed.Source() {
            @Override
            public void ask(long seen, ActorRef<BookNews> replyTo) {
                if (broken) {
                    throw new IllegalStateException("as the test wants it");
                }
                if (seen < 0) {
                    source.ref().tell(new Began(book));
                    replyTo.tell(new BookNews.Whole(open ? BookFeedTest.view(1) : BookView.EMPTY));
                }
            }

            @Override
            public void leave(ActorRef<BookNews> follower) {
                source.ref().tell(new Left(book));
            }

            @Override
            public void unknown() {
                unknown.run();
            }
        };
    }

    private static BookId book(String symbol) {
        return new BookId("demo", symbol);
    }

    private Told join(String symbol) {
        return join(book(symbol));
    }

    private Told join(BookId book) {
        Told told = new Told();
        feeds.tell(new BookFeeds.Join(book, ChannelKind.BOOK, OptionalLong.empty(), told));
        return told;
    }

    private void leave(String symbol, Told told) {
        feeds.tell(new BookFeeds.Leave(book(symbol), told));
    }

    private Told joined(String symbol) {
        return joined(book(symbol));
    }

    private Told joined(BookId book) {
        Told told = join(book);
        told.joinedAs(false);
        told.next("snapshot");
        return told;
    }

    @Test
    void followsABookOnceForAllAndForAWhileAfterTheLastHasLeft() {
        Told one = joined("A");
        source.expectMessage(new Began(book("A")));
        Told other = joined("A");
        leave("A", one);
        TIME.timePasses(LINGER.multipliedBy(2));
        leave("A", other);
        TIME.expectNoMessageFor(LINGER.minusSeconds(1), source);
        Told back = joined("A");
        TIME.expectNoMessageFor(LINGER.multipliedBy(2), source);
        leave("A", back);
        // Twice the same, as of a client that was refused and then went.
        leave("A", back);
        source.expectNoMessage(Duration.ofMillis(50));
        TIME.timePasses(LINGER);
        source.expectMessage(new Left(book("A")));
    }

    @Test
    void givesAnOrganizationHalfOfThePlacesAndThatOfABookNobodyLooksAtToTheNext() {
        Told one = joined("A");
        joined("B");
        join("C").refusedWith("too_many_books");
        source.expectMessage(new Began(book("A")));
        source.expectMessage(new Began(book("B")));
        leave("A", one);
        joined("C");
        source.expectMessage(new Left(book("A")));
        source.expectMessage(new Began(book("C")));
        join("A").refusedWith("too_many_books");
        // It was left; that it lingered is forgotten.
        TIME.expectNoMessageFor(LINGER.multipliedBy(2), source);
    }

    @Test
    void followsNoMoreBooksThanItMayAndFirstLeavesTheOneNobodyHasLookedAtForLongest() {
        BookId[] others = {
            new BookId("one", "A"), new BookId("one", "B"), new BookId("two", "A"), new BookId("two", "B")
        };
        Told first = joined(others[0]);
        Told second = joined(others[1]);
        joined(others[2]);
        joined(others[3]);
        for (BookId other : others) {
            source.expectMessage(new Began(other));
        }
        join("A").refusedWith("too_many_books");
        feeds.tell(new BookFeeds.Leave(others[1], second));
        feeds.tell(new BookFeeds.Leave(others[0], first));
        joined("A");
        source.expectMessage(new Left(others[1]));
        source.expectMessage(new Began(book("A")));
        joined(others[0]);
        join("B").refusedWith("too_many_books");
    }

    @Test
    void tellsSubscribersThatTheirFeedHasDiedAndBeginsAnew() {
        Told told = joined("A");
        source.expectMessage(new Began(book("A")));
        broken = true;
        TIME.timePasses(Duration.ofSeconds(1));
        told.refusedWith("unavailable");
        broken = false;
        leave("A", told);
        joined("A");
        source.expectMessage(new Began(book("A")));
    }

    @Test
    void keepsNoPlaceForBooksThatNeverWere() {
        open = false;
        for (int i = 0; i < 5; i++) {
            Told told = join("NEVER-" + i);
            told.refusedWith("not_found");
            source.expectMessage(new Began(book("NEVER-" + i)));
            leave("NEVER-" + i, told);
            source.expectMessage(new Left(book("NEVER-" + i)));
        }
    }
}
