package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.ForeignTaxId;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Pan;
import io.mandi.engine.partner.kind.NoGstDeclaration;
import java.util.Optional;

/**
 * By what tax offices know a partner.
 *
 * @param noGstDeclaration why there is no GSTIN; absent where there is one
 * @param gstVerified whether the registry has confirmed the GSTIN
 */
public record Tax(
        Optional<Gstin> gstNumber,
        Optional<Pan> panNumber,
        Optional<ForeignTaxId> foreignTaxId,
        Optional<NoGstDeclaration> noGstDeclaration,
        boolean gstVerified) {

    /** The PAN that was given, or that of the GSTIN. */
    public Optional<Pan> pan() {
        return panNumber.or(() -> gstNumber.map(Gstin::pan));
    }

    Tax withGstVerified(boolean verified) {
        return new Tax(gstNumber, panNumber, foreignTaxId, noGstDeclaration, verified);
    }
}
