package io.mandi.engine.partner.capability;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A capability that follows from documents (CAP-1).
 *
 * @param until the last day on which the documents are valid; absent when they do not expire
 * @param sourceDocuments their ids
 * @param detectedAt since when it is there
 */
public record Grant(
        Capability capability, Optional<LocalDate> until, List<String> sourceDocuments, Instant detectedAt) {
    public Grant {
        sourceDocuments = List.copyOf(sourceDocuments);
    }

    boolean isThere(LocalDate today) {
        return until.isEmpty() || !today.isAfter(until.get());
    }
}
