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
    private boolean open = true;

    private record Left(BookId book) {}

    private record Began(BookId book) {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        feeds = KIT.spawn(BookFeeds.create(this::source, BookFeedTest.settings(), BookFeedTest.ITEMS));
    }

    private BookFeed.Source source(BookId book, Runnable unknown) {
        return new BookFeed.Source() {
            @Override
            public void ask(long seen, ActorRef<BookNews> replyTo) {
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
        Told told = new Told();
        feeds.tell(new BookFeeds.Join(book(symbol), ChannelKind.BOOK, OptionalLong.empty(), told));
        return told;
    }

    private void leave(String symbol, Told told) {
        feeds.tell(new BookFeeds.Leave(book(symbol), told));
    }

    private Told joined(String symbol) {
        Told told = join(symbol);
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
    void followsNoMoreBooksThanItMay() {
        Told one = joined("A");
        joined("B");
        join("C").refusedWith("too_many_books");
        leave("A", one);
        // It lingers, and takes its place until then.
        join("C").refusedWith("too_many_books");
        source.expectMessage(new Began(book("A")));
        source.expectMessage(new Began(book("B")));
        TIME.timePasses(LINGER);
        source.expectMessage(new Left(book("A")));
        joined("C");
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
