package io.mandi.engine.lots;

import static io.mandi.engine.lots.LotDesk.BUYER;
import static io.mandi.engine.lots.LotDesk.FINE;
import static io.mandi.engine.lots.LotDesk.MUMBAI;
import static io.mandi.engine.lots.LotDesk.RAJKOT;
import static io.mandi.engine.lots.LotDesk.SELLER;
import static io.mandi.engine.lots.LotDesk.STAFF;
import static io.mandi.engine.lots.LotDesk.START;
import static io.mandi.engine.lots.LotDesk.refused;
import static io.mandi.engine.lots.LotDesk.trader;
import static io.mandi.engine.lots.LotDesk.verdicts;
import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Audience.Visibility;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lots from their creation to their end, but for their stock. */
class LotLifeTest {
    private final LotDesk desk = new LotDesk();

    private static Place ahmedabad() {
        return Place.of(
                        Optional.of("Ring Road 1"),
                        Optional.of("Ahmedabad"),
                        Optional.of("GJ"),
                        "IN",
                        OptionalDouble.empty(),
                        OptionalDouble.empty())
                .asOptional()
                .orElseThrow();
    }

    private static Patch patch() {
        return new Patch();
    }

    private LotCommand.EditLot edit(long lot, Patch patch) {
        return new LotCommand.EditLot(lot, patch.build(), desk.market());
    }

    private static Verdicts unable() {
        return new Verdicts(
                Optional.of(
                        new CapabilityRefusal(Reason.CAPABILITY_MISSING, SELLER, Optional.of("DOMESTIC_SELL_INDIA"))),
                Optional.of(Reason.SAME_DAY_SELL_BUY_REVERSAL),
                Optional.empty());
    }

    private LotCommand.CreateLot create(Offer offer, boolean draft, boolean allowDuplicate, Verdicts verdicts) {
        return new LotCommand.CreateLot(SELLER, offer.draft(), draft, allowDuplicate, desk.market(), verdicts);
    }

    // ------------------------------------------------------------------------------------------------ creation

