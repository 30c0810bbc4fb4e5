package io.mandi.persistence.trail;

import io.mandi.engine.book.Idempotency;
import io.mandi.persistence.log.StoredEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** By what a request is found: 64 bits, so that what is found has to be looked at. */
final class RequestDigest {
    private final MessageDigest digest = Trail.sha256();

    OptionalLong of(String persistenceId, StoredEvent stored) {
        return stored.idempotency().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(of(
                        persistenceId,
                        stored.idempotency().get().scope(stored.actor().user())));
    }

    long of(String persistenceId, Idempotency.Scope key) {
        String text = String.join("\n", persistenceId, key.actor(), key.operation(), key.key());
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
