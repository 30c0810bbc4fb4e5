package io.mandi.engine.lots;

import static io.mandi.engine.lots.LotDesk.BUYER;
import static io.mandi.engine.lots.LotDesk.SELLER;
import static io.mandi.engine.lots.LotDesk.START;
import static io.mandi.engine.lots.Offer.decimal;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.LotContent;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Audience.Visibility;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Site;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.need.NeedContent;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.lots.reservation.Agreement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** An event of every kind, with everything that one can have. */
public final class LotEventSamples {
    /** Whose events they are. */
    public static final EntityId BOOK = LotDesk.BOOK;

    private static final ResourceId LOT = new ResourceId(ResourceId.Kind.AVAILABILITY, 11, BOOK);
    private static final ResourceId NEED = new ResourceId(ResourceId.Kind.REQUIREMENT, 12, BOOK);
    private static final ResourceId RESERVATION = new ResourceId(ResourceId.Kind.RESERVATION, 13, BOOK);
    private static final Instant END = Instant.parse("2026-01-15T18:30:00Z");
    private static final PostingRisk RISK = LotDesk.risk(RiskStatus.WARN);
    private static final UnitFactors FACTORS = UnitFactors.standard(BaseUnit.KG);
    private static final List<Flaw> WARNINGS =
            List.of(new Flaw(FlawCode.UNKNOWN_PARAMETER, "quality_params/SHINE", "it was left out"));

    private LotEventSamples() {}

    private static Place place() {
        return Place.of(
                        Optional.of("Gin 4, Ring Road"),
                        Optional.of("Rajkot"),
                        Optional.of("GJ"),
                        "IN",
                        OptionalDouble.of(22.3039),
                        OptionalDouble.of(70.8022))
                .asOptional()
                .orElseThrow();
    }

    private static Map<String, QualityValue> quality() {
        Map<String, QualityValue> quality = new LinkedHashMap<>();
        quality.put("STAPLE_LENGTH", new QualityValue.Numeric(decimal("29.5")));
        quality.put("MICRONAIRE", new QualityValue.Range(decimal("3.8"), decimal("4.2")));
        quality.put("COLOUR_GRADE", new QualityValue.Text("Rd 76"));
        return quality;
    }

    private static Map<String, GivenValue> given(String staple) {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        given.put("STAPLE_LENGTH", new GivenValue.Text(staple));
        Map<String, String> range = new LinkedHashMap<>();
        range.put("min", "3.8");
        range.put("max", "4.2");
        given.put("MICRONAIRE", new GivenValue.Fields(range));
        given.put("COLOUR_GRADE", new GivenValue.Text("Rd 76"));
        return given;
    }

    private static LotContent lot() {
        return new LotContent(
                Optional.of("branch-2"),
                Optional.of("SHANKAR_6"),
                quality(),
                true,
                Optional.of("https://lab.example.org/1.pdf"),
                List.of("https://media.example.org/1.jpg"),
                new Site(Optional.empty(), place()),
                decimal("100.000"),
                Unit.BALE,
                Optional.of(decimal("10.000")),
                true,
                new AskingPrice.Given(
                        PriceType.MATRIX,
                        Optional.of(decimal("71500")),
                        List.of(new AskingPrice.GivenOption(
                                Optional.of("D15"), Optional.of("EX_GIN"), decimal("71000.50"))),
                        Optional.of(new PriceMatrix(
                                "STAPLE_LENGTH", List.of(new PriceMatrix.Row("29", decimal("75000")))))),
                Unit.CANDY,
                "INR",
                List.of("CASH", "D15"),
                List.of("EX_GIN"),
                Optional.of("LAB_TEST"),
                Optional.of("PUBLIC_SCALE"),
                List.of("FOB"),
                new Audience(Visibility.RESTRICTED, Set.of("buyer-1", "buyer-2"), Set.of(Region.WEST, Region.SOUTH)),
                Optional.of(START),
                Optional.of(END),
                END);
    }

    private static Map<String, QualityWish> wishes(String most) {
        Map<String, QualityWish> wishes = new LinkedHashMap<>();
        wishes.put(
                "TRASH",
                new QualityWish(
                        Optional.of(decimal("1")),
                        Optional.of(decimal(most)),
                        Optional.of("2"),
                        Optional.empty(),
                        List.of(),
                        true));
        wishes.put(
                "COLOUR_GRADE",
                new QualityWish(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Rd 76"),
                        List.of("Rd 76", "Rd 77"),
                        false));
        return wishes;
    }

