package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.kind.LocationKind;
import java.util.Optional;

/**
 * An address of a partner.
 *
 * @param id counted within the partner
 * @param gstNumber under which it is registered, where that is not the partner's own
 */
public record PartnerLocation(
        String id, LocationKind kind, Optional<String> name, Address address, Optional<Gstin> gstNumber) {
    /** Longest name. */
    public static final int MAX_NAME_LENGTH = 120;

    public PartnerLocationDraft draft() {
        return new PartnerLocationDraft(Optional.of(id), kind, name, address.draft(), gstNumber.map(Gstin::text));
    }
}
