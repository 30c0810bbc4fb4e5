package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.actor.BookNews;
import io.mandi.engine.book.BookChange;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.Trade;
import io.mandi.engine.id.BookId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.util.ByteString;

/**
 * Follows one order book for all clients of this node. It asks the book for what comes behind what it has, and makes each
 * message once, however many get it. Between an answer and the next question it pauses: a book does not spend its time on those
 * who look at it.
 *
 * <p>It asks again each second, so that a lost message, a book that moved and a node that is gone mend themselves: the book then
 * tells its whole state, and what is different from what this feed has is a change like any other. Only where trades are missing,
 * or the book has gone back, clients get a snapshot with a notice.
 */
final class BookFeed extends AbstractMatchingBehavior<BookFeed.Message> {
    private static final Duration TURN = Duration.ofSeconds(1);
    /** Turns without an answer after which clients are told. */
    private static final int PATIENCE = 5;

    /** Trades in a snapshot. */
    private static final int SNAPSHOT_TRADES = 100;
    /** Bytes of changes of one book that are kept for clients who come back. */
    private static final int KEPT_BYTES = 256 * 1024;
    /** About what a trade is as it is told. */
    private static final int TRADE_BYTES = 256;
    /** Part of what may wait for a client that may be sent at once to one who comes back. */
    private static final int RESUMED_PART = 4;

    /** The last one tells which come next; those that are kept are kept apart. */
    private static final int SEEN_TRADES = 1;

    private final TimerScheduler<Message> timers;
    private final BookId book;
    private final Source source;
    private final StreamSettings settings;
    private final ItemWriter items;
    private final ActorRef<BookNews> self;

    private final List<Join> waiting = new ArrayList<>();
    private final Map<Subscriber, ChannelKind> subscribers = new HashMap<>();
    /** The last changes, each a frame with the sequence before it. */
    private final ArrayDeque<Kept> changes = new ArrayDeque<>();

    private long changesBytes;
    /** The last trades without a gap, oldest first. */
    private final ArrayDeque<Trade> trades = new ArrayDeque<>();

    private final int keptTrades;

    private Optional<BookView> view = Optional.empty();
    /** Present when the book is open. */
    private Optional<Messages.OfBook> messages = Optional.empty();

    private long tickerSequence;
    private int turnsWithoutAnswer;
    private Optional<Notice> trouble = Optional.empty();

    private record Kept(long previous, ByteString frame) {}

    /** Where a book is asked. */
    interface Source {
        /** @param seen sequence of the book as it is known here; -1 when it is not */
        void ask(long seen, ActorRef<BookNews> replyTo);

        void leave(ActorRef<BookNews> follower);

        /** There is no such book: nothing is lost when it is not followed any more. */
        void unknown();
    }

    /** What the feed understands. */
    sealed interface Message {}

    /** @param after the number behind which the client wants to go on */
    record Join(Subscriber subscriber, ChannelKind kind, OptionalLong after) implements Message {}

    record Leave(Subscriber subscriber) implements Message {}

    private record News(BookNews news) implements Message {}

    private enum Turn implements Message {
        INSTANCE
    }

    /** The pause behind an answer is over. */
    private enum Ask implements Message {
        INSTANCE
    }

    /** Nobody looks any more. */
    enum Stop implements Message {
        INSTANCE
    }

    private BookFeed(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            BookId book,
            Source source,
            StreamSettings settings,
            ItemWriter items) {
        super(context);
        this.timers = timers;
        this.book = book;
        this.source = source;
        this.settings = settings;
        this.keptTrades = Math.min(settings.window(), KEPT_BYTES / TRADE_BYTES);
        this.items = items;
        this.self = context.messageAdapter(BookNews.class, News::new);
        timers.startTimerWithFixedDelay(Turn.INSTANCE, TURN);
        ask();
    }

