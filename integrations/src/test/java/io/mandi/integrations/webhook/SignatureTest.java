package io.mandi.integrations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.mandi.engine.webhook.SigningSecret;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {

    private static SigningSecret secret(String text) {
        return SigningSecret.parse(text).orElseThrow();
    }

    /** Examples of the specification and of its first implementation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | msg_p5jXN8AQM9LWM0D4loKWxJek | 1614265330"
                        + " | {\"test\": 2432232314} | v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD | msg_27UH4WbU6Z5A5EzD8u03UvzRbpk | 1649367553"
                        + " | {\"email\":\"test@example.com\",\"username\":\"test_user\"}"
                        + " | v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
            })
    void signsAsTheSpecificationSays(String key, String id, long timestamp, String body, String signature) {
        assertThat(Signature.of(List.of(secret(key)), id, timestamp, body)).isEqualTo(signature);
        String stamp = Long.toString(timestamp);
        String both = "v1,AAAA " + signature;
        assertThat(Signature.isValid(secret(key), id, stamp, body, both, timestamp + 300))
                .isTrue();
        assertThat(Signature.isValid(secret(key), id, stamp, body, both, timestamp + 301))
                .isFalse();
        assertThat(Signature.isValid(secret(key), id, stamp, body + " ", both, timestamp))
                .isFalse();
        assertThat(Signature.isValid(secret(key), id, "soon", body, both, timestamp))
                .isFalse();
        assertThat(Signature.isValid(secret(key), id, stamp, body, "v1,AAAA", timestamp))
                .isFalse();
    }

    @Test
    void theOfficialLibraryAcceptsItWithEitherSecretAndRefusesAnother() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50; i++) {
            byte[][] bytes = new byte[3][SigningSecret.LENGTH];
            for (byte[] each : bytes) {
                random.nextBytes(each);
            }
            SigningSecret newer = new SigningSecret(bytes[0]);
            SigningSecret older = new SigningSecret(bytes[1]);
            String body = "{\"type\":\"order.executed.v1\",\"note\":\"₹ " + random.nextLong() + "\"}";
            long now = Instant.now().getEpochSecond();
            HttpHeaders headers = HttpHeaders.of(
                    Map.of(
                            "webhook-id", List.of("evt_" + i),
                            "webhook-timestamp", List.of(Long.toString(now)),
                            "webhook-signature", List.of(Signature.of(List.of(newer, older), "evt_" + i, now, body))),
                    (name, value) -> true);
            new Webhook(newer.reveal()).verify(body, headers);
            new Webhook(older.reveal()).verify(body, headers);
            Webhook stranger = new Webhook(new SigningSecret(bytes[2]).reveal());
            assertThatThrownBy(() -> stranger.verify(body, headers)).isInstanceOf(WebhookVerificationException.class);
        }
    }

    @Test
    void aSecretDoesNotShowItself() {
        SigningSecret secret = new SigningSecret(new byte[SigningSecret.LENGTH]);
        assertThat(secret).hasToString("whsec_***");
        assertThat(secret.reveal()).startsWith("whsec_AAAA").hasSize("whsec_".length() + 44);
        assertThat(SigningSecret.parse(secret.reveal())).hasValue(secret);
        assertThat(SigningSecret.parse("whsec_?")).isEmpty();
        assertThat(SigningSecret.parse("AAAA")).isEmpty();
    }
}
