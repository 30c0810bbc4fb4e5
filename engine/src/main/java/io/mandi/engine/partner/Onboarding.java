package io.mandi.engine.partner;

import io.mandi.engine.partner.kind.OnboardingStage;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a partner has come (PT-7).
 *
 * @param submission the last one
 * @param questions that wait for an answer, at the stage INFO_REQUESTED
 * @param reason of the status, where one was given: of REJECTED, SUSPENDED and INACTIVE
 * @param approval absent unless it was approved once
 */
public record Onboarding(
        PartnerStatus status,
        OnboardingStage stage,
        Optional<Submission> submission,
        Optional<String> questions,
        Optional<String> reason,
        Optional<Approval> approval) {

    /** Of a new partner. */
    public static final Onboarding NEW = new Onboarding(
            PartnerStatus.PENDING,
            OnboardingStage.DRAFT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Who has approved a partner.
     *
     * @param checks what was checked besides, where that was needed
     */
    public record Approval(Instant at, String by, Optional<String> checks) {}

    public Onboarding with(OnboardingStage next) {
        return new Onboarding(status, next, submission, Optional.empty(), reason, approval);
    }

    public Onboarding with(PartnerStatus next, Optional<String> reason) {
        return new Onboarding(next, stage, submission, Optional.empty(), reason, approval);
    }
}