    @TestFactory
    Stream<DynamicTest> whatCannotBeOfferedIsSaidByField() { // AV-0, COM-2, COM-5, UN-5, AV-13, AV-15
        record Case(Offer offer, FlawCode code, String field) {}
        Audience nobody = new Audience(Visibility.PRIVATE, Set.of(), Set.of());
        Audience nowhere = new Audience(Visibility.RESTRICTED, Set.of(), Set.of());
        return Stream.of(
                        new Case(new Offer().of("0"), FlawCode.NUMBER_OUT_OF_RANGE, "total_quantity"),
                        new Case(new Offer().of("1.0005"), FlawCode.TOO_MANY_DECIMALS, "total_quantity"),
                        new Case(new Offer().minOrder("0"), FlawCode.NUMBER_OUT_OF_RANGE, "min_order_quantity"),
                        new Case(new Offer().minOrder("101"), FlawCode.VALIDATION_FAILED, "min_order_quantity"),
                        new Case(new Offer().price("0"), FlawCode.NUMBER_OUT_OF_RANGE, "base_price"),
                        new Case(new Offer().price("1.005"), FlawCode.TOO_MANY_DECIMALS, "base_price"),
                        new Case(new Offer().withoutPrice(), FlawCode.VALIDATION_FAILED, "base_price"),
                        new Case(new Offer().type(PriceType.MATRIX), FlawCode.VALIDATION_FAILED, "price_matrix"),
                        new Case(
                                new Offer().matrix("SHINE", "1", "70000"),
                                FlawCode.VALIDATION_FAILED,
                                "price_matrix/parameter"),
                        new Case(
                                new Offer().matrix("STAPLE_LENGTH", "30", "77000"),
                                FlawCode.VALIDATION_FAILED,
                                "price_matrix"),
                        new Case(
                                new Offer().option("D99", "EX_GIN", "60000"),
                                FlawCode.UNKNOWN_TERM,
                                "price_options/0/payment_term"),
                        new Case(new Offer().withoutQuality(), FlawCode.QUALITY_MISSING, "quality_params"),
                        new Case(new Offer().withoutQuality("TRASH"), FlawCode.QUALITY_MISSING, "quality_params/TRASH"),
                        new Case(
                                new Offer().quality("TRASH", "6"),
                                FlawCode.QUALITY_OUT_OF_RANGE,
                                "quality_params/TRASH"),
                        new Case(new Offer().unit("LITER"), FlawCode.UNIT_DIMENSION_MISMATCH, "quantity_unit"),
                        new Case(new Offer().unit("FURLONG"), FlawCode.UNKNOWN_UNIT, "quantity_unit"),
                        new Case(new Offer().rateUnit("METER"), FlawCode.UNIT_DIMENSION_MISMATCH, "rate_unit"),
                        new Case(
                                new Offer().payment("CASH", "BARTER"), FlawCode.UNKNOWN_TERM, "payment_term_options/1"),
                        new Case(new Offer().passing("GUESS"), FlawCode.UNKNOWN_TERM, "passing_term"),
                        new Case(new Offer().incoterms("XYZ"), FlawCode.VALIDATION_FAILED, "supported_incoterms"),
                        new Case(new Offer().currency("RUPEE"), FlawCode.VALIDATION_FAILED, "currency"),
                        new Case(new Offer().variety("NO_SUCH"), FlawCode.UNKNOWN_VARIETY, "variety_code"),
                        new Case(new Offer().report("ftp://x"), FlawCode.VALIDATION_FAILED, "test_report_url"),
                        new Case(
                                new Offer().media(List.of("https://a", "b")),
                                FlawCode.VALIDATION_FAILED,
                                "media_urls/1"),
                        new Case(new Offer().branch(" "), FlawCode.VALIDATION_FAILED, "seller_branch_id"),
                        new Case(new Offer().audience(nobody), FlawCode.VALIDATION_FAILED, "allowed_partner_ids"),
                        new Case(new Offer().audience(nowhere), FlawCode.VALIDATION_FAILED, "allowed_regions"),
                        new Case(
                                new Offer().window(START.plusSeconds(9), START.plusSeconds(9)),
                                FlawCode.VALIDATION_FAILED,
                                "available_until"),
                        new Case(new Offer().expiring(START), FlawCode.VALIDATION_FAILED, "expires_at"),
                        new Case(new Offer().at("loc-none"), FlawCode.UNKNOWN_LOCATION, "location_id"),
                        new Case(new Offer().atBoth(ahmedabad()), FlawCode.VALIDATION_FAILED, "location_id"),
                        new Case(new Offer().of("999999999999999"), FlawCode.NUMBER_OUT_OF_RANGE, "total_quantity"),
                        new Case(new Offer().of("90000000000"), FlawCode.NUMBER_OUT_OF_RANGE, "total_quantity"))
                .map(one -> DynamicTest.dynamicTest(one.field + " " + one.code, () -> {
                    LotRejection rejection = desk.refuse(desk.create(one.offer), STAFF);
                    assertThat(rejection.code()).isEqualTo(LotRejectionCode.VALIDATION_FAILED);
                    assertThat(rejection.flaws())
                            .extracting(Flaw::code, Flaw::field)
                            .contains(tuple(one.code, one.field));
                }));
    }

    @Test
    void whatTheCommodityDoesNotKnowIsLeftOutWithAWarning() { // COM-2
        LotAnswer answer = desk.accept(desk.create(new Offer().quality("SHINE", "much")), STAFF)
                .answer();
        assertThat(answer.warnings()).extracting(Flaw::code).containsExactly(FlawCode.UNKNOWN_PARAMETER);
        assertThat(answer.lot().orElseThrow().content().quality()).hasSize(6).doesNotContainKey("SHINE");
    }

    @Test
    void locationsThatAreGoneTakeNoNewPostings() {
        Location rajkot = LotDesk.place(RAJKOT, 0);
        Location deleted = new Location(
                RAJKOT,
                rajkot.name(),
                rajkot.placeId(),
                rajkot.place(),
                rajkot.pincode(),
                rajkot.district(),
                rajkot.gstStateCode(),
                rajkot.timezone(),
                false,
                true);
        desk.locations(Map.of(RAJKOT, deleted));
        assertThat(desk.refuse(desk.create(new Offer()), STAFF)
                        .flaws()
                        .getFirst()
                        .code())
                .isEqualTo(FlawCode.LOCATION_DELETED);
    }

