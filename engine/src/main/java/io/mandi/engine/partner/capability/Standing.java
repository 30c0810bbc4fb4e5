package io.mandi.engine.partner.capability;

import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * All of a partner that decides whether it may sell or buy: small, so that a node can keep it of every partner.
 *
 * @param country where the partner is at home, ISO 3166-1 alpha-2
 * @param kycValidUntil the last day on which its KYC is valid; absent when it is not valid
 * @param capabilities each with the last day on which it counts
 */
public record Standing(
        String partnerId,
        EntityClass entityClass,
        String country,
        PartnerStatus status,
        Optional<LocalDate> kycValidUntil,
        Map<Capability, LocalDate> capabilities) {
    public Standing {
        capabilities = Map.copyOf(capabilities);
    }

    boolean isKycValid(LocalDate today) {
        return kycValidUntil.isPresent() && !today.isAfter(kycValidUntil.get());
    }

    boolean has(Capability capability, LocalDate today) {
        LocalDate until = capabilities.get(capability);
        return until != null && !today.isAfter(until);
    }
}
