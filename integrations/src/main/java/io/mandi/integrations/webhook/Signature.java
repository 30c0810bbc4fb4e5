package io.mandi.integrations.webhook;

import io.mandi.engine.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over {@code id.timestamp.body}. */
public final class Signature {
    /** Seconds that the clocks of sender and receiver may differ. */
    private static final long TOLERANCE = 300;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1,";

    private Signature() {}

    /**
     * The header {@code webhook-signature}: one signature for each secret, so that a receiver which knows one of them is content.
     *
     * @param timestamp seconds since the epoch
     */
    static String of(List<SigningSecret> secrets, String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream().map(secret -> sign(secret, signed)).collect(Collectors.joining(" "));
    }

    /**
     * Whether one of the signatures in the header is that of the secret, and the message is not of another time.
     *
     * @param timestamp header of that name
     * @param now seconds since the epoch
     */
    public static boolean isValid(
            SigningSecret secret, String id, String timestamp, String body, String header, long now) {
        if (!timestamp.matches("[0-9]{1,12}") || Math.abs(Long.parseLong(timestamp) - now) > TOLERANCE) {
            return false;
        }
        byte[] expected =
                of(List.of(secret), id, Long.parseLong(timestamp), body).getBytes(StandardCharsets.UTF_8);
        boolean valid = false;
        for (String signature : header.split(" ")) {
            valid |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        }
        return valid;
    }

    private static String sign(SigningSecret secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
