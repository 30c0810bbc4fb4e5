package io.mandi.engine.book;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The last trades of a book. What has traded is kept as the events have it; the trades are made of it when somebody looks,
 * and each only once.
 */
final class RecentTrades {
    private final int limit;
    /** What has traded since somebody looked, oldest first; what no look can show any more is not in it. */
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
        while (matchedCount - matched.peekFirst().fills().size() >= limit) {
            matchedCount -= matched.removeFirst().fills().size();
            if (matched.isEmpty()) {
                return;
            }
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
        for (Matched matching : matched) {
            made.addAll(Trade.of(
                    matching.eventId(), matching.firstSequence(), matching.taker(), matching.fills(), matching.at()));
        }
        matched.clear();
        matchedCount = 0;
        while (made.size() > limit) {
            made.removeFirst();
        }
    }
}
