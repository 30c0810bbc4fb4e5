package io.mandi.engine.partner;

import io.mandi.engine.partner.kind.KycStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How a partner's KYC stands (PT-12).
 *
 * @param validUntil the last day on which it is, or was, valid
 * @param reminded the days left of which the last reminder was: 90, 60, 30 or 7
 * @param renewalStartedAt while it is being renewed
 */
public record Kyc(
        KycStatus status,
        Optional<LocalDate> validUntil,
        Optional<Integer> reminded,
        Optional<Instant> renewalStartedAt) {
    /** Before the approval. */
    public static final Kyc NONE = new Kyc(KycStatus.PENDING, Optional.empty(), Optional.empty(), Optional.empty());

    /** Days for which it is valid. */
    public static final int VALID_DAYS = 365;
    /** Days within which a renewal is to be completed. */
    public static final int RENEWAL_DAYS = 30;

    /** From now on, with reminders to come. */
    public static Kyc validFrom(LocalDate today) {
        return new Kyc(KycStatus.VALID, Optional.of(today.plusDays(VALID_DAYS)), Optional.empty(), Optional.empty());
    }

    public boolean isValid(LocalDate today) {
        return status == KycStatus.VALID && validUntil.isPresent() && !today.isAfter(validUntil.get());
    }

    public Kyc with(KycStatus next) {
        return new Kyc(next, validUntil, reminded, renewalStartedAt);
    }

    public Kyc withReminded(int daysLeft) {
        return new Kyc(status, validUntil, Optional.of(daysLeft), renewalStartedAt);
    }

    public Kyc withRenewal(Optional<Instant> startedAt) {
        return new Kyc(status, validUntil, reminded, startedAt);
    }
}
