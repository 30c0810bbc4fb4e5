package io.mandi.engine.lots.match;

import io.mandi.engine.lots.match.Matcher.Decision;
import io.mandi.engine.lots.match.Shelf.Entry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The open lots of one commodity, for needs that look for some. It finds what a look at every single lot would find, in the
 * order of MT-5; why is said at the package. For one thread.
 */
public final class LotIndex {
    private final Map<String, Entry<PreparedLot>> entries = new HashMap<>();
    private final PlaceIndex<PreparedLot> places = new PlaceIndex<>();
    private final String commodity;
    private long serial;
    private long searches;

    private record Found(PreparedLot lot, long score, Optional<PreparedPrice> price, long distance) {
        /** MT-5. */
        static final Comparator<Found> ORDER = Comparator.comparingLong(Found::score)
                .reversed()
                .thenComparing(Found::price, Found::compare)
                .thenComparingLong(Found::distance)
                .thenComparingLong(found -> found.lot.createdAt)
                .thenComparing(found -> found.lot.lot.id());

        private static int compare(Optional<PreparedPrice> one, Optional<PreparedPrice> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return Boolean.compare(one.isEmpty(), other.isEmpty());
            }
            return one.get().price().perBaseUnit().compareTo(other.get().price().perBaseUnit());
        }
    }

    public LotIndex(String commodity) {
        this.commodity = commodity;
    }

    public String commodity() {
        return commodity;
    }

    public int size() {
        return entries.size();
    }

    /** Adds a lot, or puts it in the place of the one with its id. */
    public void put(OpenLot lot) {
        if (!lot.commodity().equals(commodity)) {
            throw new IllegalArgumentException("a lot of " + lot.commodity() + " among those of " + commodity);
        }
        remove(lot.id());
        PreparedLot prepared = PreparedLot.of(lot);
        long key = prepared.leastPrice()
                .map(UnitPrice::perBaseUnit)
                .map(PreparedPrice::scaled)
                .orElse(Long.MIN_VALUE);
        Entry<PreparedLot> entry = new Entry<>(prepared, key, ++serial);
        entries.put(lot.id(), entry);
        places.addGoods(entry, prepared.spot);
    }

    /** Takes a lot out; nothing happens when it is not there. */
    public void remove(String id) {
        Entry<PreparedLot> entry = entries.remove(id);
        if (entry != null) {
            places.removeGoods(entry, entry.posting.spot);
        }
    }

    /** The best lots for a need. */
    public List<LotMatch> search(OpenNeed need, Search search) {
        return search(List.of(this), need, search);
    }

    /** The best lots for a need, of its commodity and of equivalents (RQ-7); others are not looked at. */
    public static List<LotMatch> search(List<LotIndex> indexes, OpenNeed need, Search search) {
        if (search.limit() < 1) {
            return List.of();
        }
        PreparedNeed prepared = PreparedNeed.of(need);
        Matcher matcher = new Matcher(search.context(), search.now());
        Best<Found> best = new Best<>(search.limit(), Found.ORDER);
        for (LotIndex index : indexes) {
            need.ratio(index.commodity).ifPresent(ratio -> index.look(prepared, ratio, search, matcher, best));
        }
        return best.inOrder().stream()
                .map(found -> new LotMatch(found.lot.lot, appraisal(matcher.evaluate(prepared, found.lot))))
                .toList();
    }

    private void look(PreparedNeed need, BigDecimal ratio, Search search, Matcher matcher, Best<Found> best) {
        long number = ++searches;
        long floor = search.floor();
        long bound = bound(need, ratio);
        places.goodsFor(need, search.context(), shelf -> {
            int count = shelf.upTo(bound);
            for (int i = 0; i < count; i++) {
                Entry<PreparedLot> entry = shelf.get(i);
                if (entry.isNewIn(number)) {
                    long least = best.isFull() ? Math.max(floor, best.worst().score()) : floor;
                    if (matcher.decide(need, entry.posting, least) == Decision.ACCEPTED) {
                        best.offer(new Found(
                                entry.posting, matcher.lastScore(), matcher.lastPrice(), matcher.lastDistance()));
                    }
                }
            }
        });
    }

    /** What a lot may ask at most, for a base unit of its commodity, or a little more. */
    private static long bound(PreparedNeed need, BigDecimal ratio) {
        if (need.max.isEmpty()) {
            return Long.MAX_VALUE;
        }
        BigDecimal most = need.max.get().price().perBaseUnit();
        if (ratio.compareTo(BigDecimal.ONE) == 0) {
            return PreparedPrice.scaled(most);
        }
        // A price for what is wanted is rounded, by less than one of its last digit.
        BigDecimal ofLot = most.add(most.ulp()).multiply(ratio);
        return PreparedPrice.scaled(ofLot.setScale(Ratio.SCALE, RoundingMode.CEILING));
    }

    static Appraisal appraisal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted(Appraisal appraisal) -> appraisal;
            case Verdict.BelowMinScore below -> throw contradiction(below);
            case Verdict.PendingRisk pending -> throw contradiction(pending);
            case Verdict.Rejected rejected -> throw contradiction(rejected);
        };
    }

    private static IllegalStateException contradiction(Verdict verdict) {
        return new IllegalStateException("a pair that was accepted is now " + verdict);
    }
}
