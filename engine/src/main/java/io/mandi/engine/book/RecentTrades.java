package io.mandi.engine.book;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The last trades of a book. What has traded is kept as the events have it; the trades are made of it when somebody looks,
 * and each only once.
 */
final class RecentTrades {
    /** Trades that may wait to be dropped, beside as many as can be shown. */
    private static final int SLACK = 64;

    private final int limit;
    /** What has traded since somebody looked, oldest first; of what no look can show any more there is little. */
    private final ArrayDeque<Matched> matched = new ArrayDeque<>();
    /** How many trades that is. */
    private int matchedCount;
    /** Oldest first; those of {@link #matched} follow them. */
    private final ArrayDeque<Trade> made = new ArrayDeque<>();

    /** One matching, as the arguments of {@link Trade#of}. */
    private record Matched(long eventId, long firstSequence, OrderTerms taker, List<Fill> fills, long at) {}

    RecentTrades(int limit) {
        this.limit = limit;
    }

    void add(long eventId, long firstSequence, OrderTerms taker, List<Fill> fills, long at) {
        matched.addLast(new Matched(eventId, firstSequence, taker, fills, at));
        matchedCount += fills.size();
        // Not each time: the oldest have left the processor's caches, and going there pays only for many of them.
        if (matchedCount > 2L * limit + SLACK) {
            dropHidden();
        }
    }

    void add(List<Trade> trades) {
        make();
        made.addAll(trades);
        trim();
    }

    private void dropHidden() {
        while (!matched.isEmpty() && matchedCount - matched.peekFirst().fills().size() >= limit) {
            matchedCount -= matched.removeFirst().fills().size();
        }
    }

    void restore(List<Trade> trades) {
        made.addAll(trades);
    }

    List<Trade> oldestFirst() {
        make();
        return List.copyOf(made);
    }

    List<Trade> newestFirst() {
        make();
        List<Trade> trades = new ArrayList<>(made.size());
        made.descendingIterator().forEachRemaining(trades::add);
        return trades;
    }

    private void make() {
        dropHidden();
        for (Matched matching : matched) {
            made.addAll(Trade.of(
                    matching.eventId(), matching.firstSequence(), matching.taker(), matching.fills(), matching.at()));
        }
        matched.clear();
        matchedCount = 0;
        trim();
    }

    private void trim() {
        while (made.size() > limit) {
            made.removeFirst();
        }
    }
}
