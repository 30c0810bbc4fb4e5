package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Trade;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.matching.Match;
import io.mandi.http.desk.MatchView;
import io.mandi.persistence.history.PostgresOrderChanges.Change;
import io.mandi.persistence.history.PostgresOrderChanges.Look;
import io.mandi.persistence.history.PostgresOrderChanges.Mark;
import io.mandi.persistence.history.PostgresOrderChanges.Page;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogGrown;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.util.ByteString;

/**
 * Follows the orders, trades and matches of one organisation for all clients of this node, along the trail of its events. Each
 * subscription has its own place in the trail: one that is behind, because it goes on where its client was, and those that are
 * up to date are served in turn, so that nobody waits for long. One page is read at a time.
 */
final class OwnFeed extends AbstractMatchingBehavior<OwnFeed.Message> {
    private static final int PAGE = 500;
    private static final int SNAPSHOT_TRADES = 100;
    private static final Duration POLL = Duration.ofSeconds(2);
    /** What happens within it is read together. */
    private static final Duration GATHERING = Duration.ofMillis(15);
    /** Looks for what the log has and the trail has not, each after twice the pause of the one before: two seconds in all. */
    private static final int HOPES = 7;
    /** Before the lists are looked at again, which are some milliseconds behind the trail; each pause is twice the one before. */
    private static final Duration LISTS_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_LISTS_PAUSE = Duration.ofSeconds(1);
    /** Pauses, of five seconds together, after which clients are told. */
    private static final int LISTS_PATIENCE = 10;

    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

    private final TimerScheduler<Message> timers;
    private final String organization;
    private final Source source;
    private final StreamSettings settings;
    private final ItemWriter items;

    private final int slice;
    private final Set<Subscriber> joining = new HashSet<>();
    private final Map<Subscriber, Following> followers = new HashMap<>();
    private boolean reading;
    /** Somebody has come since the page was asked for. */
    private boolean again;
    /** How often the trail is looked at again although nothing new was there: the log has grown, and the trail follows. */
    private int hopes;
    /** Whether the next page is for those that are behind. */
    private boolean turnOfThoseBehind;

    /** How often the page that is being read was not yet in the lists. */
    private int pauses;
    /** Clients have been told that what they have may be old; nobody joins. */
    private boolean stale;

    /** One subscription that has begun. */
    private static final class Following {
        final Channel channel;
        final Subscriber subscriber;
        /** Up to where the trail was looked through for it. */
        long position;
        /** Number of its last message. */
        long told;

        Following(Channel channel, Subscriber subscriber, long position) {
            this.channel = channel;
            this.subscriber = subscriber;
            this.position = position;
            this.told = position;
        }
    }

    /** Where it reads. */
    interface Source {
        CompletionStage<Look<Long>> head(Optional<Mark> earlier);

        CompletionStage<Look<Page>> behind(long position, int limit, Optional<Mark> earlier);

        /** The open orders of a partner, the newest first. */
        CompletionStage<List<Listed<OrderState>>> openOrders(Optional<String> partner, int limit);

        /** The last trades of a partner, the newest first. */
        CompletionStage<List<Listed<Deal>>> trades(Optional<String> partner, int limit);

        /** The live matches of a partner, the newest first. */
        CompletionStage<List<Match>> matches(Optional<String> partner, int limit);

        /** What there is to tell of matches; those of whose sides nothing is known any more are not in it. */
        CompletionStage<List<MatchView>> views(List<Match> matches);
    }

    /** What the feed understands. */
    sealed interface Message {}

    /** @param after the number behind which the client wants to go on */
    record Join(Subscriber subscriber, Channel channel, OptionalLong after) implements Message {}

    record Leave(Subscriber subscriber) implements Message {}

    /** Nobody looks any more. */
    enum Stop implements Message {
        INSTANCE
    }

    private enum Poll implements Message {
        INSTANCE
    }

    private record Grown(LogGrown grown) implements Message {}

    /** @param pauses behind looks that have found nothing */
    private record LookForHead(Join join, Optional<Mark> earlier, int pauses) implements Message {}

    private record LookBehind(long position, Optional<Mark> earlier) implements Message {}

    private record Head(Join join, Look<Long> look, int pauses) implements Message {}

