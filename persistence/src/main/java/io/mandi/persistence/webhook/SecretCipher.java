package io.mandi.persistence.webhook;

import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Enciphers signing secrets for the database (AES-256-GCM, bound to their endpoint), so that who reads a copy of it can sign nothing.
 */
public final class SecretCipher {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** A key for this purpose alone, whatever else the key text is for. */
    private static final String PURPOSE = "mandi webhook signing secrets 1";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param keyText what the key is made of */
    public SecretCipher(String keyText) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keyText.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            key = new SecretKeySpec(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    byte[] encipher(EndpointId id, SigningSecret secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] hidden = cipher(Cipher.ENCRYPT_MODE, id, nonce).doFinal(secret.bytes());
            byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + hidden.length);
            System.arraycopy(hidden, 0, both, NONCE_BYTES, hidden.length);
            return both;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** @throws GeneralSecurityException when it was enciphered with another key, or for another endpoint */
    SigningSecret decipher(EndpointId id, byte[] both) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        byte[] hidden = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
        return new SigningSecret(cipher(Cipher.DECRYPT_MODE, id, nonce).doFinal(hidden));
    }

    private Cipher cipher(int mode, EndpointId id, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.entityId().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
