package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.place.Region;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What matching asks of partners and of what they have traded. Each answer is a function of what is asked and of one state
 * of the partners: asked twice in a run it is the same. Money is in the need's currency, with 2 decimals.
 */
public interface Parties {

    /**
     * Whether the two may trade at all (CAP-2, CAP-3), the seller first.
     *
     * @param goodsCountry where the goods are; absent when that is not known
     * @param deliveryCountry where they are wanted; absent when neither need nor lot tells
     */
    Optional<CapabilityRefusal> capability(
            String seller, Optional<String> goodsCountry, String buyer, Optional<String> deliveryCountry);

    /** The first reason of {@link Filter#RELATED_PARTY} for which the two are related (8.1). */
    Optional<Reason> relation(String buyer, String seller);

    /** What makes the pair a WARN (8.1): {@link Warning#SAME_MOBILE}, {@link Warning#SAME_EMAIL_DOMAIN}. */
    Set<Warning> weakLinks(String buyer, String seller);

    /**
     * All reasons of {@link Filter#CIRCULAR}: the buyer's open lots of the wanted commodity on the need's day, the seller's
     * open needs of the lot's commodity on its day (RP-2), and trades in the opposite direction (RP-3).
     */
    List<Reason> circular(OpenNeed need, OpenLot lot);

    /**
     * How risky it is that the two trade for that much (8.3), without weak links.
     *
     * @return empty when it cannot be told now (MT-4)
     */
    Optional<RiskAssessment> risk(String buyer, String seller, BigDecimal value);

    /** Whether the buyer's ledger would take a hold of that much (EX-2, EX-3). */
    boolean exposureFits(String buyer, BigDecimal value);

    /** The region of the partner's PRINCIPAL location; absent when it has none. */
    Optional<Region> principalRegion(String partner);
}
