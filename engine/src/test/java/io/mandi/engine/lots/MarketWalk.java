package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.Terms;
import io.mandi.engine.catalog.edit.StarterCatalogue;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.Exposure;
import io.mandi.engine.ledger.ExposureEntry;
import io.mandi.engine.ledger.ExposureState;
import io.mandi.engine.ledger.LedgerDecision;
import io.mandi.engine.ledger.LedgerRefusal;
import io.mandi.engine.ledger.LedgerRules;
import io.mandi.engine.lots.LotCommand.Held;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Commitment;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeChange;
import io.mandi.engine.trade.TradeDecision;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeSamples;
import io.mandi.engine.trade.TradeStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Two books of a market, whose commodities may stand for each other, the ledgers of its partners, and its trades, with everything
 * that goes wrong between them: what is asked comes late, twice, in another order or not at all, answers are lost, and now and then
 * everybody forgets what was under way. Books come back by their journals and snapshots. Time passes as it likes.
 */
final class MarketWalk {
    /** What is done next, all of it decided by a number, so that steps can be left out. */
    record Move(int number, long seed) {}

    private static final ResourceId COTTON = LotDesk.COTTON;
    private static final ResourceId YARN = ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 8, "demo");
    private static final String RATIO = "0.85";
    private static final int PARTNERS = 6;
    private static final int SNAPSHOT_EVERY = 150;
    private static final int MOST_POSTINGS = 12;
    private static final int MOST_ATTEMPTS = 100;
    /** Once nothing goes wrong any more, everything is settled after so many rounds. */
    private static final int ROUNDS = 200;

    private static final Duration ORPHAN_AFTER = Duration.ofSeconds(60);

    /** What is on its way to somebody; its answer, if anybody waits for one, is what it leaves behind. */
    private interface Message extends Runnable {}

    private final Map<EntityId, Book> books = new LinkedHashMap<>();
    private final Map<String, Ledger> ledgers = new TreeMap<>();
    private final Map<String, Trade> trades = new LinkedHashMap<>();
    private final List<Message> network = new ArrayList<>();
    /** Reservations that have ended, of which the ledger has to be told: the schedule keeps them. */
    private final List<ResourceId> ended = new ArrayList<>();

    private final Map<String, Long> seen;
    private Instant now = LotDesk.START;
    private SplittableRandom random = new SplittableRandom(0);
    private long commands;
    private int numbers;

    /** @param seen how often what came to pass; added to */
    MarketWalk(Map<String, Long> seen) {
        this.seen = seen;
        for (ResourceId commodity : List.of(COTTON, YARN)) {
            EntityId id = EntityId.ofLots(commodity);
            books.put(id, new Book(id, commodity));
        }
        for (int i = 0; i < PARTNERS; i++) {
            // Half of them soon have all that they may have.
            ledgers.put(partner(i), new Ledger(partner(i), decimal(i % 2 == 0 ? "900000.00" : "30000000.00")));
        }
    }

    static List<Move> moves(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            moves.add(new Move(i, random.nextLong()));
        }
        return moves;
    }

    /** What books, ledgers and trades were asked to do. */
    long commands() {
        return commands;
    }

    private void saw(String what) {
        seen.merge(what, 1L, Long::sum);
    }

    private static String partner(int number) {
        return "partner-" + number;
    }

    private String anyPartner() {
        return partner(random.nextInt(PARTNERS));
    }

    /** The first two are of one owner (8.1). */
    private static boolean areRelated(String one, String other) {
        return one.equals(other) || Set.of(one, other).equals(Set.of(partner(0), partner(1)));
    }

    // ------------------------------------------------------------------------------------------------------- books

    private final class Book {
        private final EntityId id;
        private final ResourceId commodity;
        private final Market market;
        private final List<LotTransition> since = new ArrayList<>();
        private LotBookSnapshot snapshot;
        private LotBook book;

        Book(EntityId id, ResourceId commodity) {
            this.id = id;
            this.commodity = commodity;
            Commodity goods = Commodity.of(
                            commodity.toString(), StarterCatalogue.commodities().getFirst())
                    .asOptional()
                    .orElseThrow();
            market = new Market(
                    goods,
                    MarketSettings.DEFAULT,
                    Terms.STANDARD,
                    Map.of(LotDesk.RAJKOT, LotDesk.place(LotDesk.RAJKOT, 0)));
            book = new LotBook(id, LotBookLimits.DEFAULT);
            snapshot = book.snapshot();
        }

        LotDecision execute(LotCommand command, Actor actor, Optional<String> key) {
            commands++;
            LotDecision decision = book.execute(
                    command,
                    new CommandContext(
                            ChronoUnit.MICROS.between(Instant.EPOCH, now),
                            actor,
                            "request-1",
                            key.map(each -> new Idempotency("reserve", each, "body")),
                            OptionalLong.empty(),
                            0));
            switch (decision) {
                case LotDecision.Accept accept -> recorded(accept.transition());
                case LotDecision.Refuse refuse -> recorded(refuse.transition());
                default -> {}
            }
            return decision;
        }

        private void recorded(LotTransition transition) {
            since.add(transition);
            transition.events().forEach(event -> {
                saw(event.getClass().getSimpleName());
                switch (event) {
                    case LotEvent.Released released -> ended.add(released.reservationId());
                    case LotEvent.ReservationExpired expired -> ended.add(expired.reservationId());
                    default -> {}
                }
            });
            if (since.size() > SNAPSHOT_EVERY) {
                snapshot = book.snapshot();
                since.clear();
            }
        }

        void restart() {
            LotBook again = new LotBook(id, LotBookLimits.DEFAULT, snapshot);
            since.forEach(again::apply);
            assertThat(again.snapshot()).isEqualTo(book.snapshot());
            book = again;
        }

        Optional<Reservation> findHeld(long lot, String holdKey) {
            return book.reservationsOf(lot).stream()
                    .filter(reservation -> reservation.agreement().holdKey().equals(Optional.of(holdKey)))
                    .findFirst();
        }
    }

    private Book book(ResourceId of) {
        return books.get(of.owner());
    }

    private Book anyBook() {
        return List.copyOf(books.values()).get(random.nextInt(books.size()));
    }

    // ----------------------------------------------------------------------------------------------------- ledgers

    private final class Ledger {
        private final String partner;
        private final Decimal limit;
        private final Map<String, ExposureEntry> entries = new LinkedHashMap<>();
        private final Map<String, Instant> heldAt = new HashMap<>();
        private final Map<String, HoldOf> holds = new HashMap<>();
        private Exposure exposure = Exposure.NONE;

        Ledger(String partner, Decimal limit) {
            this.partner = partner;
            this.limit = limit;
        }

        private LedgerRules rules() {
            return new LedgerRules(partner, Optional.of(limit), exposure, ExposureState.GREEN);
        }

        private Optional<ExposureEntry> entry(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        private Optional<ExposureEntry> ofTrade(String trade) {
            return entries.values().stream()
                    .filter(entry -> entry.tradeId().equals(Optional.of(trade)))
                    .findFirst();
        }

        LedgerDecision hold(String key, HoldOf of, Decimal amount) {
            LedgerDecision decision = done(rules().hold(entry(key), key, amount));
            if (decision instanceof LedgerDecision.Changed) {
                heldAt.put(key, now);
                holds.put(key, of);
                assertThat(exposure.total()).as("EX-2").isLessThanOrEqualTo(limit.toBigDecimal());
            }
            return decision;
        }

        LedgerDecision convert(String key, String trade, Decimal amount) {
            return done(rules().convert(entry(key), trade, amount));
        }

        LedgerDecision releaseHold(String key) {
            return done(rules().releaseHold(entry(key), "over"));
        }

        LedgerDecision releaseTrade(String trade) {
            return done(rules().releaseTrade(ofTrade(trade), "over"));
        }

        private LedgerDecision done(LedgerDecision decision) {
            commands++;
            if (decision instanceof LedgerDecision.Changed changed) {
                exposure = changed.exposure();
                entries.put(changed.entry().key(), changed.entry());
            } else if (decision instanceof LedgerDecision.Refused(LedgerRefusal reason)) {
                saw("ledger " + reason);
            }
            return decision;
        }

        private List<String> orphans() {
            return entries.values().stream()
                    .filter(entry -> entry.state() == ExposureEntry.State.HELD)
                    .map(ExposureEntry::key)
                    .filter(key -> heldAt.get(key).isBefore(now.minus(ORPHAN_AFTER)))
                    .toList();
        }
    }

    /** What a hold was taken for; its key says so. */
    private record HoldOf(ResourceId lot, Optional<ResourceId> roomOf) {}

    // ------------------------------------------------------------------------------------------------------- moves

    void take(Move move) {
        random = new SplittableRandom(move.seed());
        now = now.plusMillis(
                random.nextInt(400) == 0 ? random.nextInt(30_000_000) : random.nextInt(20) == 0 ? 20_000 : 50);
        switch (random.nextInt(100)) {
            case 0 -> {
                if (random.nextBoolean()) {
                    crash();
                }
            }
            case 1, 2 -> post();
            case 3, 4, 5, 6, 7, 8, 9 -> network.add(new Request(wanted()));
            case 10 -> edit();
            case 11, 12 -> release();
            case 13, 14, 15 -> trade();
            case 16, 17, 18 -> wish();
            case 19, 20 -> sweep();
            case 21, 22, 23 -> tellEnded();
            case 24 ->
                books.values().forEach(each -> each.execute(new LotCommand.TimePassed(), Actor.system(), none()));
            case 25, 26, 27, 28, 29, 30 -> drive();
            case 31 -> lose();
            default -> deliver();
        }
        check();
    }

    private static Optional<String> none() {
        return Optional.empty();
    }

    /** Whatever somebody only remembered is gone. */
    private void crash() {
        saw("crash");
        network.clear();
        books.values().forEach(Book::restart);
    }

    private void lose() {
        if (!network.isEmpty()) {
            network.remove(random.nextInt(network.size()));
            saw("lost");
        }
    }

    /** Of what is under way something moves on; what is not taken away does so again. */
    private void deliver() {
        if (network.isEmpty()) {
            network.add(new Request(wanted()));
        } else {
            int at = random.nextInt(network.size());
            if (random.nextInt(12) == 0 && !(network.get(at) instanceof Request)) {
                saw("twice");
                network.get(at).run();
            } else {
                network.remove(at).run();
            }
        }
    }

    private void post() {
        Book book = anyBook();
        if (random.nextBoolean()) {
            if (book.book.lots().stream().filter(lot -> lot.isOnOffer(now)).count() < MOST_POSTINGS) {
                Offer offer = new Offer()
                        .of(Integer.toString(20 + random.nextInt(100)))
                        .expiring(now.plusSeconds(600 + random.nextInt(200_000)));
                if (random.nextInt(8) == 0) {
                    offer.openPrice();
                }
                book.execute(
                        new LotCommand.CreateLot(anyPartner(), offer.draft(), false, true, book.market, LotDesk.FINE),
                        LotDesk.STAFF,
                        none());
            }
        } else if (book.book.needs().stream()
                        .filter(need -> need.isWanting(now))
                        .count()
                < MOST_POSTINGS) {
            Demand demand = new Demand()
                    .of("10", Integer.toString(20 + random.nextInt(60)))
                    .budget(random.nextInt(6) == 0 ? "60000" : "90000")
                    .valid(now, now.plusSeconds(600 + random.nextInt(200_000)));
            if (random.nextBoolean()) {
                ResourceId other = book.commodity.equals(COTTON) ? YARN : COTTON;
                demand.equivalent(other.toString(), RATIO);
            }
            numbers++;
            LotDecision created = book.execute(
                    new LotCommand.CreateNeed(
                            anyPartner(),
                            String.format("REQ-2026-%06d", numbers),
                            demand.draft(),
                            true,
                            book.market,
                            LotDesk.FINE),
                    LotDesk.STAFF,
                    none());
            if (created instanceof LotDecision.Accept accept) {
                book.execute(
                        new LotCommand.PublishNeed(
                                accept.answer().need().orElseThrow().number(), book.market, LotDesk.FINE),
                        LotDesk.STAFF,
                        none());
            }
        }
    }

    /** Somebody changes the price of what others are about to reserve. */
    private void edit() {
        Book book = anyBook();
        any(List.copyOf(book.book.lots())).ifPresent(lot -> {
            if (random.nextInt(6) == 0) {
                book.execute(new LotCommand.CancelLot(lot.number(), "no longer"), LotDesk.STAFF, none());
            } else {
                book.execute(
                        new LotCommand.EditLot(
                                lot.number(),
                                LotDesk.price(Integer.toString(71_000 + random.nextInt(3) * 500)),
                                book.market),
                        LotDesk.STAFF,
                        none());
            }
        });
    }

    private void release() {
        Book book = anyBook();
        held(book)
                .ifPresent(reservation -> book.execute(
                        new LotCommand.Release(reservation.number(), "changed its mind"), LotDesk.STAFF, none()));
    }

    private <T> Optional<T> any(List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private Optional<Reservation> held(Book book) {
        return any(reservations(book).filter(Reservation::isHeld).toList());
    }

    private static Stream<Reservation> reservations(Book book) {
        return book.book.lots().stream().flatMap(lot -> book.book.reservationsOf(lot.number()).stream());
    }

    private static ResourceId reservationId(Book book, Reservation reservation) {
        return new ResourceId(ResourceId.Kind.RESERVATION, reservation.number(), book.id);
    }

    // --------------------------------------------------------------------------------------------------- reserving

    /** What a client wants, and wants again with the same key as long as it does not know what came of it. */
    private record Wanted(
            String key, ResourceId lot, Optional<ResourceId> need, String holder, Decimal quantity, int tries) {}

    private Wanted wanted() {
        numbers++;
        Book book = anyBook();
        long lot = any(List.copyOf(book.book.lots())).map(Lot::number).orElse(1L);
        Optional<ResourceId> need = Optional.empty();
        String holder = anyPartner();
        if (random.nextInt(4) != 0) {
            Book other = random.nextInt(3) == 0 ? anyBook() : book;
            Optional<Need> wanting = any(List.copyOf(other.book.needs()));
            need = wanting.map(each -> new ResourceId(ResourceId.Kind.REQUIREMENT, each.number(), other.id));
            holder = wanting.map(Need::buyer).orElse(holder);
        }
        return new Wanted(
                "key-" + numbers,
                new ResourceId(ResourceId.Kind.AVAILABILITY, lot, book.id),
                need,
                holder,
                decimal(Integer.toString(1 + random.nextInt(25))),
                0);
    }

    /** The steps of a request, as the desk takes them: the ledger, the room of an equivalent, the book; and back (TR-1). */
    private final class Request implements Message {
        private enum At {
            LEDGER,
            ROOM,
            BOOK,
            ROOM_BACK,
            LEDGER_BACK
        }

        private final Wanted wanted;
        private At at = At.LEDGER;
        private int attempt;
        private Optional<Held> held = Optional.empty();

        Request(Wanted wanted) {
            this.wanted = wanted;
        }

        private String holdKey() {
            return wanted.key() + ":" + attempt;
        }

        private Optional<ResourceId> elsewhere() {
            return wanted.need()
                    .filter(need -> !need.owner().equals(wanted.lot().owner()));
        }

        private Optional<Need> need() {
            return wanted.need().flatMap(id -> book(id).book.need(id.number()));
        }

        private Optional<Lot> lot() {
            return book(wanted.lot()).book.lot(wanted.lot().number());
        }

        private Optional<BigDecimal> ratio() {
            return elsewhere().isEmpty()
                    ? Optional.of(BigDecimal.ONE)
                    : need().flatMap(found -> Optional.ofNullable(found.content()
                                    .equivalents()
                                    .get(book(wanted.lot()).commodity.toString())))
                            .map(Decimal::toBigDecimal);
        }

        @Override
        public void run() {
            switch (at) {
                case LEDGER -> ledger();
                case ROOM -> room();
                case BOOK -> decide();
                case ROOM_BACK -> {
                    giveBack(elsewhere(), held.orElseThrow().key());
                    next(At.LEDGER_BACK);
                }
                case LEDGER_BACK -> {
                    ledgers.get(wanted.holder()).releaseHold(held.orElseThrow().key());
                    over();
                }
            }
        }

        private void next(At where) {
            at = where;
            network.add(this);
        }

        /** A client that does not hear of it asks again. */
        private void over() {
            if (wanted.tries() < 2 && random.nextInt(3) == 0) {
                saw("again");
                network.add(new Request(new Wanted(
                        wanted.key(),
                        wanted.lot(),
                        wanted.need(),
                        wanted.holder(),
                        wanted.quantity(),
                        wanted.tries() + 1)));
            }
        }

        private Optional<BigDecimal> value(Lot lot, BigDecimal ratio) {
            return Quote.thousandths(lot, wanted.quantity(), Optional.empty())
                    .flatMap(thousandths -> Quote.value(lot, thousandths, need(), ratio, Optional.empty()));
        }

        private void ledger() {
            Optional<Lot> lot = lot();
            if (lot.isEmpty() || ratio().isEmpty()) {
                return;
            }
            Optional<BigDecimal> value = value(lot.get(), ratio().get());
            if (value.isEmpty() || areRelated(wanted.holder(), lot.get().seller())) {
                decide();
                return;
            }
            Decimal amount =
                    Decimal.of(value.get().setScale(2, RoundingMode.HALF_UP)).orElseThrow();
            Held wish = new Held(holdKey(), amount, now.plus(ORPHAN_AFTER.dividedBy(2)));
            switch (ledgers.get(wanted.holder()).hold(wish.key(), new HoldOf(wanted.lot(), elsewhere()), amount)) {
                case LedgerDecision.Changed ignored -> {
                    held = Optional.of(wish);
                    next(elsewhere().isPresent() ? At.ROOM : At.BOOK);
                }
                case LedgerDecision.Refused(LedgerRefusal reason) when reason == LedgerRefusal.RELEASED -> another();
                case LedgerDecision.Refused ignored -> decide();
                case LedgerDecision.Repeated ignored -> {
                    if (book(wanted.lot())
                            .findHeld(wanted.lot().number(), wish.key())
                            .isPresent()) {
                        decide();
                    } else {
                        another();
                    }
                }
            }
        }

        private void another() {
            attempt++;
            if (attempt < MOST_ATTEMPTS) {
                next(At.LEDGER);
            }
        }

        private void room() {
            Lot lot = lot().orElseThrow();
            ResourceId need = elsewhere().orElseThrow();
            long thousandths =
                    Quote.thousandths(lot, wanted.quantity(), Optional.empty()).orElseThrow();
            LotDecision decision = book(need)
                    .execute(
                            new LotCommand.KeepRoom(
                                    need.number(),
                                    held.orElseThrow().key(),
                                    wanted.holder(),
                                    book(wanted.lot()).commodity.toString(),
                                    Decimal.of(lot.base(thousandths)).orElseThrow(),
                                    Decimal.of(lot.step()).orElseThrow(),
                                    Quote.price(lot, need(), Optional.empty()),
                                    lot.content().currency(),
                                    held.orElseThrow().until()),
                            Actor.system(),
                            none());
            next(
                    decision instanceof LotDecision.Accept || decision instanceof LotDecision.Unchanged
                            ? At.BOOK
                            : At.ROOM_BACK);
        }

        private PairVerdicts verdicts(Lot lot) {
            return new PairVerdicts(
                    Optional.empty(),
                    areRelated(wanted.holder(), lot.seller()) ? Optional.of(Reason.SAME_PAN) : Optional.empty(),
                    Optional.empty(),
                    Optional.of(new RiskAssessment(new BigDecimal("90"), RiskStatus.PASS, Set.of())),
                    held.isPresent() ? LotCommand.Exposure.HELD : LotCommand.Exposure.REFUSED);
        }

        private Target target(ResourceId id, Lot lot) {
            Optional<Need> need = need().filter(ignored -> elsewhere().isPresent());
            if (need.isEmpty()) {
                return new Target.Here(id.number());
            }
            Optional<BigDecimal> atBudget = Quote.thousandths(lot, wanted.quantity(), Optional.empty())
                    .flatMap(thousandths -> Quote.atBudget(need.get(), lot.base(thousandths), ratio().orElseThrow()));
            return new Target.Elsewhere(
                    id.toString(),
                    held.map(Held::key).orElse(""),
                    need.get().content().deliveryTerms(),
                    need.get().content().paymentTerms(),
                    atBudget.map(money ->
                            Decimal.of(money.setScale(2, RoundingMode.HALF_UP)).orElseThrow()));
        }

        private void decide() {
            Lot lot = lot().orElseThrow();
            LotDecision decision = book(wanted.lot())
                    .execute(
                            new LotCommand.Reserve(
                                    lot.number(),
                                    wanted.holder(),
                                    wanted.need().map(id -> target(id, lot)),
                                    wanted.quantity(),
                                    Optional.empty(),
                                    Optional.of(1),
                                    LotDesk.BY_SIGHT,
                                    verdicts(lot),
                                    Optional.empty(),
                                    held),
                            LotDesk.trader(wanted.holder()),
                            Optional.of(wanted.key()));
            Optional<String> kept = switch (decision) {
                case LotDecision.Accept accept -> holdOf(accept.answer());
                case LotDecision.Repeat repeat -> holdOf(repeat.answer());
                case LotDecision.Reject(LotRejection rejection) -> {
                    saw(rejection.code().name());
                    yield Optional.empty();
                }
                case LotDecision.Refuse(LotTransition ignored, LotRejection rejection) -> {
                    saw(rejection.code().name());
                    yield Optional.empty();
                }
                default -> Optional.empty();
            };
            if (decision instanceof LotDecision.Accept) {
                assertThat(areRelated(wanted.holder(), lot.seller())).as("8.1").isFalse();
                assertThat(kept).as("nothing is granted without a hold").isEqualTo(held.map(Held::key));
            }
            if (held.isPresent() && !held.map(Held::key).equals(kept)) {
                next(elsewhere().isPresent() ? At.ROOM_BACK : At.LEDGER_BACK);
            } else {
                over();
            }
        }

        private static Optional<String> holdOf(LotAnswer answer) {
            return answer.reservation()
                    .flatMap(reservation -> reservation.agreement().holdKey());
        }
    }

    private void giveBack(Optional<ResourceId> need, String key) {
        need.ifPresent(
                id -> book(id).execute(new LotCommand.GiveBackRoom(id.number(), key, "over"), Actor.system(), none()));
    }

    /** TR-2: what no reservation stands for is found by its hold. */
    private void sweep() {
        for (Ledger ledger : ledgers.values()) {
            for (String key : ledger.orphans()) {
                HoldOf of = ledger.holds.get(key);
                Optional<Reservation> found = book(of.lot()).findHeld(of.lot().number(), key);
                if (found.isEmpty() || found.get().isOver()) {
                    saw("orphan");
                    giveBack(of.roomOf(), key);
                    ledger.releaseHold(key);
                }
            }
        }
    }

    /** The ledger is told of a reservation that has ended, now and then once more. */
    private void tellEnded() {
        if (ended.isEmpty()) {
            return;
        }
        int at = random.nextInt(ended.size());
        ResourceId id = random.nextInt(5) == 0 ? ended.get(at) : ended.remove(at);
        book(id).book.reservation(id.number()).filter(Reservation::isOver).ifPresent(reservation -> {
            giveBack(
                    reservation
                            .agreement()
                            .roomKey()
                            .flatMap(ignored -> reservation.requirementId())
                            .flatMap(need -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, need)),
                    reservation.agreement().roomKey().orElse(""));
            reservation
                    .agreement()
                    .holdKey()
                    .ifPresent(key -> ledgers.get(reservation.holder()).releaseHold(key));
        });
    }

    // ------------------------------------------------------------------------------------------------------ trades

    private void trade() {
        Book book = anyBook();
        held(book)
                .filter(reservation -> reservation.agreement().price().isPresent())
                .ifPresent(reservation -> {
                    commands++;
                    Trade trade = TradeRules.initiate(
                                    reservationId(book, reservation),
                                    TradeSamples.terms(
                                            reservation.requirementId(),
                                            reservation.agreement().value()),
                                    "mill@example.org",
                                    "request-1",
                                    now)
                            .trade();
                    // One trade for each reservation: who comes second finds the first (TR-3).
                    trades.putIfAbsent(trade.id().toString(), trade);
                });
    }

    private Reservation reservation(Trade trade) {
        ResourceId id = trade.id().reservation();
        return book(id).book.reservation(id.number()).orElseThrow();
    }

    private void wish() {
        any(List.copyOf(trades.values())).ifPresent(trade -> {
            commands++;
            TradeDecision decision = switch (random.nextInt(4)) {
                case 0, 1 -> TradeRules.confirm(trade, LotDesk.STAFF, now);
                case 2 -> TradeRules.complete(trade, LotDesk.STAFF, "request-2", now);
                default -> TradeRules.cancel(trade, LotDesk.STAFF, "why", "request-3", now);
            };
            if (decision instanceof TradeDecision.Changed changed) {
                put(changed.change());
            }
        });
    }

    private void put(TradeChange change) {
        Trade before = trades.put(change.trade().id().toString(), change.trade());
        if (before != null && before.status() != change.trade().status()) {
            saw("trade " + change.trade().status());
        }
    }

    /** The schedule asks for the next step of a trade: the question is on its way, and then its answer. */
    private void drive() {
        any(trades.values().stream().filter(trade -> trade.run().isPresent()).toList())
                .ifPresent(trade -> network.add(question(trade, trade.run().orElseThrow())));
    }

    private Message question(Trade trade, Run run) {
        return () -> {
            Optional<Failure> refusal = asked(trade, run.next());
            network.add(() -> answered(trade.id(), run.kind(), run.next(), refusal));
        };
    }

    private void answered(ResourceId id, Run.Kind kind, Step step, Optional<Failure> refusal) {
        commands++;
        Trade trade = trades.get(id.toString());
        Optional<TradeChange> change = refusal.isPresent()
                ? TradeRules.refused(trade, kind, refusal.get(), now)
                : step == Step.NUMBER
                        ? TradeRules.numbered(trade, "TR-2026-000001", now)
                        : TradeRules.done(trade, kind, step, now);
        change.ifPresent(this::put);
    }

    private Optional<Failure> asked(Trade trade, Step step) {
        Reservation reservation = reservation(trade);
        String id = trade.id().toString();
        Ledger ledger = ledgers.get(reservation.holder());
        String hold = reservation.agreement().holdKey().orElseThrow();
        Optional<ResourceId> need =
                reservation.requirementId().flatMap(text -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, text));
        Book own = book(trade.id().reservation());
        return switch (step) {
            case SELL -> told(own, step, new LotCommand.Convert(reservation.number(), id));
            case PURCHASE ->
                told(
                        book(need.orElseThrow()),
                        step,
                        new LotCommand.RecordPurchase(
                                need.get().number(),
                                reservation
                                        .agreement()
                                        .roomKey()
                                        .orElse(trade.id().reservation().toString()),
                                id,
                                trade.terms().taxable()));
            case CONVERT_HOLD ->
                ledger.convert(hold, id, trade.terms().taxable()) instanceof LedgerDecision.Refused refused
                        ? Optional.of(new Failure(step, "state_conflict", refused.toString()))
                        : Optional.empty();
            case NUMBER -> Optional.empty();
            case RELEASE_EXPOSURE -> {
                if (ledger.releaseTrade(id) instanceof LedgerDecision.Refused) {
                    ledger.releaseHold(hold);
                }
                yield Optional.empty();
            }
            case REVERT_PURCHASE -> {
                told(
                        book(need.orElseThrow()),
                        step,
                        new LotCommand.RevertPurchase(need.get().number(), id, "over"));
                reservation.agreement().roomKey().ifPresent(key -> giveBack(need, key));
                yield Optional.empty();
            }
            case REVERT_SALE -> told(own, step, new LotCommand.RevertSale(reservation.number(), id, "over"));
        };
    }

    private Optional<Failure> told(Book book, Step step, LotCommand command) {
        return book.execute(command, Actor.system(), none()) instanceof LotDecision.Reject(LotRejection rejection)
                ? Optional.of(new Failure(step, rejection.code().code(), rejection.detail()))
                : Optional.empty();
    }

    // ------------------------------------------------------------------------------------------------- what holds

    /** After each move: AV-1, RQ-2. */
    private void check() {
        for (Book book : books.values()) {
            for (Lot lot : book.book.lots()) {
                boolean holds = lot.available() + lot.reserved() + lot.sold() == lot.total()
                        && lot.available() >= 0
                        && lot.reserved() >= 0
                        && lot.sold() >= 0;
                if (!holds) {
                    throw new AssertionError("AV-1 of " + lot);
                }
            }
            for (Need need : book.book.needs()) {
                boolean holds = need.held() >= 0
                        && need.purchased() >= 0
                        && need.held() + need.purchased() <= need.amounts().max();
                if (!holds) {
                    throw new AssertionError("RQ-2 of " + need);
                }
            }
        }
    }

    /** Nothing goes wrong any more: all that is under way comes to its end, and everybody says the same. */
    void settle() {
        random = new SplittableRandom(commands);
        for (int round = 0; round < ROUNDS; round++) {
            while (!network.isEmpty()) {
                network.removeFirst().run();
            }
            trades.values().stream()
                    .filter(trade -> trade.run().isPresent())
                    .toList()
                    .forEach(trade -> network.add(question(trade, trade.run().orElseThrow())));
            while (!ended.isEmpty()) {
                tellEnded();
            }
            if (network.isEmpty()) {
                now = now.plus(ORPHAN_AFTER).plusSeconds(1);
                sweep();
                if (ended.isEmpty()) {
                    check();
                    agree();
                    return;
                }
            }
        }
        throw new AssertionError("not settled: " + trades.values() + network.size());
    }

    private void agree() {
        Map<String, BigDecimal> held = new HashMap<>();
        Map<String, BigDecimal> converted = new HashMap<>();
        Map<String, Set<String>> commitments = new HashMap<>();
        for (Book book : books.values()) {
            for (Lot lot : book.book.lots()) {
                long reserved = 0;
                long sold = 0;
                for (Reservation reservation : book.book.reservationsOf(lot.number())) {
                    assertThat(areRelated(reservation.holder(), lot.seller())).isFalse();
                    reserved += reservation.isHeld() ? reservation.quantity() : 0;
                    sold += reservation.isSold() ? reservation.quantity() : 0;
                    Optional<Trade> trade = Optional.ofNullable(trades.get(
                            ResourceId.ofTrade(reservationId(book, reservation)).toString()));
                    boolean lives =
                            trade.filter(each -> each.status().isBinding()).isPresent();
                    assertThat(reservation.isSold())
                            .as("%s, of which came %s", reservation, trade)
                            .isEqualTo(lives);
                    if (reservation.isHeld()) {
                        held.merge(
                                reservation.holder(),
                                reservation.agreement().value().toBigDecimal(),
                                BigDecimal::add);
                    }
                    if (trade.filter(each ->
                                    each.status() == TradeStatus.CREATED || each.status() == TradeStatus.CONFIRMED)
                            .isPresent()) {
                        converted.merge(
                                reservation.holder(),
                                trade.get().terms().taxable().toBigDecimal(),
                                BigDecimal::add);
                    }
                    if (!reservation.isOver()) {
                        reservation
                                .requirementId()
                                .ifPresent(need -> commitments
                                        .computeIfAbsent(need, ignored -> new HashSet<>())
                                        .add(reservation
                                                .agreement()
                                                .roomKey()
                                                .orElse(reservationId(book, reservation)
                                                        .toString())));
                    }
                }
                assertThat(List.of(lot.reserved(), lot.sold())).containsExactly(reserved, sold);
            }
        }
        for (Book book : books.values()) {
            for (Need need : book.book.needs()) {
                String id = new ResourceId(ResourceId.Kind.REQUIREMENT, need.number(), book.id).toString();
                assertThat(need.commitments().keySet())
                        .as("room of %s", need)
                        .isEqualTo(commitments.getOrDefault(id, Set.of()));
                long sum = need.commitments().values().stream()
                        .mapToLong(Commitment::quantity)
                        .sum();
                assertThat(need.held() + need.purchased()).isEqualTo(sum);
            }
        }
        for (Ledger ledger : ledgers.values()) {
            assertThat(ledger.exposure.held())
                    .as("on hold of %s", ledger.partner)
                    .isEqualByComparingTo(held.getOrDefault(ledger.partner, BigDecimal.ZERO));
            assertThat(ledger.exposure.converted())
                    .as("traded by %s", ledger.partner)
                    .isEqualByComparingTo(converted.getOrDefault(ledger.partner, BigDecimal.ZERO));
        }
    }
}
