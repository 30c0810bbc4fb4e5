package io.mandi.engine.actor;

import io.mandi.engine.actor.LotBookMessage.FindLots;
import io.mandi.engine.actor.LotBookMessage.FindNeeds;
import io.mandi.engine.actor.LotBookMessage.Judge;
import io.mandi.engine.actor.LotBookMessage.JudgeLots;
import io.mandi.engine.actor.LotBookMessage.JudgeNeeds;
import io.mandi.engine.actor.MatchKnowledge.Known;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.OpenPostings;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.LotIndex;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.MatchContext;
import io.mandi.engine.lots.match.Matcher;
import io.mandi.engine.lots.match.NeedIndex;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.Search;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.need.Need;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Knows what is on offer and wanted in a book of lots, as of its last commit, and searches it. What it has is made of what the book
 * tells it, so that it can be built anew at any time.
 */
final class Matchmaker extends AbstractBehavior<Matchmaker.Message> {
    private final EntityId book;
    private final MatchKnowledge knowledge;
    private final InstantSource clock;
    private final int pendingAtMost;

    /** What can be matched, by number. */
    private final Map<Long, Lot> lots = new HashMap<>();

    private final Map<Long, Need> needs = new HashMap<>();

    /** Made of these; absent until the first search. */
    private Optional<Indexes> indexes = Optional.empty();

    /** Searches that wait for what has to be known. */
    private int pending;

    /** What a matchmaker understands. */
    sealed interface Message {}

    /** The book has been built: this is all that it has. */
    record Recovered(List<Lot> lots, List<Need> needs) implements Message {}

    /**
     * These are as they are now.
     *
     * @param forgotten lots and needs that the book does not know any more
     */
    record Changed(List<Lot> lots, List<Need> needs, List<ResourceId> forgotten) implements Message {}

    record Asked(LotBookMessage.Search search) implements Message {}

    /** @param other of the book that the posting is from which is searched for */
    private record Ready(LotBookMessage.Search search, Known own, Known other) implements Message {}

    private record NotReady(LotBookMessage.Search search, Throwable cause) implements Message {}

    private Matchmaker(
            ActorContext<Message> context,
            EntityId book,
            MatchKnowledge knowledge,
            InstantSource clock,
            int pendingAtMost) {
        super(context);
        this.book = book;
        this.knowledge = knowledge;
        this.clock = clock;
        this.pendingAtMost = pendingAtMost;
    }

