package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Terms;
import io.mandi.engine.catalog.edit.StarterCatalogue;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Sight;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.publication.LotEffects;
import io.mandi.engine.publication.UnknownEventTypeException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A book of cotton with people in front of it. Whatever it records goes through the journal's form into a second book, which has to
 * be the same after each command.
 */
public final class LotDesk {
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    static final ResourceId COTTON = ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, "demo");
    static final EntityId BOOK = EntityId.ofLots(COTTON);
    static final String RAJKOT = "loc-rajkot";
    static final String MUMBAI = "loc-mumbai";
    static final String SELLER = "seller-1";
    static final String BUYER = "buyer-1";
    static final String OTHER = "buyer-2";
    static final Verdicts FINE = verdicts(RiskStatus.PASS);
    static final PairVerdicts FINE_PAIR = pair(RiskStatus.PASS);
    static final Sight BY_SIGHT = new Sight(false, Optional.empty());

    static final Actor STAFF = Actor.staff("asha");

    private final LotBookLimits limits;
    private LotBook book;
    private LotBook shadow;
    private Instant now = START;
    private Commodity commodity = cotton();
    private MarketSettings settings = MarketSettings.DEFAULT;
    private Map<String, Location> locations = Map.of(RAJKOT, place(RAJKOT, 0), MUMBAI, place(MUMBAI, 5));
    private long requirements;

    /** Of the last command that was accepted. */
    private LotTransition last;

    LotDesk() {
        this(LotBookLimits.DEFAULT);
    }

    LotDesk(LotBookLimits limits) {
        this.limits = limits;
        this.book = new LotBook(BOOK, limits);
        this.shadow = new LotBook(BOOK, limits);
    }

    static Commodity cotton() {
        return Commodity.of(COTTON.toString(), StarterCatalogue.commodities().getFirst())
                .asOptional()
                .orElseThrow();
    }

    static Location place(String id, int index) {
        return Location.of(id, StarterCatalogue.places().get(index), ZoneId.of("Asia/Kolkata"))
                .asOptional()
                .orElseThrow();
    }

    static Verdicts verdicts(RiskStatus status) {
        return new Verdicts(Optional.empty(), Optional.empty(), Optional.of(risk(status)));
    }

    static PostingRisk risk(RiskStatus status) {
        return switch (status) {
            case PASS -> new PostingRisk(decimal("100"), status, List.of());
            case WARN -> new PostingRisk(decimal("70"), status, List.of("rating", "performance"));
            case FAIL -> new PostingRisk(decimal("30"), status, List.of("credit", "rating"));
        };
    }

    static PairVerdicts pair(RiskStatus status) {
        return new PairVerdicts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RiskAssessment(new BigDecimal("90"), status, Set.of())),
                LotCommand.Exposure.HELD);
    }

    // ------------------------------------------------------------------------------------------------ circumstances

    LotDesk at(Instant time) {
        now = time;
        return this;
    }

    LotDesk after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Instant now() {
        return now;
    }

    LotDesk setting(String name, boolean on) {
        settings = settings.patch(Map.of(name, new GivenValue.Flag(on)))
                .asOptional()
                .orElseThrow()
                .settings();
        return this;
    }

    LotDesk commodity(CommodityDraft draft) {
        commodity = commodity.as(draft).asOptional().orElseThrow();
        return this;
    }

    LotDesk commodity(Commodity wanted) {
        commodity = wanted;
        return this;
    }

    Commodity commodity() {
        return commodity;
    }

    LotDesk locations(Map<String, Location> known) {
        locations = known;
        return this;
    }

    Market market() {
        return new Market(commodity, settings, Terms.STANDARD, locations);
    }

    LotBook book() {
        return book;
    }

    LotTransition last() {
        return last;
    }

    /** The node has gone down and come up again: with a snapshot, or by a replay. */
    void restart(boolean bySnapshot) {
        book = bySnapshot ? new LotBook(BOOK, limits, shadow.snapshot()) : shadow;
        shadow = new LotBook(BOOK, limits, book.snapshot());
    }

    // ------------------------------------------------------------------------------------------------ commands

    static CommandContext context(Instant at, Actor actor) {
        return new CommandContext(ChronoUnit.MICROS.between(Instant.EPOCH, at), actor, "request-1", Optional.empty());
    }

    static Actor trader(String partner) {
        return Actor.of("trader@" + partner, Optional.of(partner));
    }

    LotDecision execute(LotCommand command, Actor actor) {
        return execute(command, context(now, actor));
    }

    LotDecision execute(LotCommand command, Actor actor, String key, String fingerprint) {
        return execute(
                command,
                new CommandContext(
                        ChronoUnit.MICROS.between(Instant.EPOCH, now),
                        actor,
                        "request-1",
                        Optional.of(new Idempotency("POST /x", key, fingerprint))));
    }

    LotDecision executeExpecting(LotCommand command, Actor actor, long version) {
        return execute(
                command,
                new CommandContext(
                        ChronoUnit.MICROS.between(Instant.EPOCH, now),
                        actor,
                        "request-1",
                        Optional.empty(),
                        OptionalLong.of(version),
                        0));
    }

    LotDecision execute(LotCommand command, CommandContext context) {
        LotBookSnapshot before = book.snapshot();
        LotDecision decision = book.execute(command, context);
        switch (decision) {
            case LotDecision.Accept accept -> follow(accept.transition());
            case LotDecision.Refuse refuse -> follow(refuse.transition());
            case LotDecision.Repeat repeat -> assertThat(book.snapshot()).isEqualTo(before);
            case LotDecision.Unchanged unchanged -> assertThat(book.snapshot()).isEqualTo(before);
            case LotDecision.Forgotten forgotten -> assertThat(book.snapshot()).isEqualTo(before);
            case LotDecision.Reject reject -> assertThat(book.snapshot()).isEqualTo(before);
        }
        return decision;
    }

    private void follow(LotTransition transition) {
        last = transition;
        try {
            LotTransition read = LotEffects.read(LotEffects.of(transition));
            assertThat(read).isEqualTo(transition);
            shadow.apply(read);
        } catch (UnknownEventTypeException e) {
            throw new AssertionError(e);
        }
        assertThat(shadow.snapshot()).isEqualTo(book.snapshot());
    }

    LotDecision.Accept accept(LotCommand command, Actor actor) {
        return accepted(execute(command, actor));
    }

    static LotDecision.Accept accepted(LotDecision decision) {
        assertThat(decision).isInstanceOf(LotDecision.Accept.class);
        return (LotDecision.Accept) decision;
    }

    LotRejection refuse(LotCommand command, Actor actor) {
        return refused(execute(command, actor));
    }

    static LotRejection refused(LotDecision decision) {
        return switch (decision) {
            case LotDecision.Reject(LotRejection rejection) -> rejection;
            case LotDecision.Refuse(LotTransition transition, LotRejection rejection) -> rejection;
            default -> throw new AssertionError("not refused: " + decision);
        };
    }

    LotCommand.CreateLot create(Offer offer) {
        return new LotCommand.CreateLot(SELLER, offer.draft(), false, true, market(), FINE);
    }

    LotCommand.CreateLot draft(Offer offer) {
        return new LotCommand.CreateLot(SELLER, offer.draft(), true, true, market(), FINE);
    }

    /** A change of nothing but the price. */
    static LotPatch price(String price) {
        LotPatch none = LotPatch.NOTHING;
        return new LotPatch(
                none.sellerBranch(),
                none.variety(),
                none.quality(),
                none.prePacked(),
                none.testReportUrl(),
                none.mediaUrls(),
                none.locationId(),
                none.place(),
                none.total(),
                none.unit(),
                none.minOrder(),
                none.partialOrders(),
                none.priceType(),
                Optional.of(Optional.of(decimal(price))),
                none.priceOptions(),
                none.priceMatrix(),
                none.rateUnit(),
                none.currency(),
                none.paymentTerms(),
                none.deliveryTerms(),
                none.passingTerm(),
                none.weighmentTerm(),
                none.incoterms(),
                none.visibility(),
                none.allowedPartners(),
                none.allowedRegions(),
                none.availableFrom(),
                none.availableUntil(),
                none.expiresAt(),
                none.reason());
    }

    /** @return the number of a lot that is offered */
    long offer(Offer offer) {
        return accept(create(offer), STAFF).answer().lot().orElseThrow().number();
    }

    LotCommand.CreateNeed create(Demand demand) {
        requirements++;
        return new LotCommand.CreateNeed(
                BUYER, String.format("REQ-2026-%06d", requirements), demand.draft(), true, market(), FINE);
    }

    LotCommand.CreateNeed create(String buyer, Demand demand) {
        LotCommand.CreateNeed create = create(demand);
        return new LotCommand.CreateNeed(buyer, create.requirementNumber(), create.need(), true, market(), FINE);
    }

    /** @return the number of a need that is published */
    long demand(String buyer, Demand demand) {
        long number = accept(create(buyer, demand), STAFF)
                .answer()
                .need()
                .orElseThrow()
                .number();
        accept(publish(number), STAFF);
        return number;
    }

    long demand(Demand demand) {
        return demand(BUYER, demand);
    }

    LotCommand.PublishNeed publish(long need) {
        return new LotCommand.PublishNeed(need, market(), FINE);
    }

    LotCommand.Reserve reserve(long lot, String holder, String quantity) {
        return reserve(lot, holder, Optional.empty(), quantity, FINE_PAIR);
    }

    /** What the ledger holds for so much of a lot. */
    LotCommand.Held held(long lot, String quantity, String key) {
        Lot offered = book.lot(lot).orElseThrow();
        long thousandths =
                Quote.thousandths(offered, decimal(quantity), Optional.empty()).orElseThrow();
        BigDecimal value = Quote.value(offered, thousandths, Optional.empty(), BigDecimal.ONE, Optional.empty())
                .orElseThrow();
        return new LotCommand.Held(key, Decimal.of(value).orElseThrow(), now.plusSeconds(3_600));
    }

    LotCommand.Reserve reserveFor(long need, long lot, String quantity) {
        String buyer = book.need(need).orElseThrow().buyer();
        return reserve(lot, buyer, Optional.of(new Target.Here(need)), quantity, FINE_PAIR);
    }

    LotCommand.Reserve reserve(
            long lot, String holder, Optional<Target> target, String quantity, PairVerdicts verdicts) {
        return new LotCommand.Reserve(
                lot,
                holder,
                target,
                decimal(quantity),
                Optional.empty(),
                Optional.empty(),
                BY_SIGHT,
                verdicts,
                Optional.empty(),
                Optional.empty());
    }

    /** @return the number of what was reserved */
    long reserved(LotCommand.Reserve reserve) {
        return accept(reserve, trader(reserve.holder()))
                .answer()
                .reservation()
                .orElseThrow()
                .number();
    }

    LotDecision.Accept sell(long reservation, String trade) {
        return accept(new LotCommand.Convert(reservation, trade), Actor.system());
    }

    LotDecision passed() {
        return execute(new LotCommand.TimePassed(), Actor.system());
    }

    // ------------------------------------------------------------------------------------------------ looking

    Lot lot(long number) {
        return book.lot(number).orElseThrow();
    }

    Need need(long number) {
        return book.need(number).orElseThrow();
    }

    Reservation reservation(long number) {
        return book.reservation(number).orElseThrow();
    }

    String key(long reservation) {
        return new ResourceId(ResourceId.Kind.RESERVATION, reservation, BOOK).toString();
    }

    LotStatus lotStatus(long number) {
        return lot(number).status();
    }

    NeedStatus needStatus(long number) {
        return need(number).status();
    }

    /** {@code available reserved sold}, in the lot's unit. */
    String stock(long number) {
        Lot lot = lot(number);
        List<String> parts = new ArrayList<>();
        for (long part : List.of(lot.available(), lot.reserved(), lot.sold())) {
            parts.add(plain(Counts.ofThousandths(part)));
        }
        return String.join(" ", parts);
    }

    /** {@code held purchased}, in kilograms. */
    String progress(long number) {
        Need need = need(number);
        return plain(Counts.ofMillionths(need.held())) + " " + plain(Counts.ofMillionths(need.purchased()));
    }

    private static String plain(Decimal number) {
        BigDecimal stripped = number.toBigDecimal().stripTrailingZeros();
        return stripped.toPlainString();
    }
}
