package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.need.DeliveryDraft;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.QualityWish;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drafts of needs of cotton: 10 to 60 bales at 75,000 a candy at most, where nothing else is said. */
public final class Demand {
    private final Map<String, Decimal> equivalents = new LinkedHashMap<>();
    private final Map<String, QualityWish> quality = new LinkedHashMap<>();
    private Optional<String> branch = Optional.empty();
    private Decimal min = decimal("10");
    private Decimal max = decimal("60");
    private Optional<Decimal> preferred = Optional.empty();
    private Optional<Decimal> minLot = Optional.empty();
    private Optional<String> unit = Optional.empty();
    private Optional<Decimal> budget = Optional.of(decimal("75000"));
    private Optional<Decimal> preferredPrice = Optional.empty();
    private Optional<Decimal> totalBudget = Optional.empty();
    private Optional<String> currency = Optional.empty();
    private List<DeliveryDraft> deliveries =
            List.of(new DeliveryDraft(Optional.of(LotDesk.RAJKOT), Optional.empty(), Optional.of(decimal("60"))));
    private Window window = Window.OPEN;
    private List<String> payment = List.of();
    private Optional<String> incoterm = Optional.empty();
    private Audience audience = Audience.EVERYBODY;
    private Urgency urgency = Urgency.NORMAL;
    private String intent = "DIRECT_BUY";
    private Optional<Instant> validFrom = Optional.empty();
    private Optional<Instant> validUntil = Optional.of(LotDesk.START.plusSeconds(20 * 86_400));

    Demand of(String least, String most) {
        min = decimal(least);
        max = decimal(most);
        return this;
    }

    Demand preferring(String quantity) {
        preferred = Optional.of(decimal(quantity));
        return this;
    }

    Demand minLot(String quantity) {
        minLot = Optional.of(decimal(quantity));
        return this;
    }

    Demand unit(String code) {
        unit = Optional.of(code);
        return this;
    }

    Demand budget(String price) {
        budget = Optional.of(decimal(price));
        return this;
    }

    Demand withoutBudget() {
        budget = Optional.empty();
        return this;
    }

    Demand preferredPrice(String price) {
        preferredPrice = Optional.of(decimal(price));
        return this;
    }

    Demand totalBudget(String money) {
        totalBudget = Optional.of(decimal(money));
        return this;
    }

    Demand currency(String code) {
        currency = Optional.of(code);
        return this;
    }

    Demand branch(String id) {
        branch = Optional.of(id);
        return this;
    }

    Demand equivalent(String commodity, String ratio) {
        equivalents.put(commodity, decimal(ratio));
        return this;
    }

    Demand wish(String code, QualityWish wish) {
        quality.put(code, wish);
        return this;
    }

    Demand deliveredTo(List<DeliveryDraft> places) {
        deliveries = places;
        return this;
    }

    Demand window(Instant begin, Instant end) {
        window = Window.of(begin, end);
        return this;
    }

    Demand payment(String... codes) {
        payment = List.of(codes);
        return this;
    }

    Demand incoterm(String code) {
        incoterm = Optional.of(code);
        return this;
    }

    Demand audience(Audience wanted) {
        audience = wanted;
        return this;
    }

    Demand urgency(Urgency wanted) {
        urgency = wanted;
        return this;
    }

    Demand intent(String wanted) {
        intent = wanted;
        return this;
    }

    Demand valid(Instant from, Instant until) {
        validFrom = Optional.of(from);
        validUntil = Optional.of(until);
        return this;
    }

    Demand withoutEnd() {
        validUntil = Optional.empty();
        return this;
    }

    NeedDraft draft() {
        return new NeedDraft(
                branch,
                equivalents,
                min,
                max,
                preferred,
                minLot,
                unit,
                quality,
                budget,
                preferredPrice,
                Optional.empty(),
                totalBudget,
                currency,
                deliveries,
                window,
                Optional.empty(),
                List.of(),
                payment,
                incoterm,
                audience,
                urgency,
                intent,
                false,
                validFrom,
                validUntil);
    }
}
