package io.mandi.persistence.trail;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.RecordedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** By what a request is found: 64 bits, so that what is found has to be looked at. */
final class RequestDigest {
    private final MessageDigest digest = Trail.sha256();

    OptionalLong of(String persistenceId, RecordedEvent recorded) {
        return recorded.idempotency().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(of(
                        persistenceId,
                        recorded.idempotency().get().scope(recorded.actor().user())));
    }

    long of(String persistenceId, Idempotency.Scope key) {
        String text = String.join("\n", persistenceId, key.actor(), key.operation(), key.key());
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
