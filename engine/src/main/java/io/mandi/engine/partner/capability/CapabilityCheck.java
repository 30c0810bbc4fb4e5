package io.mandi.engine.partner.capability;

import io.mandi.engine.catalog.place.State;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Whether partners may sell and buy on a day (CAP-2, CAP-3).
 *
 * @param sanctioned countries whose partners may not trade
 */
public record CapabilityCheck(LocalDate today, Set<String> sanctioned) {
    public CapabilityCheck {
        sanctioned = Set.copyOf(sanctioned);
    }

    /**
     * A partner in question.
     *
     * @param standing absent when there is no such partner
     */
    public record Party(String partnerId, Optional<Standing> standing) {}

    /** What is needed in India, at home abroad, and across a border. */
    private record Needs(Capability inIndia, Capability atHome, Capability across) {}

    private static final Needs OF_A_SELLER =
            new Needs(Capability.DOMESTIC_SELL_INDIA, Capability.DOMESTIC_SELL_HOME, Capability.EXPORT_ALLOWED);
    private static final Needs OF_A_BUYER =
            new Needs(Capability.DOMESTIC_BUY_INDIA, Capability.DOMESTIC_BUY_HOME, Capability.IMPORT_ALLOWED);

    /** @param country where the goods lie, ISO 3166-1 alpha-2 */
    public Optional<Refusal> seller(Party seller, String country) {
        return refusal(seller, country, OF_A_SELLER);
    }

    /** @param country where the goods are delivered, ISO 3166-1 alpha-2 */
    public Optional<Refusal> buyer(Party buyer, String country) {
        return refusal(buyer, country, OF_A_BUYER);
    }

    /** The seller first. */
    public Optional<Refusal> pair(Party seller, String goodsCountry, Party buyer, String deliveryCountry) {
        return seller(seller, goodsCountry).or(() -> buyer(buyer, deliveryCountry));
    }

    /**
     * Whether a partner may sell at all, or buy, where the place does not matter: standardised goods on an order book. Any capability to do
     * so will do.
     */
    public Optional<Refusal> anywhere(Party party, boolean buys) {
        return anyhow(party).or(() -> {
            Standing standing = party.standing().orElseThrow();
            return Arrays.stream(Capability.values())
                            .anyMatch(capability -> capability.isToBuy() == buys && standing.has(capability, today))
                    ? Optional.empty()
                    : Optional.of(Refusal.of(party.partnerId(), Refusal.Code.CAPABILITY_MISSING));
        });
    }

    /** What keeps a partner from trading wherever it is. */
    private Optional<Refusal> anyhow(Party party) {
        String id = party.partnerId();
        if (party.standing().isEmpty()) {
            return Optional.of(Refusal.of(id, Refusal.Code.PARTNER_UNKNOWN));
        }
        Standing standing = party.standing().get();
        if (standing.entityClass() == EntityClass.SERVICE_PROVIDER) {
            return Optional.of(Refusal.of(id, Refusal.Code.SERVICE_PROVIDER));
        }
        if (standing.status() != PartnerStatus.APPROVED) {
            return Optional.of(Refusal.of(id, Refusal.Code.PARTNER_NOT_APPROVED));
        }
        if (!standing.isKycValid(today)) {
            return Optional.of(Refusal.of(id, Refusal.Code.KYC_EXPIRED));
        }
        if (sanctioned.contains(standing.country())) {
            return Optional.of(Refusal.of(id, Refusal.Code.SANCTIONED_COUNTRY));
        }
        return Optional.empty();
    }

    private Optional<Refusal> refusal(Party party, String country, Needs needs) {
        Optional<Refusal> anyhow = anyhow(party);
        if (anyhow.isPresent()) {
            return anyhow;
        }
        Standing standing = party.standing().orElseThrow();
        boolean indian = standing.country().equals(State.COUNTRY);
        boolean inIndia = country.equals(State.COUNTRY);
        Capability required =
                inIndia ? needs.inIndia : !indian && country.equals(standing.country()) ? needs.atHome : needs.across;
        // Nobody from abroad trades within India, whatever documents or a director say.
        boolean may = (indian || !inIndia) && standing.has(required, today);
        return may
                ? Optional.empty()
                : Optional.of(new Refusal(party.partnerId(), Refusal.Code.CAPABILITY_MISSING, Optional.of(required)));
    }
}