    private static NeedContent need() {
        return new NeedContent(
                Optional.of("branch-1"),
                Map.of("com_0000000000008_demo", decimal("0.85")),
                decimal("10"),
                decimal("60"),
                Optional.of(decimal("50")),
                Optional.of(decimal("5")),
                Unit.BALE,
                wishes("3.5"),
                Optional.of(decimal("75000")),
                Optional.of(decimal("70000")),
                Unit.CANDY,
                Optional.of(decimal("2500000.00")),
                "INR",
                List.of(
                        new DeliveryPlace(new Site(Optional.of("loc_1_demo"), place()), Optional.of(decimal("60"))),
                        new DeliveryPlace(new Site(Optional.empty(), place()), Optional.empty())),
                Window.of(START, END),
                168,
                List.of("EX_GIN"),
                List.of("D15"),
                Optional.of("FOB"),
                Audience.EVERYBODY,
                Urgency.URGENT,
                Intent.DIRECT_BUY,
                true,
                START,
                END);
    }

    private static Agreement agreement() {
        return new Agreement(
                decimal("5100.000000"),
                Optional.of(decimal("71500")),
                Unit.CANDY,
                new BigDecimal("355.62"),
                "INR",
                decimal("1025388.06"),
                List.of("D15"),
                List.of("EX_GIN"),
                Optional.of("LAB_TEST"),
                Optional.of("PUBLIC_SCALE"),
                RiskStatus.PASS,
                Optional.of("room-1"),
                Optional.of("hold-1"));
    }

