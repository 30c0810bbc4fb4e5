package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.util.Optional;

/** Decides whether a partner that was approved may take part. */
public final class StatusEdits {
    private StatusEdits() {}

    /** Keeps an approved partner from trading until it is reactivated. */
    public static Checked<PartnerChange> suspend(Partner partner, String reason) {
        if (partner.status() != PartnerStatus.APPROVED) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        String stated = reason(inspection, reason);
        return inspection.result(() -> suspend(new Work(partner), stated).change());
    }

    static Work suspend(Work work, String reason) {
        Partner partner = work.partner();
        return work.set(partner.with(partner.onboarding().with(PartnerStatus.SUSPENDED, Optional.of(reason))))
                .tell(new PartnerEvent.Suspended(partner.id(), reason));
    }

    /** Lets a partner that was suspended, or has left, take part again. Without a valid KYC it still does not trade. */
    public static Checked<PartnerChange> reactivate(Partner partner, String reason, Occasion occasion) {
        if (partner.status() != PartnerStatus.SUSPENDED && partner.status() != PartnerStatus.INACTIVE) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        String stated = reason(inspection, reason);
        return inspection.result(() -> new Work(partner)
                .set(partner.with(partner.onboarding().with(PartnerStatus.APPROVED, Optional.empty())))
                .tell(new PartnerEvent.Reactivated(partner.id(), stated))
                .detect(occasion)
                .change());
    }

    /** Takes a partner off the market; a renewal of its KYC ends. */
    public static Checked<PartnerChange> deactivate(Partner partner, String reason) {
        if (!Moves.isOnMarket(partner)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        String stated = reason(inspection, reason);
        return inspection.result(() -> new Work(partner)
                .set(partner.with(partner.onboarding().with(PartnerStatus.INACTIVE, Optional.of(stated)))
                        .with(partner.kyc().withRenewal(Optional.empty())))
                .tell(new PartnerEvent.Deactivated(partner.id(), stated))
                .change());
    }

    static String reason(Inspection inspection, String reason) {
        return inspection.text("reason", reason, Moves.MAX_REASON_LENGTH);
    }
}
