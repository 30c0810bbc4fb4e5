package io.mandi.persistence.trail;

import io.mandi.engine.id.EntityId;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.trail.TrailRow.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Makes rows of the trail of the events of the log, one after the other. The hash of an event is the SHA-256 of the hash before
 * it (32 bytes, zeros before the first one) and of these lines in UTF-8, each with a line feed at its end: position,
 * persistence id, sequence number, part, type, number of the serializer, manifest, and the SHA-256 of the journal's bytes in hex.
 */
final class Trail {
    private final StoredEvents events = new StoredEvents();
    private final RequestDigest requests = new RequestDigest();
    private final MessageDigest digest = sha256();
    private final Map<String, Head> heads;

    /** The last event of an organisation. */
    record Head(long position, Hash hash) {
        static final Head NONE = new Head(0, Hash.NONE);
    }

    /** @param heads the last events of organisations so far; those that are missing have none */
    Trail(Map<String, Head> heads) {
        this.heads = new HashMap<>(heads);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Map<String, Head> heads() {
        return heads;
    }

    /**
     * The entity whose event it is.
     *
     * @throws UnreadableEventException when it belongs to an entity of a kind that this program does not know: without it the
     *     trail would have a gap for ever
     */
    static EntityId entity(LogEntry entry) throws UnreadableEventException {
        return EntityId.parse(entry.persistenceId())
                .orElseThrow(() -> new UnreadableEventException(entry, "no entity of this kind is known"));
    }

    List<TrailRow> add(LogEntry entry) throws UnreadableEventException {
        String organization = entity(entry).organization();
        StoredEvent stored = events.readAny(entry);
        Hash content = Hash.of(digest.digest(entry.bytes()));
        List<TrailRow> rows = new ArrayList<>();
        for (int part = 0; part < stored.parts(); part++) {
            Head before = heads.getOrDefault(organization, Head.NONE);
            long position = before.position + 1;
            String type = stored.type(part);
            String lines = String.join(
                            "\n",
                            Long.toString(position),
                            entry.persistenceId(),
                            Long.toString(entry.sequenceNumber()),
                            Integer.toString(part),
                            type,
                            Integer.toString(entry.serializerId()),
                            entry.manifest(),
                            content.hex())
                    + "\n";
            digest.update(before.hash.bytes());
            Hash hash = Hash.of(digest.digest(lines.getBytes(StandardCharsets.UTF_8)));
            rows.add(new TrailRow(
                    organization,
                    position,
                    entry.persistenceId(),
                    entry.sequenceNumber(),
                    part,
                    type,
                    stored.actor().user(),
                    stored.at(),
                    stored.items(part),
                    part == 0 ? requests.of(entry.persistenceId(), stored) : OptionalLong.empty(),
                    hash));
            heads.put(organization, new Head(position, hash));
        }
        return rows;
    }
}
