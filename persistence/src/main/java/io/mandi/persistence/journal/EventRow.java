package io.mandi.persistence.journal;

import java.util.Optional;

/**
 * One event as the table {@code event_journal} has it.
 *
 * @param writer the incarnation of the entity that wrote it
 * @param timestamp milliseconds since the epoch
 * @param adapterManifest of Pekko's event adapters; empty without one
 */
record EventRow(
        String persistenceId,
        long sequenceNumber,
        String writer,
        long timestamp,
        String adapterManifest,
        Content event,
        Optional<Content> metadata) {

    /** Something serialised, and what is needed to read it again. */
    record Content(int serializerId, String manifest, byte[] bytes) {}

    int size() {
        return event.bytes().length + metadata.map(meta -> meta.bytes().length).orElse(0);
    }
}
