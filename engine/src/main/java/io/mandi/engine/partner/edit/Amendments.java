package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.Amendment;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Counters;
import io.mandi.engine.partner.KnownPlaces;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.AmendmentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of amendments (PT-4). Until one is approved, everything is as it was. */
public final class Amendments {
    private Amendments() {}

    /**
     * Asks for a change of an approved partner. One of each kind waits at most.
     *
     * @param wanted what belongs to the kind counts, and is as it is to be; nothing else of it does
     * @param places the locations of the catalogue that the partner and the draft refer to
     */
    public static Checked<PartnerChange> request(
            Partner partner,
            AmendmentKind kind,
            PartnerDraft wanted,
            Optional<String> reason,
            KnownPlaces places,
            Occasion occasion) {
        if (!Moves.isOnMarket(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        Inspection inspection = new Inspection();
        if (children.amendments().stream().anyMatch(amendment -> amendment.isPending() && amendment.kind() == kind)) {
            inspection.note(FlawCode.STATE_CONFLICT, "kind", "one of this kind waits; possible: approve or reject it");
        }
        Optional<String> stated = inspection.text("reason", reason, Moves.MAX_REASON_LENGTH);
        Optional<Partner> after = inspection.take(amended(partner, kind, wanted, places, occasion));
        inspection.require(
                after.stream()
                        .noneMatch(amended ->
                                Partners.changedFields(partner, amended).isEmpty()),
                "wanted",
                "must be something else than what is there");
        Counters counters = children.counters().nextAmendment();
        return inspection.result(() -> {
            Amendment amendment = new Amendment(
                    Integer.toString(counters.amendments()),
                    kind,
                    AmendmentStatus.PENDING,
                    wanted.only(kind),
                    stated,
                    occasion.at(),
                    occasion.user(),
                    Optional.empty());
            return new PartnerChange(
                    partner.with(children.withAmendments(
                            kept(PartnerParts.with(children.amendments(), amendment)), counters)),
                    List.of(new PartnerEvent.AmendmentRequested(partner.id(), amendment.id(), kind)));
        });
    }

    private static Checked<Partner> amended(
            Partner partner, AmendmentKind kind, PartnerDraft wanted, KnownPlaces places, Occasion occasion) {
        return partner.as(partner.draft().with(kind, wanted), places, occasion.today());
    }

    /** Those that wait are few, one of each kind; of the others the first go. */
    private static List<Amendment> kept(List<Amendment> amendments) {
        List<Amendment> kept = new ArrayList<>(amendments);
        while (kept.size() > Children.MAX_AMENDMENTS) {
            kept.remove(kept.stream()
                    .filter(amendment -> !amendment.isPending())
                    .findFirst()
                    .orElseThrow());
        }
        return kept;
    }

    /** Does what an amendment asks for. One that no longer fits is refused with what is wrong, and waits on. */
    public static Checked<PartnerChange> approve(
            Partner partner, String amendmentId, KnownPlaces places, Occasion occasion) {
        Checked<Amendment> pending = pending(partner, amendmentId);
        if (pending.asOptional().isEmpty()) {
            return new Checked.Invalid<>(pending.flaws());
        }
        Amendment amendment = pending.asOptional().get();
        return amended(partner, amendment.kind(), amendment.wanted(), places, occasion)
                .map(after -> {
                    Work work = new Work(partner)
                            .set(decided(after, amendment, AmendmentStatus.APPROVED, Optional.empty(), occasion))
                            .tell(new PartnerEvent.AmendmentApproved(partner.id(), amendmentId));
                    List<String> changed = Partners.changedFields(partner, after);
                    if (amendment.kind() == AmendmentKind.CREDIT_LIMIT && !changed.isEmpty()) {
                        work.tell(new PartnerEvent.CreditLimitChanged(
                                partner.id(),
                                partner.finance().creditLimit(),
                                after.finance().creditLimit(),
                                amendment.reason()));
                    } else if (!changed.isEmpty()) {
                        work.tell(new PartnerEvent.Updated(partner.id(), changed));
                    }
                    return work.change();
                });
    }

    private static Checked<Amendment> pending(Partner partner, String amendmentId) {
        Optional<Amendment> known = partner.children().amendment(amendmentId);
        if (known.isEmpty()) {
            return Checked.invalid(FlawCode.UNKNOWN_PART, "amendment_id", "the partner has no such amendment");
        }
        if (!Moves.isOnMarket(partner)) {
            return Moves.refused(partner);
        }
        return known.get().isPending()
                ? Checked.valid(known.get())
                : Checked.invalid(
                        FlawCode.STATE_CONFLICT,
                        "",
                        "the amendment is " + known.get().status() + " already");
    }

    private static Partner decided(
            Partner partner, Amendment amendment, AmendmentStatus outcome, Optional<String> reason, Occasion occasion) {
        Children children = partner.children();
        Amendment decided = amendment.decided(outcome, new Amendment.Decision(occasion.at(), occasion.user(), reason));
        return partner.with(children.withAmendments(
                children.amendments().stream()
                        .map(one -> one.equals(amendment) ? decided : one)
                        .toList(),
                children.counters()));
    }

    /** Refuses an amendment: everything stays as it is. */
    public static Checked<PartnerChange> reject(Partner partner, String amendmentId, String reason, Occasion occasion) {
        Inspection inspection = new Inspection();
        String stated = StatusEdits.reason(inspection, reason);
        Optional<Amendment> pending = inspection.take(pending(partner, amendmentId));
        return inspection.result(() -> new PartnerChange(
                decided(partner, pending.orElseThrow(), AmendmentStatus.REJECTED, Optional.of(stated), occasion),
                List.of(new PartnerEvent.AmendmentRejected(partner.id(), amendmentId, stated))));
    }
}
