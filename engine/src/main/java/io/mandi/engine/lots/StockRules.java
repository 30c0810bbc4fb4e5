package io.mandi.engine.lots;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.LotCommand.Convert;
import io.mandi.engine.lots.LotCommand.Exposure;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Release;
import io.mandi.engine.lots.LotCommand.Reserve;
import io.mandi.engine.lots.LotCommand.RevertSale;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Commitment;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.reservation.Agreement;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides about the stock of lots (5.4, AV-17), and with it about the room of needs of the same book (TR-1). */
final class StockRules {
    private static final int DEFAULT_HOURS = 24;
    private static final int MAX_HOURS = 168;

    private final Postings postings;
    private final LotBookLimits limits;
    private final Standing standing;

    StockRules(Postings postings, LotBookLimits limits, Standing standing) {
        this.postings = postings;
        this.limits = limits;
        this.standing = standing;
    }

    private Instant now() {
        return standing.now();
    }

    // ---------------------------------------------------------------------------------------------------- reserving

    Ruling reserve(Reserve command) {
        Lot lot = postings.lot(command.lot()).orElse(null);
        if (lot == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        if (!standing.mayActFor(command.holder())
                || !standing.isStaff() && !command.sight().shows(lot, command.holder())) {
            return Ruling.refused(LotRejection.unknown(true));
        }
        if (standing.context().expectsOtherThan(lot.version())) {
            return standing.refusal(command.holder(), lot.version())
                    .<Ruling>map(Ruling.Refused::new)
                    .orElseThrow();
        }
        if (!lot.isOnOffer(now())) {
            return Ruling.refused(state("the lot is " + lot.status() + ", or past its expires_at"));
        }
        int hours = command.hours().orElse(DEFAULT_HOURS);
        if (hours < 1 || hours > MAX_HOURS) {
            return Ruling.refused(LotRejection.invalid(
                    List.of(new Flaw(FlawCode.NUMBER_OUT_OF_RANGE, "hours", "must be 1 to " + MAX_HOURS))));
        }
        Checked<Long> quantity = thousandths(lot, command.quantity(), command.unit());
        if (quantity instanceof Checked.Invalid<Long> invalid) {
            return Ruling.refused(LotRejection.invalid(invalid.flaws()));
        }
        Attempt attempt =
                new Attempt(command, lot, quantity.asOptional().orElseThrow(), now().plus(Duration.ofHours(hours)));
        return attempt.ofStock().or(attempt::ofNeed).or(attempt::ofPrice).orElseGet(attempt::ofPartners);
    }

    /** AV-3: from another unit, rounded down. */
    static Checked<Long> thousandths(Lot lot, Decimal given, Optional<String> code) {
        Inspection inspection = new Inspection();
        inspection.positive("quantity", given, Inspection.QUANTITY_SCALE);
        Optional<Unit> unit = code.isEmpty()
                ? Optional.of(lot.content().unit())
                : inspection.take("unit", UnitFactors.unit(code.get()));
        if (!inspection.isClean() || unit.isEmpty()) {
            return inspection.result(() -> 0L);
        }
        Decimal quantity = given;
        if (unit.get() != lot.content().unit()) {
            Checked<Decimal> converted = new Conversion(lot.factors())
                    .convert(quantity, unit.get(), lot.content().unit());
            if (converted instanceof Checked.Invalid<Decimal> invalid) {
                return new Checked.Invalid<>(invalid.flaws());
            }
            quantity = converted.asOptional().orElseThrow();
        }
        return Counts.thousandths("quantity", quantity.toBigDecimal());
    }

    private static LotRejection state(String detail) {
        return LotRejection.of(LotRejectionCode.STATE_CONFLICT, detail);
    }

    /** One attempt to reserve, in steps; each one answers a refusal, and the last one what happens. */
    private final class Attempt {
        private final Reserve command;
        private final Lot lot;
        private final long quantity;
        private final Instant expiresAt;
        private final BigDecimal base;

        private Optional<Need> need = Optional.empty();
        private Optional<PriceChoice> price = Optional.empty();
        private long value;

        Attempt(Reserve command, Lot lot, long quantity, Instant expiresAt) {
            this.command = command;
            this.lot = lot;
            this.quantity = quantity;
            this.expiresAt = expiresAt;
            this.base = lot.base(quantity);
        }

        private static Optional<Ruling> no(LotRejectionCode code, String detail) {
            return Optional.of(Ruling.refused(code, detail));
        }

        Optional<Ruling> ofStock() {
            if (quantity > lot.available()) {
                return no(
                        LotRejectionCode.INSUFFICIENT_QUANTITY,
                        Counts.ofThousandths(lot.available()) + " "
                                + lot.content().unit() + " are available");
            }
            if (!lot.content().partialOrders() && quantity != lot.total()) {
                return no(LotRejectionCode.PARTIAL_NOT_ALLOWED, "the lot is sold whole only");
            }
            if (quantity < lot.minOrder() && quantity != lot.available()) {
                return no(
                        LotRejectionCode.BELOW_MIN_ORDER,
                        "must be at least " + Counts.ofThousandths(lot.minOrder()) + ", or all there is");
            }
            long kept = postings.reservationsOf(lot.number()).stream()
                    .filter(reservation -> !reservation.isOver())
                    .count();
            return kept < limits.reservationsPerPosting()
                    ? Optional.empty()
                    : no(
                            LotRejectionCode.TOO_MANY_RESERVATIONS,
                            "a lot is divided into at most " + limits.reservationsPerPosting() + " parts");
        }

        Optional<Ruling> ofNeed() {
            if (!(command.target().orElse(null) instanceof Target.Here here)) {
                return Optional.empty();
            }
            need = postings.need(here.need());
            if (need.isEmpty()) {
                return Optional.of(Ruling.refused(LotRejection.unknown(false)));
            }
            Need wanted = need.get();
            if (!wanted.buyer().equals(command.holder())) {
                return Optional.of(Ruling.refused(LotRejection.unknown(!standing.isStaff())));
            }
            if (!wanted.isWanting(now())) {
                return Optional.of(Ruling.refused(state("the need is " + wanted.status() + ", or not valid now")));
            }
            return RoomRules.intentRefusal(wanted)
                    .or(() -> millionths() < wanted.amounts().minLot()
                            ? Optional.of(RoomRules.belowMinLot(wanted))
                            : Optional.empty())
                    .map(Ruling.Refused::new);
        }

        private long millionths() {
            return Counts.millionths("quantity", base).asOptional().orElseThrow();
        }

        Optional<Ruling> ofPrice() {
            List<String> delivery = List.of();
            List<String> payment = List.of();
            Optional<BigDecimal> atBudget = Optional.empty();
            if (need.isPresent()) {
                delivery = need.get().content().deliveryTerms();
                payment = need.get().content().paymentTerms();
                atBudget =
                        need.get().amounts().budget().map(budget -> budget.max().value(base));
            } else if (command.target().orElse(null) instanceof Target.Elsewhere elsewhere) {
                delivery = elsewhere.deliveryTerms();
                payment = elsewhere.paymentTerms();
                atBudget = elsewhere.value().map(Decimal::toBigDecimal);
            }
            price = PriceChoice.of(lot, command.reference(), delivery, payment);
            if (price.isEmpty() && atBudget.isEmpty()) {
                return no(
                        LotRejectionCode.BUDGET_REQUIRED, "the lot has no price: reserve it for a need with a budget");
            }
            boolean sameMoney = need.isEmpty()
                    || need.get().content().currency().equals(lot.content().currency());
            if (!sameMoney) {
                return no(
                        LotRejectionCode.CURRENCY_MISMATCH,
                        "the lot is priced in " + lot.content().currency());
            }
            Optional<Ruling> overBudget = need.flatMap(wanted -> RoomRules.overBudget(
                            wanted, price.map(choice -> choice.price().perBaseUnit())))
                    .map(Ruling.Refused::new);
            if (overBudget.isPresent()) {
                return overBudget;
            }
            BigDecimal money = price.isPresent() ? price.get().price().value(base) : atBudget.orElseThrow();
            Checked<Long> counted = Counts.hundredths("quantity", money);
            counted.asOptional().ifPresent(hundredths -> value = hundredths);
            return counted.flaws().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Ruling.refused(LotRejection.invalid(counted.flaws())));
        }

        /** Section 8, then the room, then the exposure. */
        Ruling ofPartners() {
            PairVerdicts verdicts = command.verdicts();
            Optional<LotRejection> refusal = Verdicted.capability(verdicts.capability())
                    .or(() -> Verdicted.rule(verdicts.related()))
                    .or(() -> Verdicted.rule(verdicts.circular()));
            if (refusal.isPresent()) {
                return recorded(refusal.get());
            }
            if (verdicts.risk().isEmpty()) {
                return Ruling.refused(Verdicted.unassessed());
            }
            RiskAssessment risk = verdicts.risk().get();
            if (risk.status() == RiskStatus.FAIL) {
                return recorded(LotRejection.of(LotRejectionCode.RISK_FAIL, "the risk is too high"));
            }
            Optional<LotRejection> noRoom =
                    need.flatMap(wanted -> RoomRules.roomRefusal(wanted, millionths(), value, limits));
            if (noRoom.isPresent()) {
                return Ruling.refused(noRoom.get());
            }
            if (verdicts.exposure() == Exposure.REFUSED) {
                return recorded(LotRejection.of(LotRejectionCode.EXPOSURE_LIMIT, "more than the buyer's credit limit"));
            }
            return command.held()
                    .flatMap(this::unlike)
                    .<Ruling>map(Ruling.Refused::new)
                    .orElseGet(() -> granted(risk.status()));
        }

        /** Whether the hold is not what the reservation needs: the price may have changed since the ledger took it. */
        private Optional<LotRejection> unlike(LotCommand.Held held) {
            if (now().isAfter(held.until())) {
                return Optional.of(state("the request has taken too long; nothing is held for it any more"));
            }
            return held.amount().compareTo(Counts.ofHundredths(value)) == 0
                    ? Optional.empty()
                    : Optional.of(state("what it costs has changed while it was asked for"));
        }

        private Ruling recorded(LotRejection rejection) {
            return new Ruling.Recorded(new LotEvent.ReservationRejected(
                    postings.lotId(lot.number()),
                    command.holder(),
                    lot.seller(),
                    Counts.ofThousandths(quantity),
                    rejection.code(),
                    rejection.detail()));
        }

        private Ruling granted(RiskStatus risk) {
            long number = postings.lastNumber() + 1;
            String reservationId = postings.reservationId(number).toString();
            Optional<String> requirementId = command.target().map(target -> switch (target) {
                case Target.Here here -> postings.needId(here.need()).toString();
                case Target.Elsewhere elsewhere -> elsewhere.requirementId();
            });
            List<LotEvent> events = new ArrayList<>();
            events.add(new LotEvent.Reserved(
                    postings.lotId(lot.number()),
                    postings.reservationId(number),
                    command.holder(),
                    requirementId,
                    Counts.ofThousandths(quantity),
                    lot.content().unit(),
                    price.map(PriceChoice::asked),
                    expiresAt,
                    Counts.ofThousandths(lot.available() - quantity),
                    Counts.ofThousandths(lot.reserved() + quantity),
                    Counts.ofThousandths(lot.sold()),
                    agreement(risk)));
            need.ifPresent(wanted -> events.add(new LotEvent.NeedCommitted(
                    postings.needId(wanted.number()),
                    reservationId,
                    Counts.ofMillionths(millionths()),
                    wanted.factors().base(),
                    Counts.ofHundredths(value),
                    Counts.ofMillionths(RoomRules.step(lot.step())))));
            return new Ruling.Happens(events);
        }

        private Agreement agreement(RiskStatus risk) {
            Optional<String> roomKey = command.target()
                    .filter(Target.Elsewhere.class::isInstance)
                    .map(target -> ((Target.Elsewhere) target).roomKey());
            return new Agreement(
                    Counts.ofMillionths(millionths()),
                    price.map(PriceChoice::asked),
                    lot.content().rateUnit(),
                    lot.factors().factors().get(lot.content().rateUnit()),
                    lot.content().currency(),
                    Counts.ofHundredths(value),
                    price.map(PriceChoice::paymentTerms).orElse(lot.content().paymentTerms()),
                    price.map(PriceChoice::deliveryTerms).orElse(lot.content().deliveryTerms()),
                    lot.content().passingTerm(),
                    lot.content().weighmentTerm(),
                    risk,
                    roomKey,
                    command.held().map(LotCommand.Held::key));
        }
    }