    /** @param pendingAtMost searches that wait for what has to be known; others are answered Overloaded */
    static Behavior<Message> create(EntityId book, MatchKnowledge knowledge, InstantSource clock, int pendingAtMost) {
        return Behaviors.setup(context -> new Matchmaker(context, book, knowledge, clock, pendingAtMost));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Recovered.class, recovered -> {
                    lots.clear();
                    needs.clear();
                    indexes = Optional.empty();
                    change(recovered.lots(), recovered.needs());
                    return this;
                })
                .onMessage(Changed.class, changed -> {
                    change(changed.lots(), changed.needs());
                    changed.forgotten().forEach(this::forget);
                    return this;
                })
                .onMessage(Asked.class, asked -> {
                    asked(asked.search());
                    return this;
                })
                .onMessage(Ready.class, ready -> {
                    pending--;
                    ready.search().replyTo().tell(answer(ready));
                    return this;
                })
                .onMessage(NotReady.class, failed -> {
                    pending--;
                    getContext()
                            .getLog()
                            .warn(
                                    "What matching has to know is not told: {}",
                                    failed.cause().toString());
                    failed.search().replyTo().tell(new LotBookReply.Unavailable());
                    return this;
                })
                .build();
    }

    private void change(List<Lot> changedLots, List<Need> changedNeeds) {
        for (Lot lot : changedLots) {
            if (lot.status() == LotStatus.ACTIVE) {
                lots.put(lot.number(), lot);
                indexes.ifPresent(built -> built.put(lot));
            } else {
                removeLot(lot.number());
            }
        }
        for (Need need : changedNeeds) {
            if (need.status().isMatchable()) {
                needs.put(need.number(), need);
                indexes.ifPresent(built -> built.put(need));
            } else {
                removeNeed(need.number());
            }
        }
    }

    private void forget(ResourceId posting) {
        if (posting.kind() == ResourceId.Kind.AVAILABILITY) {
            removeLot(posting.number());
        } else {
            removeNeed(posting.number());
        }
    }

    private void removeLot(long number) {
        lots.remove(number);
        indexes.ifPresent(built -> built.removeLot(number));
    }

    private void removeNeed(long number) {
        needs.remove(number);
        indexes.ifPresent(built -> built.removeNeed(number));
    }

    private void asked(LotBookMessage.Search search) {
        if (pending >= pendingAtMost) {
            search.replyTo().tell(new LotBookReply.Overloaded());
            return;
        }
        pending++;
        CompletionStage<Known> own = knowledge.of(book);
        EntityId otherBook = other(search);
        CompletionStage<Known> other = otherBook.equals(book) ? own : knowledge.of(otherBook);
        getContext()
                .pipeToSelf(
                        own.thenCombine(other, (known, also) -> new Ready(search, known, also)),
                        (ready, failure) -> failure == null ? ready : new NotReady(search, failure));
    }

    private EntityId other(LotBookMessage.Search search) {
        return switch (search) {
            case FindLots find -> find.book();
            case FindNeeds find -> find.book();
            case JudgeLots judge -> judge.book();
            case JudgeNeeds judge -> judge.book();
            case Judge judge -> judge.needBook().equals(book) ? judge.lotBook() : judge.needBook();
        };
    }

    private LotBookReply answer(Ready ready) {
        try {
            return search(ready);
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException e) {
            // Built anew, in case that it is the index.
            indexes = Optional.empty();
            getContext().getLog().error("A search in {} has failed", book.persistenceId(), e);
            return new LotBookReply.Unavailable();
        }
    }

    private LotBookReply search(Ready ready) {
        Known own = ready.own();
        Instant now = clock.instant();
        MatchContext context = MatchContext.of(own.settings(), own.parties());
        return switch (ready.search()) {
            case FindLots find -> {
                OpenNeed need = open(find.book(), ready.other(), find.need());
                Indexes built = indexes(own, now);
                yield new LotBookReply.MatchedLots(
                        built.lots.search(need, new Search(context, now, find.limit(), find.minScore())).stream()
                                .map(match -> new LotBookReply.MatchedLot(
                                        lots.get(number(match.lot().id())), match.appraisal()))
                                .toList());
            }
            case FindNeeds find -> {
                OpenLot lot = open(find.book(), ready.other(), find.lot(), now);
                Indexes built = indexes(own, now);
                built.refresh(own);
                yield new LotBookReply.MatchedNeeds(
                        NeedIndex.search(
                                        List.of(built.needs),
                                        lot,
                                        new Search(context, now, find.limit(), find.minScore()))
                                .stream()
                                .map(match -> new LotBookReply.MatchedNeed(
                                        needs.get(number(match.need().id())), match.appraisal()))
                                .toList());
            }
            case JudgeLots judge -> {
                Matcher matcher = new Matcher(context, now);
                OpenNeed need = open(judge.book(), ready.other(), judge.need());
                yield judged(judge.lots(), lots, lot -> matcher.evaluate(need, open(book, own, lot, now)));
            }
            case JudgeNeeds judge -> {
                Matcher matcher = new Matcher(context, now);
                OpenLot lot = open(judge.book(), ready.other(), judge.lot(), now);
                yield judged(judge.needs(), needs, need -> matcher.evaluate(open(book, own, need), lot));
            }
            case Judge judge -> {
                Known ofNeed = judge.needBook().equals(book) ? own : ready.other();
                Known ofLot = judge.lotBook().equals(book) ? own : ready.other();
                yield new LotBookReply.Judged(new Matcher(context, now)
                        .evaluate(
                                open(judge.needBook(), ofNeed, judge.need()),
                                open(judge.lotBook(), ofLot, judge.lot(), now)));
            }
        };
    }

    private static <T> LotBookReply judged(List<Long> asked, Map<Long, T> known, Function<T, Verdict> verdict) {
        List<LotBookReply.JudgedOne> judged = new ArrayList<>();
        for (long number : asked) {
            T posting = known.get(number);
            if (posting != null) {
                judged.add(new LotBookReply.JudgedOne(number, verdict.apply(posting)));
            }
        }
        return new LotBookReply.JudgedAll(judged);
    }

    private static OpenNeed open(EntityId of, Known known, Need need) {
        return new OpenPostings(of, known.commodity())
                .of(need, known.priorities().apply(need.buyer()));
    }

    private static OpenLot open(EntityId of, Known known, Lot lot, Instant now) {
        return new OpenPostings(of, known.commodity()).of(lot, reference(known, now));
    }

    private static Optional<Decimal> reference(Known known, Instant now) {
        return known.commodity()
                .referencePriceOn(LocalDate.ofInstant(now, known.settings().get(Setting.TIMEZONE)));
    }

    private static long number(String id) {
        return ResourceId.parse(ResourceId.Kind.AVAILABILITY, id)
                .or(() -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, id))
                .orElseThrow()
                .number();
    }

    /** Those of the commodity and the price of the day, as they are known now. */
    private Indexes indexes(Known known, Instant now) {
        Optional<Decimal> reference = reference(known, now);
        if (indexes.isEmpty() || !indexes.get().isOf(known.commodity(), reference)) {
            Indexes built = new Indexes(known, reference);
            lots.values().forEach(built::put);
            needs.values().forEach(built::put);
            indexes = Optional.of(built);
        }
        return indexes.get();
    }

    /** The postings as matching sees them, which also depends on the commodity and on the buyers. */
    private final class Indexes {
        final LotIndex lots;
        final NeedIndex needs;
        private final Commodity commodity;
        private final Optional<Decimal> reference;
        private final OpenPostings postings;
        private Known known;
        /** By buyer. */
        private final Map<String, BigDecimal> priorities = new HashMap<>();

        Indexes(Known known, Optional<Decimal> reference) {
            this.known = known;
            this.commodity = known.commodity();
            this.reference = reference;
            postings = new OpenPostings(book, commodity);
            lots = new LotIndex(commodity.id());
            needs = new NeedIndex(commodity.id());
        }

        boolean isOf(Commodity other, Optional<Decimal> otherReference) {
            return commodity.equals(other) && reference.equals(otherReference);
        }

        void put(Lot lot) {
            lots.put(postings.of(lot, reference));
        }

        void put(Need need) {
            BigDecimal priority = priorities.computeIfAbsent(need.buyer(), known.priorities());
            needs.put(postings.of(need, priority));
        }

        void removeLot(long number) {
            lots.remove(new ResourceId(ResourceId.Kind.AVAILABILITY, number, book).toString());
        }

        void removeNeed(long number) {
            needs.remove(new ResourceId(ResourceId.Kind.REQUIREMENT, number, book).toString());
        }

        /** Takes over the priorities that have changed. */
        void refresh(Known newest) {
            known = newest;
            boolean changed = false;
            for (Map.Entry<String, BigDecimal> entry : priorities.entrySet()) {
                BigDecimal now = newest.priorities().apply(entry.getKey());
                if (now.compareTo(entry.getValue()) != 0) {
                    entry.setValue(now);
                    changed = true;
                }
            }
            if (changed) {
                Matchmaker.this.needs.values().forEach(this::put);
            }
        }
    }
}
