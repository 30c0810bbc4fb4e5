package io.mandi.persistence.log;

/**
 * An event as it stands in the journal.
 *
 * @param persistenceId of the entity whose event it is
 * @param sequenceNumber of the event within the entity
 * @param serializerId says what wrote the bytes
 * @param manifest the event's type with its version
 */
public record LogEntry(
        LogPosition position,
        String persistenceId,
        long sequenceNumber,
        int serializerId,
        String manifest,
        byte[] bytes) {}