    /** In the order in which such things happen. */
    public static List<LotEvent> all() {
        String reservation = RESERVATION.toString();
        return List.of(
                new LotEvent.LotCreated(
                        LOT,
                        SELLER,
                        LotDesk.COTTON.toString(),
                        Optional.of("loc_0000000000001_demo"),
                        decimal("100.000"),
                        Unit.BALE,
                        PriceType.FIXED,
                        Optional.of(decimal("71500")),
                        Visibility.RESTRICTED,
                        given("29.5"),
                        END,
                        lot(),
                        FACTORS,
                        WARNINGS),
                new LotEvent.LotSubmitted(LOT, FACTORS, RISK),
                new LotEvent.LotRejected(LOT, "the report is missing"),
                new LotEvent.LotApproved(LOT, "operator@example.org", Optional.of("report seen")),
                new LotEvent.LotActivated(LOT, false, FACTORS, RISK),
                new LotEvent.LotBlocked(LOT, decimal("30"), List.of("credit", "rating")),
                new LotEvent.LotUpdated(LOT, List.of("quality_params", "base_price"), lot(), FACTORS, WARNINGS),
                new LotEvent.LotQualityChanged(LOT, given("29.5"), given("29")),
                new LotEvent.LotVisibilityChanged(
                        LOT, Visibility.PUBLIC, Visibility.RESTRICTED, Optional.of("for two buyers")),
                new LotEvent.LotPriceChanged(
                        LOT, Optional.of(decimal("71500")), Optional.of(decimal("65000")), Optional.of("-9.09")),
                new LotEvent.LotQuantityChanged(
                        LOT,
                        decimal("100.000"),
                        decimal("70.000"),
                        decimal("30.000"),
                        decimal("0.000"),
                        Unit.BALE,
                        "edited"),
                new LotEvent.Reserved(
                        LOT,
                        RESERVATION,
                        BUYER,
                        Optional.of(NEED.toString()),
                        decimal("30.000"),
                        Unit.BALE,
                        Optional.of(decimal("71500")),
                        START.plusSeconds(86_400),
                        decimal("70.000"),
                        decimal("30.000"),
                        decimal("0.000"),
                        agreement()),
                new LotEvent.Released(LOT, RESERVATION, BUYER, decimal("30.000"), "bought elsewhere"),
                new LotEvent.ReservationExpired(LOT, RESERVATION, BUYER, decimal("30.000"), START.plusSeconds(86_400)),
                new LotEvent.Sold(LOT, RESERVATION, "trade-1", BUYER, decimal("30.000"), Optional.of(decimal("71500"))),
                new LotEvent.SaleReverted(LOT, RESERVATION, "trade-1", decimal("30.000"), "cancelled"),
                new LotEvent.ReservationRejected(
                        LOT,
                        BUYER,
                        SELLER,
                        decimal("30.000"),
                        LotRejectionCode.SAME_PAN,
                        "a rule about partners forbids it"),
                new LotEvent.LotCancelled(LOT, "sold elsewhere"),
                new LotEvent.LotExpired(LOT, END, 2),
                new LotEvent.NeedCreated(
                        NEED,
                        "REQ-2026-000001",
                        BUYER,
                        LotDesk.COTTON.toString(),
                        decimal("10"),
                        decimal("60"),
                        Optional.of(decimal("50")),
                        Unit.BALE,
                        Optional.of(decimal("75000")),
                        Urgency.URGENT,
                        Intent.DIRECT_BUY,
                        Visibility.PUBLIC,
                        END,
                        need(),
                        FACTORS,
                        WARNINGS),
                new LotEvent.NeedPublished(NEED, START, FACTORS, RISK),
                new LotEvent.NeedRiskAlert(NEED, RiskStatus.WARN, decimal("70"), List.of("rating")),
                new LotEvent.NeedBlocked(NEED, decimal("30"), List.of("credit", "rating")),
                new LotEvent.NeedUpdated(NEED, List.of("max_quantity"), need(), FACTORS, WARNINGS),
                new LotEvent.NeedBudgetChanged(
                        NEED,
                        Optional.of(decimal("75000")),
                        Optional.of(decimal("72000")),
                        Optional.empty(),
                        Optional.of(decimal("70000")),
                        Optional.of("-4.00")),
                new LotEvent.NeedQualityChanged(NEED, wishes("3"), wishes("3.5")),
                new LotEvent.NeedVisibilityChanged(NEED, Visibility.PUBLIC, Visibility.PRIVATE, Optional.empty()),
                new LotEvent.NeedCommitted(
                        NEED,
                        reservation,
                        decimal("5100.000000"),
                        BaseUnit.KG,
                        decimal("1025388.06"),
                        decimal("0.170000")),
                new LotEvent.CommitmentReleased(
                        NEED, reservation, decimal("5100.000000"), BaseUnit.KG, "bought elsewhere"),
                new LotEvent.FulfillmentUpdated(
                        NEED,
                        reservation,
                        "trade-1",
                        decimal("5100.000000"),
                        BaseUnit.KG,
                        decimal("1025388.06"),
                        decimal("5100.000000"),
                        decimal("5100.000000"),
                        decimal("50.00")),
                new LotEvent.PurchaseReverted(
                        NEED, reservation, "trade-1", decimal("5100.000000"), BaseUnit.KG, "cancelled"),
                new LotEvent.NeedFulfilled(
                        NEED,
                        decimal("10200.000000"),
                        BaseUnit.KG,
                        decimal("2050776.12"),
                        decimal("71500.00"),
                        2,
                        false),
                new LotEvent.NeedCancelled(NEED, "bought elsewhere"),
                new LotEvent.NeedExpired(
                        NEED, decimal("5100.000000"), BaseUnit.KG, Optional.of(decimal("1474611.94"))));
    }

    /** Of a book with a lot, a need and a reservation that have everything, and with two answers that it remembers. */
    public static LotBookSnapshot snapshot() {
        LotBook book = new LotBook(BOOK, LotBookLimits.DEFAULT);
        List<LotEvent> happened = all().stream()
                .filter(event -> event instanceof LotEvent.LotCreated
                        || event instanceof LotEvent.LotActivated
                        || event instanceof LotEvent.NeedCreated
                        || event instanceof LotEvent.NeedPublished
                        || event instanceof LotEvent.Reserved
                        || event instanceof LotEvent.NeedCommitted)
                .toList();
        List<LotEvent> refused = all().stream()
                .filter(event -> event instanceof LotEvent.ReservationRejected)
                .toList();
        book.apply(transition("k1", 1, happened));
        book.apply(transition("k2", 1 + happened.size(), refused));
        return book.snapshot();
    }

    private static LotTransition transition(String key, long firstSequence, List<LotEvent> events) {
        return new LotTransition(
                START.plusSeconds(firstSequence).plusNanos(1_000),
                LotDesk.trader(BUYER),
                "request-1",
                Optional.of(new Idempotency("POST /availabilities/{id}/reservations", key, "c0ffee")),
                Optional.empty(),
                firstSequence,
                events);
    }
}
