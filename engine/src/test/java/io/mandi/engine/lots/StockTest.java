package io.mandi.engine.lots;

import static io.mandi.engine.lots.LotDesk.BUYER;
import static io.mandi.engine.lots.LotDesk.FINE_PAIR;
import static io.mandi.engine.lots.LotDesk.OTHER;
import static io.mandi.engine.lots.LotDesk.SELLER;
import static io.mandi.engine.lots.LotDesk.STAFF;
import static io.mandi.engine.lots.LotDesk.START;
import static io.mandi.engine.lots.LotDesk.refused;
import static io.mandi.engine.lots.LotDesk.trader;
import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.Exposure;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Sight;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Audience.Visibility;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reservations: what is kept of a lot, for whom, at which price, and how it ends. */
class StockTest {
    private final LotDesk desk = new LotDesk();

    private LotRejectionCode refusal(LotCommand.Reserve reserve) {
        return desk.refuse(reserve, trader(reserve.holder())).code();
    }

    private static LotCommand.Reserve hours(LotCommand.Reserve reserve, int hours) {
        return new LotCommand.Reserve(
                reserve.lot(),
                reserve.holder(),
                reserve.target(),
                reserve.quantity(),
                reserve.unit(),
                Optional.of(hours),
                reserve.sight(),
                reserve.verdicts(),
                reserve.reference(),
                Optional.empty());
    }

    private static LotCommand.Reserve in(LotCommand.Reserve reserve, String unit) {
        return new LotCommand.Reserve(
                reserve.lot(),
                reserve.holder(),
                reserve.target(),
                reserve.quantity(),
                Optional.of(unit),
                reserve.hours(),
                reserve.sight(),
                reserve.verdicts(),
                reserve.reference(),
                Optional.empty());
    }

    private static LotCommand.Reserve seeing(LotCommand.Reserve reserve, Sight sight) {
        return new LotCommand.Reserve(
                reserve.lot(),
                reserve.holder(),
                reserve.target(),
                reserve.quantity(),
                reserve.unit(),
                reserve.hours(),
                sight,
                reserve.verdicts(),
                reserve.reference(),
                Optional.empty());
    }

    private static LotCommand.Reserve today(LotCommand.Reserve reserve, String price) {
        return new LotCommand.Reserve(
                reserve.lot(),
                reserve.holder(),
                reserve.target(),
                reserve.quantity(),
                reserve.unit(),
                reserve.hours(),
                reserve.sight(),
                reserve.verdicts(),
                Optional.of(decimal(price)),
                Optional.empty());
    }

    private static LotCommand.Reserve holding(LotCommand.Reserve reserve, LotCommand.Held held) {
        return new LotCommand.Reserve(
                reserve.lot(),
                reserve.holder(),
                reserve.target(),
                reserve.quantity(),
                reserve.unit(),
                reserve.hours(),
                reserve.sight(),
                reserve.verdicts(),
                reserve.reference(),
                Optional.of(held));
    }

    // ------------------------------------------------------------------------------------------------ stock

    @Test
    void nothingIsGrantedOnAHoldOfAnotherAmount() { // TR-1, EX-1
        long lot = desk.offer(new Offer().price("70000"));
        LotCommand.Held held = desk.held(lot, "10", "hold-1");
        long dearer = desk.offer(new Offer().price("70001"));
        long cheaper = desk.offer(new Offer().price("69999"));

        assertThat(refusal(holding(desk.reserve(dearer, BUYER, "10"), held)))
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(refusal(holding(desk.reserve(cheaper, BUYER, "10"), held)))
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        long reservation = desk.reserved(holding(desk.reserve(lot, BUYER, "10"), held));
        assertThat(desk.reservation(reservation).agreement().value().toBigDecimal())
                .isEqualByComparingTo(held.amount().toBigDecimal());
    }

