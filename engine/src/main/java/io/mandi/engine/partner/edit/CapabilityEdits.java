package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.CapabilityOverride;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.EntityClass;
import java.util.List;
import java.util.Optional;

/** Decides about overrides of capabilities (CAP-1). */
public final class CapabilityEdits {
    private CapabilityEdits() {}

    /**
     * Sets what a partner may do, whatever its documents say. An override that changes nothing that the partner may do is told all the
     * same: it holds when the documents change.
     *
     * @param capabilities all that it may do; may be none
     * @param level of who does so; it takes a director
     */
    public static Checked<PartnerChange> override(
            Partner partner, List<Capability> capabilities, String reason, ApproverLevel level, Occasion occasion) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        checkLevel(inspection, level);
        if (partner.identity().entityClass() == EntityClass.SERVICE_PROVIDER) {
            inspection.note(FlawCode.SERVICE_PROVIDER, "capabilities", "a service provider never trades");
        }
        String stated = inspection.text("reason", reason, CapabilityOverride.MAX_REASON_LENGTH);
        return inspection.result(() -> {
            CapabilityOverride override = new CapabilityOverride(capabilities, stated, occasion.user(), occasion.at());
            return changed(partner, Optional.of(override), occasion);
        });
    }

    /** Lets the documents decide again. */
    public static Checked<PartnerChange> clearOverride(Partner partner, ApproverLevel level, Occasion occasion) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        checkLevel(inspection, level);
        return inspection.result(() -> partner.capabilities().override().isEmpty()
                ? PartnerChange.none(partner)
                : changed(partner, Optional.empty(), occasion));
    }

    private static void checkLevel(Inspection inspection, ApproverLevel level) {
        if (level != ApproverLevel.DIRECTOR) {
            inspection.note(FlawCode.APPROVER_LEVEL, "", "a director decides about overrides");
        }
    }

    private static PartnerChange changed(Partner partner, Optional<CapabilityOverride> override, Occasion occasion) {
        return new Work(partner)
                .set(partner.with(partner.capabilities().withOverride(override)))
                .detectAndTell(occasion)
                .change();
    }
}