    static Behavior<Message> create(BookId book, Source source, StreamSettings settings, ItemWriter items) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new BookFeed(context, timers, book, source, settings, items)));
    }

    @Override
    public Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Join join -> join(join);
            case Leave leave -> {
                subscribers.remove(leave.subscriber());
                waiting.removeIf(join -> join.subscriber() == leave.subscriber());
            }
            case News(BookNews news) -> take(news);
            case Turn ignored -> turn();
            case Ask ignored -> ask();
            case Stop ignored -> {
                source.leave(self);
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    private void askAgain() {
        if (settings.bookPace().isZero()) {
            ask();
        } else {
            timers.startSingleTimer(Ask.INSTANCE, settings.bookPace());
        }
    }

    private void ask() {
        timers.cancel(Ask.INSTANCE);
        source.ask(view.map(BookView::sequence).orElse(-1L), self);
    }

    private void turn() {
        turnsWithoutAnswer++;
        if (turnsWithoutAnswer >= PATIENCE) {
            refuseWaiting(StreamError.unavailable());
            trouble(Notice.STALE);
        }
        ask();
    }

    private void take(BookNews news) {
        turnsWithoutAnswer = 0;
        switch (news) {
            case BookNews.Whole whole -> {
                recovered();
                arrive(whole.view());
                askAgain();
            }
            case BookNews.Changed changed -> {
                recovered();
                // What does not fit comes of an older question; the turn asks anew.
                if (view.isPresent()
                        && view.get().sequence() == changed.change().from()) {
                    take(changed.change());
                    askAgain();
                }
            }
            case BookNews.Unchanged ignored -> recovered();
            case BookNews.Unreadable ignored -> {
                refuseWaiting(new StreamError("book_quarantined", Notice.BOOK_QUARANTINED.detail()));
                trouble(Notice.BOOK_QUARANTINED);
            }
            case BookNews.Moved ignored -> {
                // It is somewhere else soon; the turn asks there.
            }
        }
    }

    private void trouble(Notice notice) {
        if (!trouble.equals(Optional.of(notice))) {
            trouble = Optional.of(notice);
            tellAll(notice);
        }
    }

    private void recovered() {
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            tellAll(Notice.CURRENT);
        }
    }

    private void tellAll(Notice notice) {
        subscribers.forEach((subscriber, kind) -> subscriber.message(notice(kind, notice)));
    }

    private ByteString notice(ChannelKind kind, Notice notice) {
        Channel channel = new Channel(kind, Optional.of(book.symbol()), Optional.empty());
        return Messages.notice(Optional.of(channel), notice);
    }

    private void refuseWaiting(StreamError error) {
        waiting.forEach(join -> join.subscriber().refused(error));
        waiting.clear();
    }

    // ---------------------------------------------------------------------------------------------------- the book

    private void arrive(BookView whole) {
        Optional<BookView> before = view;
        messages = whole.instrument().map(instrument -> new Messages.OfBook(book, instrument, items));
        if (before.isPresent()
                && before.get().instrument().isPresent()
                && whole.sequence() >= before.get().sequence()) {
            if (whole.sequence() > before.get().sequence()) {
                take(BookChange.between(before.get(), whole), whole);
            } else {
                view = Optional.of(whole);
            }
        } else {
            begin(whole);
            if (messages.isPresent()) {
                subscribers.forEach((subscriber, kind) -> {
                    subscriber.message(notice(kind, Notice.GAP));
                    subscriber.message(snapshot(kind));
                });
            }
        }
        List<Join> arrived = List.copyOf(waiting);
        waiting.clear();
        arrived.forEach(this::join);
    }

    private void begin(BookView whole) {
        view = Optional.of(whole);
        changes.clear();
        changesBytes = 0;
        keepOnly(whole.trades());
        tickerSequence = whole.sequence();
    }

    /** @param newestFirst trades that follow on each other */
    private void keepOnly(List<Trade> newestFirst) {
        trades.clear();
        newestFirst.stream().limit(keptTrades).forEach(trades::addFirst);
    }

    private void take(BookChange change) {
        BookView before = view.orElseThrow();
        take(change, change.applyTo(before, SEEN_TRADES));
    }

    private void take(BookChange change, BookView after) {
        BookView before = view.orElseThrow();
        Messages.OfBook out = messages.orElseThrow();
        view = Optional.of(after);
        ByteString frame = out.bookChange(change, after);
        keep(change.from(), frame);
        tell(ChannelKind.BOOK, frame);
        if (!change.trades().isEmpty()) {
            traded(out, before.lastTrade(), change.trades());
        }
        if (!isSameTicker(before, after)) {
            tell(ChannelKind.TICKER, out.tickerChange(tickerSequence, after));
            tickerSequence = after.sequence();
        }
    }

    private void keep(long previous, ByteString frame) {
        changes.addLast(new Kept(previous, frame));
        changesBytes += frame.size();
        while (changes.size() > settings.window() || changesBytes > KEPT_BYTES) {
            changesBytes -= changes.removeFirst().frame().size();
        }
    }

    private void traded(Messages.OfBook out, long last, List<Trade> made) {
        if (made.getFirst().sequence() == last + 1) {
            for (Trade trade : made) {
                trades.addLast(trade);
                if (trades.size() > keptTrades) {
                    trades.removeFirst();
                }
            }
            tell(ChannelKind.TRADES, out.tradesChange(last, made));
        } else {
            keepOnly(made.reversed());
            tell(ChannelKind.TRADES, notice(ChannelKind.TRADES, Notice.GAP));
            tell(ChannelKind.TRADES, snapshot(ChannelKind.TRADES));
        }
    }

    private static boolean isSameTicker(BookView before, BookView after) {
        return before.bids().stream().findFirst().equals(after.bids().stream().findFirst())
                && before.asks().stream()
                        .findFirst()
                        .equals(after.asks().stream().findFirst())
                && before.lastPrice().equals(after.lastPrice())
                && before.lastTrade() == after.lastTrade();
    }

    private void tell(ChannelKind kind, ByteString frame) {
        subscribers.forEach((subscriber, subscribed) -> {
            if (subscribed == kind) {
                subscriber.message(frame);
            }
        });
    }

    // ---------------------------------------------------------------------------------------------------- who comes

    private void join(Join join) {
        if (trouble.isPresent() && trouble.get() == Notice.BOOK_QUARANTINED) {
            join.subscriber().refused(new StreamError("book_quarantined", Notice.BOOK_QUARANTINED.detail()));
            return;
        }
        if (view.isEmpty()) {
            waiting.add(join);
            return;
        }
        if (messages.isEmpty()) {
            source.unknown();
            join.subscriber().refused(StreamError.notFound());
            return;
        }
        subscribers.put(join.subscriber(), join.kind());
        Optional<List<ByteString>> missed = missed(join).filter(this::mayBeSentAtOnce);
        join.subscriber().joined(missed.isPresent());
        if (missed.isPresent()) {
            missed.get().forEach(join.subscriber()::message);
        } else {
            if (join.after().isPresent()) {
                join.subscriber().message(notice(join.kind(), Notice.NOT_RESUMED));
            }
            join.subscriber().message(snapshot(join.kind()));
        }
        // The others were told when it began.
        trouble.ifPresent(notice -> join.subscriber().message(notice(join.kind(), notice)));
    }

    private ByteString snapshot(ChannelKind kind) {
        BookView now = view.orElseThrow();
        Messages.OfBook out = messages.orElseThrow();
        return switch (kind) {
            case BOOK -> out.bookSnapshot(now, settings.bookDepth());
            case TRADES ->
                out.tradesSnapshot(
                        now.lastTrade(),
                        trades.stream()
                                .skip(Math.max(0, trades.size() - SNAPSHOT_TRADES))
                                .toList());
            case TICKER -> out.tickerSnapshot(now.sequence() == tickerSequence ? now : tickerView(now));
            case OWN_ORDERS, OWN_TRADES, MATCHES -> throw new IllegalStateException("not a channel of a book");
        };
    }

    /** Numbered as the last change of the ticker was, so that the next one follows on it. */
    private BookView tickerView(BookView now) {
        return new BookView(
                now.instrument(),
                now.instrumentVersion(),
                tickerSequence,
                now.bids(),
                now.asks(),
                now.lastPrice(),
                now.openOrders(),
                now.trades(),
                now.phase(),
                now.auction());
    }

    /** Whether who is told so much may still be a client that reads as fast as it is told. */
    private boolean mayBeSentAtOnce(List<ByteString> frames) {
        return frames.stream().mapToLong(ByteString::size).sum() <= settings.bufferBytes() / RESUMED_PART;
    }

    /** What the client has missed; absent when that is not known here. */
    private Optional<List<ByteString>> missed(Join join) {
        if (join.after().isEmpty()) {
            return Optional.empty();
        }
        long after = join.after().getAsLong();
        BookView now = view.orElseThrow();
        return switch (join.kind()) {
            case BOOK -> {
                if (after == now.sequence()) {
                    yield Optional.of(List.of());
                }
                List<ByteString> frames = new ArrayList<>();
                for (Kept change : changes) {
                    if (!frames.isEmpty() || change.previous() == after) {
                        frames.add(change.frame());
                    }
                }
                yield frames.isEmpty() ? Optional.empty() : Optional.of(frames);
            }
            case TRADES -> {
                if (after == now.lastTrade()) {
                    yield Optional.of(List.of());
                }
                List<Trade> missed = trades.stream()
                        .filter(trade -> trade.sequence() > after)
                        .toList();
                yield missed.isEmpty() || missed.getFirst().sequence() != after + 1
                        ? Optional.empty()
                        : Optional.of(List.of(messages.orElseThrow().tradesChange(after, missed)));
            }
            case TICKER -> after == tickerSequence ? Optional.of(List.of()) : Optional.empty();
            case OWN_ORDERS, OWN_TRADES, MATCHES -> throw new IllegalStateException("not a channel of a book");
        };
    }
}