    @Test
    void theChecksHaveTheirOrder() { // AV-7
        Offer wrong = new Offer().of("0").at("loc-none").withoutQuality();
        assertThat(firstField(create(wrong, false, false, unable()))).isEqualTo("total_quantity");
        Offer misplaced = new Offer().at("loc-none").withoutQuality();
        assertThat(firstField(create(misplaced, false, false, unable()))).isEqualTo("location_id");
        Offer tooMuch = new Offer().of("999999999999999").withoutQuality();
        assertThat(desk.refuse(create(tooMuch, false, false, unable()), STAFF).code())
                .isEqualTo(LotRejectionCode.CAPABILITY_MISSING);
        Verdicts circular = new Verdicts(Optional.empty(), unable().circular(), Optional.empty());
        assertThat(desk.refuse(create(tooMuch, false, false, circular), STAFF).code())
                .isEqualTo(LotRejectionCode.SAME_DAY_SELL_BUY_REVERSAL); // RP-1
        Verdicts unassessed = new Verdicts(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(firstField(create(tooMuch, false, false, unassessed))).isEqualTo("total_quantity");
        assertThat(firstField(create(new Offer().withoutQuality(), false, false, unassessed)))
                .isEqualTo("quality_params");
        desk.offer(new Offer());
        assertThat(desk.refuse(create(new Offer(), false, false, unassessed), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.DUPLICATE_POSTING);
        assertThat(desk.refuse(create(new Offer(), false, true, unassessed), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.RISK_UNAVAILABLE); // RK-3
        assertThat(desk.accept(create(new Offer(), false, true, FINE), STAFF)
                        .transition()
                        .events())
                .extracting(LotEvent::family)
                .containsExactly("availability.created", "availability.activated");
    }

    private String firstField(LotCommand command) {
        return desk.refuse(command, STAFF).flaws().getFirst().field();
    }

    @Test
    void theSameLotIsNotOfferedTwiceOnADay() { // AV-5
        desk.offer(new Offer().of("100"));
        LotCommand again = create(new Offer().of("17000").unit("KG"), false, false, FINE);
        assertThat(desk.refuse(again, STAFF).code())
                .as("100 bales are 17,000 kg")
                .isEqualTo(LotRejectionCode.DUPLICATE_POSTING);
        assertThat(desk.refuse(again, STAFF).code().kind()).isEqualTo(LotRejectionCode.Kind.CONFLICT);
        desk.accept(create(new Offer().of("101"), false, false, FINE), STAFF);
        desk.accept(create(new Offer().at(MUMBAI), false, false, FINE), STAFF);
        desk.accept(
                new LotCommand.CreateLot("seller-2", new Offer().draft(), false, false, desk.market(), FINE), STAFF);
        // The business day of the market ends at 18:30 UTC.
        desk.at(Instant.parse("2026-01-05T18:29:59Z"));
        assertThat(desk.refuse(create(new Offer(), false, false, FINE), STAFF).code())
                .isEqualTo(LotRejectionCode.DUPLICATE_POSTING);
        desk.at(Instant.parse("2026-01-05T18:30:00Z"));
        long next = desk.accept(create(new Offer(), false, false, FINE), STAFF)
                .answer()
                .lot()
                .orElseThrow()
                .number();
        desk.accept(new LotCommand.CancelLot(next, "wrong"), STAFF);
        desk.accept(create(new Offer(), false, false, FINE), STAFF);
    }

    @Test
    void noLotOfACommodityThatIsNoLongerTraded() { // COM-4
        desk.commodity(desk.commodity().withActive(false));
        assertThat(desk.refuse(desk.create(new Offer()), STAFF).code()).isEqualTo(LotRejectionCode.COMMODITY_INACTIVE);
    }

    @ParameterizedTest
    @CsvSource({
        // In India midnight is at 18:30 UTC.
        "2026-01-05T18:29:59Z, loc-rajkot, 2026-01-05T18:30:00Z",
        "2026-01-05T18:30:00Z, loc-rajkot, 2026-01-06T18:30:00Z",
        "2026-01-05T10:00:00Z, loc-rajkot, 2026-01-05T18:30:00Z",
    })
    void aLotWithoutAnEndEndsAtTheNextMidnight(Instant created, String location, Instant end) { // AV-16
        desk.at(created);
        long lot = desk.offer(new Offer().at(location).withoutEnd());
        assertThat(desk.lot(lot).content().expiresAt()).isEqualTo(end);
        assertThat(desk.book().nextDue()).contains(end);
        long own = desk.offer(new Offer().at(ahmedabad()).withoutEnd());
        assertThat(desk.lot(own).content().expiresAt()).isEqualTo(end);
    }

    @Test
    void theGoodsAreAvailableUntilTheLotEnds() { // AV-16
        Instant until = START.plusSeconds(90_000);
        long lot = desk.offer(new Offer().window(START, until).withoutEnd());
        assertThat(desk.lot(lot).content().expiresAt()).isEqualTo(until);
    }

    // ------------------------------------------------------------------------------------------------ approval

    @Test
    void aDraftIsSubmittedOrApproved() {
        long one = desk.accept(desk.draft(new Offer()), trader(SELLER))
                .answer()
                .lot()
                .orElseThrow()
                .number();
        assertThat(desk.lotStatus(one)).isEqualTo(LotStatus.DRAFT);
        assertThat(desk.lot(one).approval()).isEqualTo(ApprovalStatus.PENDING);
        desk.accept(new LotCommand.SubmitLot(one, desk.market(), FINE), trader(SELLER));
        assertThat(desk.lotStatus(one)).isEqualTo(LotStatus.ACTIVE);
        assertThat(desk.lot(one).approval()).isEqualTo(ApprovalStatus.AUTO_APPROVED);
        assertThat(desk.refuse(new LotCommand.SubmitLot(one, desk.market(), FINE), trader(SELLER))
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);

        desk.setting("auto_approve_lots", false);
        LotDecision.Accept created = desk.accept(desk.create(new Offer()), STAFF);
        long two = created.answer().lot().orElseThrow().number();
        assertThat(desk.lotStatus(two)).isEqualTo(LotStatus.DRAFT);
        assertThat(desk.lot(two).risk()).contains(LotDesk.risk(RiskStatus.PASS));
        LotCommand approve =
                new LotCommand.ApproveLot(two, Optional.of("good"), desk.market(), verdicts(RiskStatus.WARN));
        assertThat(desk.refuse(approve, trader(SELLER)).code()).isEqualTo(LotRejectionCode.PERMISSION_DENIED);
        assertThat(desk.refuse(approve, trader(BUYER))).isEqualTo(LotRejection.unknown(true)); // TEN-3
        assertThat(desk.accept(approve, STAFF).transition().events())
                .extracting(LotEvent::family)
                .containsExactly("availability.approved", "availability.activated");
        assertThat(desk.lot(two).approval()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(desk.execute(approve, STAFF)).isInstanceOf(LotDecision.Unchanged.class);
    }

    @Test
    void aRejectedDraftCanBeChangedAndSubmittedAgain() {
        desk.setting("auto_approve_lots", false);
        long lot = desk.offer(new Offer());
        LotCommand reject = new LotCommand.RejectLot(lot, "no report");
        assertThat(desk.refuse(reject, trader(SELLER)).code()).isEqualTo(LotRejectionCode.PERMISSION_DENIED);
        desk.accept(reject, STAFF);
        assertThat(desk.lot(lot).approval()).isEqualTo(ApprovalStatus.REJECTED);
        assertThat(desk.execute(reject, STAFF)).isInstanceOf(LotDecision.Unchanged.class);
        desk.accept(edit(lot, patch().total("90").unit("QUINTAL").location(MUMBAI)), trader(SELLER));
        assertThat(desk.lot(lot).content().unit()).hasToString("QUINTAL");
        desk.accept(new LotCommand.SubmitLot(lot, desk.market(), FINE), trader(SELLER));
        assertThat(desk.lot(lot).approval()).isEqualTo(ApprovalStatus.PENDING);
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.DRAFT);
        assertThat(desk.refuse(new LotCommand.RejectLot(lot, " "), STAFF)
                        .flaws()
                        .getFirst()
                        .field())
                .isEqualTo("reason");
    }

    @Test
    void tooMuchRiskBlocksALotForEver() {
        long lot = desk.accept(create(new Offer(), false, true, verdicts(RiskStatus.FAIL)), STAFF)
                .answer()
                .lot()
                .orElseThrow()
                .number();
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.BLOCKED);
        long draft = desk.accept(desk.draft(new Offer()), STAFF)
                .answer()
                .lot()
                .orElseThrow()
                .number();
        desk.accept(
                new LotCommand.ApproveLot(draft, Optional.empty(), desk.market(), verdicts(RiskStatus.FAIL)), STAFF);
        assertThat(desk.lotStatus(draft)).isEqualTo(LotStatus.BLOCKED);
        for (LotCommand command : List.<LotCommand>of(
                new LotCommand.ApproveLot(lot, Optional.empty(), desk.market(), FINE),
                new LotCommand.CancelLot(lot, "x"),
                edit(lot, patch().total("5")))) {
            assertThat(desk.refuse(command, STAFF).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
        }
    }

    @Test
    void aLotKeepsTheFactorsOfItsActivation() { // UN-3
        long draft = desk.accept(desk.draft(new Offer()), STAFF)
                .answer()
                .lot()
                .orElseThrow()
                .number();
        CommodityDraft heavier = withBale("165");
        desk.commodity(heavier);
        desk.accept(new LotCommand.SubmitLot(draft, desk.market(), FINE), STAFF);
        assertThat(desk.lot(draft).base(1_000)).isEqualByComparingTo("165");
        desk.commodity(withBale("180"));
        desk.accept(edit(draft, patch().price("70000")), STAFF);
        assertThat(desk.lot(draft).base(1_000)).isEqualByComparingTo("165");
        assertThat(desk.lot(desk.offer(new Offer())).base(1_000)).isEqualByComparingTo("180");
    }

    private CommodityDraft withBale(String kilograms) {
        CommodityDraft cotton = desk.commodity().draft();
        return new CommodityDraft(
                cotton.name(),
                cotton.category(),
                cotton.hsnCode(),
                cotton.hsCode6Digit(),
                cotton.baseUnit(),
                cotton.tradeUnit(),
                cotton.rateUnit(),
                Map.of("BALE", decimal(kilograms)),
                cotton.currency(),
                cotton.taxRates(),
                cotton.standardLotSize(),
                cotton.minOrderQuantity(),
                cotton.deliveryTolerancePct(),
                cotton.weightTolerancePct(),
                cotton.varieties(),
                cotton.parameters(),
                cotton.reverseChargeFromAgriculturist(),
                cotton.referencePrice());
    }

    // ------------------------------------------------------------------------------------------------ editing

    @Test
    void anEditTellsWhatItHasChanged() { // AV-4
        long lot = desk.offer(new Offer());
        LotDecision.Accept edited = desk.accept(
                edit(
                        lot,
                        patch().total("120")
                                .price("65000")
                                .visibility(Visibility.PRIVATE, BUYER)
                                .trash("2.0")),
                trader(SELLER));
        assertThat(edited.transition().events())
                .extracting(LotEvent::family)
                .containsExactly(
                        "availability.updated",
                        "availability.quality_changed",
                        "availability.visibility_changed",
                        "availability.price_changed",
                        "availability.quantity_changed");
        LotEvent.LotUpdated updated =
                (LotEvent.LotUpdated) edited.transition().events().getFirst();
        assertThat(updated.changedFields())
                .containsExactly(
                        "quality_params", "total_quantity", "base_price", "market_visibility", "allowed_partner_ids");
        assertThat(edited.transition().events())
                .filteredOn(LotEvent.LotPriceChanged.class::isInstance)
                .first()
                .extracting(event -> ((LotEvent.LotPriceChanged) event).changePct())
                .isEqualTo(Optional.of("-9.09"));
        assertThat(edited.touched()).hasSize(1).allMatch(LotDecision.Touched::matching);
        assertThat(desk.stock(lot)).isEqualTo("120 0 0");
        assertThat(desk.execute(edit(lot, patch().total("120")), trader(SELLER)))
                .isInstanceOf(LotDecision.Unchanged.class);
        assertThat(desk.accept(edit(lot, patch().passing("SPOT_INSPECTION")), trader(SELLER))
                        .touched())
                .noneMatch(LotDecision.Touched::matching);
    }

    @Test
    void whatBuyersRelyOnIsFixedOnceTheLotIsActive() { // AV-4
        long lot = desk.offer(new Offer());
        LotRejection rejection = desk.refuse(edit(lot, patch().unit("QUINTAL").location(MUMBAI)), trader(SELLER));
        assertThat(rejection.flaws())
                .extracting(Flaw::code, Flaw::field)
                .contains(tuple(FlawCode.FIELD_FIXED, "location_id"), tuple(FlawCode.FIELD_FIXED, "quantity_unit"));
    }

    @Test
    void theTotalIsNeverLessThanWhatIsReservedAndSold() { // AV-4, AV-2
        long lot = desk.offer(new Offer());
        long kept = desk.reserved(desk.reserve(lot, BUYER, "30"));
        desk.sell(desk.reserved(desk.reserve(lot, BUYER, "20")), "trade-1");
        assertThat(desk.refuse(edit(lot, patch().total("49.999")), trader(SELLER))
                        .code())
                .isEqualTo(LotRejectionCode.QUANTITY_BELOW_COMMITTED);
        desk.accept(edit(lot, patch().total("50")), trader(SELLER));
        assertThat(desk.stock(lot)).isEqualTo("0 30 20");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.RESERVED);
        desk.accept(edit(lot, patch().total("51")), trader(SELLER));
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.ACTIVE);
        desk.accept(new LotCommand.Release(kept, "enough"), trader(BUYER));
        desk.accept(edit(lot, patch().total("20")), trader(SELLER));
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.SOLD);
        assertThat(desk.refuse(edit(lot, patch().total("60")), trader(SELLER)).code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    @Test
    void anOldVersionIsNotChanged() { // AV-6
        long lot = desk.offer(new Offer());
        long version = desk.lot(lot).version();
        LotCommand cheaper = edit(lot, patch().price("70000"));
        LotDesk.accepted(desk.executeExpecting(cheaper, trader(SELLER), version));
        LotCommand dearer = edit(lot, patch().price("72000"));
        LotRejection stale = refused(desk.executeExpecting(dearer, trader(SELLER), version));
        assertThat(stale.code()).isEqualTo(LotRejectionCode.PRECONDITION_FAILED);
        assertThat(stale.code().kind()).isEqualTo(LotRejectionCode.Kind.PRECONDITION);
        assertThat(desk.lot(lot).version()).isGreaterThan(version);
        LotDesk.accepted(
                desk.executeExpecting(dearer, trader(SELLER), desk.lot(lot).version()));
    }

    // ------------------------------------------------------------------------------------------------ the end

    @Test
    void aLotEndsInTime() { // AV-16, AV-11
        Instant end = START.plusSeconds(7_200);
        long lot = desk.offer(new Offer().expiring(end));
        long kept = desk.reserved(desk.reserve(lot, BUYER, "30"));
        long draft = desk.accept(desk.draft(new Offer().expiring(end)), STAFF)
                .answer()
                .lot()
                .orElseThrow()
                .number();
        desk.at(end.minusNanos(1_000));
        assertThat(desk.passed()).isInstanceOf(LotDecision.Unchanged.class);
        desk.at(end);
        for (LotCommand late : List.<LotCommand>of(
                edit(lot, patch().total("60")),
                desk.reserve(lot, BUYER, "10"),
                new LotCommand.SubmitLot(draft, desk.market(), FINE))) {
            assertThat(desk.refuse(late, STAFF).code())
                    .as("past its end before a timer has noticed")
                    .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        }
        desk.passed();
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.EXPIRED);
        assertThat(desk.lotStatus(draft)).isEqualTo(LotStatus.EXPIRED);
        LotEvent.LotExpired expired = (LotEvent.LotExpired) desk.last().events().getFirst();
        assertThat(expired.heldReservations()).isEqualTo(1);
        // What is held runs on, and what comes back is counted and never offered.
        desk.accept(new LotCommand.Release(kept, "no"), trader(BUYER));
        assertThat(desk.stock(lot)).isEqualTo("100 0 0");
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.EXPIRED);
    }

