package io.mandi.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token put together by hand, so that it can be wrong in any way that no library would make it.
 *
 * @param header as it will be encoded; it need not be JSON
 * @param claims as they will be encoded; they need not be JSON
 */
public record HandmadeToken(String header, String claims) {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    /** What makes a good token of staff: an hour long, issued now. */
    public static ObjectNode goodClaims(String organization, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("iss", Tokens.ISSUER)
                .put("aud", Tokens.AUDIENCE)
                .put("sub", "clerk")
                .put("org_id", organization)
                .put("user_type", "INTERNAL")
                .put("jti", "token-1")
                .put("iat", now.getEpochSecond())
                .put("exp", now.getEpochSecond() + 3_600);
    }

    /** A token with the usual header. */
    public static HandmadeToken of(JsonNode claims) {
        return new HandmadeToken(HEADER, claims.toString());
    }

    /** The same with another header. */
    public HandmadeToken withHeader(String other) {
        return new HandmadeToken(other, claims);
    }

    /** The token with a right signature by HS256. */
    public String signed(String secret) {
        return signed("HmacSHA256", secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The token signed by an algorithm of the JDK. */
    public String signed(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return content() + "." + encode(mac.doFinal(content().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The token with these bytes where its signature should be. */
    public String with(byte[] signature) {
        return content() + "." + encode(signature);
    }

    /** The token with nothing where its signature should be. */
    public String unsigned() {
        return content() + ".";
    }

    private String content() {
        return encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
    }

    /** Base64 as tokens have it. */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
