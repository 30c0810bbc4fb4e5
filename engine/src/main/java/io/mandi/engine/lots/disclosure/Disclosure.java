package io.mandi.engine.lots.disclosure;

import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.Refusal;
import io.mandi.engine.partner.kind.RatingBand;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is told of a counterparty at a stage (section 2.2); the rest of it is not in here.
 *
 * @param region from {@link Stage#BROWSE} on
 * @param ratingBand from {@link Stage#MATCHED} on
 * @param label from {@link Stage#MATCHED} on
 * @param city from {@link Stage#MATCHED} on, where it is known
 * @param matchToken from {@link Stage#MATCHED} on, where the match has one
 * @param companyName from {@link Stage#NEGOTIATING} on
 * @param partnerId from {@link Stage#TRADE} on
 * @param profile from {@link Stage#TRADE} on
 */
public record Disclosure(
        Stage stage,
        Region region,
        Optional<RatingBand> ratingBand,
        Optional<String> label,
        Optional<String> city,
        Optional<String> matchToken,
        Optional<String> companyName,
        Optional<String> partnerId,
        Optional<Counterparty.Profile> profile) {

    /** Filters whose figures tell what a partner is and owes. */
    private static final Set<Filter> ABOUT_PARTNERS =
            EnumSet.of(Filter.CAPABILITY, Filter.RELATED_PARTY, Filter.CIRCULAR, Filter.RISK, Filter.EXPOSURE);

    /** To the other side of a match. */
    public static Disclosure to(Stage stage, Counterparty other, Optional<String> matchToken) {
        return disclose(stage, stage, other, matchToken);
    }

    /** To staff, who see both sides in full whatever the stage. */
    public static Disclosure toStaff(Stage stage, Counterparty other, Optional<String> matchToken) {
        return disclose(stage, Stage.TRADE, other, matchToken);
    }

    private static Disclosure disclose(Stage stage, Stage shown, Counterparty other, Optional<String> matchToken) {
        return new Disclosure(
                stage,
                other.region(),
                from(Stage.MATCHED, shown, Optional.of(RatingBand.of(other.rating()))),
                from(Stage.MATCHED, shown, Optional.of(other.side().label())),
                from(Stage.MATCHED, shown, other.city()),
                from(Stage.MATCHED, shown, matchToken),
                from(Stage.NEGOTIATING, shown, Optional.of(other.companyName())),
                from(Stage.TRADE, shown, Optional.of(other.partnerId())),
                from(Stage.TRADE, shown, Optional.of(other.profile())));
    }

    private static <T> Optional<T> from(Stage first, Stage now, Optional<T> value) {
        return now.reaches(first) ? value : Optional.empty();
    }

    /**
     * A reason why a pair was rejected, as its owners may read it: without the figures that tell of the other side's risk,
     * exposure or standing, and of the money that a buyer has left.
     */
    public static Refusal toOwners(Refusal refusal) {
        boolean hidden = ABOUT_PARTNERS.contains(refusal.filter()) || refusal.reason() == Reason.OVER_TOTAL_BUDGET;
        return hidden
                ? new Refusal(refusal.reason(), refusal.parameter(), Optional.empty(), Optional.empty())
                : refusal;
    }
}
