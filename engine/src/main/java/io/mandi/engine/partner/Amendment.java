package io.mandi.engine.partner;

import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.AmendmentStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of an approved partner that somebody has asked for (PT-4).
 *
 * @param id counted within the partner
 * @param wanted what belongs to the kind; nothing else of it counts
 * @param reason why it was asked for
 * @param decision absent while it waits
 */
public record Amendment(
        String id,
        AmendmentKind kind,
        AmendmentStatus status,
        PartnerDraft wanted,
        Optional<String> reason,
        Instant requestedAt,
        String requestedBy,
        Optional<Decision> decision) {

    /** @param reason why it was rejected */
    public record Decision(Instant at, String by, Optional<String> reason) {}

    public boolean isPending() {
        return status == AmendmentStatus.PENDING;
    }

    public Amendment decided(AmendmentStatus outcome, Decision made) {
        return new Amendment(id, kind, outcome, wanted, reason, requestedAt, requestedBy, Optional.of(made));
    }
}
