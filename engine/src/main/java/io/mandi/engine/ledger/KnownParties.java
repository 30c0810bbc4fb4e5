package io.mandi.engine.ledger;

import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.Parties;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.capability.CapabilityCheck;
import io.mandi.engine.partner.capability.CapabilityCheck.Party;
import io.mandi.engine.partner.capability.Refusal;
import io.mandi.engine.partner.relation.RelatedParties;
import io.mandi.engine.partner.relation.RelatedParty;
import io.mandi.engine.partner.relation.WeakLink;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges partners by what is known of them. What is known of a partner is looked up once, when it is first asked for: all answers of one of
 * these agree with each other, whatever changes meanwhile. For one thread.
 */
public final class KnownParties implements Parties {
    private final Function<String, Optional<PartyFacts>> directory;
    private final Map<String, Optional<PartyFacts>> known = new HashMap<>();
    private final CapabilityCheck capabilities;
    private final CircularRules circular;
    private final LocalDate today;

    /**
     * @param directory what is known of a partner, by its id; empty when there is no such partner
     * @param now when it is judged
     */
    public KnownParties(Function<String, Optional<PartyFacts>> directory, MarketSettings settings, Instant now) {
        this.directory = directory;
        this.circular = new CircularRules(settings.get(Setting.CIRCULAR_RULE), settings.get(Setting.TIMEZONE));
        this.today = circular.dayOf(now);
        this.capabilities = new CapabilityCheck(today, Set.copyOf(settings.get(Setting.SANCTIONED_COUNTRIES)));
    }

    /** What is known of a partner. */
    public Optional<PartyFacts> facts(String partner) {
        return known.computeIfAbsent(partner, directory);
    }

    private Party party(String partner) {
        return new Party(partner, facts(partner).map(PartyFacts::standing));
    }

    @Override
    public Optional<CapabilityRefusal> capability(
            String seller, Optional<String> goodsCountry, String buyer, Optional<String> deliveryCountry) {
        return mayNotSell(seller, goodsCountry).or(() -> mayNotBuy(buyer, deliveryCountry));
    }

    /** CAP-2. */
    public Optional<CapabilityRefusal> mayNotSell(String seller, Optional<String> goodsCountry) {
        Party party = party(seller);
        return goodsCountry
                .map(country -> capabilities.seller(party, country))
                .orElseGet(() -> capabilities.anywhere(party, false))
                .map(KnownParties::refusal);
    }

    /** CAP-3. */
    public Optional<CapabilityRefusal> mayNotBuy(String buyer, Optional<String> deliveryCountry) {
        Party party = party(buyer);
        return deliveryCountry
                .map(country -> capabilities.buyer(party, country))
                .orElseGet(() -> capabilities.anywhere(party, true))
                .map(KnownParties::refusal);
    }

    private static CapabilityRefusal refusal(Refusal refusal) {
        Reason reason = switch (refusal.code()) {
            case PARTNER_UNKNOWN, PARTNER_NOT_APPROVED -> Reason.PARTNER_NOT_APPROVED;
            case KYC_EXPIRED -> Reason.KYC_EXPIRED;
            case SANCTIONED_COUNTRY -> Reason.SANCTIONED_COUNTRY;
            case SERVICE_PROVIDER, CAPABILITY_MISSING -> Reason.CAPABILITY_MISSING;
        };
        return new CapabilityRefusal(
                reason, refusal.partnerId(), refusal.required().map(Enum::name));
    }

    @Override
    public Optional<Reason> relation(String buyer, String seller) {
        if (buyer.equals(seller)) {
            return Optional.of(Reason.SAME_ENTITY);
        }
        return RelatedParties.block(
                        facts(buyer).map(PartyFacts::relations), facts(seller).map(PartyFacts::relations))
                .flatMap(KnownParties::reason);
    }

