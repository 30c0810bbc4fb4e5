package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * Fills a need from several lots (MT-7, MT-8): says what to reserve next, and is told what came of it. A value; each step
 * makes the next. Quantities are in base units of the wanted commodity.
 *
 * <p>Lots are asked for what the need still has room for, also past what it prefers, and not asked when that would break a
 * lower bound of section 7.4. It ends when what the need prefers is committed, when its room is used up, or after the last
 * match. A rest that is less than the lot granted last can count is no room (RQ-4).
 */
public final class Fill {
    private final OpenNeed need;
    private final List<LotMatch> matches;
    private final int next;
    private final BigDecimal granted;
    private final boolean complete;

    /**
     * What to reserve.
     *
     * @param ratio as in {@link OpenNeed#ratio}; absent for the wanted commodity itself
     */
    public record Ask(OpenLot lot, BigDecimal quantity, Optional<BigDecimal> ratio) {
        /** The quantity in base units of the lot's own commodity; all there is where that is meant. */
        public BigDecimal ofLot() {
            if (quantity.compareTo(wanted(lot.available())) == 0) {
                return lot.available();
            }
            return ratio.map(each -> quantity.divide(each, Conversion.INTERMEDIATE_SCALE, RoundingMode.DOWN))
                    .orElse(quantity);
        }

        /** What counts for the need of a quantity of the lot. */
        public BigDecimal wanted(BigDecimal ofLot) {
            return Allocatable.wanted(ofLot, ratio);
        }
    }

    private Fill(OpenNeed need, List<LotMatch> matches, int next, BigDecimal granted, boolean complete) {
        this.need = need;
        this.matches = matches;
        this.next = next;
        this.granted = granted;
        this.complete = complete;
    }

    /**
     * @param need of an intent that nothing is reserved for (RQ-10) gets nothing
     * @param matches in the order of MT-5
     */
    public static Fill plan(OpenNeed need, List<LotMatch> matches) {
        List<LotMatch> usable = need.intent().isAllocatable() ? List.copyOf(matches) : List.of();
        return from(need, usable, 0, BigDecimal.ZERO, need.room().signum() <= 0);
    }

    private static Fill from(OpenNeed need, List<LotMatch> matches, int from, BigDecimal granted, boolean complete) {
        BigDecimal target = need.preferred().orElse(need.max());
        int next = from;
        if (complete || need.committed().add(granted).compareTo(target) >= 0) {
            next = matches.size();
        }
        while (next < matches.size()
                && !allocatable(need, matches.get(next), granted).isPossible()) {
            next++;
        }
        return new Fill(need, matches, next, granted, complete);
    }

    private static Allocatable allocatable(OpenNeed need, LotMatch match, BigDecimal granted) {
        return Allocatable.of(match.lot(), ratio(need, match.lot()), need.room().subtract(granted), need.minLot());
    }

    private static Optional<BigDecimal> ratio(OpenNeed need, OpenLot lot) {
        return lot.commodity().equals(need.commodity()) ? Optional.empty() : need.ratio(lot.commodity());
    }

    /** What to reserve now; absent when the fill has ended. */
    public Optional<Ask> next() {
        if (next == matches.size()) {
            return Optional.empty();
        }
        LotMatch match = matches.get(next);
        return Optional.of(
                new Ask(match.lot(), allocatable(need, match, granted).quantity(), ratio(need, match.lot())));
    }

    /**
     * The lot has granted some, or all, of what it was asked for.
     *
     * @param quantity not more than that
     */
    public Fill granted(BigDecimal quantity) {
        Ask ask = next().orElseThrow(() -> new IllegalStateException("nothing was asked for"));
        if (quantity.signum() < 0 || quantity.compareTo(ask.quantity) > 0) {
            throw new IllegalArgumentException("granted " + quantity + " of " + ask.quantity);
        }
        BigDecimal sum = granted.add(quantity);
        BigDecimal rest = need.room().subtract(sum);
        BigDecimal step = ask.wanted(ask.lot.step());
        boolean isNoRoom = rest.signum() == 0 || (quantity.signum() > 0 && rest.compareTo(step) < 0);
        return from(need, matches, next + 1, sum, isNoRoom);
    }

    /** The lot has granted nothing. */
    public Fill refused() {
        return granted(BigDecimal.ZERO);
    }

    /** What has been granted so far. */
    public BigDecimal granted() {
        return granted;
    }

    /** What the fill has come to so far; absent when nothing was granted. */
    public Optional<AllocationType> allocation() {
        if (granted.signum() == 0) {
            return Optional.empty();
        }
        return Optional.of(complete ? AllocationType.FULL : AllocationType.PARTIAL);
    }
}
