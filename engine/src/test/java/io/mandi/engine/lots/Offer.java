package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drafts of lots of cotton: 100 bales at 71,500 a candy in Rajkot, where nothing else is said. */
public final class Offer {
    private final Map<String, GivenValue> quality = new LinkedHashMap<>();
    private Optional<String> branch = Optional.empty();
    private Optional<String> variety = Optional.empty();
    private Optional<String> report = Optional.empty();
    private List<String> media = List.of();
    private Optional<String> location = Optional.of(LotDesk.RAJKOT);
    private Optional<Place> place = Optional.empty();
    private Decimal total = decimal("100");
    private Optional<String> unit = Optional.empty();
    private Optional<Decimal> minOrder = Optional.empty();
    private boolean partialOrders = true;
    private PriceType priceType = PriceType.FIXED;
    private Optional<Decimal> base = Optional.of(decimal("71500"));
    private final List<AskingPrice.GivenOption> options = new ArrayList<>();
    private Optional<PriceMatrix> matrix = Optional.empty();
    private Optional<String> rateUnit = Optional.empty();
    private Optional<String> currency = Optional.empty();
    private List<String> payment = List.of("D15");
    private List<String> delivery = List.of("EX_GIN");
    private Optional<String> passing = Optional.of("LAB_TEST");
    private List<String> incoterms = List.of();
    private Audience audience = Audience.EVERYBODY;
    private Optional<Instant> from = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private Optional<Instant> expiresAt = Optional.of(LotDesk.START.plusSeconds(10 * 86_400));

    public Offer() {
        quality("STAPLE_LENGTH", "29.5");
        quality("MICRONAIRE", "4.0");
        quality("STRENGTH", "29");
        quality("TRASH", "2.4");
        quality("MOISTURE", "7.5");
        quality("COLOUR_GRADE", "Rd 76");
    }

    static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    public Offer quality(String code, String value) {
        quality.put(code, new GivenValue.Text(value));
        return this;
    }

    Offer withoutQuality(String code) {
        quality.remove(code);
        return this;
    }

    Offer withoutQuality() {
        quality.clear();
        return this;
    }

    Offer branch(String id) {
        branch = Optional.of(id);
        return this;
    }

    Offer variety(String code) {
        variety = Optional.of(code);
        return this;
    }

    Offer report(String url) {
        report = Optional.of(url);
        return this;
    }

    Offer media(List<String> urls) {
        media = urls;
        return this;
    }

    Offer at(String locationId) {
        location = Optional.of(locationId);
        return this;
    }

    Offer at(Place own) {
        location = Optional.empty();
        place = Optional.of(own);
        return this;
    }

    Offer atBoth(Place own) {
        place = Optional.of(own);
        return this;
    }

    public Offer of(String quantity) {
        total = decimal(quantity);
        return this;
    }

    Offer unit(String code) {
        unit = Optional.of(code);
        return this;
    }

    Offer minOrder(String quantity) {
        minOrder = Optional.of(decimal(quantity));
        return this;
    }

    Offer whole() {
        partialOrders = false;
        return this;
    }

    public Offer price(String price) {
        base = Optional.of(decimal(price));
        return this;
    }

    Offer type(PriceType type) {
        priceType = type;
        return this;
    }

    Offer openPrice() {
        priceType = PriceType.NEGOTIABLE;
        base = Optional.empty();
        return this;
    }

    Offer withoutPrice() {
        base = Optional.empty();
        return this;
    }

    Offer option(String paymentTerm, String deliveryTerm, String price) {
        options.add(new AskingPrice.GivenOption(Optional.of(paymentTerm), Optional.of(deliveryTerm), decimal(price)));
        return this;
    }

    Offer matrix(String parameter, String... valuesAndPrices) {
        List<PriceMatrix.Row> rows = new ArrayList<>();
        for (int i = 0; i < valuesAndPrices.length; i += 2) {
            rows.add(new PriceMatrix.Row(valuesAndPrices[i], decimal(valuesAndPrices[i + 1])));
        }
        priceType = PriceType.MATRIX;
        base = Optional.empty();
        matrix = Optional.of(new PriceMatrix(parameter, rows));
        return this;
    }

    Offer rateUnit(String code) {
        rateUnit = Optional.of(code);
        return this;
    }

    Offer currency(String code) {
        currency = Optional.of(code);
        return this;
    }

    Offer payment(String... codes) {
        payment = List.of(codes);
        return this;
    }

    Offer passing(String code) {
        passing = Optional.of(code);
        return this;
    }

    Offer incoterms(String... codes) {
        incoterms = List.of(codes);
        return this;
    }

    Offer audience(Audience wanted) {
        audience = wanted;
        return this;
    }

    Offer window(Instant begin, Instant end) {
        from = Optional.of(begin);
        until = Optional.of(end);
        return this;
    }

    public Offer expiring(Instant at) {
        expiresAt = Optional.of(at);
        return this;
    }

    Offer withoutEnd() {
        expiresAt = Optional.empty();
        return this;
    }

    public LotDraft draft() {
        return new LotDraft(
                branch,
                variety,
                quality,
                false,
                report,
                media,
                location,
                place,
                total,
                unit,
                minOrder,
                partialOrders,
                new AskingPrice.Given(priceType, base, options, matrix),
                rateUnit,
                currency,
                payment,
                delivery,
                passing,
                Optional.of("PUBLIC_SCALE"),
                incoterms,
                audience,
                from,
                until,
                expiresAt);
    }
}
