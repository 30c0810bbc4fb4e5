package io.mandi.engine.webhook;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of sending a message once.
 *
 * @param startedAt microseconds since the epoch
 * @param durationMicros until the answer, or until it was given up
 * @param status of the answer; absent when there was none
 * @param failure why there was no answer
 * @param answer the beginning of the answer's body
 * @param retryAfterMicros how long the receiver wants to be left alone
 */
public record Attempt(
        long startedAt,
        long durationMicros,
        OptionalInt status,
        Optional<Failure> failure,
        String answer,
        OptionalLong retryAfterMicros) {

    private static final int GONE = 410;

    /** Why there was no answer. */
    public enum Failure {
        /** The address is one that messages are not sent to. */
        ADDRESS_REFUSED,
        /** The name of the host is not known. */
        HOST_UNKNOWN,
        /** There was no connection, or it was lost. */
        CONNECTION_FAILED,
        /** The receiver's certificate is not valid for its name. */
        CERTIFICATE_REFUSED,
        /** There was no whole answer in time. */
        TIMEOUT
    }

    /** An attempt without an answer. */
    public static Attempt failed(long startedAt, long durationMicros, Failure failure) {
        return new Attempt(
                startedAt, durationMicros, OptionalInt.empty(), Optional.of(failure), "", OptionalLong.empty());
    }

    /** Whether the receiver has taken the message: any status of the 200s. */
    public boolean isSuccess() {
        return status.isPresent() && status.getAsInt() / 100 == 2;
    }

    /** Whether the receiver wants no more messages. */
    public boolean isGone() {
        return status.isPresent() && status.getAsInt() == GONE;
    }
}
