package io.mandi.engine.lots.match;

import static io.mandi.engine.lots.match.LotTicket.decimal;
import static io.mandi.engine.lots.match.LotTicket.perCandy;

import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.catalog.unit.BaseUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A need that is filled in part by part; as it comes, it is the one of the worked example of section 7.5. */
public final class NeedTicket {
    public String id = "need";
    public String buyer = "buyer";
    public String commodity = "cotton";
    public ScoringCategory category = ScoringCategory.COTTON;
    public Map<String, BigDecimal> equivalents = Map.of();
    public BaseUnit baseUnit = BaseUnit.KG;
    public String currency = "INR";
    public Instant publishedAt = LotTicket.CREATED;
    public NeedStatus status = NeedStatus.ACTIVE;
    public Instant validFrom = LotTicket.CREATED;
    public Instant validUntil = Instant.parse("2025-12-31T18:30:00Z");
    public BigDecimal max = new BigDecimal("10200");
    public Optional<BigDecimal> preferred = Optional.empty();
    public BigDecimal committed = BigDecimal.ZERO;
    public Optional<BigDecimal> minLot = Optional.empty();
    public List<QualityRequirement> quality = List.of(
            QualityRequirement.of("STAPLE_LENGTH")
                    .between(Optional.of(decimal("28")), Optional.of(decimal("30")))
                    .preferring("29"),
            QualityRequirement.of("MICRONAIRE").between(Optional.of(decimal("3.6")), Optional.of(decimal("4.4"))),
            QualityRequirement.of("TRASH").between(Optional.empty(), Optional.of(decimal("3.5"))));
    public Optional<Budget> budget = Optional.of(new Budget(perCandy("75000"), perCandy("70000")));
    public Optional<BigDecimal> totalBudgetLeft = Optional.empty();
    public List<DeliveryPlace> deliveries = List.of(within("60", LotTicket.AHMEDABAD));
    public Window window = Window.of(Instant.parse("2025-11-10T00:00:00Z"), Instant.parse("2025-11-20T00:00:00Z"));
    public Duration flexibility = Duration.ofHours(168);
    public Set<String> deliveryTerms = Set.of("EX_GIN");
    public Set<String> paymentTerms = Set.of("D15");
    public Optional<String> incoterm = Optional.empty();
    public Audience audience = Audience.EVERYBODY;
    public Urgency urgency = Urgency.NORMAL;
    public Intent intent = Intent.DIRECT_BUY;
    public BigDecimal buyerPriority = new BigDecimal("1.0");

    static DeliveryPlace within(String km, Site site) {
        return new DeliveryPlace(site, Optional.of(decimal(km)));
    }

    static DeliveryPlace at(Site site) {
        return new DeliveryPlace(site, Optional.empty());
    }

    public OpenNeed need() {
        return new OpenNeed(
                id,
                1,
                buyer,
                commodity,
                category,
                equivalents,
                baseUnit,
                currency,
                LotTicket.CREATED,
                publishedAt,
                status,
                validFrom,
                validUntil,
                max,
                preferred,
                committed,
                minLot,
                quality,
                budget,
                totalBudgetLeft,
                deliveries,
                window,
                flexibility,
                deliveryTerms,
                paymentTerms,
                incoterm,
                audience,
                urgency,
                intent,
                buyerPriority);
    }
}