    @Test
    void nothingIsGrantedOnAHoldThatMayHaveBeenEnded() { // TR-2
        long lot = desk.offer(new Offer());
        LotCommand.Held held = desk.held(lot, "10", "hold-1");
        LotCommand.Reserve late = holding(
                desk.reserve(lot, BUYER, "10"),
                new LotCommand.Held(held.key(), held.amount(), desk.now().minusMillis(1)));
        assertThat(refusal(late)).isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    @Test
    void twoNeedsShareALot() { // S4
        long lot = desk.offer(new Offer().of("100"));
        long one = desk.demand(BUYER, new Demand().of("10", "60"));
        long two = desk.demand(OTHER, new Demand().of("10", "60"));
        desk.reserved(desk.reserveFor(one, lot, "60"));
        assertThat(refusal(desk.reserveFor(two, lot, "60"))).isEqualTo(LotRejectionCode.INSUFFICIENT_QUANTITY);
        desk.reserved(desk.reserveFor(two, lot, "40"));
        assertThat(desk.stock(lot)).isEqualTo("0 100 0"); // AV-1
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.RESERVED); // AV-2
        assertThat(desk.progress(one)).isEqualTo("10200 0");
        assertThat(desk.progress(two)).isEqualTo("6800 0");
        assertThat(desk.need(one).room()).isZero();
    }

