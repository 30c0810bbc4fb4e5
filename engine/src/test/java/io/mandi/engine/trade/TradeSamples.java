package io.mandi.engine.trade;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trades of 600 bales of cotton at 50,000 for a candy (S8). */
public final class TradeSamples {
    public static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");
    public static final EntityId BOOK = EntityId.ofLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, "demo"));
    public static final ResourceId RESERVATION = new ResourceId(ResourceId.Kind.RESERVATION, 13, BOOK);
    public static final Destination RAJKOT = place("IN", "GJ", "Rajkot");
    public static final Destination SURAT = place("IN", "GJ", "Surat");
    public static final Destination MUMBAI = place("IN", "MH", "Mumbai");
    public static final Party SELLER = party("ptn-seller", "24AAACG1234A1ZK", false);
    public static final Party BUYER = party("ptn-buyer", "27AABCM5678K1ZY", false);
    public static final Decimal TAXABLE = decimal("14341150.67");
    public static final Decimal FIVE = decimal("5");

    private TradeSamples() {}

    public static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    public static Destination place(String country, String state, String city) {
        return new Destination(
                Optional.empty(),
                Place.of(
                                Optional.empty(),
                                Optional.of(city),
                                Optional.of(state),
                                country,
                                OptionalDouble.empty(),
                                OptionalDouble.empty())
                        .asOptional()
                        .orElseThrow());
    }

    public static Party party(String id, String gstin, boolean agriculturist) {
        return new Party(id, "Company " + id, Optional.of(gstin).filter(text -> !text.isEmpty()), agriculturist);
    }

    public static TradeTerms terms() {
        return terms(Optional.of(new ResourceId(ResourceId.Kind.REQUIREMENT, 12, BOOK).toString()), TAXABLE);
    }

    public static TradeTerms terms(Optional<String> need, Decimal taxable) {
        return new TradeTerms(
                BUYER,
                SELLER,
                new ResourceId(ResourceId.Kind.AVAILABILITY, 11, BOOK).toString(),
                need,
                ResourceId.ofCommodity(BOOK).toString(),
                LocalDate.of(2026, 1, 5),
                decimal("600.000"),
                Unit.BALE,
                decimal("102000.000000"),
                BaseUnit.KG,
                new BigDecimal("170"),
                decimal("50000.00"),
                Unit.CANDY,
                new BigDecimal("355.62"),
                "INR",
                List.of("D30"),
                List.of("EX_GIN"),
                Optional.empty(),
                Optional.empty(),
                false,
                RAJKOT,
                MUMBAI,
                MUMBAI,
                taxable,
                Tax.of(taxable, RAJKOT, MUMBAI, SELLER, BUYER, true, FIVE),
                Optional.empty(),
                Optional.of("hold:13"));
    }

    public static Trade pending() {
        return pending(terms());
    }

    public static Trade pending(TradeTerms terms) {
        return TradeRules.initiate(RESERVATION, terms, "mill@example.org", "request-1", AT)
                .trade();
    }

    /** What becomes of it when every step is done. */
    public static Trade carriedOut(Trade trade) {
        Trade now = trade;
        while (now.run().isPresent()) {
            Run run = now.run().get();
            now = (run.next() == Step.NUMBER
                            ? TradeRules.numbered(now, "TR-2026-000001", AT)
                            : TradeRules.done(now, run.kind(), run.next(), AT))
                    .orElseThrow()
                    .trade();
        }
        return now;
    }

    public static Trade created() {
        return carriedOut(pending());
    }
}
