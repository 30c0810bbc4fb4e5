package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.ApproveLot;
import io.mandi.engine.lots.LotCommand.CancelLot;
import io.mandi.engine.lots.LotCommand.CreateLot;
import io.mandi.engine.lots.LotCommand.EditLot;
import io.mandi.engine.lots.LotCommand.RejectLot;
import io.mandi.engine.lots.LotCommand.SubmitLot;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotContent;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.lot.LotInspection;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.PostingRisk;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what becomes of lots, but for their stock. */
final class LotRules {
    private static final List<String> FIXED =
            List.of("quantity_unit", "location_id", "address", "rate_unit", "currency", "seller_branch_id");

    private final Postings postings;
    private final LotBookLimits limits;
    private final Standing standing;

    LotRules(Postings postings, LotBookLimits limits, Standing standing) {
        this.postings = postings;
        this.limits = limits;
        this.standing = standing;
    }

    private Instant now() {
        return standing.now();
    }

    // ---------------------------------------------------------------------------------------------------- creating

    /** In the order of AV-7. */
    Ruling create(CreateLot command) {
        if (!standing.mayActFor(command.seller())) {
            return Ruling.refused(LotRejection.unknown(true));
        }
        Market market = command.market();
        Optional<LotRejection> full = postingRefusal(postings, limits, command.seller(), market);
        if (full.isPresent()) {
            return Ruling.refused(full.get());
        }
        UnitFactors factors = market.factors();
        LotInspection inspection = new LotInspection(command.lot(), market, factors, now());
        Optional<LotRejection> refusal = Ruling.firstFlaw(inspection::form, inspection::location)
                .or(() -> Verdicted.capability(command.verdicts().capability()))
                .or(() -> Verdicted.rule(command.verdicts().circular()))
                .or(() -> Ruling.firstFlaw(inspection::conversion, inspection::quality));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        LotContent content = inspection.content();
        Lot lot = Lot.draft(postings.lastNumber() + 1, command.seller(), content, factors, now(), 0);
        if (!command.allowDuplicate() && isDuplicate(lot, market)) {
            return Ruling.refused(
                    LotRejectionCode.DUPLICATE_POSTING,
                    "the seller has offered the same today; allow_duplicate takes it nevertheless");
        }
        List<LotEvent> events = new ArrayList<>();
        events.add(created(lot, market, inspection.warnings()));
        if (!command.draft()) {
            Optional<PostingRisk> risk = command.verdicts().risk();
            if (risk.isEmpty()) {
                return Ruling.refused(Verdicted.unassessed());
            }
            events.add(offered(lot.number(), factors, risk.get(), market));
        }
        return new Ruling.Happens(events);
    }

