package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.Gstin;
import java.util.Optional;

/**
 * A dependent unit of a partner (PT-2).
 *
 * @param id counted within the partner
 * @param registered whether the registry has confirmed its GSTIN: active, and of the same legal name
 */
public record Branch(String id, String name, Address address, Optional<Gstin> gstNumber, boolean registered) {
    /** The two digits of its state, by its GSTIN or its address. */
    public Optional<String> gstStateCode() {
        return gstNumber.map(Gstin::stateDigits).or(address::gstStateCode);
    }
}
