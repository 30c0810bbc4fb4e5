package io.mandi.engine.partner.capability;

import java.util.Optional;

/**
 * Why a partner may not sell or buy: the first thing that is missing (CAP-2, CAP-3).
 *
 * @param required the capability that it would need, where one is missing
 */
public record Refusal(String partnerId, Code code, Optional<Capability> required) {

    /** In the order in which they are looked at. */
    public enum Code {
        PARTNER_UNKNOWN,
        SERVICE_PROVIDER,
        PARTNER_NOT_APPROVED,
        KYC_EXPIRED,
        SANCTIONED_COUNTRY,
        CAPABILITY_MISSING
    }

    static Refusal of(String partnerId, Code code) {
        return new Refusal(partnerId, code, Optional.empty());
    }
}
