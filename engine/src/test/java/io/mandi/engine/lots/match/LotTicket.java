package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A lot that is filled in part by part; as it comes, it is the one of the worked example of section 7.5. */
public final class LotTicket {
    static final Conversion KG = new Conversion(UnitFactors.standard(BaseUnit.KG));
    static final Instant CREATED = Instant.parse("2025-11-01T06:00:00Z");

    public String id = "lot";
    public String seller = "seller";
    public String commodity = "cotton";
    public BaseUnit baseUnit = BaseUnit.KG;
    public String currency = "INR";
    public Instant createdAt = CREATED;
    public LotStatus status = LotStatus.ACTIVE;
    public Instant expiresAt = Instant.parse("2025-12-31T18:30:00Z");
    public BigDecimal total = new BigDecimal("17000");
    public BigDecimal available = new BigDecimal("17000");
    public Optional<BigDecimal> minOrder = Optional.empty();
    public boolean partialOrders = true;
    public BigDecimal step = new BigDecimal("0.17");
    public AskingPrice price = AskingPrice.of(perCandy("71500"));
    public Optional<Site> site = Optional.of(KADI);
    public Window window = Window.of(Instant.parse("2025-11-12T00:00:00Z"), Instant.parse("2025-11-30T00:00:00Z"));
    public Set<String> paymentTerms = Set.of("D15", "CASH");
    public Set<String> deliveryTerms = Set.of("EX_GIN");
    public Set<String> incoterms = Set.of();
    public Audience audience = Audience.EVERYBODY;
    public Map<String, QualityValue> quality = new LinkedHashMap<>(Map.of(
            "STAPLE_LENGTH", number("29.5"),
            "MICRONAIRE", number("4.0"),
            "TRASH", number("2.4")));

    static final Site KADI = place("Kadi", "GJ", 23.2980, 72.3310);
    static final Site AHMEDABAD = place("Ahmedabad", "GJ", 23.0225, 72.5714);
    static final Site RAJKOT = place("Rajkot", "GJ", 22.3039, 70.8022);
    static final Site GONDAL = place("Gondal", "GJ", 21.9619, 70.7923);
    static final Site BATHINDA = place("Bathinda", "PB", 30.2110, 74.9455);
    static final Site SIRSA = place("Sirsa", "HR", 29.5336, 75.0177);

    static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    static QualityValue number(String text) {
        return new QualityValue.Numeric(decimal(text));
    }

    static UnitPrice perCandy(String price) {
        return UnitPrice.of(decimal(price), Unit.CANDY, KG).asOptional().orElseThrow();
    }

    static Site place(String city, String state, double latitude, double longitude) {
        return site(null, city, state, "IN", OptionalDouble.of(latitude), OptionalDouble.of(longitude));
    }

    static Site nowhere(String location, String city, String state, String country) {
        return site(location, city, state, country, OptionalDouble.empty(), OptionalDouble.empty());
    }

    static Site site(
            String location,
            String city,
            String state,
            String country,
            OptionalDouble latitude,
            OptionalDouble longitude) {
        Place place = Place.of(
                        Optional.empty(),
                        Optional.ofNullable(city),
                        Optional.ofNullable(state),
                        country,
                        latitude,
                        longitude)
                .asOptional()
                .orElseThrow();
        return new Site(Optional.ofNullable(location), place);
    }

    public OpenLot lot() {
        return new OpenLot(
                id,
                1,
                seller,
                commodity,
                baseUnit,
                currency,
                createdAt,
                status,
                expiresAt,
                total,
                available,
                minOrder,
                partialOrders,
                step,
                price,
                site,
                window,
                paymentTerms,
                deliveryTerms,
                incoterms,
                audience,
                quality);
    }
}
