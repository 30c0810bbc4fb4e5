package io.mandi.engine.webhook;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where an organisation wants its events sent.
 *
 * @param eventTypes names as event selections have them
 * @param active whether its owner wants it to be sent to
 * @param maxAttempts after so many a delivery is given up
 * @param verifiedAt microseconds since the epoch when the address has answered a challenge; absent until then
 * @param disabled why nothing is sent although its owner wants it
 * @param secrets that messages are signed with now, the newest first
 * @param version counts the changes
 * @param createdAt microseconds since the epoch
 * @param updatedAt microseconds since the epoch
 */
public record WebhookEndpoint(
        EndpointId id,
        String url,
        List<String> eventTypes,
        Optional<String> description,
        boolean active,
        int maxAttempts,
        OptionalLong verifiedAt,
        Optional<DisabledReason> disabled,
        List<SigningSecret> secrets,
        long version,
        long createdAt,
        long updatedAt) {

    /** What becomes of events for it. */
    public enum Status {
        /** The address has not answered a challenge; events wait. */
        PENDING_VERIFICATION,
        /** Events are sent. */
        ACTIVE,
        /** Its owner wants no events now; they wait. */
        PAUSED,
        /** Given up until its owner activates it anew; events wait. */
        DISABLED
    }

    /** Why an endpoint was given up. */
    public enum DisabledReason {
        /** It has answered 410. */
        GONE,
        /** It has answered nothing but failures for too long. */
        FAILING
    }

    public Status status() {
        if (!active) {
            return Status.PAUSED;
        }
        if (disabled.isPresent()) {
            return Status.DISABLED;
        }
        return verifiedAt.isPresent() ? Status.ACTIVE : Status.PENDING_VERIFICATION;
    }
}
