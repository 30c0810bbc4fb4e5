package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.lots.matching.Match;
import io.mandi.http.desk.MatchView;
import io.mandi.http.desk.MatchViews;
import io.mandi.persistence.history.PostgresOrderChanges;
import io.mandi.persistence.history.PostgresOrderChanges.Look;
import io.mandi.persistence.history.PostgresOrderChanges.Mark;
import io.mandi.persistence.history.PostgresOrderChanges.Page;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.history.PostgresOrderLists.OrderFilter;
import io.mandi.persistence.history.PostgresOrderLists.TradeFilter;
import io.mandi.persistence.log.LogNews;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The organisations whose orders, trades and matches this node follows: each from its first subscription to its last. */
final class OwnFeeds extends AbstractMatchingBehavior<OwnFeeds.Message> {
    private final Sources sources;
    private final StreamSettings settings;
    private final ItemWriter items;
    /** No more of them than sockets. */
    private final Map<String, Feed> feeds = new HashMap<>();

    private record Feed(ActorRef<OwnFeed.Message> actor, Set<Subscriber> subscribers) {}

    /** Where an organisation is read. */
    interface Sources {
        OwnFeed.Source of(String organization);

        static Sources of(PostgresOrderChanges changes, PostgresOrderLists lists, MatchViews matches) {
            return organization -> source(changes, lists, matches, organization);
        }
    }

    /** What it understands. */
    sealed interface Message {}

    /** @param after the number behind which the client wants to go on */
    record Join(String organization, Channel channel, OptionalLong after, Subscriber subscriber) implements Message {}

    /** For each {@link Join}, also for one that was refused. */
    record Leave(String organization, Subscriber subscriber) implements Message {}

    private record Died(String organization, ActorRef<OwnFeed.Message> actor) implements Message {}

    private OwnFeeds(ActorContext<Message> context, Sources sources, StreamSettings settings, ItemWriter items) {
        super(context);
        this.sources = sources;
        this.settings = settings;
        this.items = items;
    }

    static Behavior<Message> create(Sources sources, StreamSettings settings, ItemWriter items) {
        return Behaviors.setup(context -> new OwnFeeds(context, sources, settings, items));
    }

    @Override
    public Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Join join -> {
                Feed feed = feeds.computeIfAbsent(join.organization(), this::start);
                feed.subscribers().add(join.subscriber());
                feed.actor().tell(new OwnFeed.Join(join.subscriber(), join.channel(), join.after()));
            }
            case Leave leave -> leave(leave);
            case Died(String organization, ActorRef<OwnFeed.Message> actor) -> died(organization, actor);
        }
        return Behaviors.same();
    }

    private Feed start(String organization) {
        LogNews news = LogNews.get(getContext().getSystem());
        ActorRef<OwnFeed.Message> actor = getContext()
                .spawnAnonymous(
                        OwnFeed.create(organization, sources.of(organization), settings, items, news::subscribe));
        getContext().watchWith(actor, new Died(organization, actor));
        return new Feed(actor, new HashSet<>());
    }

    /** A mistake in the feed: who subscribed is told, and the next one who comes has a new feed. */
    private void died(String organization, ActorRef<OwnFeed.Message> actor) {
        Feed feed = feeds.get(organization);
        if (feed != null && feed.actor().equals(actor)) {
            feeds.remove(organization);
            feed.subscribers().forEach(subscriber -> subscriber.refused(StreamError.unavailable()));
        }
    }

    private void leave(Leave leave) {
        Feed feed = feeds.get(leave.organization());
        if (feed == null || !feed.subscribers().remove(leave.subscriber())) {
            return;
        }
        feed.actor().tell(new OwnFeed.Leave(leave.subscriber()));
        if (feed.subscribers().isEmpty()) {
            feeds.remove(leave.organization());
            getContext().unwatch(feed.actor());
            feed.actor().tell(OwnFeed.Stop.INSTANCE);
        }
    }

    private static OwnFeed.Source source(
            PostgresOrderChanges changes, PostgresOrderLists lists, MatchViews matches, String organization) {
        return new OwnFeed.Source() {
            @Override
            public CompletionStage<Look<Long>> head(Optional<Mark> earlier) {
                return changes.head(organization, earlier);
            }

            @Override
            public CompletionStage<Look<Page>> behind(long position, int limit, Optional<Mark> earlier) {
                return changes.behind(organization, position, limit, earlier);
            }

            @Override
            public CompletionStage<List<Listed<OrderState>>> openOrders(Optional<String> partner, int limit) {
                OrderFilter open = new OrderFilter(partner, Optional.empty(), Optional.of(true), Optional.empty());
                return lists.orders(ReadScope.of(organization), open, Optional.empty(), limit)
                        .thenApply(Stamped::found);
            }

            @Override
            public CompletionStage<List<Listed<Deal>>> trades(Optional<String> partner, int limit) {
                return lists.trades(
                                ReadScope.of(organization),
                                new TradeFilter(partner, Optional.empty()),
                                Optional.empty(),
                                limit)
                        .thenApply(Stamped::found);
            }

            @Override
            public CompletionStage<List<Match>> matches(Optional<String> partner, int limit) {
                return matches.live(organization, partner, limit);
            }

            @Override
            public CompletionStage<List<MatchView>> views(List<Match> shown) {
                return matches.of(organization, shown);
            }
        };
    }
}
