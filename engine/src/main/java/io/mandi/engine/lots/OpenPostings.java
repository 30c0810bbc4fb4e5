package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotContent;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.QualityRequirement;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.need.NeedContent;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.engine.lots.posting.Counts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Postings of a book as matching sees them.
 *
 * @param book whose they are
 * @param commodity of the book
 */
public record OpenPostings(EntityId book, Commodity commodity) {

    /** @param reference what the commodity costs today, for one rate unit of the lot */
    public OpenLot of(Lot lot, Optional<Decimal> reference) {
        LotContent content = lot.content();
        return new OpenLot(
                new ResourceId(ResourceId.Kind.AVAILABILITY, lot.number(), book).toString(),
                lot.version(),
                lot.seller(),
                commodity.id(),
                lot.factors().base(),
                content.currency(),
                lot.createdAt(),
                lot.status(),
                content.expiresAt(),
                lot.base(lot.total()),
                lot.base(lot.available()),
                content.minOrder().map(least -> lot.base(lot.minOrder())),
                content.partialOrders(),
                lot.step(),
                lot.askingPrice(reference),
                Optional.of(content.site()),
                new Window(content.availableFrom(), content.availableUntil()),
                Set.copyOf(content.paymentTerms()),
                Set.copyOf(content.deliveryTerms()),
                Set.copyOf(content.incoterms()),
                content.audience(),
                content.quality());
    }

    /** @param buyerPriority 0.5 to 2.0 (RQ-11) */
    public OpenNeed of(Need need, BigDecimal buyerPriority) {
        NeedContent content = need.content();
        Map<String, BigDecimal> equivalents = new LinkedHashMap<>();
        content.equivalents().forEach((id, ratio) -> equivalents.put(id, ratio.toBigDecimal()));
        return new OpenNeed(
                new ResourceId(ResourceId.Kind.REQUIREMENT, need.number(), book).toString(),
                need.version(),
                need.buyer(),
                commodity.id(),
                ScoringCategory.of(commodity.category()),
                equivalents,
                need.factors().base(),
                content.currency(),
                need.createdAt(),
                need.publishedAt().orElse(need.createdAt()),
                need.status(),
                content.validFrom(),
                content.validUntil(),
                base(need.amounts().max()),
                optional(need.amounts().preferred()).map(OpenPostings::base),
                base(need.committed()),
                Optional.of(base(need.amounts().minLot())),
                requirements(content.quality()),
                need.amounts().budget(),
                optional(need.amounts().totalBudget())
                        .map(total -> Counts.ofHundredths(total - need.heldValue() - need.spent())
                                .toBigDecimal()),
                content.deliveries(),
                content.deliveryWindow(),
                Duration.ofHours(content.flexibilityHours()),
                Set.copyOf(content.deliveryTerms()),
                Set.copyOf(content.paymentTerms()),
                content.incoterm(),
                content.audience(),
                content.urgency(),
                content.intent(),
                buyerPriority);
    }

    private static BigDecimal base(long millionths) {
        return Counts.ofMillionths(millionths).toBigDecimal();
    }

    private static Optional<Long> optional(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private List<QualityRequirement> requirements(Map<String, QualityWish> wishes) {
        List<QualityRequirement> requirements = new ArrayList<>();
        wishes.forEach((code, wish) -> {
            Optional<Parameter> parameter = commodity.parameter(code);
            Optional<Decimal> exact = wish.exact().flatMap(Decimal::parse);
            boolean text = parameter.isPresent() && parameter.get().type() == ParameterType.TEXT;
            requirements.add(new QualityRequirement(
                    code,
                    text ? wish.min() : exact.or(wish::min),
                    text ? wish.max() : exact.or(wish::max),
                    wish.preferred(),
                    text && wish.exact().isPresent() ? List.of(wish.exact().get()) : wish.accepted(),
                    wish.required(),
                    parameter.flatMap(Parameter::min),
                    parameter.flatMap(Parameter::max)));
        });
        return List.copyOf(requirements);
    }
}