    @Test
    void aLotOfWhichSomethingIsHeldIsNotCancelled() { // AV-11
        long lot = desk.offer(new Offer());
        long kept = desk.reserved(desk.reserve(lot, BUYER, "100"));
        LotCommand cancel = new LotCommand.CancelLot(lot, "sold elsewhere");
        assertThat(desk.refuse(cancel, trader(SELLER)).code()).isEqualTo(LotRejectionCode.OPEN_RESERVATIONS);
        desk.accept(new LotCommand.Release(kept, "no"), trader(BUYER));
        assertThat(desk.refuse(new LotCommand.CancelLot(lot, ""), trader(SELLER))
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("reason");
        desk.accept(cancel, trader(SELLER));
        assertThat(desk.lotStatus(lot)).isEqualTo(LotStatus.CANCELLED);
        assertThat(desk.refuse(cancel, trader(SELLER)).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    // ------------------------------------------------------------------------------------------------ who, and how
    // often

    @Test
    void onlyTheSellerAndStaffTouchALot() { // TEN-3, TEN-4
        long lot = desk.offer(new Offer());
        for (LotCommand command : List.<LotCommand>of(
                desk.create(new Offer()),
                edit(lot, patch().total("1")),
                new LotCommand.CancelLot(lot, "x"),
                new LotCommand.SubmitLot(lot, desk.market(), FINE),
                new LotCommand.RejectLot(lot, "x"))) {
            assertThat(desk.refuse(command, trader("seller-2"))).isEqualTo(LotRejection.unknown(true));
            Actor platform = new Actor("root", Optional.of(UserType.SUPER_ADMIN), Optional.empty());
            assertThat(desk.refuse(command, platform).code()).isEqualTo(LotRejectionCode.NOT_FOUND);
        }
        assertThat(desk.refuse(new LotCommand.CancelLot(999, "x"), STAFF)).isEqualTo(LotRejection.unknown(false));
    }

    @Test
    void aRepeatedCommandHasItsFirstAnswer() { // AV-10, PL-3
        LotCommand create = desk.create(new Offer().quality("SHINE", "much"));
        LotDecision.Accept first = LotDesk.accepted(desk.execute(create, trader(SELLER), "k1", "body"));
        long lot = first.answer().lot().orElseThrow().number();
        desk.accept(edit(lot, patch().total("90")), trader(SELLER));
        desk.restart(true);
        assertThat(desk.execute(create, trader(SELLER), "k1", "body"))
                .isEqualTo(new LotDecision.Repeat(first.answer()));
        assertThat(refused(desk.execute(create, trader(SELLER), "k1", "other")).code())
                .isEqualTo(LotRejectionCode.IDEMPOTENCY_KEY_REUSED);
        LotDesk.accepted(desk.execute(create, STAFF, "k1", "body"));
        desk.after(Duration.ofHours(25));
        desk.offer(new Offer());
        LotDesk.accepted(desk.execute(create, trader(SELLER), "k1", "body"));
    }

    @Test
    void aKeyThatIsForgottenTooEarlyIsLookedFor() {
        LotBookLimits few = new LotBookLimits(
                100, 100, 100, 100, Duration.ofDays(30), Duration.ofDays(400), 100, 1, Duration.ofHours(24), 100);
        LotDesk small = new LotDesk(few);
        LotCommand create = small.create(new Offer());
        LotDesk.accepted(small.execute(create, STAFF, "k1", "body"));
        small.after(Duration.ofSeconds(1));
        LotDesk.accepted(small.execute(create, STAFF, "k2", "body"));
        small.after(Duration.ofSeconds(1));
        LotDecision decision = small.execute(create, STAFF, "k1", "body");
        assertThat(decision).isInstanceOf(LotDecision.Forgotten.class);
        LotDecision.Forgotten forgotten = (LotDecision.Forgotten) decision;
        assertThat(forgotten.lookUpTo()).isAfter(START);
        assertThat(forgotten.anyKey()).isFalse();
        LotDesk.accepted(small.execute(create, STAFF, "k3", "body"));
        // After a restart nothing is known of what was forgotten before.
        small.restart(true);
        LotDecision.Forgotten after = (LotDecision.Forgotten) small.execute(create, STAFF, "k4", "body");
        assertThat(after.anyKey()).isTrue();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, after.lookUpTo());
        var context = new CommandContext(
                micros + 2_000_000,
                STAFF,
                "request-1",
                Optional.of(new Idempotency("POST /x", "k4", "body")),
                OptionalLong.empty(),
                micros);
        LotDesk.accepted(small.execute(create, context));
    }

    @Test
    void aBookAndAPartnerHaveAMostOfPostings() {
        LotBookLimits few = new LotBookLimits(
                3, 2, 100, 100, Duration.ofDays(30), Duration.ofDays(400), 100, 10, Duration.ofHours(24), 100);
        LotDesk small = new LotDesk(few);
        long first = small.offer(new Offer());
        small.offer(new Offer());
        assertThat(small.refuse(small.create(new Offer()), STAFF).code()).isEqualTo(LotRejectionCode.TOO_MANY_POSTINGS);
        small.accept(new LotCommand.CancelLot(first, "x"), STAFF);
        small.offer(new Offer());
        assertThat(small.refuse(small.create(new Demand()), STAFF).code())
                .isEqualTo(LotRejectionCode.TOO_MANY_POSTINGS);
    }

    @Test
    void whatIsClosedIsForgottenAfterAWhile() {
        LotBookLimits brief = new LotBookLimits(
                100, 100, 100, 1, Duration.ofDays(3), Duration.ofDays(30), 1, 10, Duration.ofHours(24), 100);
        LotDesk small = new LotDesk(brief);
        long sold = small.offer(new Offer().of("10"));
        long reservation = small.reserved(small.reserve(sold, BUYER, "10"));
        small.sell(reservation, "trade-1");
        long one = small.offer(new Offer());
        long two = small.offer(new Offer());
        small.accept(new LotCommand.CancelLot(one, "x"), STAFF);
        assertThat(small.book().lot(one)).isPresent();
        small.after(Duration.ofSeconds(1));
        small.accept(new LotCommand.CancelLot(two, "x"), STAFF);
        assertThat(small.book().lot(one)).as("more than are remembered").isEmpty();
        assertThat(small.book().lot(two)).isPresent();
        small.after(Duration.ofDays(4));
        small.offer(new Offer().expiring(small.now().plusSeconds(90_000)));
        assertThat(small.book().lot(two)).as("longer than it is remembered").isEmpty();
        assertThat(small.book().lot(sold)).as("its sale may be reverted").isPresent();
        small.after(Duration.ofDays(27));
        small.passed();
        assertThat(small.book().lot(sold)).isEmpty();
        assertThat(small.book().reservation(reservation)).isEmpty();
    }

    /** Parts of a lot that are wanted otherwise. */
    private static final class Patch {
        private Optional<Map<String, GivenValue>> quality = Optional.empty();
        private Optional<Optional<String>> location = Optional.empty();
        private Optional<Decimal> total = Optional.empty();
        private Optional<String> unit = Optional.empty();
        private Optional<Optional<Decimal>> price = Optional.empty();
        private Optional<Optional<String>> passing = Optional.empty();
        private Optional<Visibility> visibility = Optional.empty();
        private Optional<Set<String>> partners = Optional.empty();

        Patch total(String quantity) {
            total = Optional.of(decimal(quantity));
            return this;
        }

        Patch unit(String code) {
            unit = Optional.of(code);
            return this;
        }

        Patch location(String id) {
            location = Optional.of(Optional.of(id));
            return this;
        }

        Patch price(String amount) {
            price = Optional.of(Optional.of(decimal(amount)));
            return this;
        }

        Patch passing(String code) {
            passing = Optional.of(Optional.of(code));
            return this;
        }

        Patch trash(String percent) {
            Offer offer = new Offer().quality("TRASH", percent);
            quality = Optional.of(offer.draft().quality());
            return this;
        }

        Patch visibility(Visibility wanted, String partner) {
            visibility = Optional.of(wanted);
            partners = Optional.of(Set.of(partner));
            return this;
        }

        LotPatch build() {
            LotPatch none = LotPatch.NOTHING;
            return new LotPatch(
                    none.sellerBranch(),
                    none.variety(),
                    quality,
                    none.prePacked(),
                    none.testReportUrl(),
                    none.mediaUrls(),
                    location,
                    none.place(),
                    total,
                    unit,
                    none.minOrder(),
                    none.partialOrders(),
                    none.priceType(),
                    price,
                    none.priceOptions(),
                    none.priceMatrix(),
                    none.rateUnit(),
                    none.currency(),
                    none.paymentTerms(),
                    none.deliveryTerms(),
                    passing,
                    none.weighmentTerm(),
                    none.incoterms(),
                    visibility,
                    partners,
                    none.allowedRegions(),
                    none.availableFrom(),
                    none.availableUntil(),
                    none.expiresAt(),
                    Optional.of("for one buyer"));
        }
    }
}
