package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.actor.BookNews;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.BookId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The books that this node follows: each from the first subscription until some time after the last. It counts the
 * subscriptions itself, so that no client can come to a feed that is about to stop.
 */
final class BookFeeds extends AbstractMatchingBehavior<BookFeeds.Message> {
    private final TimerScheduler<Message> timers;
    private final Sources sources;
    private final StreamSettings settings;
    private final ItemWriter items;
    private final Map<BookId, Feed> feeds = new HashMap<>();

    private static final class Feed {
        final ActorRef<BookFeed.Message> actor;
        final Set<Subscriber> subscribers = new HashSet<>();
        boolean unknown;

        Feed(ActorRef<BookFeed.Message> actor) {
            this.actor = actor;
        }
    }

    /** Where books are asked. */
    interface Sources {
        /** @param unknown what to do when there is no such book */
        BookFeed.Source of(BookId book, Runnable unknown);

        static Sources of(OrderBooks books, int depth) {
            return (book, unknown) -> new BookFeed.Source() {
                @Override
                public void ask(long seen, ActorRef<BookNews> replyTo) {
                    books.follow(book, depth, seen, replyTo);
                }

                @Override
                public void leave(ActorRef<BookNews> follower) {
                    books.unfollow(book, follower);
                }

                @Override
                public void unknown() {
                    unknown.run();
                }
            };
        }
    }

    /** What it understands. */
    sealed interface Message {}

    /** @param after the number behind which the client wants to go on */
    record Join(BookId book, ChannelKind kind, OptionalLong after, Subscriber subscriber) implements Message {}

    /** For each {@link Join}, also for one that was refused. */
    record Leave(BookId book, Subscriber subscriber) implements Message {}

    private record Lingered(BookId book) implements Message {}

    private record Unknown(BookId book) implements Message {}

    private BookFeeds(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Sources sources,
            StreamSettings settings,
            ItemWriter items) {
        super(context);
        this.timers = timers;
        this.sources = sources;
        this.settings = settings;
        this.items = items;
    }

    static Behavior<Message> create(Sources sources, StreamSettings settings, ItemWriter items) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new BookFeeds(context, timers, sources, settings, items)));
    }

    @Override
    public Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Join join -> join(join);
            case Leave leave -> leave(leave);
            case Lingered(BookId book) -> stop(book);
            case Unknown(BookId book) -> {
                if (feeds.containsKey(book)) {
                    feeds.get(book).unknown = true;
                }
            }
        }
        return Behaviors.same();
    }

    private void join(Join join) {
        Feed feed = feeds.get(join.book());
        if (feed == null) {
            if (feeds.size() >= settings.maxBooks()) {
                join.subscriber()
                        .refused(new StreamError(
                                "too_many_books",
                                "this node follows as many books as it may; try another one, or later"));
                return;
            }
            ActorRef<Message> self = getContext().getSelf();
            BookFeed.Source source = sources.of(join.book(), () -> self.tell(new Unknown(join.book())));
            feed = new Feed(getContext().spawnAnonymous(BookFeed.create(join.book(), source, settings, items)));
            feeds.put(join.book(), feed);
        }
        timers.cancel(join.book());
        feed.subscribers.add(join.subscriber());
        feed.actor.tell(new BookFeed.Join(join.subscriber(), join.kind(), join.after()));
    }

    private void leave(Leave leave) {
        Feed feed = feeds.get(leave.book());
        if (feed == null || !feed.subscribers.remove(leave.subscriber())) {
            return;
        }
        feed.actor.tell(new BookFeed.Leave(leave.subscriber()));
        if (feed.subscribers.isEmpty()) {
            if (feed.unknown || settings.bookLinger().isZero()) {
                stop(leave.book());
            } else {
                timers.startSingleTimer(leave.book(), new Lingered(leave.book()), settings.bookLinger());
            }
        }
    }

    private void stop(BookId book) {
        Feed feed = feeds.get(book);
        if (feed != null && feed.subscribers.isEmpty()) {
            feeds.remove(book);
            feed.actor.tell(BookFeed.Stop.INSTANCE);
        }
    }
}