    private static Optional<Reason> reason(RelatedParty why) {
        return switch (why) {
            // Who is no partner has no capability, which is looked at before.
            case PARTNER_UNKNOWN -> Optional.empty();
            case SAME_ENTITY -> Optional.of(Reason.SAME_ENTITY);
            case MASTER_BRANCH -> Optional.of(Reason.MASTER_BRANCH);
            case CORPORATE_GROUP -> Optional.of(Reason.CORPORATE_GROUP);
            case SAME_GST -> Optional.of(Reason.SAME_GST);
            case SAME_PAN -> Optional.of(Reason.SAME_PAN);
            case SAME_BANK_ACCOUNT -> Optional.of(Reason.SAME_BANK_ACCOUNT);
        };
    }

    @Override
    public Set<Warning> weakLinks(String buyer, String seller) {
        Optional<PartyFacts> one = facts(buyer);
        Optional<PartyFacts> other = facts(seller);
        Set<Warning> warnings = EnumSet.noneOf(Warning.class);
        if (one.isPresent() && other.isPresent()) {
            for (WeakLink link :
                    RelatedParties.weakLinks(one.get().relations(), other.get().relations())) {
                warnings.add(
                        switch (link) {
                            case SAME_MOBILE -> Warning.SAME_MOBILE;
                            case SAME_EMAIL_DOMAIN -> Warning.SAME_EMAIL_DOMAIN;
                        });
            }
        }
        return warnings;
    }

    @Override
    public List<Reason> circular(OpenNeed need, OpenLot lot) {
        List<Reason> reasons = new ArrayList<>();
        posting(need.buyer(), OpenPosting.Kind.NEED, need.commodity(), need.createdAt())
                .ifPresent(reasons::add);
        posting(lot.seller(), OpenPosting.Kind.LOT, lot.commodity(), lot.createdAt())
                .ifPresent(reasons::add);
        reversal(need.buyer(), lot.seller(), lot.commodity()).ifPresent(reasons::add);
        return reasons;
    }

    /** Why a partner may not have a posting besides what it has open (RP-2). */
    public Optional<Reason> posting(String partner, OpenPosting.Kind kind, String commodity, Instant createdAt) {
        return facts(partner)
                .flatMap(facts -> circular.posting(
                        partner,
                        new OpenPosting(kind, commodity, createdAt),
                        facts.activity().postings(),
                        facts.activity().dealings()));
    }

    /** Why the two may not deal today (RP-3). */
    public Optional<Reason> reversal(String buyer, String seller, String commodity) {
        return facts(buyer)
                .flatMap(facts -> CircularRules.reversal(
                        buyer, seller, commodity, today, facts.activity().dealings()));
    }

    @Override
    public Optional<RiskAssessment> risk(String buyer, String seller, BigDecimal value) {
        return facts(buyer)
                .flatMap(one -> facts(seller).map(other -> RiskRules.pair(one.asBuyer(), other.asSeller(), value)));
    }

    /** The risk of a posting; empty when there is no such partner (RK-1). */
    public Optional<PostingRisk> risk(String partner, OpenPosting.Kind kind, BigDecimal value) {
        return facts(partner).map(facts -> switch (kind) {
            case LOT -> RiskRules.posting(facts.asSeller(), value);
            case NEED -> RiskRules.posting(facts.asBuyer(), value);
        });
    }

    @Override
    public boolean exposureFits(String buyer, BigDecimal value) {
        return facts(buyer)
                .filter(facts -> facts.activity().exposure().fits(value, facts.limit()))
                .isPresent();
    }

    /** How much a partner's needs are preferred, 0.5 to 2.0 (RQ-11). */
    public BigDecimal buyerPriority(String partner) {
        return facts(partner)
                .map(PartyFacts::performance)
                .orElse(Performance.NONE)
                .buyerPriority()
                .toBigDecimal();
    }

    @Override
    public Optional<Region> principalRegion(String partner) {
        return facts(partner).flatMap(PartyFacts::region);
    }
}
