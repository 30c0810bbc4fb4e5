package io.mandi.engine.partner;

import io.mandi.engine.partner.kind.LocationKind;
import java.util.Optional;

/**
 * An address of a partner as somebody wants it, not checked yet.
 *
 * @param id of the location that this is to become of; absent for a new one
 */
public record PartnerLocationDraft(
        Optional<String> id,
        LocationKind kind,
        Optional<String> name,
        AddressDraft address,
        Optional<String> gstNumber) {}
