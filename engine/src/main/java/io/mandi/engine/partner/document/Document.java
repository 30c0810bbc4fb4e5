package io.mandi.engine.partner.document;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A document that a partner has handed in (PT-9).
 *
 * @param id counted within the partner
 * @param number that stands on it
 * @param file where it is kept: a name or an address, not read here
 * @param vehicleId of the partner's vehicle that it belongs to, of a document of a vehicle
 * @param expiresOn the last day on which it is valid; absent when it does not expire
 * @param verification absent until it is verified
 */
public record Document(
        String id,
        DocumentType type,
        Optional<String> number,
        Optional<String> file,
        Optional<String> vehicleId,
        Optional<LocalDate> expiresOn,
        Instant uploadedAt,
        Optional<Verification> verification) {

    /** Longest number. */
    public static final int MAX_NUMBER_LENGTH = 80;
    /** Longest name or address of a file. */
    public static final int MAX_FILE_LENGTH = 500;

    /** Who has looked at it, and when. */
    public record Verification(Instant at, String by) {}

    public boolean isExpired(LocalDate today) {
        return expiresOn.isPresent() && today.isAfter(expiresOn.get());
    }

    /** Whether it counts: verified, and not expired (PT-9). */
    public boolean isVerified(LocalDate today) {
        return verification.isPresent() && !isExpired(today);
    }

    /** @param verification absent when it is to be looked at anew */
    public Document with(Optional<LocalDate> expiresOn, Optional<Verification> verification) {
        return new Document(id, type, number, file, vehicleId, expiresOn, uploadedAt, verification);
    }
}
