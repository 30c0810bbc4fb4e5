package io.mandi.integrations.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookSender;
import io.mandi.engine.webhook.WebhookSender.Message;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks an endpoint whether it wants to be one: it is sent a message of the type {@code endpoint.verification} and has to answer with
 * the challenge in it, so that nobody can have messages sent to others.
 */
public final class EndpointChallenge {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BYTES = 16;

    private final WebhookSender sender;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public EndpointChallenge(WebhookSender sender, InstantSource clock) {
        this.sender = sender;
        this.clock = clock;
    }

    /** What is wrong with the answer, as a sentence for the endpoint's owner; empty when nothing is. */
    public CompletionStage<Optional<String>> verify(WebhookEndpoint endpoint) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String challenge = HexFormat.of().formatHex(bytes);
        String body = JSON.createObjectNode()
                .put("type", "endpoint.verification")
                .put("timestamp", clock.instant().toString())
                .set("data", JSON.createObjectNode().put("challenge", challenge))
                .toString();
        return sender.send(endpoint, new Message("vrf_" + challenge, body))
                .thenApply(attempt -> flaw(attempt, challenge));
    }

    private static Optional<String> flaw(Attempt attempt, String challenge) {
        if (attempt.failure().isPresent()) {
            return Optional.of(
                    "the endpoint did not answer: " + attempt.failure().get());
        }
        if (!attempt.isSuccess()) {
            return Optional.of("the endpoint answered with the status "
                    + attempt.status().orElseThrow() + "; it must be one of the 200s");
        }
        return echoes(attempt.answer(), challenge)
                ? Optional.empty()
                : Optional.of("the endpoint must answer with the challenge: {\"challenge\": \"...\"}");
    }

    private static boolean echoes(String answer, String challenge) {
        if (answer.strip().equals(challenge)) {
            return true;
        }
        try {
            JsonNode json = JSON.readTree(answer);
            return json != null && challenge.equals(json.path("challenge").asText());
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
