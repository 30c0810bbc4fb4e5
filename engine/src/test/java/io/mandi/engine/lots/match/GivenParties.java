package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.place.Region;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Partners of whom a test says what they are; as they come, nothing is against them. */
final class GivenParties implements Parties {
    Optional<CapabilityRefusal> refusal = Optional.empty();
    Optional<Reason> relation = Optional.empty();
    Set<Warning> weakLinks = Set.of();
    List<Reason> circular = List.of();
    Optional<RiskAssessment> risk = risk("100", RiskStatus.PASS);
    boolean exposureFits = true;
    Map<String, Region> regions = new HashMap<>();

    /** What was asked, in order. */
    final List<String> asked = new ArrayList<>();

    static Optional<RiskAssessment> risk(String score, RiskStatus status) {
        return Optional.of(new RiskAssessment(new BigDecimal(score), status, Set.of()));
    }

    @Override
    public Optional<CapabilityRefusal> capability(
            String seller, Optional<String> goodsCountry, String buyer, Optional<String> deliveryCountry) {
        asked.add("capability " + seller + " " + goodsCountry.orElse("-") + " " + buyer + " "
                + deliveryCountry.orElse("-"));
        return refusal;
    }

    @Override
    public Optional<Reason> relation(String buyer, String seller) {
        return relation;
    }

    @Override
    public Set<Warning> weakLinks(String buyer, String seller) {
        return weakLinks;
    }

    @Override
    public List<Reason> circular(OpenNeed need, OpenLot lot) {
        return circular;
    }

    @Override
    public Optional<RiskAssessment> risk(String buyer, String seller, BigDecimal value) {
        asked.add("risk " + buyer + " " + seller + " " + value);
        return risk;
    }

    @Override
    public boolean exposureFits(String buyer, BigDecimal value) {
        asked.add("exposure " + buyer + " " + value);
        return exposureFits;
    }

    @Override
    public Optional<Region> principalRegion(String partner) {
        return Optional.ofNullable(regions.get(partner));
    }
}
