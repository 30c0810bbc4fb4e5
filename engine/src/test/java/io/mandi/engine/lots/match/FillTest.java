package io.mandi.engine.lots.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.catalog.setting.MarketSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FillTest {
    private static final Search SEARCH = new Search(
            MatchContext.of(MarketSettings.DEFAULT, new GivenParties()),
            Instant.parse("2025-11-05T06:00:00Z"),
            50,
            BigDecimal.ZERO);

    private final NeedTicket need = new NeedTicket();
    private final List<OpenLot> lots = new ArrayList<>();

    private void lot(String id, String available) {
        lot(new LotTicket(), id, available);
    }

    private void lot(LotTicket ticket, String id, String available) {
        ticket.id = id;
        ticket.available = new BigDecimal(available);
        lots.add(ticket.lot());
    }

    private Fill plan() {
        LotIndex cotton = new LotIndex("cotton");
        LotIndex waste = new LotIndex("waste");
        lots.forEach(lot -> (lot.commodity().equals("cotton") ? cotton : waste).put(lot));
        OpenNeed open = need.need();
        return Fill.plan(open, LotIndex.search(List.of(cotton, waste), open, SEARCH));
    }

    private static String asks(Fill fill) {
        return fill.next()
                .map(ask -> ask.lot().id() + " "
                        + ask.quantity().stripTrailingZeros().toPlainString())
                .orElse("nothing");
    }

    private static Fill grantAll(Fill fill) {
        return fill.granted(fill.next().orElseThrow().quantity());
    }

    @Test
    void mt7LotsAreTakenInOrderUntilTheRoomIsUsedUp() {
        need.max = new BigDecimal("100");
        lot("b", "40");
        lot("a", "50");
        lot("c", "30");

        // MT-7, and the ids decide among equals (MT-5)
        Fill fill = plan();
        assertThat(asks(fill)).isEqualTo("a 50");
        fill = grantAll(fill);
        assertThat(asks(fill)).isEqualTo("b 40");
        fill = grantAll(fill);
        assertThat(asks(fill)).isEqualTo("c 10");
        assertThat(fill.allocation()).hasValue(AllocationType.PARTIAL);
        fill = grantAll(fill);
        assertThat(asks(fill)).isEqualTo("nothing");
        assertThat(fill.allocation()).hasValue(AllocationType.FULL); // MT-8
        assertThat(fill.granted()).isEqualByComparingTo("100");
    }

    @Test
    void mt7ItStopsAtWhatIsPreferredWhichTheLastLotMayPass() {
        need.max = new BigDecimal("100");
        need.preferred = Optional.of(new BigDecimal("80"));
        need.committed = new BigDecimal("5");
        lot("a", "50");
        lot("b", "40");
        lot("c", "30");

        // MT-7
        Fill fill = grantAll(plan());
        assertThat(asks(fill)).isEqualTo("b 40");
        fill = grantAll(fill);
        assertThat(asks(fill)).isEqualTo("nothing");
        assertThat(fill.allocation()).hasValue(AllocationType.PARTIAL);

        lots.set(1, lots.get(2));
        fill = grantAll(grantAll(plan()));
        assertThat(fill.granted()).isEqualByComparingTo("80");
        assertThat(asks(fill)).isEqualTo("nothing");
    }

    @Test
    void mt8AfterARefusalOrASmallerGrantItGoesOn() {
        need.max = new BigDecimal("100");
        lot("a", "50");
        lot("b", "80");
        lot("c", "90");

        // MT-8
        Fill fill = plan().refused();
        assertThat(asks(fill)).isEqualTo("b 80");
        fill = fill.granted(new BigDecimal("30"));
        assertThat(asks(fill)).isEqualTo("c 70");
        fill = fill.refused();
        assertThat(asks(fill)).isEqualTo("nothing");
        assertThat(fill.allocation()).hasValue(AllocationType.PARTIAL);
    }

    @Test
    void nothingIsGrantedWhenAllRefuse() {
        lot("a", "50");

        assertThat(plan().refused().allocation()).isEmpty();
        lots.clear();
        assertThat(plan().next()).isEmpty();
        assertThat(plan().allocation()).isEmpty();
    }

    @Test
    void s4OneNeedIsFilledAndTheOtherGetsTheRemainder() {
        need.max = new BigDecimal("60");
        LotTicket ticket = new LotTicket();
        ticket.minOrder = Optional.of(new BigDecimal("50"));
        lot(ticket, "a", "100");
        assertThat(grantAll(plan()).allocation()).hasValue(AllocationType.FULL); // S4
        lots.clear();
        lot(ticket, "a", "40");
        assertThat(asks(plan())).isEqualTo("a 40");
        assertThat(grantAll(plan()).allocation()).hasValue(AllocationType.PARTIAL); // S4
    }

    @Test
    void aLotIsNotAskedForLessThanItSells() {
        need.max = new BigDecimal("100");
        need.minLot = Optional.of(new BigDecimal("15"));
        lot("a", "80");
        LotTicket large = new LotTicket();
        large.minOrder = Optional.of(new BigDecimal("30"));
        lot(large, "b", "500");
        LotTicket whole = new LotTicket();
        whole.total = new BigDecimal("90");
        whole.partialOrders = false;
        lot(whole, "c", "90");
        lot("d", "20");

        Fill fill = grantAll(plan());
        assertThat(asks(fill)).isEqualTo("d 20");
        fill = fill.granted(new BigDecimal("10"));
        assertThat(asks(fill)).isEqualTo("nothing");
    }

    @Test
    void rq4ARestThatTheLotCannotCountIsNoRoom() {
        need.max = new BigDecimal("100");
        lot("a", "500");
        lot("b", "500");

        // RQ-4: bales count to 0.17 kg.
        assertThat(asks(plan().granted(new BigDecimal("99.83")))).isEqualTo("b 0.17");
        Fill fill = plan().granted(new BigDecimal("99.830001"));
        assertThat(asks(fill)).isEqualTo("nothing");
        assertThat(fill.allocation()).hasValue(AllocationType.FULL);
    }

    @Test
    void rq7AnEquivalentFillsByItsRatio() {
        need.max = new BigDecimal("100");
        need.equivalents = Map.of("waste", new BigDecimal("0.5"));
        need.budget = Optional.empty();
        LotTicket waste = new LotTicket();
        waste.commodity = "waste";
        lot(waste, "a", "120");

        assertThat(asks(plan())).isEqualTo("a 60"); // RQ-7
        assertThat(ofLot()).isEqualByComparingTo("120");
        need.max = new BigDecimal("33");
        assertThat(ofLot()).isEqualByComparingTo("66");
    }

    @Test
    void rq7AllThatIsLeftOfAnEquivalentIsAskedForWhateverItIsRoundedTo() {
        need.max = new BigDecimal("100");
        need.equivalents = Map.of("waste", new BigDecimal("0.333333"));
        need.budget = Optional.empty();
        LotTicket waste = new LotTicket();
        waste.commodity = "waste";
        lot(waste, "a", "100.01");

        assertThat(ofLot()).isEqualByComparingTo("100.01");
    }

    private BigDecimal ofLot() {
        return plan().next().orElseThrow().ofLot();
    }

    @Test
    void rq10NothingIsReservedForPricesAlone() {
        need.intent = Intent.PRICE_DISCOVERY_ONLY;
        lot("a", "50");

        assertThat(plan().next()).isEmpty(); // RQ-10
    }

    @Test
    void aGrantIsNotMoreThanWhatWasAskedFor() {
        lot("a", "50");

        assertThatThrownBy(() -> plan().granted(new BigDecimal("50.000001")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> grantAll(plan()).refused()).isInstanceOf(IllegalStateException.class);
    }
}