    private record Snapshot(Join join, long position, ByteString frame) implements Message {}

    private record Read(long position, Look<Page> look) implements Message {}

    /** @param views of the matches of the page, by their ids */
    private record Viewed(long position, Page page, Map<ResourceId, MatchView> views) implements Message {}

    private record CannotJoin(Join join, Throwable failure) implements Message {}

    private record CannotRead(Throwable failure) implements Message {}

    private OwnFeed(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            String organization,
            Source source,
            StreamSettings settings,
            ItemWriter items,
            Consumer<ActorRef<LogGrown>> news) {
        super(context);
        this.timers = timers;
        this.organization = organization;
        this.source = source;
        this.settings = settings;
        this.items = items;
        context.setLoggerName(OwnFeed.class);
        this.slice = EventLog.sliceOf(
                OrderBooks.persistenceId(new BookId(organization, "ANY")).id());
        news.accept(context.messageAdapter(LogGrown.class, Grown::new));
        timers.startTimerWithFixedDelay(Poll.INSTANCE, POLL);
    }

    /** @param news is given whom to tell that the log has grown */
    static Behavior<Message> create(
            String organization,
            Source source,
            StreamSettings settings,
            ItemWriter items,
            Consumer<ActorRef<LogGrown>> news) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new OwnFeed(context, timers, organization, source, settings, items, news)));
    }

    @Override
    public Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Join join -> {
                if (stale) {
                    join.subscriber().refused(StreamError.unavailable());
                } else {
                    joining.add(join.subscriber());
                    lookForHead(join, Optional.empty(), 0);
                }
            }
            case Leave leave -> {
                joining.remove(leave.subscriber());
                followers.remove(leave.subscriber());
            }
            case Poll ignored -> read();
            case Grown(LogGrown grown) -> {
                if (grown.has(slice)) {
                    hopes = HOPES;
                    if (!timers.isTimerActive(GATHERING)) {
                        timers.startSingleTimer(GATHERING, Poll.INSTANCE, GATHERING);
                    }
                }
            }
            case LookForHead(Join join, Optional<Mark> earlier, int before) -> lookForHead(join, earlier, before);
            case LookBehind(long position, Optional<Mark> earlier) -> lookBehind(position, earlier);
            case Head(Join join, Look.Seen<Long>(Long head), int ignored) -> begin(join, head);
            case Head(Join join, Look.NotYet<Long>(Mark mark), int before) -> headNotYet(join, mark, before);
            case Snapshot snapshot -> follow(snapshot);
            case Read(long position, Look.Seen<Page>(Page page)) -> seen(position, page);
            case Viewed(long position, Page page, Map<ResourceId, MatchView> views) -> arrived(position, page, views);
            case Read(long position, Look.NotYet<Page>(Mark mark)) -> notYet(position, mark);
            case CannotJoin(Join join, Throwable failure) -> {
                getContext().getLog().warn("The orders of {} cannot be followed: {}", organization, failure.toString());
                refuse(join);
            }
            case CannotRead(Throwable failure) -> {
                getContext().getLog().warn("The events of {} cannot be read: {}", organization, failure.toString());
                pauses = 0;
                becomeStale();
                timers.startSingleTimer(
                        LookBehind.class, new LookBehind(nextPosition(), Optional.empty()), FAILURE_PAUSE);
            }
            case Stop ignored -> {
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    private void tellAll(Notice notice) {
        followers
                .values()
                .forEach(following ->
                        following.subscriber.message(Messages.notice(Optional.of(following.channel), notice)));
    }

    // ---------------------------------------------------------------------------------------------------- who comes

    private void lookForHead(Join join, Optional<Mark> earlier, int pausesBefore) {
        if (!joining.contains(join.subscriber())) {
            return;
        }
        getContext()
                .pipeToSelf(
                        source.head(earlier),
                        (look, failure) ->
                                failure == null ? new Head(join, look, pausesBefore) : new CannotJoin(join, failure));
    }

    private void headNotYet(Join join, Mark mark, int pausesBefore) {
        if (!joining.contains(join.subscriber())) {
            return;
        }
        if (pausesBefore >= LISTS_PATIENCE) {
            getContext().getLog().warn("The lists of orders of {} are behind; nobody can follow them", organization);
            refuse(join);
        } else {
            timers.startSingleTimer(
                    join, new LookForHead(join, Optional.of(mark), pausesBefore + 1), listsPause(pausesBefore));
        }
    }

    private void refuse(Join join) {
        joining.remove(join.subscriber());
        join.subscriber().refused(StreamError.unavailable());
    }

    private static Duration listsPause(int pausesBefore) {
        Duration doubled = LISTS_PAUSE.multipliedBy(1L << Math.min(pausesBefore, LISTS_PATIENCE));
        return doubled.compareTo(LONGEST_LISTS_PAUSE) < 0 ? doubled : LONGEST_LISTS_PAUSE;
    }

    private void begin(Join join, long head) {
        if (!joining.contains(join.subscriber())) {
            return;
        }
        OptionalLong after = join.after();
        if (after.isPresent() && after.getAsLong() <= head && head - after.getAsLong() <= settings.resumeEvents()) {
            join.subscriber().joined(true);
            follow(join, after.getAsLong());
            return;
        }
        getContext()
                .pipeToSelf(
                        snapshot(join.channel(), head),
                        (frame, failure) ->
                                failure == null ? new Snapshot(join, head, frame) : new CannotJoin(join, failure));
    }

    /** Shows what was done up to the head, and maybe a little more, which is then told once again. */
    private CompletionStage<ByteString> snapshot(Channel channel, long head) {
        return switch (channel.kind()) {
            case OWN_ORDERS -> {
                int most = settings.snapshotOrders();
                yield source.openOrders(channel.partner(), most + 1)
                        .thenApply(orders -> Messages.ordersSnapshot(
                                channel,
                                head,
                                orders.subList(0, Math.min(most, orders.size())),
                                orders.size() <= most,
                                items));
            }
            case OWN_TRADES ->
                source.trades(channel.partner(), SNAPSHOT_TRADES)
                        .thenApply(deals -> Messages.ownTradesSnapshot(channel, head, trades(deals.reversed()), items));
            case MATCHES -> {
                int most = settings.snapshotOrders();
                yield source.matches(channel.partner(), most + 1)
                        .thenCompose(matches -> source.views(matches.subList(0, Math.min(most, matches.size())))
                                .thenApply(views -> Messages.matchesSnapshot(
                                        channel,
                                        head,
                                        views.stream()
                                                .filter(view -> view.isShown(channel.partner()))
                                                .toList(),
                                        matches.size() <= most,
                                        items)));
            }
            case BOOK, TRADES, TICKER -> throw new IllegalStateException("a channel of a book");
        };
    }

    private void follow(Snapshot snapshot) {
        Join join = snapshot.join();
        if (!joining.contains(join.subscriber())) {
            return;
        }
        join.subscriber().joined(false);
        if (join.after().isPresent()) {
            join.subscriber().message(Messages.notice(Optional.of(join.channel()), Notice.NOT_RESUMED));
        }
        join.subscriber().message(snapshot.frame());
        follow(join, snapshot.position());
    }

    private void follow(Join join, long position) {
        joining.remove(join.subscriber());
        followers.put(join.subscriber(), new Following(join.channel(), join.subscriber(), position));
        if (stale) {
            // The others were told when it began.
            join.subscriber().message(Messages.notice(Optional.of(join.channel()), Notice.STALE));
        }
        again = true;
        read();
    }

    // ---------------------------------------------------------------------------------------------------- the trail

    private void read() {
        if (!reading && !followers.isEmpty()) {
            lookBehind(nextPosition(), Optional.empty());
        }
    }

    private long nextPosition() {
        Comparator<Following> byPosition = Comparator.comparingLong(following -> following.position);
        turnOfThoseBehind = !turnOfThoseBehind;
        return (turnOfThoseBehind
                        ? followers.values().stream().min(byPosition)
                        : followers.values().stream().max(byPosition))
                .map(following -> following.position)
                .orElse(0L);
    }

    private boolean isAnyoneBehind() {
        return followers.values().stream()
                        .mapToLong(following -> following.position)
                        .distinct()
                        .count()
                > 1;
    }

    private void lookBehind(long position, Optional<Mark> earlier) {
        reading = true;
        if (earlier.isEmpty()) {
            again = false;
        }
        getContext()
                .pipeToSelf(
                        source.behind(position, PAGE, earlier),
                        (look, failure) -> failure == null ? new Read(position, look) : new CannotRead(failure));
    }

    private void notYet(long position, Mark mark) {
        if (pauses >= LISTS_PATIENCE && !stale) {
            getContext().getLog().warn("The lists of orders of {} are behind the trail of events", organization);
            becomeStale();
        }
        timers.startSingleTimer(LookBehind.class, new LookBehind(position, Optional.of(mark)), listsPause(pauses));
        pauses++;
    }

    private void becomeStale() {
        if (!stale) {
            stale = true;
            tellAll(Notice.STALE);
        }
    }

    /** Who does not follow matches does not wait for what is told of them. */
    private void seen(long position, Page page) {
        List<Match> matches = page.changes().stream()
                .flatMap(change -> change.matches().stream())
                .distinct()
                .toList();
        boolean wanted = followers.values().stream().anyMatch(one -> one.channel.kind() == ChannelKind.MATCHES);
        if (matches.isEmpty() || !wanted) {
            arrived(position, page, Map.of());
            return;
        }
        getContext()
                .pipeToSelf(
                        source.views(matches),
                        (views, failure) -> failure == null
                                ? new Viewed(
                                        position,
                                        page,
                                        views.stream()
                                                .collect(Collectors.toMap(
                                                        view -> view.match().id(), view -> view)))
                                : new CannotRead(failure));
    }

    private void arrived(long position, Page page, Map<ResourceId, MatchView> views) {
        reading = false;
        pauses = 0;
        if (stale) {
            stale = false;
            tellAll(Notice.CURRENT);
        }
        for (Following following : followers.values()) {
            if (following.position >= position && following.position < page.last()) {
                page.changes().stream()
                        .filter(change -> change.position() > following.position)
                        .forEach(change -> tell(following, change, views));
                following.position = page.last();
            }
        }
        if (again || isAnyoneBehind() || page.last() - position >= PAGE) {
            read();
        } else if (page.last() > position) {
            hopes = HOPES;
            timers.startSingleTimer(GATHERING, Poll.INSTANCE, GATHERING);
        } else if (hopes > 0) {
            timers.startSingleTimer(GATHERING, Poll.INSTANCE, GATHERING.multipliedBy(1L << (HOPES - hopes)));
            hopes--;
        }
    }

    private void tell(Following following, Change change, Map<ResourceId, MatchView> views) {
        Channel channel = following.channel;
        if (channel.kind() == ChannelKind.MATCHES) {
            List<MatchView> own = change.matches().stream()
                    .map(Match::id)
                    .filter(views::containsKey)
                    .map(views::get)
                    .filter(view -> view.isKnown(channel.partner()))
                    .filter(view -> isOf(channel, view.match().buyer())
                            || isOf(channel, view.match().seller()))
                    .toList();
            if (!own.isEmpty()) {
                following.subscriber.message(
                        Messages.matchesChange(channel, following.told, change.position(), own, items));
                following.told = change.position();
            }
        } else if (channel.kind() == ChannelKind.OWN_ORDERS) {
            List<Listed<OrderState>> own = change.orders().stream()
                    .filter(order -> isOf(channel, order.item().terms().partnerId()))
                    .toList();
            if (!own.isEmpty()) {
                following.subscriber.message(
                        Messages.ordersChange(channel, following.told, change.position(), own, items));
                following.told = change.position();
            }
        } else {
            List<Listed<Deal>> own = change.deals().stream()
                    .filter(deal -> isOf(channel, deal.item().takerPartnerId())
                            || isOf(channel, deal.item().makerPartnerId()))
                    .toList();
            if (!own.isEmpty()) {
                following.subscriber.message(
                        Messages.ownTradesChange(channel, following.told, change.position(), trades(own), items));
                following.told = change.position();
            }
        }
    }

    private static boolean isOf(Channel channel, String partner) {
        return channel.partner().isEmpty() || channel.partner().get().equals(partner);
    }

    private static List<Listed<Trade>> trades(List<Listed<Deal>> deals) {
        return deals.stream()
                .map(deal ->
                        new Listed<>(deal.book(), deal.instrument(), deal.item().trade()))
                .toList();
    }
}