    /** Why nobody can post anything of this commodity, or this partner cannot. */
    static Optional<LotRejection> postingRefusal(
            Postings postings, LotBookLimits limits, String partner, Market market) {
        Optional<Flaw> inactive = market.commodity().flawForPosting();
        if (inactive.isPresent()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.COMMODITY_INACTIVE, inactive.get().detail()));
        }
        if (postings.count() >= limits.postings()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.TOO_MANY_POSTINGS,
                    "at most " + limits.postings() + " lots and needs of a commodity are kept"));
        }
        if (postings.openOf(partner) >= limits.openPostingsPerPartner()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.TOO_MANY_POSTINGS,
                    "a partner has at most " + limits.openPostingsPerPartner()
                            + " open lots and needs of a commodity"));
        }
        return Optional.empty();
    }

    /** AV-5. */
    private boolean isDuplicate(Lot lot, Market market) {
        BigDecimal total = lot.base(lot.total());
        return postings.lotsOf(lot.seller()).stream()
                .filter(other -> other.status() != LotStatus.CANCELLED
                        && other.status() != LotStatus.SOLD
                        && other.status() != LotStatus.EXPIRED)
                .anyMatch(other -> other.base(other.total()).compareTo(total) == 0
                        && other.content().site().equals(lot.content().site())
                        && market.dayOf(other.createdAt()).equals(market.dayOf(now())));
    }

    private LotEvent created(Lot lot, Market market, List<Flaw> warnings) {
        LotContent content = lot.content();
        return new LotEvent.LotCreated(
                postings.lotId(lot.number()),
                lot.seller(),
                market.commodity().id(),
                content.site().locationId(),
                content.total(),
                content.unit(),
                content.price().type(),
                content.price().base(),
                content.audience().visibility(),
                given(content.quality()),
                content.expiresAt(),
                content,
                lot.factors(),
                warnings);
    }

    private static Map<String, GivenValue> given(Map<String, QualityValue> quality) {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        quality.forEach((code, value) -> given.put(code, Lot.given(value)));
        return given;
    }

    /** What becomes of a lot that has passed all checks but that of its risk. */
    private LotEvent offered(long number, UnitFactors factors, PostingRisk risk, Market market) {
        ResourceId id = postings.lotId(number);
        if (risk.status() == RiskStatus.FAIL) {
            return new LotEvent.LotBlocked(id, risk.score(), risk.factors());
        }
        return market.settings().get(Setting.AUTO_APPROVE_LOTS)
                ? new LotEvent.LotActivated(id, true, factors, risk)
                : new LotEvent.LotSubmitted(id, factors, risk);
    }

    // ---------------------------------------------------------------------------------------------------- approving

    Ruling submit(SubmitLot command) {
        Lot lot = postings.lot(command.lot()).orElse(null);
        if (lot == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal = standing.refusal(lot.seller(), lot.version())
                .or(() -> notDraft(lot))
                .or(() -> checkAnew(lot, command.market(), command.verdicts()));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        return Ruling.happens(offered(
                lot.number(),
                command.market().factors(),
                command.verdicts().risk().orElseThrow(),
                command.market()));
    }

    Ruling approve(ApproveLot command) {
        Lot lot = postings.lot(command.lot()).orElse(null);
        if (lot == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> foreign = standing.refusalUnlessStaff(lot.seller(), lot.version());
        if (foreign.isPresent()) {
            return Ruling.refused(foreign.get());
        }
        if (lot.status() == LotStatus.ACTIVE || lot.status() == LotStatus.RESERVED) {
            return new Ruling.Nothing(LotAnswer.of(lot));
        }
        Optional<LotRejection> refusal = notDraft(lot).or(() -> checkAnew(lot, command.market(), command.verdicts()));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        ResourceId id = postings.lotId(lot.number());
        PostingRisk risk = command.verdicts().risk().orElseThrow();
        if (risk.status() == RiskStatus.FAIL) {
            return Ruling.happens(new LotEvent.LotBlocked(id, risk.score(), risk.factors()));
        }
        Optional<String> notes = command.notes().flatMap(Verdicted::reason);
        if (notes.isPresent() != command.notes().isPresent()) {
            return Ruling.refused(Verdicted.noReason());
        }
        return Ruling.happens(
                new LotEvent.LotApproved(id, standing.actor().user(), notes),
                new LotEvent.LotActivated(id, false, command.market().factors(), risk));
    }

    private Optional<LotRejection> notDraft(Lot lot) {
        if (lot.status() != LotStatus.DRAFT) {
            return Optional.of(state("the lot is " + lot.status()));
        }
        return now().isBefore(lot.content().expiresAt())
                ? Optional.empty()
                : Optional.of(state("the lot is past its expires_at"));
    }

    private static LotRejection state(String detail) {
        return LotRejection.of(LotRejectionCode.STATE_CONFLICT, detail);
    }

    /** RP-1; the catalogue and the factors may have changed since the draft was made. */
    private Optional<LotRejection> checkAnew(Lot lot, Market market, Verdicts verdicts) {
        Optional<Flaw> inactive = market.commodity().flawForPosting();
        if (inactive.isPresent()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.COMMODITY_INACTIVE, inactive.get().detail()));
        }
        LotInspection inspection = new LotInspection(lot.with(LotPatch.NOTHING), market, market.factors(), now());
        return Ruling.firstFlaw(inspection::form, inspection::location)
                .or(() -> Verdicted.capability(verdicts.capability()))
                .or(() -> Verdicted.rule(verdicts.circular()))
                .or(() -> Ruling.firstFlaw(inspection::conversion, inspection::quality))
                .or(() -> verdicts.risk().isPresent() ? Optional.empty() : Optional.of(Verdicted.unassessed()));
    }

    Ruling reject(RejectLot command) {
        Lot lot = postings.lot(command.lot()).orElse(null);
        if (lot == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal =
                standing.refusalUnlessStaff(lot.seller(), lot.version()).or(() -> notDraft(lot));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        if (lot.approval() == ApprovalStatus.REJECTED) {
            return new Ruling.Nothing(LotAnswer.of(lot));
        }
        Optional<String> reason = Verdicted.reason(command.reason());
        return reason.isEmpty()
                ? Ruling.refused(Verdicted.noReason())
                : Ruling.happens(new LotEvent.LotRejected(postings.lotId(lot.number()), reason.get()));
    }

    Ruling cancel(CancelLot command) {
        Lot lot = postings.lot(command.lot()).orElse(null);
        if (lot == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal = standing.refusal(lot.seller(), lot.version());
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        if (lot.isOpen() && lot.reserved() > 0) {
            return Ruling.refused(
                    LotRejectionCode.OPEN_RESERVATIONS, "something of the lot is reserved; release it first");
        }
        if (!lot.isOpen() || !now().isBefore(lot.content().expiresAt())) {
            return Ruling.refused(state("the lot is " + lot.status() + ", or past its expires_at"));
        }
        Optional<String> reason = Verdicted.reason(command.reason());
        return reason.isEmpty()
                ? Ruling.refused(Verdicted.noReason())
                : Ruling.happens(new LotEvent.LotCancelled(postings.lotId(lot.number()), reason.get()));
    }

    // ---------------------------------------------------------------------------------------------------- editing

    /** AV-4. */
    Ruling edit(EditLot command) {
        Lot lot = postings.lot(command.lot()).orElse(null);
        if (lot == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal = standing.refusal(lot.seller(), lot.version());
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        if (!lot.isOpen() || !now().isBefore(lot.content().expiresAt())) {
            return Ruling.refused(state("the lot is " + lot.status() + ", or past its expires_at"));
        }
        Market market = command.market();
        UnitFactors factors = lot.wasActivated() ? lot.factors() : market.factors();
        LotDraft before = lot.with(LotPatch.NOTHING);
        LotDraft wanted = lot.with(command.patch());
        boolean stays = wanted.locationId().equals(before.locationId())
                && wanted.place().equals(before.place());
        LotInspection inspection = new LotInspection(wanted, market, factors, now());
        Optional<LotRejection> flaw = Ruling.firstFlaw(
                        inspection::form,
                        () -> stays ? inspection.locationStays(lot.content().site()) : inspection.location())
                .or(() -> belowCommitted(lot, wanted))
                .or(() -> Ruling.firstFlaw(inspection::conversion, inspection::quality));
        if (flaw.isPresent()) {
            return Ruling.refused(flaw.get());
        }
        LotContent content = inspection.content();
        List<String> changed = LotEdits.changedFields(lot.content(), content);
        if (changed.isEmpty()) {
            return new Ruling.Nothing(LotAnswer.of(lot));
        }
        if (lot.wasActivated()) {
            List<Flaw> fixed = changed.stream()
                    .filter(FIXED::contains)
                    .map(field ->
                            new Flaw(FlawCode.FIELD_FIXED, field, "cannot be changed once the lot has been offered"))
                    .toList();
            if (!fixed.isEmpty()) {
                return Ruling.refused(LotRejection.invalid(fixed));
            }
        }
        return new Ruling.Happens(edited(
                lot,
                content,
                factors,
                changed,
                inspection.warnings(),
                command.patch().reason()));
    }

    private static Optional<LotRejection> belowCommitted(Lot lot, LotDraft wanted) {
        long total = Counts.thousandths("total_quantity", wanted.total().toBigDecimal())
                .asOptional()
                .orElse(Long.MAX_VALUE);
        return total >= lot.reserved() + lot.sold()
                ? Optional.empty()
                : Optional.of(LotRejection.of(
                        LotRejectionCode.QUANTITY_BELOW_COMMITTED,
                        "must be at least what is reserved and sold: "
                                + Counts.ofThousandths(lot.reserved() + lot.sold())));
    }

    private List<LotEvent> edited(
            Lot lot,
            LotContent content,
            UnitFactors factors,
            List<String> changed,
            List<Flaw> warnings,
            Optional<String> reason) {
        ResourceId id = postings.lotId(lot.number());
        LotContent before = lot.content();
        List<LotEvent> events = new ArrayList<>();
        events.add(new LotEvent.LotUpdated(id, changed, content, factors, warnings));
        if (!before.quality().equals(content.quality())) {
            events.add(new LotEvent.LotQualityChanged(id, given(before.quality()), given(content.quality())));
        }
        if (!before.audience().equals(content.audience())) {
            events.add(new LotEvent.LotVisibilityChanged(
                    id,
                    before.audience().visibility(),
                    content.audience().visibility(),
                    reason.flatMap(Verdicted::reason)));
        }
        if (!before.price().equals(content.price())) {
            Optional<Decimal> old = before.price().base();
            Optional<Decimal> current = content.price().base();
            events.add(new LotEvent.LotPriceChanged(id, old, current, changePercent(old, current)));
        }
        if (!before.total().equals(content.total())) {
            long total = Counts.thousandths("", content.total().toBigDecimal())
                    .asOptional()
                    .orElseThrow();
            events.add(new LotEvent.LotQuantityChanged(
                    id,
                    content.total(),
                    Counts.ofThousandths(total - lot.reserved() - lot.sold()),
                    Counts.ofThousandths(lot.reserved()),
                    Counts.ofThousandths(lot.sold()),
                    content.unit(),
                    "edited"));
        }
        return events;
    }

    /** Percent with 2 decimals. */
    static Optional<String> changePercent(Optional<Decimal> old, Optional<Decimal> current) {
        if (old.isEmpty() || current.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal before = old.get().toBigDecimal();
        return Optional.of(current.get()
                .toBigDecimal()
                .subtract(before)
                .movePointRight(2)
                .divide(before, 2, RoundingMode.HALF_UP)
                .toPlainString());
    }
}
