package io.mandi.engine.lots.match;

import io.mandi.engine.lots.match.Matcher.Decision;
import io.mandi.engine.lots.match.Shelf.Entry;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open needs for one commodity, for lots that look for some: the mirror image of {@link LotIndex}, in the order of
 * MT-6. For one thread.
 */
public final class NeedIndex {
    private final Map<String, Entry<PreparedNeed>> entries = new HashMap<>();
    private final PlaceIndex<PreparedNeed> places = new PlaceIndex<>();
    private final String commodity;
    private long serial;
    private long searches;

    private record Found(PreparedNeed need, long score) {
        /** MT-6. */
        static final Comparator<Found> ORDER = Comparator.comparing(Found::urgency)
                .thenComparing(Found::score, Comparator.reverseOrder())
                .thenComparing(found -> found.need.need.buyerPriority(), Comparator.<BigDecimal>reverseOrder())
                .thenComparingLong(found -> found.need.publishedAt)
                .thenComparing(found -> found.need.need.id());

        Urgency urgency() {
            return need.need.urgency();
        }
    }

    public NeedIndex(String commodity) {
        this.commodity = commodity;
    }

    public String commodity() {
        return commodity;
    }

    public int size() {
        return entries.size();
    }

    /** Adds a need, or puts it in the place of the one with its id. */
    public void put(OpenNeed need) {
        if (!need.commodity().equals(commodity)) {
            throw new IllegalArgumentException("a need for " + need.commodity() + " among those for " + commodity);
        }
        remove(need.id());
        PreparedNeed prepared = PreparedNeed.of(need);
        // The highest budget first.
        long key = prepared.max.map(max -> -max.scaled()).orElse(Long.MIN_VALUE);
        Entry<PreparedNeed> entry = new Entry<>(prepared, key, ++serial);
        entries.put(need.id(), entry);
        places.addWanted(entry, prepared.deliveries);
    }

    /** Takes a need out; nothing happens when it is not there. */
    public void remove(String id) {
        Entry<PreparedNeed> entry = entries.remove(id);
        if (entry != null) {
            places.removeWanted(entry, entry.posting.deliveries);
        }
    }

    /** The first needs for a lot. */
    public List<NeedMatch> search(OpenLot lot, Search search) {
        return search(List.of(this), lot, search);
    }

    /** The first needs for a lot, for its commodity and for others that it is an equivalent of (RQ-7). */
    public static List<NeedMatch> search(List<NeedIndex> indexes, OpenLot lot, Search search) {
        PreparedLot prepared = PreparedLot.of(lot);
        if (search.limit() < 1 || prepared.spot.isEmpty()) {
            return List.of();
        }
        Matcher matcher = new Matcher(search.context(), search.now());
        Best<Found> best = new Best<>(search.limit(), Found.ORDER);
        indexes.forEach(index -> index.look(prepared, search, matcher, best));
        return best.inOrder().stream()
                .map(found ->
                        new NeedMatch(found.need.need, LotIndex.appraisal(matcher.evaluate(found.need, prepared))))
                .toList();
    }

    private void look(PreparedLot lot, Search search, Matcher matcher, Best<Found> best) {
        long number = ++searches;
        long floor = search.floor();
        long bound = bound(lot);
        places.needsFor(lot.spot.orElseThrow(), search.context(), shelf -> {
            int count = shelf.upTo(bound);
            for (int i = 0; i < count; i++) {
                Entry<PreparedNeed> entry = shelf.get(i);
                if (entry.isNewIn(number)) {
                    decide(entry.posting, lot, floor, matcher, best);
                }
            }
        });
    }

    private static void decide(PreparedNeed need, PreparedLot lot, long floor, Matcher matcher, Best<Found> best) {
        long least = floor;
        if (best.isFull()) {
            int urgency = need.need.urgency().compareTo(best.worst().urgency());
            if (urgency > 0) {
                return;
            }
            if (urgency == 0) {
                least = Math.max(floor, best.worst().score());
            }
        }
        if (matcher.decide(need, lot, least) == Decision.ACCEPTED) {
            best.offer(new Found(need, matcher.lastScore()));
        }
    }

    /** Keys of needs that can pay what the lot asks at least. What it comes to for another commodity, they say each. */
    private long bound(PreparedLot lot) {
        return lot.lot.commodity().equals(commodity)
                ? lot.leastPrice()
                        .map(least -> -PreparedPrice.scaled(least.perBaseUnit()))
                        .orElse(Long.MAX_VALUE)
                : Long.MAX_VALUE;
    }
}
