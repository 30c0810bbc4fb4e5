package io.mandi.engine.lots;

import static io.mandi.engine.lots.LotDesk.BUYER;
import static io.mandi.engine.lots.LotDesk.FINE;
import static io.mandi.engine.lots.LotDesk.MUMBAI;
import static io.mandi.engine.lots.LotDesk.OTHER;
import static io.mandi.engine.lots.LotDesk.RAJKOT;
import static io.mandi.engine.lots.LotDesk.STAFF;
import static io.mandi.engine.lots.LotDesk.START;
import static io.mandi.engine.lots.LotDesk.refused;
import static io.mandi.engine.lots.LotDesk.trader;
import static io.mandi.engine.lots.LotDesk.verdicts;
import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.ReferencePrice;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.lots.LotCommand.KeepRoom;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Audience.Visibility;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.need.DeliveryDraft;
import io.mandi.engine.lots.need.NeedAmounts;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.need.QualityWish;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Needs from their creation to their end, and how far they get. */
class NeedLifeTest {
    private static final String YARN = "com-yarn";

    private final LotDesk desk = new LotDesk();

    private static QualityWish wish(String min, String max, String exact, String... accepted) {
        return new QualityWish(
                Optional.ofNullable(min).map(Offer::decimal),
                Optional.ofNullable(max).map(Offer::decimal),
                Optional.empty(),
                Optional.ofNullable(exact),
                List.of(accepted),
                true);
    }

    private LotCommand.CreateNeed create(Demand demand, boolean allowDuplicate, Verdicts verdicts) {
        LotCommand.CreateNeed create = desk.create(demand);
        return new LotCommand.CreateNeed(
                BUYER, create.requirementNumber(), demand.draft(), allowDuplicate, desk.market(), verdicts);
    }

    private LotCommand.EditNeed edit(long need, Patch patch) {
        return new LotCommand.EditNeed(need, patch.build(), desk.market());
    }

    /** Buys it through a reservation of a lot of this commodity. */
    private long buy(long need, long lot, String quantity, String trade, String money) {
        long reservation = desk.reserved(desk.reserveFor(need, lot, quantity));
        desk.sell(reservation, trade);
        desk.accept(new LotCommand.RecordPurchase(need, desk.key(reservation), trade, decimal(money)), Actor.system());
        return reservation;
    }

    // ------------------------------------------------------------------------------------------------ creation

