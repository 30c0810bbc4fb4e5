package io.mandi.engine.webhook;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** What the messages to an endpoint are signed with; it does not show itself in logs. */
public final class SigningSecret {
    /** Bytes of a new secret. */
    public static final int LENGTH = 32;

    private static final String PREFIX = "whsec_";

    private final byte[] bytes;

    /** @param bytes random ones */
    public SigningSecret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** The secret that was revealed as this text; empty when the text is none. */
    public static Optional<SigningSecret> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SigningSecret(Base64.getDecoder().decode(text.substring(PREFIX.length()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** As the receiver is told it. */
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningSecret secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
