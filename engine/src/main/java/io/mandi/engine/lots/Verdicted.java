package io.mandi.engine.lots;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.posting.PostingInspection;
import java.util.List;
import java.util.Optional;

/** What the verdicts of others come to here. */
final class Verdicted {
    private Verdicted() {}

    /** CAP-2, CAP-3. */
    static Optional<LotRejection> capability(Optional<CapabilityRefusal> refusal) {
        return refusal.map(why -> LotRejection.of(
                LotRejectionCode.CAPABILITY_MISSING,
                why.partner() + " may not: " + why.reason().name()
                        + why.required().map(required -> ", needs " + required).orElse("")));
    }

    /** Sections 8.1 and 8.2. */
    static Optional<LotRejection> rule(Optional<Reason> reason) {
        return reason.map(why -> LotRejection.of(LotRejectionCode.of(why), "a rule about partners forbids it"));
    }

    /** RK-3: nothing passes unassessed. */
    static LotRejection unassessed() {
        return LotRejection.of(LotRejectionCode.RISK_UNAVAILABLE, "the risk cannot be assessed now; try again later");
    }

    /** A reason that somebody gives, without the space around it; empty when it is none. */
    static Optional<String> reason(String given) {
        Inspection inspection = new Inspection();
        String text = inspection.text("reason", given, PostingInspection.MAX_REASON_LENGTH);
        return inspection.isClean() ? Optional.of(text) : Optional.empty();
    }

    static LotRejection noReason() {
        return LotRejection.invalid(List.of(new Flaw(
                FlawCode.VALIDATION_FAILED,
                "reason",
                "must be 1 to " + PostingInspection.MAX_REASON_LENGTH
                        + " characters, none of them a control character")));
    }
}
