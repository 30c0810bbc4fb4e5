package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Handles of matches, which tell nothing to those who have one: need and lot, enciphered (AES-256-GCM), with the day on which the
 * handle was made. Nothing is stored for them. Who asks twice on a day gets the same handle, so that the nonce is made of what is
 * enciphered; nobody can make one that was not given.
 */
final class MatchTokens {
    static final Duration VALID = Duration.ofDays(30);

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST = 512;
    /** Keys for these purposes alone, whatever else the secret is for. */
    private static final String CIPHER_PURPOSE = "mandi match tokens 1";

    private static final String NONCE_PURPOSE = "mandi match token nonces 1";

    private final SecretKeySpec cipherKey;
    private final SecretKeySpec nonceKey;
    private final InstantSource clock;

    /** What a token leads to. */
    record Pair(ResourceId need, ResourceId lot) {}

    /** @param secret what the keys are made of */
    MatchTokens(String secret, InstantSource clock) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        cipherKey = new SecretKeySpec(mac(new SecretKeySpec(bytes, MAC), CIPHER_PURPOSE), "AES");
        nonceKey = new SecretKeySpec(mac(new SecretKeySpec(bytes, MAC), NONCE_PURPOSE), MAC);
        this.clock = clock;
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    private long today() {
        return clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds();
    }

    String of(Pair pair) {
        String text = today() + " " + pair.need() + " " + pair.lot();
        byte[] nonce = Arrays.copyOf(mac(nonceKey, text), NONCE_BYTES);
        try {
            byte[] hidden = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(ByteBuffer.allocate(nonce.length + hidden.length)
                            .put(nonce)
                            .put(hidden)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** @return empty when it was never given, or too long ago, or in another organisation */
    Optional<Pair> read(String token, String organization) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] both = Base64.getUrlDecoder().decode(token);
            if (both.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
            String text = new String(
                    cipher(Cipher.DECRYPT_MODE, nonce).doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES),
                    StandardCharsets.UTF_8);
            return MessageDigest.isEqual(nonce, Arrays.copyOf(mac(nonceKey, text), NONCE_BYTES))
                    ? pair(text, organization)
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Pair> pair(String text, String organization) {
        String[] parts = text.split(" ", -1);
        Instant made = Instant.ofEpochSecond(
                Long.parseLong(parts[0]) * Duration.ofDays(1).toSeconds());
        Optional<ResourceId> need = ResourceId.parse(ResourceId.Kind.REQUIREMENT, parts[1]);
        Optional<ResourceId> lot = ResourceId.parse(ResourceId.Kind.AVAILABILITY, parts[2]);
        boolean valid = clock.instant().isBefore(made.plus(VALID))
                && need.isPresent()
                && lot.isPresent()
                && need.get().organization().equals(organization);
        return valid ? Optional.of(new Pair(need.get(), lot.get())) : Optional.empty();
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, cipherKey, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
