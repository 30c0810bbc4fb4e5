package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.capability.Standing;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.relation.Relations;
import java.util.Optional;
import java.util.Set;

/**
 * All that somebody who judges a partner as a party has to know of it.
 *
 * @param region of its PRINCIPAL location; absent when it has none
 * @param activity what it has open
 */
public record PartyFacts(
        Standing standing,
        Relations relations,
        Performance performance,
        Optional<Decimal> limit,
        Optional<Region> region,
        Activity activity) {

    /**
     * What a partner has in its ledger.
     *
     * @param postings that are open
     * @param dealings that are not settled, and all of today that have not ended
     */
    public record Activity(Exposure exposure, Set<OpenPosting> postings, Set<Dealing> dealings) {
        /** Of whoever has never done anything. */
        public static final Activity NONE = new Activity(Exposure.NONE, Set.of(), Set.of());

        public Activity {
            postings = Set.copyOf(postings);
            dealings = Set.copyOf(dealings);
        }
    }

    public static PartyFacts of(Partner partner, Activity activity) {
        return new PartyFacts(
                partner.standing(),
                Relations.of(partner),
                partner.performance(),
                partner.finance().creditLimit(),
                partner.children().locations().stream()
                        .filter(location -> location.kind() == LocationKind.PRINCIPAL)
                        .map(location -> location.address().place().region())
                        .findFirst(),
                activity);
    }

    /** The same with another exposure. */
    public PartyFacts with(Exposure exposure) {
        return new PartyFacts(
                standing,
                relations,
                performance,
                limit,
                region,
                new Activity(exposure, activity.postings(), activity.dealings()));
    }

    RiskSide asBuyer() {
        return RiskSide.buyer(limit, activity.exposure(), performance);
    }

    RiskSide asSeller() {
        return RiskSide.seller(limit, activity.exposure(), performance);
    }
}
