package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.actor.BookNews;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.BookId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The books that this node follows: each from the first subscription until some time after the last, or until its place is
 * needed. It counts the subscriptions itself, so that no client can come to a feed that is about to stop. No organisation takes
 * more than half of the places.
 */
final class BookFeeds extends AbstractMatchingBehavior<BookFeeds.Message> {
    private final TimerScheduler<Message> timers;
    private final Sources sources;
    private final StreamSettings settings;
    private final ItemWriter items;
    private final Map<BookId, Feed> feeds = new HashMap<>();
    /** Books without subscribers, those first that have been so for longest. */
    private final Set<BookId> lingering = new LinkedHashSet<>();

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

    private record Died(BookId book, ActorRef<BookFeed.Message> actor) implements Message {}

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
            case Died(BookId book, ActorRef<BookFeed.Message> actor) -> died(book, actor);
        }
        return Behaviors.same();
    }

    private void join(Join join) {
        Feed feed = feeds.get(join.book());
        if (feed == null) {
            if (!hasRoomFor(join.book())) {
                join.subscriber()
                        .refused(new StreamError(
                                "too_many_books",
                                "this node follows as many books as it may, in all or of one organisation; try another"
                                        + " one, or later"));
                return;
            }
            feed = start(join.book());
        }
        timers.cancel(join.book());
        lingering.remove(join.book());
        feed.subscribers.add(join.subscriber());
        feed.actor.tell(new BookFeed.Join(join.subscriber(), join.kind(), join.after()));
    }

    /** Whether there is a place, or one was made by leaving a book that nobody looks at. */
    private boolean hasRoomFor(BookId book) {
        String organization = book.organization();
        long own = feeds.keySet().stream()
                .filter(followed -> followed.organization().equals(organization))
                .count();
        if (own >= Math.max(1, settings.maxBooks() / 2)) {
            return evict(lingering.stream()
                    .filter(left -> left.organization().equals(organization))
                    .findFirst());
        }
        return feeds.size() < settings.maxBooks() || evict(lingering.stream().findFirst());
    }

    private boolean evict(Optional<BookId> book) {
        book.ifPresent(this::stop);
        return book.isPresent();
    }

    private Feed start(BookId book) {
        ActorRef<Message> self = getContext().getSelf();
        BookFeed.Source source = sources.of(book, () -> self.tell(new Unknown(book)));
        Feed feed = new Feed(getContext().spawnAnonymous(BookFeed.create(book, source, settings, items)));
        getContext().watchWith(feed.actor, new Died(book, feed.actor));
        feeds.put(book, feed);
        return feed;
    }

    private void leave(Leave leave) {
        Feed feed = feeds.get(leave.book());
        if (feed == null || !feed.subscribers.remove(leave.subscriber())) {
            return;
        }
        feed.actor.tell(new BookFeed.Leave(leave.subscriber()));
        if (feed.subscribers.isEmpty()) {
            lingering.add(leave.book());
            if (feed.unknown || settings.bookLinger().isZero()) {
                stop(leave.book());
            } else {
                timers.startSingleTimer(leave.book(), new Lingered(leave.book()), settings.bookLinger());
            }
        }
    }

    private void stop(BookId book) {
        if (lingering.remove(book)) {
            timers.cancel(book);
            Feed feed = feeds.remove(book);
            getContext().unwatch(feed.actor);
            feed.actor.tell(BookFeed.Stop.INSTANCE);
        }
    }

    /** A mistake in the feed: who subscribed is told, and the next one who comes has a new feed. */
    private void died(BookId book, ActorRef<BookFeed.Message> actor) {
        Feed feed = feeds.get(book);
        if (feed != null && feed.actor.equals(actor)) {
            feeds.remove(book);
            lingering.remove(book);
            timers.cancel(book);
            feed.subscribers.forEach(subscriber -> subscriber.refused(StreamError.unavailable()));
        }
    }
}
