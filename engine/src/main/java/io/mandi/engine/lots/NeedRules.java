package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.CancelNeed;
import io.mandi.engine.lots.LotCommand.CloseNeed;
import io.mandi.engine.lots.LotCommand.CreateNeed;
import io.mandi.engine.lots.LotCommand.EditNeed;
import io.mandi.engine.lots.LotCommand.PublishNeed;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.need.NeedAmounts;
import io.mandi.engine.lots.need.NeedContent;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.NeedInspection;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.PostingRisk;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides what becomes of needs, but for their progress. */
final class NeedRules {
    private static final Pattern NUMBER = Pattern.compile("REQ-[0-9]{4}-[0-9]{6,}");
    private static final int MAX_NUMBER_LENGTH = 32;

    private final Postings postings;
    private final LotBookLimits limits;
    private final Standing standing;

    NeedRules(Postings postings, LotBookLimits limits, Standing standing) {
        this.postings = postings;
        this.limits = limits;
        this.standing = standing;
    }

    private Instant now() {
        return standing.now();
    }

    Ruling create(CreateNeed command) {
        if (!standing.mayActFor(command.buyer())) {
            return Ruling.refused(LotRejection.unknown(true));
        }
        String number = command.requirementNumber();
        if (!NUMBER.matcher(number).matches() || number.length() > MAX_NUMBER_LENGTH) {
            throw new IllegalArgumentException("not the number of a need: " + number);
        }
        Market market = command.market();
        Optional<LotRejection> full = LotRules.postingRefusal(postings, limits, command.buyer(), market);
        if (full.isPresent()) {
            return Ruling.refused(full.get());
        }
        UnitFactors factors = market.factors();
        NeedInspection inspection = new NeedInspection(command.need(), market, factors, now());
        Optional<LotRejection> refusal = Ruling.firstFlaw(inspection::form, inspection::locations)
                .or(() -> Verdicted.capability(command.verdicts().capability()))
                .or(() -> Verdicted.rule(command.verdicts().circular()))
                .or(() -> Ruling.firstFlaw(inspection::conversion, inspection::quality));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Need need =
                Need.draft(postings.lastNumber() + 1, number, command.buyer(), inspection.content(), factors, now(), 0);
        if (!command.allowDuplicate() && isDuplicate(need, market)) {
            return Ruling.refused(
                    LotRejectionCode.DUPLICATE_POSTING,
                    "the buyer wants the same on that day already; allow_duplicate takes it nevertheless");
        }
        return Ruling.happens(created(need, market, inspection.warnings()));
    }

    /** RQ-6. */
    private boolean isDuplicate(Need need, Market market) {
        NeedContent content = need.content();
        LocalDate day = market.dayOf(content.validFrom());
        return postings.needsOf(need.buyer()).stream()
                .filter(other -> other.status() != NeedStatus.CANCELLED
                        && other.status() != NeedStatus.FULFILLED
                        && other.status() != NeedStatus.EXPIRED)
                .anyMatch(other ->
                        other.amounts().preferredElseMin() == need.amounts().preferredElseMin()
                                && budget(other).equals(budget(need))
                                && other.content().buyerBranch().equals(content.buyerBranch())
                                && market.dayOf(other.content().validFrom()).equals(day));
    }

    private static Optional<BigDecimal> budget(Need need) {
        return need.amounts().budget().map(budget -> budget.max().perBaseUnit());
    }

    private LotEvent created(Need need, Market market, List<Flaw> warnings) {
        NeedContent content = need.content();
        return new LotEvent.NeedCreated(
                postings.needId(need.number()),
                need.requirementNumber(),
                need.buyer(),
                market.commodity().id(),
                content.min(),
                content.max(),
                content.preferred(),
                content.unit(),
                content.maxBudget(),
                content.urgency(),
                content.intent(),
                content.audience().visibility(),
                content.validUntil(),
                content,
                need.factors(),
                warnings);
    }

