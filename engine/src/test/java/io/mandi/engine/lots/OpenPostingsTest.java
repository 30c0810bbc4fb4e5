package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.QualityRequirement;
import io.mandi.engine.lots.need.QualityWish;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lots and needs as matching sees them. */
class OpenPostingsTest {
    private final LotDesk desk = new LotDesk();
    private final OpenPostings postings = new OpenPostings(LotDesk.BOOK, desk.commodity());

    @Test
    void aLotIsSeenInBaseUnits() { // UN-4, 7.4
        long number = desk.offer(new Offer().of("100").minOrder("10").price("73000"));
        desk.reserved(desk.reserve(number, LotDesk.BUYER, "40"));
        OpenLot lot = postings.of(desk.lot(number), Optional.empty());
        assertThat(lot.id()).isEqualTo("lot_0000000000001_demo_0000000000007");
        assertThat(lot.version()).isEqualTo(desk.lot(number).version());
        assertThat(lot.status()).isEqualTo(LotStatus.ACTIVE);
        assertThat(lot.total()).isEqualTo(new BigDecimal("17000.000000"));
        assertThat(lot.available()).isEqualTo(new BigDecimal("10200.000000"));
        assertThat(lot.minOrder()).contains(new BigDecimal("1700.000000"));
        assertThat(lot.step()).isEqualByComparingTo("0.17");
        assertThat(lot.price().plain().orElseThrow().perBaseUnit()).isEqualTo(new BigDecimal("205.2752938530"));
        assertThat(lot.quality())
                .containsOnlyKeys("STAPLE_LENGTH", "MICRONAIRE", "STRENGTH", "TRASH", "MOISTURE", "COLOUR_GRADE");
    }

    @Test
    void aLotAtThePriceOfTheDayIsSeenAtIt() { // AV-12, AV-14
        long number = desk.offer(new Offer().withoutPrice().type(PriceType.SPOT));
        assertThat(postings.of(desk.lot(number), Optional.empty()).price().plain())
                .isEmpty();
        assertThat(postings.of(desk.lot(number), Optional.of(decimal("52500")))
                        .price()
                        .plain()
                        .orElseThrow()
                        .price())
                .isEqualByComparingTo("52500");
    }

    @Test
    void aNeedIsSeenWithWhatIsLeftOfIt() { // RQ-2, RQ-7, RQ-9
        QualityWish exact = new QualityWish(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("2.4"), List.of(), true);
        QualityWish grade = new QualityWish(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("Rd 76"), List.of(), false);
        long number = desk.demand(new Demand()
                .of("10", "60")
                .preferring("50")
                .totalBudget("9000000")
                .equivalent("com-yarn", "0.85")
                .wish("TRASH", exact)
                .wish("COLOUR_GRADE", grade));
        long lot = desk.offer(new Offer().price("50000"));
        desk.reserved(desk.reserveFor(number, lot, "60"));
        OpenNeed need = postings.of(desk.need(number), new BigDecimal("1.5"));
        assertThat(need.id()).isEqualTo("req_0000000000001_demo_0000000000007");
        assertThat(need.status()).isEqualTo(NeedStatus.ACTIVE);
        assertThat(need.category()).isEqualTo(ScoringCategory.COTTON);
        assertThat(need.max()).isEqualTo(new BigDecimal("10200.000000"));
        assertThat(need.preferred()).contains(new BigDecimal("8500.000000"));
        assertThat(need.minLot()).contains(new BigDecimal("170.000000"));
        assertThat(need.room()).isEqualByComparingTo("0");
        assertThat(need.totalBudgetLeft()).contains(new BigDecimal("7565884.93"));
        assertThat(need.budget().orElseThrow().preferred().price()).isEqualByComparingTo("67500");
        assertThat(need.ratio("com-yarn")).contains(new BigDecimal("0.85"));
        assertThat(need.flexibility()).isEqualTo(Duration.ofHours(168));
        assertThat(need.buyerPriority()).isEqualByComparingTo("1.5");
        assertThat(need.quality())
                .containsExactly(
                        QualityRequirement.exactly("TRASH", decimal("2.4"))
                                .inCatalogue(Optional.of(decimal("0")), Optional.of(decimal("5"))),
                        QualityRequirement.exactly("COLOUR_GRADE", "Rd 76").asWish());
    }
}
