package io.mandi.http.api;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.Weights;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotContent;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Band;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.match.Flag;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Site;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.need.NeedContent;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.lots.reservation.Agreement;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import io.mandi.http.desk.PostedLot;
import io.mandi.http.desk.PostedNeed;
import io.mandi.http.desk.ReservationView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A lot, a need, and what there may be between them. */
final class DeskSamples {
    static final String ORGANIZATION = "north";
    static final String SELLER = "ptn_0000000000003_north";
    static final String BUYER = "ptn_0000000000004_north";
    static final ResourceId COMMODITY = ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, ORGANIZATION);
    static final EntityId BOOK = EntityId.ofLots(COMMODITY);
    static final ResourceId LOT = new ResourceId(ResourceId.Kind.AVAILABILITY, 11, BOOK);
    static final ResourceId NEED = new ResourceId(ResourceId.Kind.REQUIREMENT, 12, BOOK);
    static final ResourceId RESERVATION = new ResourceId(ResourceId.Kind.RESERVATION, 13, BOOK);
    static final String TOKEN = "m0nk3y-token_of_a_match_128b";

    private static final Instant CREATED = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T18:30:00Z");

    private DeskSamples() {}

    static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static Site kadi() {
        Place place = Place.of(
                        Optional.of("12 Gin Road"),
                        Optional.of("Kadi"),
                        Optional.of("GJ"),
                        "IN",
                        OptionalDouble.of(23.298),
                        OptionalDouble.of(72.331))
                .asOptional()
                .orElseThrow();
        return new Site(Optional.of("loc_0000000000001_north"), place);
    }

    static PostedLot lot() {
        LotContent content = new LotContent(
                Optional.of("branch-1"),
                Optional.of("S6"),
                Map.of("MICRONAIRE", new QualityValue.Range(decimal("3.8"), decimal("4.2"))),
                true,
                Optional.of("https://example.org/report"),
                List.of("https://example.org/1.jpg"),
                kadi(),
                decimal("100.000"),
                Unit.BALE,
                Optional.of(decimal("10")),
                true,
                new AskingPrice.Given(
                        PriceType.FIXED,
                        Optional.of(decimal("71500.00")),
                        List.of(new AskingPrice.GivenOption(Optional.of("D15"), Optional.empty(), decimal("71900.00"))),
                        Optional.of(new PriceMatrix(
                                "STAPLE_LENGTH", List.of(new PriceMatrix.Row("29", decimal("71000.00")))))),
                Unit.CANDY,
                "INR",
                List.of("D15"),
                List.of("EX_GIN"),
                Optional.of("SPOT"),
                Optional.empty(),
                List.of("FOB"),
                new Audience(
                        Audience.Visibility.RESTRICTED, Set.of("ptn_b", "ptn_a"), Set.of(Region.WEST, Region.NORTH)),
                Optional.of(CREATED),
                Optional.empty(),
                END);
        Lot lot = Lot.draft(11, SELLER, content, UnitFactors.standard(BaseUnit.KG), CREATED, 5)
                .activated(
                        ApprovalStatus.AUTO_APPROVED,
                        UnitFactors.standard(BaseUnit.KG),
                        new PostingRisk(decimal("80.0"), RiskStatus.PASS, List.of("NEW_PARTNER")),
                        CREATED,
                        6)
                .counting(30_000, 20_000, CREATED, 7);
        return new PostedLot(LOT, lot);
    }

    static PostedNeed need() {
        NeedContent content = new NeedContent(
                Optional.empty(),
                Map.of("com_0000000000008_north", decimal("0.85")),
                decimal("10"),
                decimal("60"),
                Optional.of(decimal("50")),
                Optional.empty(),
                Unit.BALE,
                Map.of(
                        "STAPLE_LENGTH",
                        new QualityWish(
                                Optional.of(decimal("28")),
                                Optional.of(decimal("30")),
                                Optional.of("29"),
                                Optional.empty(),
                                List.of(),
                                true)),
                Optional.of(decimal("75000.00")),
                Optional.empty(),
                Unit.CANDY,
                Optional.empty(),
                "INR",
                List.of(new DeliveryPlace(kadi(), Optional.of(decimal("60")))),
                Window.of(CREATED, END),
                168,
                List.of("EX_GIN"),
                List.of(),
                Optional.empty(),
                Audience.EVERYBODY,
                Urgency.NORMAL,
                Intent.DIRECT_BUY,
                false,
                CREATED,
                END);
        return new PostedNeed(
                NEED, Need.draft(12, "REQ-2026-000001", BUYER, content, UnitFactors.standard(BaseUnit.KG), CREATED, 9));
    }

    private static Counterparty.Profile profile(String name) {
        return new Counterparty.Profile(
                name + " Private Limited",
                Optional.of("24AAACG1234A1Z5"),
                List.of(new Counterparty.Address(
                        "PRINCIPAL",
                        Optional.empty(),
                        kadi().place(),
                        Optional.of("382715"),
                        Optional.of("24AAACG1234A1Z5"))),
                new Counterparty.Contacts(
                        Optional.of("+919812345678"), Optional.of("desk@example.org"), Optional.empty()),
                Optional.of(new Counterparty.Account(
                        "50100012345678", Optional.of("HDFC0001234"), Optional.empty(), Optional.of(name))));
    }

    static Counterparty seller() {
        return new Counterparty(
                SELLER,
                Counterparty.Side.SELLER,
                Region.WEST,
                Optional.of("Kadi"),
                Optional.of(decimal("4.2")),
                "Kadi Ginners",
                profile("Kadi Ginners"));
    }

    static Counterparty buyer() {
        return new Counterparty(
                BUYER,
                Counterparty.Side.BUYER,
                Region.WEST,
                Optional.of("Ahmedabad"),
                Optional.empty(),
                "Sabarmati Mill",
                profile("Sabarmati Mill"));
    }

    /** @param price that was asked; absent for an open one */
    static ReservationView reservation(Stage stage, Optional<Decimal> price) {
        Agreement agreement = new Agreement(
                decimal("5100.000000"),
                price,
                Unit.CANDY,
                new BigDecimal("355.62"),
                "INR",
                decimal("1025392.27"),
                List.of("D15"),
                List.of("EX_GIN"),
                Optional.empty(),
                Optional.empty(),
                RiskStatus.PASS,
                Optional.empty(),
                Optional.empty());
        return new ReservationView(
                RESERVATION,
                new Reservation(
                        13,
                        11,
                        BUYER,
                        Optional.of(NEED.toString()),
                        30_000,
                        agreement,
                        CREATED,
                        END,
                        ReservationStatus.HELD,
                        Optional.empty(),
                        false,
                        CREATED,
                        8),
                Unit.BALE,
                stage,
                seller(),
                buyer());
    }

    static Appraisal appraisal() {
        BigDecimal part = new BigDecimal("0.7000000000");
        BigDecimal weight = new BigDecimal("0.25");
        return new Appraisal(
                new BigDecimal("0.8284"),
                new BigDecimal("0.8284"),
                false,
                false,
                new Appraisal.Breakdown(part, part, part, part),
                new Weights(weight, weight, weight, weight),
                List.of(new Appraisal.ParameterScore("STAPLE_LENGTH", new BigDecimal("0.7500000000"))),
                new BigDecimal("10200.000000"),
                Optional.empty(),
                Optional.of(new BigDecimal("39.270000")),
                Optional.of(0),
                Band.GOOD,
                RiskStatus.PASS,
                Set.of(Flag.PRICE_OPEN),
                Set.of(Warning.SAME_MOBILE, Warning.NO_HISTORY),
                Set.of());
    }
}
