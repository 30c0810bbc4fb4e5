package io.mandi.engine.partner.document;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A document as somebody hands it in, not checked yet.
 *
 * @param vehicleId of a vehicle of the partner, for a document of a vehicle and for no other
 * @param expiresOn the last day on which it is valid
 */
public record DocumentDraft(
        DocumentType type,
        Optional<String> number,
        Optional<String> file,
        Optional<String> vehicleId,
        Optional<LocalDate> expiresOn) {}
