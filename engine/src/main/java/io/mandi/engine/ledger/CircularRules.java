package io.mandi.engine.ledger;

import io.mandi.engine.catalog.setting.CircularRule;
import io.mandi.engine.lots.match.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;

/**
 * Who would trade in circles (8.2).
 *
 * @param rule of the market
 * @param timezone of its business days
 */
public record CircularRules(CircularRule rule, ZoneId timezone) {

    /** The business day of a moment. */
    public LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, timezone);
    }

    /**
     * Why a partner may not have a posting besides what it has (RP-1, RP-2).
     *
     * @param partner its id
     * @param posting the one in question
     * @param open what is open of the partner; what is no counterpart of the posting does not matter
     * @param dealings of the partner, at least those that are not settled
     */
    public Optional<Reason> posting(
            String partner, OpenPosting posting, Collection<OpenPosting> open, Collection<Dealing> dealings) {
        boolean buys = posting.kind() == OpenPosting.Kind.NEED;
        boolean counterpart = open.stream()
                .filter(other ->
                        other.kind() != posting.kind() && other.commodity().equals(posting.commodity()))
                .anyMatch(other -> switch (rule) {
                    case SAME_DAY -> dayOf(other.createdAt()).equals(dayOf(posting.createdAt()));
                    case UNSETTLED -> true;
                });
        return switch (rule) {
            case SAME_DAY ->
                counterpart
                        ? Optional.of(buys ? Reason.SAME_DAY_BUY_SELL_REVERSAL : Reason.SAME_DAY_SELL_BUY_REVERSAL)
                        : Optional.empty();
            case UNSETTLED ->
                counterpart || isUnsettled(partner, buys, posting.commodity(), dealings)
                        ? Optional.of(buys ? Reason.UNSETTLED_SELL_EXISTS : Reason.UNSETTLED_BUY_EXISTS)
                        : Optional.empty();
        };
    }

    private static boolean isUnsettled(String partner, boolean buys, String commodity, Collection<Dealing> dealings) {
        return dealings.stream()
                .filter(dealing -> dealing.state() == Dealing.State.TRADED
                        && dealing.commodity().equals(commodity))
                .anyMatch(dealing -> (buys ? dealing.seller() : dealing.buyer()).equals(partner));
    }

    /**
     * Why two may not deal on a day: they have dealt the other way round (RP-3).
     *
     * @param dealings at least those of the two
     */
    public static Optional<Reason> reversal(
            String buyer, String seller, String commodity, LocalDate day, Collection<Dealing> dealings) {
        return dealings.stream()
                        .filter(dealing -> dealing.state() != Dealing.State.ENDED)
                        .anyMatch(dealing -> dealing.buyer().equals(seller)
                                && dealing.seller().equals(buyer)
                                && dealing.commodity().equals(commodity)
                                && dealing.day().equals(day))
                ? Optional.of(Reason.SAME_DAY_REVERSE_TRADE)
                : Optional.empty();
    }
}