    @TestFactory
    Stream<DynamicTest> whatCannotBeWantedIsSaidByField() { // RQ-1, RQ-9, RQ-10, COM-5, UN-5
        record Case(Demand demand, FlawCode code, String field) {}
        return Stream.of(
                        new Case(new Demand().of("0", "60"), FlawCode.NUMBER_OUT_OF_RANGE, "min_quantity"),
                        new Case(new Demand().of("61", "60"), FlawCode.VALIDATION_FAILED, "max_quantity"),
                        new Case(new Demand().preferring("9"), FlawCode.VALIDATION_FAILED, "preferred_quantity"),
                        new Case(new Demand().preferring("61"), FlawCode.VALIDATION_FAILED, "preferred_quantity"),
                        new Case(new Demand().minLot("61"), FlawCode.VALIDATION_FAILED, "min_lot_quantity"),
                        new Case(new Demand().withoutBudget(), FlawCode.VALIDATION_FAILED, "max_budget_per_unit"),
                        new Case(
                                new Demand().preferredPrice("75001"),
                                FlawCode.VALIDATION_FAILED,
                                "preferred_price_per_unit"),
                        // 10 bales at 75,000 a candy come to 358,528.77.
                        new Case(new Demand().totalBudget("358528.76"), FlawCode.VALIDATION_FAILED, "total_budget"),
                        new Case(
                                new Demand().valid(START.plusSeconds(9), START.plusSeconds(9)),
                                FlawCode.VALIDATION_FAILED,
                                "valid_until"),
                        new Case(
                                new Demand().window(START.plusSeconds(9), START.plusSeconds(8)),
                                FlawCode.VALIDATION_FAILED,
                                "delivery_window_end"),
                        new Case(new Demand().intent("BARTER"), FlawCode.VALIDATION_FAILED, "intent"),
                        new Case(new Demand().intent("AUCTION_REQUEST"), FlawCode.INTENT_NOT_SUPPORTED, "intent"),
                        new Case(new Demand().payment("D99"), FlawCode.UNKNOWN_TERM, "preferred_payment_terms/0"),
                        new Case(new Demand().incoterm("XYZ"), FlawCode.VALIDATION_FAILED, "preferred_incoterm"),
                        new Case(new Demand().unit("LITER"), FlawCode.UNIT_DIMENSION_MISMATCH, "quantity_unit"),
                        new Case(
                                new Demand().audience(new Audience(Visibility.PRIVATE, Set.of(), Set.of())),
                                FlawCode.VALIDATION_FAILED,
                                "invited_seller_ids"),
                        new Case(
                                new Demand()
                                        .deliveredTo(List.of(new DeliveryDraft(
                                                Optional.of("loc-none"), Optional.empty(), Optional.empty()))),
                                FlawCode.UNKNOWN_LOCATION,
                                "delivery_locations/0/location_id"),
                        new Case(
                                new Demand().equivalent(LotDesk.COTTON.toString(), "1"),
                                FlawCode.VALIDATION_FAILED,
                                "commodity_equivalents/" + LotDesk.COTTON),
                        new Case(
                                new Demand().equivalent(YARN, "0"),
                                FlawCode.NUMBER_OUT_OF_RANGE,
                                "commodity_equivalents/com-yarn/ratio"),
                        new Case(
                                new Demand().wish("TRASH", wish("3", "2", null)),
                                FlawCode.VALIDATION_FAILED,
                                "quality_requirements/TRASH/max"),
                        new Case(
                                new Demand().wish("TRASH", wish("1", null, "2")),
                                FlawCode.VALIDATION_FAILED,
                                "quality_requirements/TRASH/exact"),
                        new Case(
                                new Demand().wish("TRASH", wish(null, null, "two")),
                                FlawCode.VALIDATION_FAILED,
                                "quality_requirements/TRASH/exact"),
                        new Case(
                                new Demand().wish("COLOUR_GRADE", wish("1", null, null)),
                                FlawCode.VALIDATION_FAILED,
                                "quality_requirements/COLOUR_GRADE"),
                        new Case(new Demand().of("1", "900000000000000"), FlawCode.NUMBER_OUT_OF_RANGE, "max_quantity"))
                .map(one -> DynamicTest.dynamicTest(one.field + " " + one.code, () -> {
                    LotRejection rejection = desk.refuse(desk.create(one.demand), STAFF);
                    assertThat(rejection.code()).isEqualTo(LotRejectionCode.VALIDATION_FAILED);
                    assertThat(rejection.flaws())
                            .extracting(Flaw::code, Flaw::field)
                            .contains(tuple(one.code, one.field));
                }));
    }

    @Test
    void whatIsLeftOutHasItsDefault() { // RQ-1, RQ-4
        long need = desk.demand(new Demand().of("10", "60"));
        NeedAmounts amounts = desk.need(need).amounts();
        assertThat(amounts.min()).isEqualTo(1_700_000_000L);
        assertThat(amounts.max()).isEqualTo(10_200_000_000L);
        assertThat(amounts.minLot()).as("a tenth of the least").isEqualTo(170_000_000L);
        assertThat(amounts.preferred()).isEmpty();
        assertThat(amounts.budget().orElseThrow().preferred().price()).isEqualByComparingTo("67500");
        assertThat(desk.need(need).content().flexibilityHours()).isEqualTo(168);
    }

    @Test
    void aNeedWithoutAnEndEndsAtTheNextMidnight() { // AV-16
        for (List<String> times : List.of(
                List.of("2026-01-05T18:29:59Z", "2026-01-05T18:30:00Z"),
                List.of("2026-01-05T18:30:00Z", "2026-01-06T18:30:00Z"))) {
            desk.at(Instant.parse(times.getFirst()));
            long need = desk.demand(new Demand().withoutEnd());
            assertThat(desk.need(need).content().validUntil()).isEqualTo(Instant.parse(times.getLast()));
        }
        Instant end = desk.now().plusSeconds(9_000);
        long wanted = desk.demand(new Demand().withoutEnd().window(desk.now(), end));
        assertThat(desk.need(wanted).content().validUntil()).isEqualTo(end);
    }