    Ruling publish(PublishNeed command) {
        Need need = postings.need(command.need()).orElse(null);
        if (need == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> foreign = standing.refusal(need.buyer(), need.version());
        if (foreign.isPresent()) {
            return Ruling.refused(foreign.get());
        }
        if (need.status().isMatchable()) {
            return new Ruling.Nothing(LotAnswer.of(need));
        }
        Market market = command.market();
        if (need.status() != NeedStatus.DRAFT || isPast(need)) {
            return Ruling.refused(state(need));
        }
        Optional<Flaw> inactive = market.commodity().flawForPosting();
        if (inactive.isPresent()) {
            return Ruling.refused(
                    LotRejectionCode.COMMODITY_INACTIVE, inactive.get().detail());
        }
        NeedInspection inspection = new NeedInspection(need.with(NeedPatch.NOTHING), market, market.factors(), now());
        Optional<LotRejection> refusal = Ruling.firstFlaw(inspection::form, inspection::locations)
                .or(() -> Verdicted.capability(command.verdicts().capability()))
                .or(() -> Verdicted.rule(command.verdicts().circular()))
                .or(() -> Ruling.firstFlaw(inspection::conversion, inspection::quality))
                .or(() ->
                        command.verdicts().risk().isPresent() ? Optional.empty() : Optional.of(Verdicted.unassessed()));
        return refusal.isPresent()
                ? Ruling.refused(refusal.get())
                : published(need, market.factors(), command.verdicts().risk().orElseThrow());
    }

    private Ruling published(Need need, UnitFactors factors, PostingRisk risk) {
        ResourceId id = postings.needId(need.number());
        LotEvent published = new LotEvent.NeedPublished(id, now(), factors, risk);
        return switch (risk.status()) {
            case FAIL -> Ruling.happens(new LotEvent.NeedBlocked(id, risk.score(), risk.factors()));
            case WARN ->
                Ruling.happens(
                        published, new LotEvent.NeedRiskAlert(id, RiskStatus.WARN, risk.score(), risk.factors()));
            case PASS -> Ruling.happens(published);
        };
    }

    private boolean isPast(Need need) {
        return !now().isBefore(need.content().validUntil());
    }

    private static LotRejection state(Need need) {
        return LotRejection.of(
                LotRejectionCode.STATE_CONFLICT, "the need is " + need.status() + ", or past its valid_until");
    }

    Ruling cancel(CancelNeed command) {
        Need need = postings.need(command.need()).orElse(null);
        if (need == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal = standing.refusal(need.buyer(), need.version())
                .or(() -> notOpen(need))
                .or(() -> holding(need));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Optional<String> reason = Verdicted.reason(command.reason());
        return reason.isEmpty()
                ? Ruling.refused(Verdicted.noReason())
                : Ruling.happens(new LotEvent.NeedCancelled(postings.needId(need.number()), reason.get()));
    }

    private Optional<LotRejection> notOpen(Need need) {
        return need.isOpen() && !isPast(need) ? Optional.empty() : Optional.of(state(need));
    }

    private static Optional<LotRejection> holding(Need need) {
        return need.held() == 0
                ? Optional.empty()
                : Optional.of(LotRejection.of(
                        LotRejectionCode.OPEN_RESERVATIONS, "something is reserved for the need; release it first"));
    }

    Ruling close(CloseNeed command) {
        Need need = postings.need(command.need()).orElse(null);
        if (need == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal = standing.refusal(need.buyer(), need.version());
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        if (need.status() == NeedStatus.FULFILLED) {
            return new Ruling.Nothing(LotAnswer.of(need));
        }
        if (!need.status().isMatchable() || isPast(need)) {
            return Ruling.refused(state(need));
        }
        Optional<LotRejection> holding = holding(need);
        if (holding.isPresent()) {
            return Ruling.refused(holding.get());
        }
        return need.purchased() < need.amounts().min()
                ? Ruling.refused(
                        LotRejectionCode.STATE_CONFLICT, "less than min_quantity is purchased; cancel the need")
                : Ruling.happens(fulfilled(postings.needId(need.number()), need, true));
    }

    /** @param need after its last purchase */
    static LotEvent fulfilled(ResourceId id, Need need, boolean byBuyer) {
        BigDecimal rateFactor = need.factors().factors().get(need.content().rateUnit());
        Decimal purchased = Counts.ofMillionths(need.purchased());
        Decimal spent = Counts.ofHundredths(need.spent());
        Decimal average = Decimal.of(spent.toBigDecimal()
                        .multiply(rateFactor)
                        .divide(purchased.toBigDecimal(), 2, RoundingMode.HALF_UP))
                .orElse(new Decimal(0, 2));
        return new LotEvent.NeedFulfilled(id, purchased, need.factors().base(), spent, average, need.trades(), byBuyer);
    }

    /** RQ-5. */
    Ruling edit(EditNeed command) {
        Need need = postings.need(command.need()).orElse(null);
        if (need == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<LotRejection> refusal =
                standing.refusal(need.buyer(), need.version()).or(() -> notOpen(need));
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        UnitFactors factors =
                need.wasPublished() ? need.factors() : command.market().factors();
        NeedDraft before = need.with(NeedPatch.NOTHING);
        NeedDraft wanted = need.with(command.patch());
        NeedInspection inspection = new NeedInspection(wanted, command.market(), factors, now());
        boolean stays = wanted.deliveries().equals(before.deliveries());
        Optional<LotRejection> flaw = Ruling.firstFlaw(
                inspection::form,
                () -> stays ? inspection.locationsStay(need.content().deliveries()) : inspection.locations(),
                inspection::conversion,
                inspection::quality);
        if (flaw.isPresent()) {
            return Ruling.refused(flaw.get());
        }
        NeedContent content = inspection.content();
        List<String> changed = NeedEdits.changedFields(need.content(), content);
        if (changed.isEmpty()) {
            return new Ruling.Nothing(LotAnswer.of(need));
        }
        List<Flaw> fixed = changed.stream()
                .filter(field -> need.wasPublished() && (field.equals("currency") || field.equals("buyer_branch_id")))
                .map(field ->
                        new Flaw(FlawCode.FIELD_FIXED, field, "cannot be changed once the need has been published"))
                .toList();
        return (fixed.isEmpty() ? belowCommitted(need, content, factors) : Optional.of(LotRejection.invalid(fixed)))
                .<Ruling>map(Ruling.Refused::new)
                .orElseGet(() -> new Ruling.Happens(edited(
                        need,
                        content,
                        factors,
                        changed,
                        inspection.warnings(),
                        command.patch().reason())));
    }

    private static Optional<LotRejection> belowCommitted(Need need, NeedContent content, UnitFactors factors) {
        NeedAmounts amounts = NeedAmounts.of(content, factors).asOptional().orElseThrow();
        if (amounts.max() < need.committed()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.QUANTITY_BELOW_COMMITTED,
                    "max_quantity must be at least what is held and purchased: " + Counts.ofMillionths(need.committed())
                            + " " + factors.base()));
        }
        boolean tooDear = amounts.totalBudget().isPresent()
                && amounts.totalBudget().getAsLong() < need.heldValue() + need.spent();
        return tooDear
                ? Optional.of(LotRejection.of(
                        LotRejectionCode.OVER_TOTAL_BUDGET,
                        "total_budget must be at least what is held and spent: "
                                + Counts.ofHundredths(need.heldValue() + need.spent())))
                : Optional.empty();
    }

    private List<LotEvent> edited(
            Need need,
            NeedContent content,
            UnitFactors factors,
            List<String> changed,
            List<Flaw> warnings,
            Optional<String> reason) {
        ResourceId id = postings.needId(need.number());
        NeedContent before = need.content();
        List<LotEvent> events = new ArrayList<>();
        events.add(new LotEvent.NeedUpdated(id, changed, content, factors, warnings));
        if (!before.maxBudget().equals(content.maxBudget())
                || !before.preferredPrice().equals(content.preferredPrice())) {
            events.add(new LotEvent.NeedBudgetChanged(
                    id,
                    before.maxBudget(),
                    content.maxBudget(),
                    before.preferredPrice(),
                    content.preferredPrice(),
                    LotRules.changePercent(before.maxBudget(), content.maxBudget())));
        }
        if (!before.quality().equals(content.quality())) {
            events.add(new LotEvent.NeedQualityChanged(id, before.quality(), content.quality()));
        }
        if (!before.audience().equals(content.audience())) {
            events.add(new LotEvent.NeedVisibilityChanged(
                    id,
                    before.audience().visibility(),
                    content.audience().visibility(),
                    reason.flatMap(Verdicted::reason)));
        }
        Need after = need.withContent(content, factors, now(), need.version());
        if (after.status().isMatchable() && after.purchased() >= after.amounts().max()) {
            events.add(fulfilled(id, after, false));
        }
        return events;
    }
}
