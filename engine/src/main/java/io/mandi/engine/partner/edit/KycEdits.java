package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.Kyc;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.kind.KycStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides about renewals of a partner's KYC (PT-12). */
public final class KycEdits {
    private static final Duration RENEWAL = Duration.ofDays(Kyc.RENEWAL_DAYS);

    private KycEdits() {}

    static Instant renewalDue(Instant startedAt) {
        return startedAt.plus(RENEWAL);
    }

    /** Begins a renewal, which is to be completed within 30 days. */
    public static Checked<PartnerChange> startRenewal(Partner partner, Occasion occasion) {
        if (!Moves.isOnMarket(partner)) {
            return Moves.refused(partner);
        }
        if (partner.kyc().renewalStartedAt().isPresent()) {
            return Checked.invalid(
                    FlawCode.STATE_CONFLICT, "", "a renewal is under way; possible: complete it, fail it");
        }
        return Checked.valid(new Work(partner)
                .set(partner.with(partner.kyc().withRenewal(Optional.of(occasion.at()))))
                .tell(new PartnerEvent.KycRenewalStarted(partner.id(), renewalDue(occasion.at())))
                .change());
    }

    /** Ends a renewal well: the KYC is valid for 365 days from today. A partner that is suspended stays so. */
    public static Checked<PartnerChange> completeRenewal(Partner partner, Occasion occasion) {
        return checkRunning(partner).orElseGet(() -> {
            Kyc renewed = Kyc.validFrom(occasion.today());
            return Checked.valid(new Work(partner)
                    .set(partner.with(renewed))
                    .tell(new PartnerEvent.KycRenewed(
                            partner.id(), renewed.validUntil().orElseThrow()))
                    .change());
        });
    }

    /** Ends a renewal badly: the partner is suspended. */
    public static Checked<PartnerChange> failRenewal(Partner partner, String reason) {
        return checkRunning(partner).orElseGet(() -> {
            Inspection inspection = new Inspection();
            String stated = StatusEdits.reason(inspection, reason);
            return inspection.result(() -> fail(new Work(partner), stated).change());
        });
    }

    private static Optional<Checked<PartnerChange>> checkRunning(Partner partner) {
        if (!Moves.isOnMarket(partner)) {
            return Optional.of(Moves.refused(partner));
        }
        return partner.kyc().renewalStartedAt().isPresent()
                ? Optional.empty()
                : Optional.of(
                        Checked.invalid(FlawCode.STATE_CONFLICT, "", "no renewal is under way; possible: start one"));
    }

    static Work fail(Work work, String reason) {
        Partner partner = work.partner();
        work.set(partner.with(partner.kyc().with(KycStatus.FAILED).withRenewal(Optional.empty())));
        return StatusEdits.suspend(work, reason);
    }
}