    @Test
    void theChecksHaveTheirOrder() { // AV-7, RP-1
        Optional<CapabilityRefusal> capability =
                Optional.of(new CapabilityRefusal(Reason.PARTNER_NOT_APPROVED, BUYER, Optional.empty()));
        Optional<Reason> circular = Optional.of(Reason.SAME_DAY_BUY_SELL_REVERSAL);
        Verdicts both = new Verdicts(capability, circular, Optional.empty());
        Verdicts one = new Verdicts(Optional.empty(), circular, Optional.empty());
        assertThat(desk.refuse(create(new Demand().of("0", "60"), false, both), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.VALIDATION_FAILED);
        assertThat(desk.refuse(create(new Demand(), false, both), STAFF).code())
                .isEqualTo(LotRejectionCode.CAPABILITY_MISSING);
        assertThat(desk.refuse(create(new Demand(), false, one), STAFF).code())
                .isEqualTo(LotRejectionCode.SAME_DAY_BUY_SELL_REVERSAL);
        long need = desk.accept(desk.create(new Demand()), STAFF)
                .answer()
                .need()
                .orElseThrow()
                .number();
        assertThat(desk.refuse(new LotCommand.PublishNeed(need, desk.market(), both), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.CAPABILITY_MISSING);
        assertThat(desk.refuse(new LotCommand.PublishNeed(need, desk.market(), one), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.SAME_DAY_BUY_SELL_REVERSAL);
        Verdicts unassessed = new Verdicts(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(desk.refuse(new LotCommand.PublishNeed(need, desk.market(), unassessed), STAFF)
                        .code())
                .isEqualTo(LotRejectionCode.RISK_UNAVAILABLE); // RK-3
    }

    @Test
    void theSameIsNotWantedTwiceOnADay() { // RQ-6
        desk.accept(create(new Demand(), false, FINE), STAFF);
        assertThat(desk.refuse(create(new Demand(), false, FINE), STAFF).code())
                .isEqualTo(LotRejectionCode.DUPLICATE_POSTING);
        desk.accept(create(new Demand(), true, FINE), STAFF);
        desk.accept(create(new Demand().budget("74999"), false, FINE), STAFF);
        desk.accept(create(new Demand().branch("branch-2"), false, FINE), STAFF);
        desk.accept(create(new Demand().preferring("30"), false, FINE), STAFF);
        Instant tomorrow = START.plusSeconds(86_400);
        desk.accept(create(new Demand().valid(tomorrow, tomorrow.plusSeconds(9)), false, FINE), STAFF);
        assertThat(desk.refuse(create(new Demand().of("10", "70"), false, FINE), STAFF)
                        .code())
                .as("what is preferred, else the least")
                .isEqualTo(LotRejectionCode.DUPLICATE_POSTING);
    }

    @Test
    void aLowBudgetIsOnlyRemarkable() { // RQ-11
        CommodityDraft cotton = desk.commodity().draft();
        desk.commodity(new CommodityDraft(
                cotton.name(),
                cotton.category(),
                cotton.hsnCode(),
                cotton.hsCode6Digit(),
                cotton.baseUnit(),
                cotton.tradeUnit(),
                cotton.rateUnit(),
                cotton.unitFactors(),
                cotton.currency(),
                cotton.taxRates(),
                cotton.standardLotSize(),
                cotton.minOrderQuantity(),
                cotton.deliveryTolerancePct(),
                cotton.weightTolerancePct(),
                cotton.varieties(),
                cotton.parameters(),
                cotton.reverseChargeFromAgriculturist(),
                Optional.of(new ReferencePrice(decimal("60000"), LocalDate.of(2026, 1, 5)))));
        LotAnswer low = desk.accept(
                        desk.create(new Demand().budget("41999.99").wish("SHINE", wish("1", "2", null))), STAFF)
                .answer();
        assertThat(low.warnings())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.LOW_BUDGET, FlawCode.UNKNOWN_PARAMETER);
        assertThat(low.need().orElseThrow().content().quality()).isEmpty();
        assertThat(desk.accept(desk.create(new Demand().budget("42000")), STAFF)
                        .answer()
                        .warnings())
                .isEmpty();
    }

    @Test
    void pricesCanBeAskedForWithoutABudget() { // RQ-1, RQ-10
        long lot = desk.offer(new Offer());
        long need = desk.demand(new Demand().withoutBudget().intent("PRICE_DISCOVERY_ONLY"));
        assertThat(desk.refuse(desk.reserveFor(need, lot, "10"), trader(BUYER)).code())
                .isEqualTo(LotRejectionCode.INTENT_NOT_ALLOCATABLE);
        long talking = desk.demand(new Demand().intent("NEGOTIATION"));
        desk.reserved(desk.reserveFor(talking, lot, "10"));
    }

    // ------------------------------------------------------------------------------------------------ life

    @Test
    void aNeedIsPublishedOnce() { // RQ-3, UN-3
        long need = desk.accept(desk.create(new Demand()), trader(BUYER))
                .answer()
                .need()
                .orElseThrow()
                .number();
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.DRAFT);
        long lot = desk.offer(new Offer());
        assertThat(desk.refuse(desk.reserveFor(need, lot, "10"), trader(BUYER)).code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(desk.refuse(desk.publish(need), trader(OTHER))).isEqualTo(LotRejection.unknown(true)); // TEN-3
        LotDecision.Accept published = desk.accept(desk.publish(need), trader(BUYER));
        assertThat(published.touched()).hasSize(1).allMatch(LotDecision.Touched::matching);
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.ACTIVE);
        assertThat(desk.needStatus(need).isMatchable()).isTrue();
        assertThat(desk.execute(desk.publish(need), trader(BUYER))).isInstanceOf(LotDecision.Unchanged.class);
    }

    @Test
    void riskAlertsOrBlocks() {
        long risky = desk.accept(desk.create(new Demand()), STAFF)
                .answer()
                .need()
                .orElseThrow()
                .number();
        desk.accept(new LotCommand.PublishNeed(risky, desk.market(), verdicts(RiskStatus.WARN)), STAFF);
        assertThat(desk.last().events())
                .extracting(LotEvent::family)
                .containsExactly("requirement.published", "requirement.risk_alert");
        long tooRisky = desk.accept(desk.create(new Demand()), STAFF)
                .answer()
                .need()
                .orElseThrow()
                .number();
        desk.accept(new LotCommand.PublishNeed(tooRisky, desk.market(), verdicts(RiskStatus.FAIL)), STAFF);
        assertThat(desk.needStatus(tooRisky)).isEqualTo(NeedStatus.BLOCKED);
        assertThat(desk.refuse(desk.publish(tooRisky), STAFF).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    @Test
    void purchasesFillANeed() { // RQ-2, RQ-4, TR-8
        long lot = desk.offer(new Offer().price("50000").of("600"));
        long need = desk.demand(new Demand().of("10", "60").budget("50000"));
        long first = buy(need, lot, "20", "trade-1", "478038.36");
        assertThat(desk.progress(need)).isEqualTo("0 3400");
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.PARTIALLY_FULFILLED);
        LotEvent.FulfillmentUpdated updated =
                (LotEvent.FulfillmentUpdated) desk.last().events().getFirst();
        assertThat(updated.fulfillmentPct()).isEqualTo(decimal("33.33"));
        assertThat(updated.remaining()).isEqualTo(decimal("6800.000000"));
        String key = desk.key(first);
        assertThat(desk.execute(
                        new LotCommand.RecordPurchase(need, key, "trade-1", decimal("478038.36")), Actor.system()))
                .isInstanceOf(LotDecision.Unchanged.class); // TR-7
        assertThat(desk.refuse(new LotCommand.RecordPurchase(need, key, "trade-9", decimal("1")), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(desk.refuse(desk.reserveFor(need, lot, "41"), trader(BUYER)).code())
                .isEqualTo(LotRejectionCode.INSUFFICIENT_ROOM);
        buy(need, lot, "40", "trade-2", "956076.71");
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.FULFILLED);
        LotEvent.NeedFulfilled fulfilled =
                (LotEvent.NeedFulfilled) desk.last().events().getLast();
        assertThat(fulfilled.spent()).isEqualTo(decimal("1434115.07"));
        assertThat(fulfilled.averagePrice()).isEqualTo(decimal("50000.00"));
        assertThat(fulfilled.trades()).isEqualTo(2);
        assertThat(fulfilled.closedByBuyer()).isFalse();
        LotCommand revert = new LotCommand.RevertPurchase(need, "trade-1", "cancelled");
        assertThat(desk.accept(revert, Actor.system()).touched()).allMatch(LotDecision.Touched::matching);
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.PARTIALLY_FULFILLED);
        assertThat(desk.progress(need)).isEqualTo("0 6800");
        assertThat(desk.execute(revert, Actor.system())).isInstanceOf(LotDecision.Unchanged.class);
        desk.accept(new LotCommand.RevertPurchase(need, "trade-2", "cancelled"), Actor.system());
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.ACTIVE);
        assertThat(desk.need(need).spent()).isZero();
    }

    @Test
    void nothingIsPurchasedThatIsNotSold() { // TR-7
        long lot = desk.offer(new Offer());
        long need = desk.demand(new Demand());
        long held = desk.reserved(desk.reserveFor(need, lot, "10"));
        LotCommand purchase = new LotCommand.RecordPurchase(need, desk.key(held), "trade-1", decimal("1"));
        assertThat(desk.refuse(purchase, Actor.system()).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
        desk.sell(held, "trade-2");
        assertThat(desk.refuse(purchase, Actor.system()).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    @Test
    void aRestThatTheLotCannotCountIsNone() { // RQ-4
        // 1,000 kg are 5.882 bales and 0.06 kg, which is less than a thousandth of a bale.
        long lot = desk.offer(new Offer());
        long need = desk.demand(new Demand().of("100", "1000").unit("KG"));
        buy(need, lot, "5.882", "trade-1", "100");
        assertThat(desk.progress(need)).isEqualTo("0 999.94");
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.FULFILLED);
        long larger = desk.demand(new Demand().of("100", "1000").unit("KG"));
        buy(larger, lot, "5.881", "trade-2", "100");
        assertThat(desk.needStatus(larger)).isEqualTo(NeedStatus.PARTIALLY_FULFILLED);
    }

    @Test
    void aBuyerWhoHasEnoughClosesTheNeed() {
        long lot = desk.offer(new Offer().of("600"));
        long need = desk.demand(new Demand().of("30", "60"));
        LotCommand close = new LotCommand.CloseNeed(need);
        assertThat(desk.refuse(close, trader(BUYER)).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
        buy(need, lot, "30", "trade-1", "1000");
        long held = desk.reserved(desk.reserveFor(need, lot, "10"));
        assertThat(desk.refuse(close, trader(BUYER)).code()).isEqualTo(LotRejectionCode.OPEN_RESERVATIONS);
        desk.accept(new LotCommand.Release(held, "enough"), trader(BUYER));
        desk.accept(close, trader(BUYER));
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.FULFILLED);
        assertThat(desk.need(need).closedByBuyer()).isTrue();
        assertThat(desk.execute(close, trader(BUYER))).isInstanceOf(LotDecision.Unchanged.class);
        desk.accept(new LotCommand.RevertPurchase(need, "trade-1", "cancelled"), Actor.system());
        assertThat(desk.needStatus(need)).as("closed by hand").isEqualTo(NeedStatus.FULFILLED);
        assertThat(desk.progress(need)).isEqualTo("0 0");
    }

    @Test
    void aNeedForWhichSomethingIsHeldIsNotCancelled() {
        long lot = desk.offer(new Offer());
        long need = desk.demand(new Demand());
        long held = desk.reserved(desk.reserveFor(need, lot, "10"));
        LotCommand cancel = new LotCommand.CancelNeed(need, "bought elsewhere");
        assertThat(desk.refuse(cancel, trader(BUYER)).code()).isEqualTo(LotRejectionCode.OPEN_RESERVATIONS);
        desk.accept(new LotCommand.Release(held, "no"), trader(BUYER));
        assertThat(desk.refuse(new LotCommand.CancelNeed(need, ""), trader(BUYER))
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("reason");
        desk.accept(cancel, trader(BUYER));
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.CANCELLED);
        assertThat(desk.refuse(cancel, trader(BUYER)).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    @Test
    void aNeedEndsInTimeAndWhatIsHeldRunsOn() {
        Instant end = START.plusSeconds(3_600);
        long lot = desk.offer(new Offer().of("600"));
        long need = desk.demand(new Demand().valid(START, end).totalBudget("9000000"));
        long held = desk.reserved(desk.reserveFor(need, lot, "10"));
        desk.at(end);
        assertThat(desk.refuse(desk.reserveFor(need, lot, "10"), trader(BUYER)).code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        assertThat(desk.refuse(new LotCommand.CancelNeed(need, "x"), trader(BUYER))
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
        desk.passed();
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.EXPIRED);
        LotEvent.NeedExpired expired =
                (LotEvent.NeedExpired) desk.last().events().getFirst();
        assertThat(expired.unfulfilled()).isEqualTo(decimal("10200.000000"));
        assertThat(expired.unspent()).contains(decimal("9000000.00"));
        assertThat(desk.progress(need)).isEqualTo("1700 0");
        desk.sell(held, "trade-1");
        desk.accept(new LotCommand.RecordPurchase(need, desk.key(held), "trade-1", decimal("341785")), Actor.system());
        assertThat(desk.progress(need)).isEqualTo("0 1700");
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.EXPIRED);
    }

    @Test
    void aPurchaseThatIsTakenBackLateLeavesTheNeedExpired() {
        Instant end = START.plusSeconds(3_600);
        long lot = desk.offer(new Offer().of("600"));
        long need = desk.demand(new Demand().valid(START, end));
        buy(need, lot, "60", "trade-1", "1000");
        desk.at(end.plusSeconds(1));
        LotDecision.Accept reverted =
                desk.accept(new LotCommand.RevertPurchase(need, "trade-1", "cancelled"), Actor.system());
        assertThat(reverted.transition().events())
                .extracting(LotEvent::family)
                .containsExactly("requirement.purchase_reverted", "requirement.expired");
        assertThat(desk.needStatus(need)).isEqualTo(NeedStatus.EXPIRED);
    }

    // ------------------------------------------------------------------------------------------------ editing

    @Test
    void anEditTellsWhatItHasChanged() { // RQ-5
        long need = desk.demand(new Demand());
        LotDecision.Accept edited = desk.accept(
                edit(
                        need,
                        new Patch()
                                .max("80")
                                .budget("72000")
                                .wish("TRASH", wish("1", "2", null))
                                .visibleTo("seller-9")),
                trader(BUYER));
        assertThat(edited.transition().events())
                .extracting(LotEvent::family)
                .containsExactly(
                        "requirement.updated",
                        "requirement.budget_changed",
                        "requirement.quality_changed",
                        "requirement.visibility_changed");
        LotEvent.NeedBudgetChanged budget =
                (LotEvent.NeedBudgetChanged) edited.transition().events().get(1);
        assertThat(budget.changePct()).contains("-4.00");
        assertThat(edited.touched()).allMatch(LotDecision.Touched::matching);
        assertThat(desk.need(need).amounts().max()).isEqualTo(13_600_000_000L);
        assertThat(desk.execute(edit(need, new Patch().max("80")), trader(BUYER)))
                .isInstanceOf(LotDecision.Unchanged.class);
        assertThat(desk.refuse(edit(need, new Patch().branch("b")), trader(BUYER))
                        .flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.FIELD_FIXED);
        long version = desk.need(need).version();
        LotDesk.accepted(desk.executeExpecting(edit(need, new Patch().max("90")), trader(BUYER), version));
        assertThat(refused(desk.executeExpecting(edit(need, new Patch().max("99")), trader(BUYER), version))
                        .code())
                .isEqualTo(LotRejectionCode.PRECONDITION_FAILED); // AV-6
    }

    @Test
    void aNeedIsNeverLessThanWhatIsCommitted() { // RQ-5, RQ-2
        long lot = desk.offer(new Offer().price("50000").of("600"));
        long need = desk.demand(new Demand().of("10", "60").budget("50000").totalBudget("5000000"));
        buy(need, lot, "20", "trade-1", "478038.36");
        long held = desk.reserved(desk.reserveFor(need, lot, "10"));
        assertThat(desk.refuse(edit(need, new Patch().max("29.999")), trader(BUYER))
                        .code())
                .isEqualTo(LotRejectionCode.QUANTITY_BELOW_COMMITTED);
        assertThat(desk.refuse(edit(need, new Patch().totalBudget("700000")), trader(BUYER))
                        .code())
                .isEqualTo(LotRejectionCode.OVER_TOTAL_BUDGET);
        desk.accept(edit(need, new Patch().max("30")), trader(BUYER));
        assertThat(desk.need(need).room()).isZero();
        desk.accept(new LotCommand.Release(held, "no"), trader(BUYER));
        desk.accept(edit(need, new Patch().max("20")), trader(BUYER));
        assertThat(desk.needStatus(need)).as("all that is wanted is purchased").isEqualTo(NeedStatus.FULFILLED);
    }

    @Test
    void deliveryPlacesAreTheBuyers() {
        long need = desk.demand(new Demand());
        desk.accept(edit(need, new Patch().deliveredTo(MUMBAI)), trader(BUYER));
        assertThat(desk.need(need).content().deliveries()).hasSize(1);
        desk.locations(Map.of());
        desk.accept(edit(need, new Patch().max("70")), trader(BUYER));
        assertThat(desk.refuse(edit(need, new Patch().deliveredTo(RAJKOT)), trader(BUYER))
                        .flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.UNKNOWN_LOCATION);
    }

    // ------------------------------------------------------------------------------------------------ other
    // commodities

    private KeepRoom keep(long need, String key, String base, String price) {
        UnitPrice asked = UnitPrice.of(
                        decimal(price), Unit.KG, new Conversion(desk.market().factors()))
                .asOptional()
                .orElseThrow();
        return new KeepRoom(
                need, key, BUYER, YARN, decimal(base), decimal("0.001"), Optional.of(asked), "INR", desk.now());
    }

    @Test
    void roomIsKeptForLotsOfOtherCommodities() { // RQ-7, TR-1, TR-2
        long need = desk.demand(
                new Demand().of("100", "1000").unit("KG").budget("71124").equivalent(YARN, "0.85"));
        // 200 a kilogram of cotton at most, so 170 for yarn.
        assertThat(desk.refuse(keep(need, "k1", "1000", "170.01"), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.OVER_BUDGET);
        assertThat(desk.refuse(keep(need, "k1", "1176.471", "170"), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.INSUFFICIENT_ROOM);
        desk.accept(keep(need, "k1", "1000", "170"), Actor.system());
        assertThat(desk.progress(need)).isEqualTo("850 0");
        assertThat(desk.need(need).heldValue()).isEqualTo(17_000_000);
        assertThat(desk.execute(keep(need, "k1", "1000", "170"), Actor.system()))
                .isInstanceOf(LotDecision.Unchanged.class);
        assertThat(desk.refuse(keep(need, "k2", "10", "170"), Actor.system()).code())
                .as("less than a tenth of the least")
                .isEqualTo(LotRejectionCode.BELOW_MIN_LOT);
        KeepRoom other = new KeepRoom(
                need, "k2", BUYER, "com-x", decimal("100"), decimal("1"), Optional.empty(), "INR", desk.now());
        assertThat(desk.refuse(other, Actor.system()).code()).isEqualTo(LotRejectionCode.COMMODITY_MISMATCH);
        KeepRoom inDollars = new KeepRoom(
                need, "k2", BUYER, YARN, decimal("100"), decimal("1"), Optional.empty(), "USD", desk.now());
        assertThat(desk.refuse(inDollars, Actor.system()).code()).isEqualTo(LotRejectionCode.CURRENCY_MISMATCH);
        KeepRoom late = keep(need, "k2", "1000", "170");
        desk.after(Duration.ofMillis(1));
        assertThat(desk.refuse(late, Actor.system()).code()).isEqualTo(LotRejectionCode.STATE_CONFLICT);
        desk.accept(new LotCommand.GiveBackRoom(need, "k1", "refused"), Actor.system());
        assertThat(desk.progress(need)).isEqualTo("0 0");
        assertThat(desk.execute(new LotCommand.GiveBackRoom(need, "k1", "refused"), Actor.system()))
                .isInstanceOf(LotDecision.Unchanged.class);
        desk.accept(keep(need, "k3", "1000", "170"), Actor.system());
        desk.accept(new LotCommand.RecordPurchase(need, "k3", "trade-1", decimal("170000")), Actor.system());
        assertThat(desk.progress(need)).isEqualTo("0 850");
        assertThat(desk.refuse(new LotCommand.GiveBackRoom(need, "k3", "x"), Actor.system())
                        .code())
                .isEqualTo(LotRejectionCode.STATE_CONFLICT);
    }

    @Test
    void aReservationForANeedOfAnotherCommodityKnowsItsRoom() {
        long lot = desk.offer(new Offer().openPrice());
        Target elsewhere = new Target.Elsewhere(
                "req_0000000000001_demo_0000000000009", "k1", List.of(), List.of(), Optional.of(decimal("5000")));
        long kept = desk.reserved(desk.reserve(lot, BUYER, Optional.of(elsewhere), "10", LotDesk.FINE_PAIR));
        assertThat(desk.reservation(kept).agreement().roomKey()).contains("k1");
        assertThat(desk.reservation(kept).agreement().value()).isEqualTo(decimal("5000.00"));
        desk.after(Duration.ofHours(24));
        assertThat(LotDesk.accepted(desk.passed()).transition().events()).hasSize(1);
    }

    /** Parts of a need that are wanted otherwise. */
    private static final class Patch {
        private Optional<Optional<String>> branch = Optional.empty();
        private Optional<Decimal> max = Optional.empty();
        private Optional<Optional<Decimal>> budget = Optional.empty();
        private Optional<Optional<Decimal>> total = Optional.empty();
        private Optional<Map<String, QualityWish>> quality = Optional.empty();
        private Optional<List<DeliveryDraft>> deliveries = Optional.empty();
        private Optional<Visibility> visibility = Optional.empty();
        private Optional<Set<String>> invited = Optional.empty();

        Patch branch(String id) {
            branch = Optional.of(Optional.of(id));
            return this;
        }

        Patch max(String quantity) {
            max = Optional.of(decimal(quantity));
            return this;
        }

        Patch budget(String price) {
            budget = Optional.of(Optional.of(decimal(price)));
            return this;
        }

        Patch totalBudget(String money) {
            total = Optional.of(Optional.of(decimal(money)));
            return this;
        }

        Patch wish(String code, QualityWish wish) {
            quality = Optional.of(Map.of(code, wish));
            return this;
        }

        Patch deliveredTo(String location) {
            deliveries =
                    Optional.of(List.of(new DeliveryDraft(Optional.of(location), Optional.empty(), Optional.empty())));
            return this;
        }

        Patch visibleTo(String seller) {
            visibility = Optional.of(Visibility.PRIVATE);
            invited = Optional.of(Set.of(seller));
            return this;
        }

        NeedPatch build() {
            NeedPatch none = NeedPatch.NOTHING;
            return new NeedPatch(
                    branch,
                    none.equivalents(),
                    none.min(),
                    max,
                    none.preferred(),
                    none.minLot(),
                    none.unit(),
                    quality,
                    budget,
                    none.preferredPrice(),
                    none.rateUnit(),
                    total,
                    none.currency(),
                    deliveries,
                    none.windowStart(),
                    none.windowEnd(),
                    none.flexibilityHours(),
                    none.deliveryTerms(),
                    none.paymentTerms(),
                    none.incoterm(),
                    visibility,
                    invited,
                    none.allowedRegions(),
                    none.urgency(),
                    none.intent(),
                    none.autoAllocate(),
                    none.validFrom(),
                    none.validUntil(),
                    none.reason());
        }
    }
}