    // ---------------------------------------------------------------------------------------------------- ending

    Ruling release(Release command) {
        Reservation reservation = postings.reservation(command.reservation()).orElse(null);
        if (reservation == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Lot lot = postings.lot(reservation.lot()).orElseThrow();
        if (!standing.mayActFor(reservation.holder())) {
            return standing.mayActFor(lot.seller())
                    ? Ruling.refused(LotRejectionCode.NOT_HOLDER, "only the holder can release it")
                    : Ruling.refused(LotRejection.unknown(true));
        }
        if (standing.context().expectsOtherThan(reservation.version())) {
            return Ruling.refused(standing.refusal(reservation.holder(), reservation.version())
                    .orElseThrow());
        }
        if (!reservation.isHeld()) {
            return Ruling.refused(state("the reservation is " + reservation.status()));
        }
        if (isPast(reservation)) {
            return Ruling.refused(expired());
        }
        Optional<String> reason = Verdicted.reason(command.reason());
        return reason.isEmpty()
                ? Ruling.refused(Verdicted.noReason())
                : new Ruling.Happens(ended(reservation, reason.get(), ReservationStatus.RELEASED));
    }

    private boolean isPast(Reservation reservation) {
        return !now().isBefore(reservation.expiresAt());
    }

    private static LotRejection expired() {
        return LotRejection.of(LotRejectionCode.RESERVATION_EXPIRED, "the reservation is past its expires_at");
    }

    /** What it kept is given back, to the lot and to the need (TR-2). */
    List<LotEvent> ended(Reservation reservation, String reason, ReservationStatus how) {
        List<LotEvent> events = new ArrayList<>();
        Decimal quantity = Counts.ofThousandths(reservation.quantity());
        events.add(
                how == ReservationStatus.EXPIRED
                        ? new LotEvent.ReservationExpired(
                                postings.lotId(reservation.lot()),
                                postings.reservationId(reservation.number()),
                                reservation.holder(),
                                quantity,
                                reservation.expiresAt())
                        : new LotEvent.Released(
                                postings.lotId(reservation.lot()),
                                postings.reservationId(reservation.number()),
                                reservation.holder(),
                                quantity,
                                reason));
        roomGivenBack(reservation, reason).ifPresent(events::add);
        return events;
    }

    private Optional<LotEvent> roomGivenBack(Reservation reservation, String reason) {
        String key = postings.reservationId(reservation.number()).toString();
        return postings.needOf(reservation)
                .filter(need -> Optional.ofNullable(need.commitments().get(key))
                        .filter(Commitment::isHeld)
                        .isPresent())
                .map(need -> RoomRules.released(postings.needId(need.number()), need, key, reason));
    }

    /** AV-8: never at or after its end. */
    Ruling convert(Convert command) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Reservation reservation = postings.reservation(command.reservation()).orElse(null);
        if (reservation == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        boolean done = reservation.status() == ReservationStatus.CONVERTED
                && reservation.tradeId().equals(Optional.of(command.tradeId()));
        if (done) {
            return new Ruling.Nothing(LotAnswer.of(reservation, postings.lot(reservation.lot())));
        }
        if (reservation.status() == ReservationStatus.EXPIRED || reservation.isHeld() && isPast(reservation)) {
            return Ruling.refused(expired());
        }
        if (!reservation.isHeld()) {
            return Ruling.refused(state("the reservation is " + reservation.status()));
        }
        return Ruling.happens(new LotEvent.Sold(
                postings.lotId(reservation.lot()),
                postings.reservationId(reservation.number()),
                command.tradeId(),
                reservation.holder(),
                Counts.ofThousandths(reservation.quantity()),
                reservation.agreement().price()));
    }

    Ruling revertSale(RevertSale command) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Reservation reservation = postings.reservation(command.reservation()).orElse(null);
        if (reservation == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        if (!reservation.tradeId().equals(Optional.of(command.tradeId()))) {
            return Ruling.refused(state("the reservation was not sold in this trade"));
        }
        Lot lot = postings.lot(reservation.lot()).orElseThrow();
        if (reservation.reverted()) {
            return new Ruling.Nothing(LotAnswer.of(reservation, Optional.of(lot)));
        }
        List<LotEvent> events = new ArrayList<>();
        events.add(new LotEvent.SaleReverted(
                postings.lotId(lot.number()),
                postings.reservationId(reservation.number()),
                command.tradeId(),
                Counts.ofThousandths(reservation.quantity()),
                command.reason()));
        if (lot.status() == LotStatus.SOLD && !now().isBefore(lot.content().expiresAt())) {
            events.add(expired(lot, 0));
        }
        roomGivenBack(reservation, command.reason()).ifPresent(events::add);
        return new Ruling.Happens(events);
    }

    /** @param endedBefore how many of the lot's reservations have ended in the same transition */
    LotEvent expired(Lot lot, int endedBefore) {
        return new LotEvent.LotExpired(
                postings.lotId(lot.number()),
                lot.content().expiresAt(),
                postings.heldReservations(lot.number()) - endedBefore);
    }
}
