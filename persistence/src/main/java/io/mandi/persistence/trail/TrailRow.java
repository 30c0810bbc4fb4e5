package io.mandi.persistence.trail;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * A published event of an organisation: where it is, and what it is asked for by.
 *
 * @param position counts the organisation's events from 1 without a gap
 * @param persistenceId of the entity in whose journal it stands
 * @param sequenceNumber of the journal's event
 * @param part which of the events that are published of the journal's one, from 0
 * @param type with its version, as it was written
 * @param occurredAt microseconds since the epoch
 * @param items the numbers, within the entity, of what it has to do with: orders and trades of a book
 * @param request digest of the request's idempotency key, at the first event of a request that had one
 * @param hash over this event and all before it, {@link Trail}
 */
record TrailRow(
        String organization,
        long position,
        String persistenceId,
        long sequenceNumber,
        int part,
        String type,
        String user,
        long occurredAt,
        List<Long> items,
        OptionalLong request,
        Hash hash) {

    /** A SHA-256. */
    record Hash(String hex) {
        /** What the first event's hash follows. */
        static final Hash NONE = new Hash("00".repeat(32));

        static Hash of(byte[] bytes) {
            return new Hash(HexFormat.of().formatHex(bytes));
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }
}
