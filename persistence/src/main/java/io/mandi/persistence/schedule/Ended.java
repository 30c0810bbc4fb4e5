package io.mandi.persistence.schedule;

import java.util.OptionalLong;

/**
 * The end of a claim.
 *
 * @param again when the wake-up may be claimed again, in microseconds since the epoch; empty when there is nothing left to do
 * @param attempts that are behind it then
 */
record Ended(Claim claim, OptionalLong again, int attempts) {

    static Ended done(Claim claim) {
        return new Ended(claim, OptionalLong.empty(), claim.attempts());
    }

    static Ended again(Claim claim, long at) {
        return new Ended(claim, OptionalLong.of(at), claim.attempts());
    }

    /** Not begun with: others may have it at once. */
    static Ended untouched(Claim claim) {
        return new Ended(claim, OptionalLong.of(claim.wakeUp().dueAt()), claim.attempts() - 1);
    }
}