    @Test
    void oneReleasedKilogramMakesALotActive() { // AV-2
        long lot = desk.offer(new Offer().of("17000").unit("KG"));
        long most = desk.reserved(desk.reserve(lot, BUYER, "16999"));
        long last = desk.reserved(desk.reserve(lot, OTHER, "1"));
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.RESERVED);
        LotDecision.Accept released = desk.accept(new LotCommand.Release(last, "no"), trader(OTHER));
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.ACTIVE);
        assertThat(released.touched()).allMatch(LotDecision.Touched::matching);
        desk.sell(most, "trade-1");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.ACTIVE);
        desk.sell(desk.reserved(desk.reserve(lot, OTHER, "1")), "trade-2");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.SOLD);
        assertThat(desk.stock(lot)).isEqualTo("0 0 17000"); // AV-1
    }

    @Test
    void otherUnitsAreRoundedDown() { // AV-3
        long lot = desk.offer(new Offer());
        long reservation = desk.reserved(in(desk.reserve(lot, BUYER, "100"), "kg")); // UN-1
        assertThat(desk.reservation(reservation).quantity())
                .as("100 / 170 bales")
                .isEqualTo(588);
        assertThat(desk.refuse(in(desk.reserve(lot, BUYER, "1"), "LITER"), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.VALIDATION_FAILED); // UN-5
        assertThat(desk.refuse(in(desk.reserve(lot, BUYER, "0.1"), "KG"), STAFF).code())
                .as("less than a thousandth of a bale")
                .isEqualTo(LotRejectionCode.VALIDATION_FAILED);
    }

    @Test
    void theConditionsHaveTheirOrder() { // AV-17
        long lot = desk.offer(new Offer().of("100").minOrder("20").whole());
        PairVerdicts bad = new PairVerdicts(
                Optional.of(new CapabilityRefusal(Reason.KYC_EXPIRED, BUYER, Optional.empty())),
                Optional.of(Reason.SAME_PAN),
                Optional.of(Reason.SAME_DAY_REVERSE_TRADE),
                Optional.empty(),
                Exposure.REFUSED);
        long need = desk.demand(new Demand().of("10", "60"));
        Optional<Target> target = Optional.of(new Target.Here(need));
        assertThat(desk.refuse(hours(desk.reserve(lot, BUYER, target, "101", bad), 169), STAFF)
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("hours");
        assertThat(refusal(desk.reserve(lot, BUYER, target, "101", bad)))
                .isEqualTo(LotRejectionCode.INSUFFICIENT_QUANTITY);
        assertThat(refusal(desk.reserve(lot, BUYER, target, "10", bad)))
                .isEqualTo(LotRejectionCode.PARTIAL_NOT_ALLOWED);
        long parts = desk.offer(new Offer().of("100").minOrder("20"));
        assertThat(refusal(desk.reserve(parts, BUYER, target, "19.999", bad)))
                .isEqualTo(LotRejectionCode.BELOW_MIN_ORDER);
        long picky = desk.demand(new Demand().of("10", "60").minLot("30"));
        assertThat(refusal(desk.reserve(parts, BUYER, Optional.of(new Target.Here(picky)), "20", bad)))
                .isEqualTo(LotRejectionCode.BELOW_MIN_LOT);
        assertThat(refusal(desk.reserve(parts, BUYER, target, "61", bad)))
                .isEqualTo(LotRejectionCode.CAPABILITY_MISSING);
        bad = new PairVerdicts(Optional.empty(), bad.related(), bad.circular(), bad.risk(), bad.exposure());
        assertThat(refusal(desk.reserve(parts, BUYER, target, "61", bad))).isEqualTo(LotRejectionCode.SAME_PAN);
        bad = new PairVerdicts(Optional.empty(), Optional.empty(), bad.circular(), bad.risk(), bad.exposure());
        assertThat(refusal(desk.reserve(parts, BUYER, target, "61", bad)))
                .isEqualTo(LotRejectionCode.SAME_DAY_REVERSE_TRADE);
        bad = new PairVerdicts(Optional.empty(), Optional.empty(), Optional.empty(), bad.risk(), bad.exposure());
        assertThat(refusal(desk.reserve(parts, BUYER, target, "61", bad)))
                .isEqualTo(LotRejectionCode.RISK_UNAVAILABLE); // RK-3
        PairVerdicts risky = LotDesk.pair(RiskStatus.FAIL);
        assertThat(refusal(desk.reserve(parts, BUYER, target, "61", risky))).isEqualTo(LotRejectionCode.RISK_FAIL);
        bad = new PairVerdicts(
                Optional.empty(), Optional.empty(), Optional.empty(), FINE_PAIR.risk(), Exposure.REFUSED);
        assertThat(refusal(desk.reserve(parts, BUYER, target, "61", bad)))
                .isEqualTo(LotRejectionCode.INSUFFICIENT_ROOM);
        assertThat(refusal(desk.reserve(parts, BUYER, target, "60", bad))).isEqualTo(LotRejectionCode.EXPOSURE_LIMIT);
        desk.reserved(desk.reserve(parts, BUYER, target, "60", LotDesk.pair(RiskStatus.WARN)));
        assertThat(desk.book().reservationsOf(parts).getFirst().agreement().risk())
                .isEqualTo(RiskStatus.WARN); // MT-11
    }

    @Test
    void aRefusalForTheSakeOfPartnersIsRecorded() { // 8.1, AV-10
        long lot = desk.offer(new Offer());
        PairVerdicts related = new PairVerdicts(
                Optional.empty(), Optional.of(Reason.SAME_GST), Optional.empty(), FINE_PAIR.risk(), Exposure.HELD);
        LotCommand.Reserve reserve = desk.reserve(lot, BUYER, Optional.empty(), "10", related);
        LotDecision first = desk.execute(reserve, trader(BUYER), "k1", "body");
        assertThat(refused(first).code()).isEqualTo(LotRejectionCode.SAME_GST);
        assertThat(desk.last().events())
                .containsExactly(new LotEvent.ReservationRejected(
                        new ResourceId(ResourceId.Kind.AVAILABILITY, lot, LotDesk.BOOK),
                        BUYER,
                        SELLER,
                        decimal("10.000"),
                        LotRejectionCode.SAME_GST,
                        refused(first).detail()));
        LotDecision again = desk.execute(reserve, trader(BUYER), "k1", "body");
        assertThat(((LotDecision.Repeat) again).answer().rejection()).contains(refused(first));
    }

    @Test
    void theWholeRemainderMayBeLessThanTheMinimumOrder() {
        long lot = desk.offer(new Offer().of("100").minOrder("40"));
        desk.reserved(desk.reserve(lot, BUYER, "70"));
        assertThat(refusal(desk.reserve(lot, OTHER, "29"))).isEqualTo(LotRejectionCode.BELOW_MIN_ORDER);
        desk.reserved(desk.reserve(lot, OTHER, "30"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 169, Integer.MAX_VALUE})
    void nothingIsKeptForNoTimeNorForMoreThanAWeek(int hours) {
        long lot = desk.offer(new Offer());
        assertThat(desk.refuse(hours(desk.reserve(lot, BUYER, "10"), hours), STAFF)
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("hours");
    }

    @Test
    void aReservationLastsADayWhereNobodySaysOtherwise() { // AV-9
        long lot = desk.offer(new Offer());
        long one = desk.reserved(desk.reserve(lot, BUYER, "10"));
        long two = desk.reserved(hours(desk.reserve(lot, BUYER, "10"), 168));
        assertThat(desk.reservation(one).expiresAt()).isEqualTo(START.plus(Duration.ofHours(24)));
        assertThat(desk.reservation(two).expiresAt()).isEqualTo(START.plus(Duration.ofHours(168)));
    }

    // ------------------------------------------------------------------------------------------------ price

    @Test
    void theAmountIsThatOfTheUnits() { // S8, UN-4
        long lot = desk.offer(new Offer().of("600").price("50000"));
        Reservation all = desk.reservation(desk.reserved(desk.reserve(lot, BUYER, "600")));
        assertThat(all.agreement().baseQuantity()).isEqualTo(decimal("102000.000000"));
        assertThat(all.agreement().value()).isEqualTo(decimal("14341150.67"));
        assertThat(all.agreement().rateUnit()).isEqualTo(Unit.CANDY);
        assertThat(all.agreement().rateFactor()).isEqualByComparingTo("355.62");
    }

    @Test
    void aReservationKeepsItsPrice() { // AV-4
        long lot = desk.offer(new Offer().price("71500"));
        long kept = desk.reserved(desk.reserve(lot, BUYER, "10"));
        LotPatch none = LotPatch.NOTHING;
        LotPatch dearer = new LotPatch(
                none.sellerBranch(),
                none.variety(),
                none.quality(),
                none.prePacked(),
                none.testReportUrl(),
                none.mediaUrls(),
                none.locationId(),
                none.place(),
                none.total(),
                none.unit(),
                none.minOrder(),
                none.partialOrders(),
                none.priceType(),
                Optional.of(Optional.of(decimal("80000"))),
                none.priceOptions(),
                none.priceMatrix(),
                none.rateUnit(),
                none.currency(),
                Optional.of(List.of("CASH")),
                none.deliveryTerms(),
                none.passingTerm(),
                none.weighmentTerm(),
                none.incoterms(),
                none.visibility(),
                none.allowedPartners(),
                none.allowedRegions(),
                none.availableFrom(),
                none.availableUntil(),
                none.expiresAt(),
                none.reason());
        desk.accept(new LotCommand.EditLot(lot, dearer, desk.market()), trader(SELLER));
        assertThat(desk.reservation(kept).agreement().price()).contains(decimal("71500"));
        assertThat(desk.reservation(kept).agreement().paymentTerms()).containsExactly("D15");
        LotDecision.Accept sold = desk.sell(kept, "trade-1");
        assertThat(((LotEvent.Sold) sold.transition().events().getFirst()).price())
                .contains(decimal("71500"));
    }

    @Test
    void theCheapestOptionOfTheAcceptedTermsIsThePrice() { // AV-12
        Offer offer = new Offer()
                .price("62000")
                .option("CASH", "EX_GIN", "59500")
                .option("D15", "EX_GIN", "60500")
                .option("D30", "DELIVERED", "60000");
        long lot = desk.offer(offer);
        Reservation any = desk.reservation(desk.reserved(desk.reserve(lot, BUYER, "10")));
        assertThat(any.agreement().price()).contains(decimal("59500"));
        assertThat(any.agreement().paymentTerms()).containsExactly("CASH");
        long later = desk.demand(new Demand().payment("D15", "D30"));
        Reservation fitting = desk.reservation(desk.reserved(desk.reserveFor(later, lot, "10")));
        assertThat(fitting.agreement().price()).contains(decimal("60000"));
        assertThat(fitting.agreement().deliveryTerms()).containsExactly("DELIVERED");
        long letter = desk.demand(new Demand().of("11", "60").payment("LC"));
        Reservation base = desk.reservation(desk.reserved(desk.reserveFor(letter, lot, "11")));
        assertThat(base.agreement().price()).contains(decimal("62000"));
        long onlyOptions = desk.offer(new Offer().withoutPrice().option("CASH", "EX_GIN", "59500"));
        assertThat(desk.reservation(desk.reserved(desk.reserveFor(letter, onlyOptions, "11")))
                        .agreement()
                        .price())
                .contains(decimal("59500"));
    }

    @Test
    void aMatrixHasThePriceOfTheLotsOwnValue() { // AV-13
        long lot = desk.offer(new Offer().matrix("STAPLE_LENGTH", "28", "73000", "29", "75000", "30", "77000"));
        assertThat(desk.reservation(desk.reserved(desk.reserve(lot, BUYER, "10")))
                        .agreement()
                        .price())
                .contains(decimal("75000"));
    }

    @Test
    void thePriceOfTheDayIsThatOfTheCommodity() { // AV-12, AV-14
        long lot = desk.offer(new Offer().withoutPrice().type(PriceType.SPOT));
        assertThat(refusal(desk.reserve(lot, BUYER, "10"))).isEqualTo(LotRejectionCode.BUDGET_REQUIRED);
        long kept = desk.reserved(today(desk.reserve(lot, BUYER, "10"), "52500"));
        assertThat(desk.reservation(kept).agreement().price()).contains(decimal("52500"));
    }

    @Test
    void anOpenPriceIsCountedAtTheBudget() { // AV-14
        long lot = desk.offer(new Offer().openPrice());
        assertThat(refusal(desk.reserve(lot, BUYER, "10"))).isEqualTo(LotRejectionCode.BUDGET_REQUIRED);
        long need = desk.demand(new Demand().budget("50000").of("10", "600"));
        Reservation kept = desk.reservation(desk.reserved(desk.reserveFor(need, lot, "60")));
        assertThat(kept.agreement().price()).isEmpty();
        assertThat(kept.agreement().value()).isEqualTo(decimal("1434115.07"));
        assertThat(desk.need(need).heldValue()).isEqualTo(143_411_507);
    }

    @Test
    void aNeedDoesNotReserveBeyondItsMoney() { // RQ-2
        long lot = desk.offer(new Offer().price("50000").of("600"));
        long cheap = desk.demand(new Demand().budget("49999.99"));
        assertThat(refusal(desk.reserveFor(cheap, lot, "10"))).isEqualTo(LotRejectionCode.OVER_BUDGET);
        // 60 bales cost 1,434,115.07.
        long enough = desk.demand(new Demand().budget("50000").totalBudget("1434115.07"));
        long lacking = desk.demand(OTHER, new Demand().budget("50000").totalBudget("1434115.06"));
        assertThat(refusal(desk.reserveFor(lacking, lot, "60"))).isEqualTo(LotRejectionCode.OVER_TOTAL_BUDGET);
        desk.reserved(desk.reserveFor(enough, lot, "60"));
        long dollars = desk.demand(new Demand().currency("USD"));
        assertThat(refusal(desk.reserveFor(dollars, lot, "10"))).isEqualTo(LotRejectionCode.CURRENCY_MISMATCH);
    }

    // ------------------------------------------------------------------------------------------------ who sees it

    @Test
    void onlyWhoSeesALotReservesIt() { // TEN-6, AV-15
        long toOne = desk.offer(new Offer().audience(new Audience(Visibility.PRIVATE, Set.of(BUYER), Set.of())));
        long toWest =
                desk.offer(new Offer().audience(new Audience(Visibility.RESTRICTED, Set.of(), Set.of(Region.WEST))));
        long toStaff = desk.offer(new Offer().audience(new Audience(Visibility.INTERNAL, Set.of(), Set.of())));
        long draft = desk.accept(desk.draft(new Offer()), STAFF)
                .answer()
                .lot()
                .orElseThrow()
                .number();
        Sight fromWest = new Sight(false, Optional.of(Region.WEST));
        Sight byToken = new Sight(true, Optional.empty());
        desk.reserved(desk.reserve(toOne, BUYER, "10"));
        assertThat(desk.refuse(desk.reserve(toOne, OTHER, "10"), trader(OTHER))).isEqualTo(LotRejection.unknown(true));
        desk.reserved(seeing(desk.reserve(toOne, OTHER, "10"), byToken));
        desk.reserved(seeing(desk.reserve(toWest, OTHER, "10"), fromWest));
        Sight fromSouth = new Sight(false, Optional.of(Region.SOUTH));
        assertThat(refusal(seeing(desk.reserve(toWest, OTHER, "10"), fromSouth)))
                .isEqualTo(LotRejectionCode.NOT_FOUND);
        assertThat(refusal(seeing(desk.reserve(toStaff, OTHER, "10"), byToken))).isEqualTo(LotRejectionCode.NOT_FOUND);
        desk.accept(desk.reserve(toStaff, OTHER, "10"), STAFF);
        assertThat(refusal(seeing(desk.reserve(draft, OTHER, "10"), byToken))).isEqualTo(LotRejectionCode.NOT_FOUND);
        assertThat(refusal(desk.reserve(draft, SELLER, "10"))).isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(desk.refuse(desk.reserve(toOne, BUYER, "10"), trader(OTHER)))
                .as("for somebody else")
                .isEqualTo(LotRejection.unknown(true)); // TEN-4
        assertThat(desk.refuse(desk.reserve(999, BUYER, "10"), STAFF)).isEqualTo(LotRejection.unknown(false));
    }

    @Test
    void aForeignNeedIsUnknown() { // TEN-3
        long lot = desk.offer(new Offer());
        long need = desk.demand(BUYER, new Demand());
        LotCommand.Reserve foreign = desk.reserve(lot, OTHER, Optional.of(new Target.Here(need)), "10", FINE_PAIR);
        assertThat(desk.refuse(foreign, trader(OTHER))).isEqualTo(LotRejection.unknown(true));
    }

    @Test
    void onlyTheHolderAndStaffRelease() {
        long lot = desk.offer(new Offer());
        long kept = desk.reserved(desk.reserve(lot, BUYER, "10"));
        LotCommand release = new LotCommand.Release(kept, "no");
        LotRejection ofSeller = desk.refuse(release, trader(SELLER));
        assertThat(ofSeller.code()).isEqualTo(LotRejectionCode.NOT_HOLDER);
        assertThat(ofSeller.code().kind()).isEqualTo(LotRejectionCode.Kind.FORBIDDEN);
        assertThat(desk.refuse(release, trader(OTHER))).isEqualTo(LotRejection.unknown(true));
        desk.accept(release, STAFF);
        assertThat(desk.reservation(kept).status()).isEqualTo(ReservationStatus.RELEASED);
        assertThat(desk.stock(lot)).isEqualTo("100 0 0");
        assertThat(desk.refuse(release, STAFF).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    // ------------------------------------------------------------------------------------------------ the end

    @Test
    void aReservationEndsInTimeAlsoWhenTheNodeWasDown() { // AV-8
        long lot = desk.offer(new Offer());
        long need = desk.demand(new Demand());
        long kept = desk.reserved(hours(desk.reserveFor(need, lot, "30"), 1));
        assertThat(desk.book().nextDue()).contains(START.plusSeconds(3_600));
        desk.restart(true);
        assertThat(desk.book().nextDue()).contains(START.plusSeconds(3_600));
        desk.at(START.plusSeconds(3_600).minusNanos(1_000));
        assertThat(desk.passed()).isInstanceOf(LotDecision.Unchanged.class);
        desk.at(START.plusSeconds(3_600));
        // No timer has noticed yet, and nothing is lengthened by that.
        LotRejection late = desk.refuse(new LotCommand.Convert(kept, "trade-1"), Actor.system());
        assertThat(late.code()).isEqualTo(LotRejectionCode.RESERVATION_EXPIRED);
        assertThat(desk.refuse(new LotCommand.Release(kept, "no"), trader(BUYER))
                        .code())
                .isEqualTo(LotRejectionCode.RESERVATION_EXPIRED);
        LotDecision.Accept passed = LotDesk.accepted(desk.passed());
        assertThat(passed.transition().events())
                .extracting(LotEvent::family)
                .containsExactly("availability.reservation_expired", "requirement.commitment_released"); // TR-2
        assertThat(passed.touched()).hasSize(2).allMatch(LotDecision.Touched::matching);
        assertThat(desk.reservation(kept).status()).isEqualTo(ReservationStatus.EXPIRED);
        assertThat(desk.stock(lot)).isEqualTo("100 0 0");
        assertThat(desk.progress(need)).isEqualTo("0 0");
        assertThat(desk.refuse(new LotCommand.Convert(kept, "trade-1"), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.RESERVATION_EXPIRED);
    }

    @Test
    void muchThatIsDueEndsInSteps() {
        LotBookLimits two = new LotBookLimits(
                100, 100, 100, 100, Duration.ofDays(30), Duration.ofDays(400), 100, 10, Duration.ofHours(24), 2);
        LotDesk small = new LotDesk(two);
        long lot = small.offer(new Offer());
        for (int i = 0; i < 5; i++) {
            small.reserved(small.reserve(lot, BUYER, "10"));
        }
        small.after(Duration.ofHours(24));
        for (int left : List.of(30, 10, 0)) {
            small.passed();
            assertThat(small.lot(lot).reserved()).isEqualTo(left * 1_000L);
        }
        assertThat(small.book().nextDue()).contains(small.lot(lot).content().expiresAt());
    }

    @Test
    void onlyTheProgramItselfSells() {
        long lot = desk.offer(new Offer());
        long kept = desk.reserved(desk.reserve(lot, BUYER, "10"));
        long need = desk.demand(new Demand());
        for (LotCommand command : List.<LotCommand>of(
                new LotCommand.Convert(kept, "trade-1"),
                new LotCommand.RevertSale(kept, "trade-1", "x"),
                new LotCommand.RecordPurchase(need, "x", "trade-1", decimal("1")),
                new LotCommand.RevertPurchase(need, "trade-1", "x"),
                new LotCommand.KeepRoom(
                        need, "x", BUYER, "com-2", decimal("1"), decimal("1"), Optional.empty(), "INR", desk.now()),
                new LotCommand.GiveBackRoom(need, "x", "y"),
                new LotCommand.TimePassed())) {
            assertThat(desk.refuse(command, STAFF).code()).isEqualTo(LotRejectionCode.PERMISSION_DENIED);
            assertThat(desk.refuse(command, trader(BUYER)).code()).isEqualTo(LotRejectionCode.PERMISSION_DENIED);
        }
    }

    @Test
    void aSaleIsMadeOnceAndTakenBackOnce() { // TR-7, TR-10
        long lot = desk.offer(new Offer());
        long kept = desk.reserved(desk.reserve(lot, BUYER, "100"));
        desk.sell(kept, "trade-1");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.SOLD);
        assertThat(desk.execute(new LotCommand.Convert(kept, "trade-1"), Actor.system()))
                .isInstanceOf(LotDecision.Unchanged.class);
        assertThat(desk.refuse(new LotCommand.Convert(kept, "trade-2"), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(desk.refuse(new LotCommand.Release(kept, "no"), trader(BUYER))
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(desk.refuse(new LotCommand.RevertSale(kept, "trade-2", "x"), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        LotCommand revert = new LotCommand.RevertSale(kept, "trade-1", "cancelled");
        assertThat(desk.accept(revert, Actor.system()).touched()).allMatch(LotDecision.Touched::matching);
        assertThat(desk.stock(lot)).isEqualTo("100 0 0");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.ACTIVE);
        assertThat(desk.execute(revert, Actor.system())).isInstanceOf(LotDecision.Unchanged.class);
        assertThat(desk.stock(lot)).isEqualTo("100 0 0");
    }

    @Test
    void whatComesBackLateIsNotOffered() { // AV-11
        Instant end = START.plusSeconds(3_600);
        long lot = desk.offer(new Offer().expiring(end));
        long kept = desk.reserved(desk.reserve(lot, BUYER, "100"));
        desk.sell(kept, "trade-1");
        desk.at(end.plusSeconds(1));
        assertThat(desk.passed()).as("a lot that is sold does not end").isInstanceOf(LotDecision.Unchanged.class);
        LotDecision.Accept reverted =
                desk.accept(new LotCommand.RevertSale(kept, "trade-1", "cancelled"), Actor.system());
        assertThat(reverted.transition().events())
                .extracting(LotEvent::family)
                .containsExactly("availability.sale_reverted", "availability.expired");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.EXPIRED);
        assertThat(reverted.touched()).noneMatch(LotDecision.Touched::matching);

        long cancelled = desk.offer(new Offer().expiring(end.plusSeconds(3_600)));
        long part = desk.reserved(desk.reserve(cancelled, BUYER, "40"));
        desk.sell(part, "trade-2");
        desk.accept(new LotCommand.CancelLot(cancelled, "x"), trader(SELLER));
        desk.accept(new LotCommand.RevertSale(part, "trade-2", "cancelled"), Actor.system());
        assertThat(desk.stock(cancelled)).isEqualTo("100 0 0");
        assertThat(desk.lotStatus(cancelled)).isEqualTo(LotStatus.CANCELLED);
    }

    @Test
    void whatIsHeldOfALotThatHasEndedCanStillBeSold() { // AV-11
        Instant end = START.plusSeconds(3_600);
        long lot = desk.offer(new Offer().expiring(end));
        long kept = desk.reserved(desk.reserve(lot, BUYER, "30"));
        desk.at(end);
        desk.passed();
        desk.sell(kept, "trade-1");
        assertThat(desk.stock(lot)).isEqualTo("70 0 30");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.EXPIRED);
    }

    @Test
    void aLotIsDividedIntoAMostOfParts() {
        LotBookLimits two = new LotBookLimits(
                100, 100, 2, 100, Duration.ofDays(30), Duration.ofDays(400), 1, 10, Duration.ofHours(24), 100);
        LotDesk small = new LotDesk(two);
        long lot = small.offer(new Offer());
        long one = small.reserved(small.reserve(lot, BUYER, "10"));
        long next = small.reserved(small.reserve(lot, BUYER, "10"));
        small.sell(next, "trade-1");
        assertThat(small.refuse(small.reserve(lot, BUYER, "10"), STAFF).code())
                .isEqualTo(LotRejectionCode.TOO_MANY_RESERVATIONS);
        small.accept(new LotCommand.Release(one, "no"), STAFF);
        long more = small.reserved(small.reserve(lot, BUYER, "10"));
        small.accept(new LotCommand.Release(more, "no"), STAFF);
        assertThat(small.book().reservation(one))
                .as("one that is over is remembered")
                .isEmpty();
        assertThat(small.book().reservation(more)).isPresent();
    }

    @Test
    void theRoomComesBackWithASaleThatTheNeedNeverSaw() { // TR-8
        long lot = desk.offer(new Offer());
        long need = desk.demand(new Demand());
        long kept = desk.reserved(desk.reserveFor(need, lot, "60"));
        desk.sell(kept, "trade-1");
        assertThat(desk.progress(need)).isEqualTo("10200 0");
        desk.accept(new LotCommand.RevertSale(kept, "trade-1", "failed"), Actor.system());
        assertThat(desk.progress(need)).isEqualTo("0 0");
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.ACTIVE);
    }
}
