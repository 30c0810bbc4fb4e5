package io.mandi.engine.actor;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotEvent;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.publication.LotEffects;
import io.mandi.engine.publication.UnknownEventTypeException;
import io.mandi.engine.trace.Traces;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The books of lots of the cluster. Whichever node is asked, the one that has the book answers. */
public final class LotBooks {
    private static final Logger LOG = LoggerFactory.getLogger(LotBooks.class);

    private static final EntityTypeKey<LotBookMessage> KEY =
            EntityTypeKey.create(LotBookMessage.class, EntityId.Kind.LOT_BOOK.entityType());
    private static final String DISPATCHER = "mandi.engine.dispatcher";

    private final ShardAsk<LotBookMessage, LotBookReply> books;
    private final LotBookSettings settings;
    private final PastTransitions past;
    private final InstantSource clock;
    /** Books that cannot tell which keys they have forgotten, and to when every key has to be looked up. */
    private final Map<EntityId, Instant> forgetting = new ConcurrentHashMap<>();

    private LotBooks(
            ShardAsk<LotBookMessage, LotBookReply> books,
            LotBookSettings settings,
            PastTransitions past,
            InstantSource clock) {
        this.books = books;
        this.settings = settings;
        this.past = past;
        this.clock = clock;
    }

    /** Makes this node take its share of the books. */
    public static LotBooks start(
            ActorSystem<?> system,
            LotBookSettings settings,
            MatchKnowledge knowledge,
            Quarantine quarantine,
            IsolationViolations violations,
            PastTransitions past,
            InstantSource clock,
            Traces traces) {
        Executor answering = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
        ActorRef<ShardingEnvelope<LotBookMessage>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                context -> entity(
                                        id(context.getEntityId()),
                                        settings,
                                        knowledge,
                                        quarantine,
                                        violations,
                                        clock,
                                        answering,
                                        traces))
                        .withStopMessage(LotBookMessage.Stop.INSTANCE)
                        .withEntityProps(DispatcherSelector.fromConfig(DISPATCHER)));
        return new LotBooks(
                new ShardAsk<>(
                        region,
                        system.scheduler(),
                        settings.askTimeout(),
                        new LotBookReply.Overloaded(),
                        new LotBookReply.OutcomeUnknown()),
                settings,
                past,
                clock);
    }

    private static EntityId id(String entityId) {
        return EntityId.parse(EntityId.Kind.LOT_BOOK.entityType() + "|" + entityId)
                .orElseThrow();
    }

    private static String entityId(EntityId book) {
        return book.organization() + "/" + book.key();
    }

    /** The behavior of one book's entity. */
    static Behavior<LotBookMessage> entity(
            EntityId id,
            LotBookSettings settings,
            MatchKnowledge knowledge,
            Quarantine quarantine,
            IsolationViolations violations,
            InstantSource clock,
            Executor answering,
            Traces traces) {
        return LotBookEntity.create(
                id,
                settings,
                quarantine,
                traces,
                Matchmaker.create(id, knowledge, clock, settings.queueCapacity()),
                (entity, matchmaker) -> JournaledLotBook.create(
                        id, settings, clock, answering, violations, traces, entity, matchmaker));
    }

    /**
     * Does a command. No answer in time is {@link LotBookReply.OutcomeUnknown}. The answer comes on the book's own thread.
     *
     * @param since {@link System#nanoTime} since when the caller waits; it does so for the ask timeout
     */
    public CompletionStage<LotBookReply> execute(EntityId book, Caller caller, LotCommand command, long since) {
        Instant lookUpTo = forgetting.get(book);
        return caller.idempotency().isEmpty() || lookUpTo == null || !lookUpTo.isAfter(oldestKey())
                ? executeNow(book, caller, command, since)
                : lookUp(book, caller, command, since, lookUpTo);
    }

    private CompletionStage<LotBookReply> executeNow(EntityId book, Caller caller, LotCommand command, long since) {
        return ask(book, since, (patience, replyTo) -> new LotBookMessage.Execute(caller, command, patience, replyTo))
                .thenCompose(reply -> {
                    if (reply instanceof LotBookReply.KeyForgotten(Instant lookUpTo, boolean anyKey)) {
                        if (anyKey) {
                            // The next ones need not be told.
                            forgetting.merge(book, lookUpTo, (one, other) -> one.isAfter(other) ? one : other);
                        }
                        return lookUp(book, caller, command, since, lookUpTo);
                    }
                    return CompletableFuture.completedStage(reply);
                });
    }

    /** Nobody may repeat a request that is older. */
    private Instant oldestKey() {
        return clock.instant().minus(settings.limits().rememberedFor());
    }

    /** A key that the book may not know any more is looked for in what is recorded, and only then is anything done. */
    private CompletionStage<LotBookReply> lookUp(
            EntityId book, Caller caller, LotCommand command, long since, Instant lookUpTo) {
        Idempotency key = caller.idempotency().orElseThrow();
        long micros = micros(lookUpTo);
        return past.find(book, key.scope(caller.actor().user()), lookUpTo)
                .toCompletableFuture()
                .orTimeout(books.nanosLeft(since), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> {
                    LOG.warn("A request of {} cannot be looked for: {}", book.persistenceId(), failure.toString());
                    return new PastTransitions.Found.NotYet();
                })
                .thenCompose(found -> switch (found) {
                    case PastTransitions.Found.Done(Transition transition)
                    when transition.at() > micros(oldestKey()) -> repeat(book, caller, key, transition, since);
                    case PastTransitions.Found.Done ignored ->
                        executeNow(book, caller.lookedUp(micros), command, since);
                    case PastTransitions.Found.Nothing ignored ->
                        executeNow(book, caller.lookedUp(micros), command, since);
                    // Nothing was done, and the client comes again.
                    case PastTransitions.Found.NotYet ignored ->
                        CompletableFuture.completedStage(new LotBookReply.Overloaded());
                });
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** What the request was about, as it is now. */
    private CompletionStage<LotBookReply> repeat(
            EntityId book, Caller caller, Idempotency key, Transition transition, long since) {
        boolean sameBody = transition
                .idempotency()
                .filter(first -> first.fingerprint().equals(key.fingerprint()))
                .isPresent();
        if (!sameBody) {
            return CompletableFuture.completedStage(new LotBookReply.Rejected(LotRejection.keyReused(), false));
        }
        List<LotEvent> events;
        try {
            events = LotEffects.read(transition).events();
        } catch (UnknownEventTypeException e) {
            LOG.error("A request of {} cannot be answered again: {}", book.persistenceId(), e.getMessage());
            return CompletableFuture.completedStage(new LotBookReply.Overloaded());
        }
        Optional<ResourceId> lot = Optional.empty();
        Optional<ResourceId> need = Optional.empty();
        Optional<ResourceId> reservation = Optional.empty();
        for (LotEvent event : events) {
            switch (event) {
                case LotEvent.ReservationRejected rejected -> {
                    return CompletableFuture.completedStage(new LotBookReply.Rejected(
                            new LotRejection(rejected.code(), rejected.detail(), List.of(), false), true));
                }
                case LotEvent.OfNeed ofNeed -> need = need.or(() -> Optional.of(ofNeed.requirementId()));
                case LotEvent.OfStock stock -> {
                    lot = lot.or(() -> Optional.of(stock.availabilityId()));
                    reservation = reservation.or(() -> Optional.of(stock.reservationId()));
                }
                case LotEvent.OfLot ofLot -> lot = lot.or(() -> Optional.of(ofLot.availabilityId()));
            }
        }
        return again(book, caller, lot, need, reservation, since);
    }

    private CompletionStage<LotBookReply> again(
            EntityId book,
            Caller caller,
            Optional<ResourceId> lot,
            Optional<ResourceId> need,
            Optional<ResourceId> reservation,
            long since) {
        // With the reservation comes its lot.
        Optional<ResourceId> first = reservation.isPresent() ? reservation : lot;
        CompletionStage<LotBookReply> ofLot = first.map(what -> read(book, caller, what, since))
                .orElse(CompletableFuture.completedStage(new LotBookReply.NotFound()));
        CompletionStage<LotBookReply> ofNeed = need.map(what -> read(book, caller, what, since))
                .orElse(CompletableFuture.completedStage(new LotBookReply.NotFound()));
        return ofLot.thenCombine(ofNeed, (one, other) -> {
            Optional<Lot> foundLot = Optional.empty();
            Optional<Reservation> foundReservation = Optional.empty();
            switch (one) {
                case LotBookReply.FoundLot found -> foundLot = Optional.of(found.lot());
                case LotBookReply.FoundReservation found -> {
                    foundLot = Optional.of(found.lot());
                    foundReservation = Optional.of(found.reservation());
                }
                case LotBookReply.NotFound ignored -> {}
                default -> {
                    return one;
                }
            }
            Optional<Need> foundNeed =
                    other instanceof LotBookReply.FoundNeed found ? Optional.of(found.need()) : Optional.empty();
            return new LotBookReply.Done(
                    new LotAnswer(foundLot, foundNeed, foundReservation, List.of(), Optional.empty()), true, 0);
        });
    }

    /** Looks at a lot, a need or a reservation. */
    public CompletionStage<LotBookReply> read(EntityId book, Caller caller, ResourceId what, long since) {
        return ask(book, since, (patience, replyTo) -> new LotBookMessage.Read(caller, what, patience, replyTo));
    }

    /** Looks for the reservation of a lot that something is held for; for the program itself. */
    public CompletionStage<LotBookReply> findHeld(ResourceId lot, Caller caller, String holdKey, long since) {
        return ask(
                lot.owner(),
                since,
                (patience, replyTo) -> new LotBookMessage.FindHeld(caller, lot.number(), holdKey, patience, replyTo));
    }

    /**
     * Looks for lots of a book for a need.
     *
     * @param needBook of the need
     */
    public CompletionStage<LotBookReply> findLots(
            EntityId book, Caller caller, EntityId needBook, Need need, BigDecimal minScore, int limit, long since) {
        return ask(
                book,
                since,
                (patience, replyTo) -> new LotBookMessage.FindLots(caller, needBook, need, minScore, limit, replyTo));
    }

    /**
     * Looks for needs of a book for a lot.
     *
     * @param lotBook of the lot
     */
    public CompletionStage<LotBookReply> findNeeds(
            EntityId book, Caller caller, EntityId lotBook, Lot lot, BigDecimal minScore, int limit, long since) {
        return ask(
                book,
                since,
                (patience, replyTo) -> new LotBookMessage.FindNeeds(caller, lotBook, lot, minScore, limit, replyTo));
    }

    /** Judges a pair, whatever the state of both. */
    public CompletionStage<LotBookReply> judge(
            Caller caller, EntityId needBook, Need need, EntityId lotBook, Lot lot, long since) {
        return ask(
                lotBook,
                since,
                (patience, replyTo) -> new LotBookMessage.Judge(caller, needBook, need, lotBook, lot, replyTo));
    }

    /**
     * Judges a need and those of some lots of a book that are on the market.
     *
     * @param book of the lots
     * @param needBook of the need
     * @param lots numbers
     */
    public CompletionStage<LotBookReply> judgeLots(
            EntityId book, Caller caller, EntityId needBook, Need need, List<Long> lots, long since) {
        return ask(
                book,
                since,
                (patience, replyTo) -> new LotBookMessage.JudgeLots(caller, needBook, need, lots, replyTo));
    }

    /**
     * Judges a lot and those of some needs of a book that are on the market.
     *
     * @param book of the needs
     * @param lotBook of the lot
     * @param needs numbers
     */
    public CompletionStage<LotBookReply> judgeNeeds(
            EntityId book, Caller caller, EntityId lotBook, Lot lot, List<Long> needs, long since) {
        return ask(
                book,
                since,
                (patience, replyTo) -> new LotBookMessage.JudgeNeeds(caller, lotBook, lot, needs, replyTo));
    }

    private CompletionStage<LotBookReply> ask(
            EntityId book, long since, ShardAsk.Question<LotBookMessage, LotBookReply> question) {
        return books.ask(entityId(book), since, question);
    }
}
