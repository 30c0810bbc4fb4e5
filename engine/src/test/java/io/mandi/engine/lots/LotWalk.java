package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.Terms;
import io.mandi.engine.catalog.edit.StarterCatalogue;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.Exposure;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Sight;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.need.Commitment;
import io.mandi.engine.lots.need.DeliveryDraft;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.publication.LotBookCodec;
import io.mandi.engine.publication.LotEffects;
import io.mandi.engine.publication.UnknownEventTypeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One life of a book of lots: random commands of every kind, some of them twice, with restarts in between. After each of them it is
 * checked that the counters add up, and that a replay, a snapshot and the book itself are the same.
 */
public final class LotWalk {
    /** So tight that all of them are reached. */
    static final LotBookLimits LIMITS =
            new LotBookLimits(40, 12, 3, 4, Duration.ofDays(1), Duration.ofDays(3), 8, 5, Duration.ofHours(12), 3);

    /** Nothing is forgotten. */
    public static final LotBookLimits ENDLESS = new LotBookLimits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Duration.ofDays(10_000),
            Duration.ofDays(10_000),
            Integer.MAX_VALUE,
            0,
            Duration.ZERO,
            1);

    private static final LotBookCodec CODEC = new LotBookCodec();

    private final EntityId id;
    private final Market market;
    private final ResourceId rajkot;
    private final ResourceId mumbai;
    private final ResourceId yarn;
    private final UnitPrice yarnPrice;
    private final Set<String> seen;
    private final List<LotTransition> journal = new ArrayList<>();
    private final List<Said> said = new ArrayList<>();
    private final Map<String, Asked> asked = new HashMap<>();

    private LotBook book;
    private LotBookSnapshot early;
    private Instant now = LotDesk.START;
    private int created;

    /** What is done next, all of it decided by a number, so that steps can be left out. */
    public record Step(int number, long seed) {}

    /** What was asked and answered; it is text only when somebody wants to read it. */
    record Said(Market market, CommandContext context, LotCommand command, LotDecision decision) {
        @Override
        public String toString() {
            String asked = command.toString().replace(market.toString(), "…");
            return Micros.at(context.at()) + " " + context.actor().user() + " "
                    + context.idempotency().map(Idempotency::key).orElse("") + " " + asked + " -> "
                    + decision.getClass().getSimpleName();
        }
    }

    /** A command with a key, and how it was answered. */
    private record Asked(LotCommand command, Actor actor, LotDecision decision, Instant at) {}

    /** Of the cotton that most tests have. */
    LotWalk(Set<String> seen) {
        this(LotDesk.COTTON, seen);
    }

    /**
     * A book of a commodity that is like cotton.
     *
     * @param seen gets the kinds of events and answers that come to pass
     */
    public LotWalk(ResourceId commodity, Set<String> seen) {
        this.id = EntityId.ofLots(commodity);
        String organization = commodity.organization();
        this.rajkot = ResourceId.ofCatalogue(ResourceId.Kind.LOCATION, 1, organization);
        this.mumbai = ResourceId.ofCatalogue(ResourceId.Kind.LOCATION, 2, organization);
        this.yarn = ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 100, organization);
        this.market = new Market(
                Commodity.of(
                                commodity.toString(),
                                StarterCatalogue.commodities().getFirst())
                        .asOptional()
                        .orElseThrow(),
                MarketSettings.DEFAULT,
                Terms.STANDARD,
                Map.of(
                        rajkot.toString(),
                        LotDesk.place(rajkot.toString(), 0),
                        mumbai.toString(),
                        LotDesk.place(mumbai.toString(), 5)));
        this.yarnPrice = UnitPrice.of(decimal("150"), Unit.KG, new Conversion(market.factors()))
                .asOptional()
                .orElseThrow();
        this.seen = seen;
        this.book = new LotBook(id, LIMITS);
        this.early = book.snapshot();
    }

    /** That many steps. */
    public static List<Step> steps(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(new Step(i, random.nextLong()));
        }
        return steps;
    }

    public EntityId id() {
        return id;
    }

    /** Where some of the postings are. */
    public ResourceId mumbai() {
        return mumbai;
    }

    /** The commodity that does as well for most of the needs. */
    public ResourceId yarn() {
        return yarn;
    }

    /** What it has recorded up to now. */
    public List<LotTransition> journal() {
        return journal;
    }

    LotBook book() {
        return book;
    }

    List<Said> said() {
        return said;
    }

    public void take(Step step) {
        SplittableRandom random = new SplittableRandom(step.seed());
        now = now.plusSeconds(random.nextInt(12) == 0 ? random.nextInt(40_000) : random.nextInt(600));
        switch (random.nextInt(40)) {
            case 0 -> restart(random.nextBoolean());
            case 1 -> early = read(book.snapshot());
            case 2, 3 -> repeat(random);
            default -> {
                Actor actor = actor(random);
                LotCommand command = command(random);
                if (command instanceof LotCommand.Convert
                        || command instanceof LotCommand.RevertSale
                        || command instanceof LotCommand.RecordPurchase
                        || command instanceof LotCommand.RevertPurchase
                        || command instanceof LotCommand.KeepRoom
                        || command instanceof LotCommand.GiveBackRoom
                        || command instanceof LotCommand.TimePassed) {
                    actor = Actor.system();
                }
                execute(command, actor, random.nextInt(3) == 0 ? "k" + step.number() : "", 0);
            }
        }
        check();
    }

    private static Actor actor(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> LotDesk.trader(partner(random));
            default -> LotDesk.STAFF;
        };
    }

    private static String partner(SplittableRandom random) {
        return "partner-" + random.nextInt(4);
    }

    private LotDecision execute(LotCommand command, Actor actor, String key, long lookedUpTo) {
        CommandContext context = new CommandContext(
                ChronoUnit.MICROS.between(Instant.EPOCH, now),
                actor,
                "request-1",
                key.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Idempotency(command.getClass().getSimpleName(), key, "body")),
                OptionalLong.empty(),
                lookedUpTo);
        LotBookSnapshot before = book.snapshot();
        LotDecision decision = book.execute(command, context);
        said.add(new Said(market, context, command, decision));
        seen.add(decision.getClass().getSimpleName());
        switch (decision) {
            case LotDecision.Accept accept -> record(accept.transition());
            case LotDecision.Refuse refuse -> record(refuse.transition());
            case LotDecision.Reject(LotRejection rejection) -> {
                seen.add(rejection.code().name());
                assertThat(book.snapshot()).isEqualTo(before);
            }
            default -> assertThat(book.snapshot()).isEqualTo(before);
        }
        if (!key.isEmpty() && !(decision instanceof LotDecision.Forgotten)) {
            asked.putIfAbsent(key, new Asked(command, actor, decision, now));
        }
        return decision;
    }

    private void record(LotTransition transition) {
        // The way through the journal's form takes longer than all the rest.
        LotTransition kept = journal.size() % 4 == 0 ? read(transition) : transition;
        assertThat(kept).isEqualTo(transition);
        journal.add(kept);
        transition.events().forEach(event -> seen.add(event.getClass().getSimpleName()));
    }

    /** The same once more: nothing comes of it, however much later it is. */
    private void repeat(SplittableRandom random) {
        List<String> keys = asked.keySet().stream().sorted().toList();
        if (keys.isEmpty()) {
            return;
        }
        String key = keys.get(random.nextInt(keys.size()));
        Asked first = asked.get(key);
        boolean remembered = Duration.between(first.at, now).compareTo(LIMITS.rememberedFor()) < 0;
        LotAnswer answer = switch (first.decision) {
            case LotDecision.Accept accept -> accept.answer();
            default -> LotAnswer.none();
        };
        if (!remembered || !(first.decision instanceof LotDecision.Accept)) {
            return;
        }
        LotDecision again = execute(first.command, first.actor, key, 0);
        switch (again) {
            case LotDecision.Repeat(LotAnswer repeated) -> assertThat(repeated).isEqualTo(answer);
            case LotDecision.Forgotten forgotten ->
                assertThat(forgotten.lookUpTo()).as("it was asked before").isAfter(first.at);
            default -> throw new AssertionError("asked twice, " + key + " was answered with " + again);
        }
    }

    private void restart(boolean withSnapshot) {
        LotBook replayed = new LotBook(id, LIMITS);
        LotBook caughtUp = new LotBook(id, LIMITS, early);
        for (LotTransition transition : journal) {
            replayed.apply(transition);
            caughtUp.apply(transition);
        }
        assertThat(replayed.snapshot()).as("replay").isEqualTo(book.snapshot());
        assertThat(caughtUp.snapshot()).as("snapshot and replay").isEqualTo(book.snapshot());
        assertThat(replayed.nextDue()).isEqualTo(book.nextDue());
        book = withSnapshot ? caughtUp : replayed;
        seen.add("restart");
        seen.add(withSnapshot ? "snapshot" : "replay");
    }

    private static LotBookSnapshot read(LotBookSnapshot snapshot) {
        try {
            LotBookSnapshot read = CODEC.read(LotBookCodec.SNAPSHOT, CODEC.write(snapshot));
            assertThat(read).isEqualTo(snapshot);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LotTransition read(LotTransition transition) {
        try {
            return LotEffects.read(LotEffects.of(transition));
        } catch (UnknownEventTypeException e) {
            throw new AssertionError(e);
        }
    }

    // -------------------------------------------------------------------------------------------- what is asked

    private LotCommand command(SplittableRandom random) {
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> createLot(random);
            case 3 -> new LotCommand.SubmitLot(lot(random), market, verdicts(random));
            case 4 ->
                random.nextBoolean()
                        ? new LotCommand.ApproveLot(lot(random), Optional.empty(), market, verdicts(random))
                        : new LotCommand.RejectLot(lot(random), "no");
            case 5 -> new LotCommand.EditLot(lot(random), lotPatch(random), market);
            case 6 -> new LotCommand.CancelLot(lot(random), "no longer");
            case 7, 8 -> createNeed(random);
            case 9, 10 -> new LotCommand.PublishNeed(need(random), market, verdicts(random));
            case 11 -> new LotCommand.EditNeed(need(random), needPatch(random), market);
            case 12 ->
                random.nextBoolean()
                        ? new LotCommand.CancelNeed(need(random), "no longer")
                        : new LotCommand.CloseNeed(need(random));
            case 13, 14, 15, 16, 17 -> reserve(random);
            case 18 -> new LotCommand.Release(reservation(random), "no longer");
            case 19, 20 -> new LotCommand.Convert(reservation(random), "trade-" + reservation(random));
            case 21 -> revert(random);
            case 22 -> purchase(random);
            case 23 -> revertPurchase(random);
            case 24 -> room(random);
            default -> new LotCommand.TimePassed();
        };
    }

    private static Verdicts verdicts(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> LotDesk.verdicts(RiskStatus.FAIL);
            case 1 -> LotDesk.verdicts(RiskStatus.WARN);
            case 2 -> new Verdicts(Optional.empty(), Optional.empty(), Optional.empty());
            default -> LotDesk.FINE;
        };
    }

    private LotCommand createLot(SplittableRandom random) {
        Offer offer = new Offer()
                .of(Integer.toString(1 + random.nextInt(50)))
                .price(Integer.toString(50_000 + random.nextInt(20_000)))
                .expiring(now.plusSeconds(random.nextInt(200_000)));
        offer.at((random.nextInt(5) == 0 ? mumbai : rajkot).toString());
        if (random.nextInt(4) == 0) {
            offer.minOrder("1");
        }
        if (random.nextInt(6) == 0) {
            offer.whole();
        }
        if (random.nextInt(8) == 0) {
            offer.openPrice();
        }
        if (random.nextInt(3) == 0) {
            offer.unit("QUINTAL");
        }
        return new LotCommand.CreateLot(
                partner(random),
                offer.draft(),
                random.nextInt(5) == 0,
                random.nextInt(4) != 0,
                market,
                verdicts(random));
    }

    private LotCommand createNeed(SplittableRandom random) {
        int min = 1 + random.nextInt(10);
        Demand demand = new Demand()
                .of(Integer.toString(min), Integer.toString(min + random.nextInt(40)))
                .minLot("0.5")
                .budget(Integer.toString(60_000 + random.nextInt(20_000)))
                .valid(now, now.plusSeconds(1 + random.nextInt(200_000)))
                .deliveredTo(List.of(new DeliveryDraft(
                        Optional.of((random.nextInt(5) == 0 ? mumbai : rajkot).toString()),
                        Optional.empty(),
                        Optional.empty())));
        if (random.nextInt(4) != 0) {
            demand.equivalent(yarn.toString(), "0.85");
        }
        demand.urgency(Urgency.values()[random.nextInt(Urgency.values().length)]);
        if (random.nextInt(3) == 0) {
            demand.totalBudget(Integer.toString(800_000 + random.nextInt(400_000)));
        }
        created++;
        return new LotCommand.CreateNeed(
                partner(random),
                String.format("REQ-2026-%06d", created),
                demand.draft(),
                random.nextInt(4) != 0,
                market,
                LotDesk.FINE);
    }

    private LotPatch lotPatch(SplittableRandom random) {
        LotPatch none = LotPatch.NOTHING;
        boolean price = random.nextBoolean();
        return new LotPatch(
                none.sellerBranch(),
                none.variety(),
                none.quality(),
                none.prePacked(),
                none.testReportUrl(),
                none.mediaUrls(),
                none.locationId(),
                none.place(),
                price ? none.total() : Optional.of(decimal(Integer.toString(1 + random.nextInt(60)))),
                none.unit(),
                none.minOrder(),
                none.partialOrders(),
                none.priceType(),
                price
                        ? Optional.of(Optional.of(decimal(Integer.toString(50_000 + random.nextInt(9_000)))))
                        : none.basePrice(),
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
                random.nextInt(4) == 0 ? Optional.of(now.plusSeconds(random.nextInt(90_000))) : none.expiresAt(),
                none.reason());
    }

    private NeedPatch needPatch(SplittableRandom random) {
        NeedPatch none = NeedPatch.NOTHING;
        boolean most = random.nextBoolean();
        return new NeedPatch(
                none.buyerBranch(),
                none.equivalents(),
                most ? Optional.of(decimal("1")) : none.min(),
                most ? Optional.of(decimal(Integer.toString(1 + random.nextInt(60)))) : none.max(),
                none.preferred(),
                none.minLot(),
                none.unit(),
                none.quality(),
                most
                        ? none.maxBudget()
                        : Optional.of(Optional.of(decimal(Integer.toString(60_000 + random.nextInt(20_000))))),
                none.preferredPrice(),
                none.rateUnit(),
                none.totalBudget(),
                none.currency(),
                none.deliveries(),
                none.windowStart(),
                none.windowEnd(),
                none.flexibilityHours(),
                none.deliveryTerms(),
                none.paymentTerms(),
                none.incoterm(),
                none.visibility(),
                none.invitedSellers(),
                none.allowedRegions(),
                none.urgency(),
                none.intent(),
                none.autoAllocate(),
                none.validFrom(),
                none.validUntil(),
                none.reason());
    }

    private LotCommand reserve(SplittableRandom random) {
        long lot = active(random);
        Optional<Target> target = Optional.empty();
        String holder = partner(random);
        if (random.nextInt(3) != 0) {
            Optional<Need> need = book.need(wanting(random));
            target = need.map(wanted -> new Target.Here(wanted.number()));
            holder = need.map(Need::buyer).orElse(holder);
        }
        Optional<Lot> known = book.lot(lot);
        String quantity = known.isPresent() && random.nextInt(3) == 0
                ? Counts.ofThousandths(Math.max(1, known.get().available())).toString()
                : Integer.toString(1 + random.nextInt(12));
        PairVerdicts verdicts = switch (random.nextInt(16)) {
            case 0 ->
                new PairVerdicts(
                        Optional.empty(),
                        Optional.of(Reason.SAME_PAN),
                        Optional.empty(),
                        Optional.empty(),
                        Exposure.HELD);
            case 1 -> LotDesk.pair(RiskStatus.FAIL);
            default -> LotDesk.FINE_PAIR;
        };
        return new LotCommand.Reserve(
                lot,
                holder,
                target,
                decimal(quantity),
                Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(1) : Optional.empty(),
                new Sight(false, Optional.empty()),
                verdicts,
                Optional.empty(),
                Optional.empty());
    }

    private LotCommand revert(SplittableRandom random) {
        List<Reservation> sold = book.snapshot().reservations().stream()
                .filter(Reservation::isSold)
                .toList();
        if (sold.isEmpty()) {
            return new LotCommand.RevertSale(reservation(random), "trade-0", "failed");
        }
        Reservation one = sold.get(random.nextInt(sold.size()));
        return new LotCommand.RevertSale(one.number(), one.tradeId().orElseThrow(), "failed");
    }

    private LotCommand purchase(SplittableRandom random) {
        Optional<Need> need = withCommitment(random);
        return need.<LotCommand>map(wanted -> {
                    List<Commitment> parts = List.copyOf(wanted.commitments().values());
                    Commitment part = parts.get(random.nextInt(parts.size()));
                    String money = Counts.ofHundredths(part.value()).toString();
                    return new LotCommand.RecordPurchase(
                            wanted.number(), part.key(), trade(part.key()), decimal(money));
                })
                .orElse(new LotCommand.TimePassed());
    }

    /** The one that the reservation was sold in, if it was. */
    private String trade(String key) {
        return ResourceId.parse(ResourceId.Kind.RESERVATION, key)
                .flatMap(id -> book.reservation(id.number()))
                .flatMap(Reservation::tradeId)
                .orElse("trade-0");
    }

    private LotCommand revertPurchase(SplittableRandom random) {
        Optional<Need> need = withCommitment(random);
        return need.<LotCommand>map(wanted -> {
                    List<Commitment> parts = List.copyOf(wanted.commitments().values());
                    Commitment part = parts.get(random.nextInt(parts.size()));
                    return new LotCommand.RevertPurchase(wanted.number(), trade(part.key()), "failed");
                })
                .orElse(new LotCommand.TimePassed());
    }

    private LotCommand room(SplittableRandom random) {
        long need = wanting(random);
        String buyer = book.need(need).map(Need::buyer).orElse("nobody");
        String key = "room-" + random.nextInt(5);
        return random.nextBoolean()
                ? new LotCommand.KeepRoom(
                        need,
                        key,
                        buyer,
                        yarn.toString(),
                        decimal(Integer.toString(100 + random.nextInt(2_000))),
                        decimal("0.001"),
                        Optional.of(yarnPrice),
                        "INR",
                        now)
                : new LotCommand.GiveBackRoom(need, key, "no longer");
    }

    private static <T> Optional<T> one(List<T> all, SplittableRandom random) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private Optional<Need> withCommitment(SplittableRandom random) {
        return one(
                book.needs().stream()
                        .filter(need -> !need.commitments().isEmpty())
                        .toList(),
                random);
    }

    private long lot(SplittableRandom random) {
        return one(List.copyOf(book.lots()), random).map(Lot::number).orElse(1L);
    }

    private long active(SplittableRandom random) {
        return one(
                        book.lots().stream()
                                .filter(lot -> lot.status() == LotStatus.ACTIVE || random.nextInt(8) == 0)
                                .toList(),
                        random)
                .map(Lot::number)
                .orElse(1L);
    }

    private long need(SplittableRandom random) {
        return one(List.copyOf(book.needs()), random).map(Need::number).orElse(1L);
    }

    private long wanting(SplittableRandom random) {
        return one(
                        book.needs().stream()
                                .filter(need -> need.status().isMatchable() || random.nextInt(8) == 0)
                                .toList(),
                        random)
                .map(Need::number)
                .orElse(1L);
    }

    private long reservation(SplittableRandom random) {
        List<Reservation> held = book.snapshot().reservations().stream()
                .filter(reservation -> reservation.isHeld() || random.nextInt(4) == 0)
                .toList();
        return one(held, random).map(Reservation::number).orElse(1L);
    }

    // -------------------------------------------------------------------------------------------- what must hold

    private void check() {
        Map<Long, Long> held = new HashMap<>();
        Map<Long, Long> sold = new HashMap<>();
        LotBookSnapshot snapshot = book.snapshot();
        for (Reservation reservation : snapshot.reservations()) {
            held.merge(reservation.lot(), reservation.isHeld() ? reservation.quantity() : 0, Long::sum);
            sold.merge(reservation.lot(), reservation.isSold() ? reservation.quantity() : 0, Long::sum);
        }
        for (Lot lot : snapshot.lots()) {
            seen.add("lot " + lot.status());
            assertThat(lot.available()).as("AV-1").isNotNegative();
            assertThat(lot.available() + lot.reserved() + lot.sold()).as("AV-1").isEqualTo(lot.total());
            assertThat(lot.reserved()).as("what is held of a lot").isEqualTo(held.getOrDefault(lot.number(), 0L));
            assertThat(lot.sold()).as("what is sold of a lot").isEqualTo(sold.getOrDefault(lot.number(), 0L));
            if (lot.status() == LotStatus.RESERVED) {
                assertThat(lot.available() == 0 && lot.reserved() > 0)
                        .as("AV-2")
                        .isTrue();
            }
            if (lot.status() == LotStatus.ACTIVE) {
                assertThat(lot.available()).as("AV-2").isPositive();
            }
        }
        for (Need need : snapshot.needs()) {
            seen.add("need " + need.status());
            check(need);
        }
        for (Reservation reservation : snapshot.reservations()) {
            if (reservation.isHeld() && reservation.requirementId().isPresent()) {
                ResourceId need = ResourceId.parse(
                                ResourceId.Kind.REQUIREMENT,
                                reservation.requirementId().get())
                        .orElseThrow();
                ResourceId key = new ResourceId(ResourceId.Kind.RESERVATION, reservation.number(), id);
                assertThat(book.need(need.number()).orElseThrow().commitments())
                        .as("TR-2: room of what is held")
                        .containsKey(key.toString());
            }
        }
        checkDue(snapshot);
    }

    private void check(Need need) {
        for (Commitment part : need.commitments().values()) {
            Optional<ResourceId> key = ResourceId.parse(ResourceId.Kind.RESERVATION, part.key());
            if (part.isHeld() && key.isPresent()) {
                // One that is forgotten was sold long ago; whoever has sold it has not told the need.
                book.reservation(key.get().number())
                        .ifPresent(reservation -> assertThat(reservation.isOver())
                                .as("TR-2: room is kept for what is held, or sold and not yet purchased")
                                .isFalse());
            }
        }
        assertThat(need.purchased())
                .as("RQ-2")
                .isLessThanOrEqualTo(need.amounts().max());
        assertThat(need.committed())
                .as("RQ-2")
                .isLessThanOrEqualTo(need.amounts().max());
        need.amounts()
                .totalBudget()
                .ifPresent(total ->
                        assertThat(need.spent() + need.heldValue()).as("RQ-2").isLessThanOrEqualTo(total));
    }

    /** The next end is the earliest of all that are to come, and there is one when anything can end. */
    private void checkDue(LotBookSnapshot snapshot) {
        List<Instant> ends = new ArrayList<>();
        snapshot.lots().stream()
                .filter(Lot::isOpen)
                .forEach(lot -> ends.add(lot.content().expiresAt()));
        snapshot.needs().stream()
                .filter(Need::isOpen)
                .forEach(need -> ends.add(need.content().validUntil()));
        snapshot.reservations().stream()
                .filter(Reservation::isHeld)
                .forEach(reservation -> ends.add(reservation.expiresAt()));
        assertThat(book.nextDue()).isEqualTo(ends.stream().min(Instant::compareTo));
    }
}
