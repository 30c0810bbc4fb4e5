package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.Quote;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.need.DeliveryDraft;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.posting.Market;
import io.mandi.http.desk.Desk.NewLot;
import io.mandi.http.desk.Desk.NewNeed;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.table.YearlyNumbers;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Postings: what is asked of others before their book decides, and what others are told afterwards. */
final class PostingDesk {
    /** Before anybody is asked. */
    private static final Verdicts NOBODY_ASKED = new Verdicts(Optional.empty(), Optional.empty(), Optional.empty());

    private final DeskParts parts;
    private final YearlyNumbers numbers;
    private final Executor blocking;

    /** @param blocking whose threads may wait for the database */
    PostingDesk(DeskParts parts, YearlyNumbers numbers, Executor blocking) {
        this.parts = parts;
        this.numbers = numbers;
        this.blocking = blocking;
    }

    // ---------------------------------------------------------------------------------------------------- lots

    CompletionStage<DeskReply<PostedLot>> createLot(Caller caller, NewLot posted) {
        long since = System.nanoTime();
        EntityId book = EntityId.ofLots(posted.commodity());
        return parts.withMarket(
                posted.commodity(), posted.lot().locationId().map(List::of).orElse(List.of()), market -> {
                    Optional<Lot> trial = Quote.trial(
                                    book,
                                    new LotCommand.CreateLot(
                                            posted.seller(), posted.lot(), true, true, market, NOBODY_ASKED),
                                    parts.context(caller))
                            .flatMap(LotAnswer::lot);
                    return posting(
                                    caller,
                                    posted.seller(),
                                    key(),
                                    trial.map(lot -> question(lot, market)),
                                    market,
                                    verdicts -> parts.books()
                                            .execute(
                                                    book,
                                                    caller,
                                                    new LotCommand.CreateLot(
                                                            posted.seller(),
                                                            posted.lot(),
                                                            posted.draft(),
                                                            posted.allowDuplicate(),
                                                            market,
                                                            verdicts),
                                                    since),
                                    answer -> answer.lot()
                                            .map(lot -> id(ResourceId.Kind.AVAILABILITY, lot.number(), book)
                                                    .toString()))
                            .thenApply(reply -> DeskParts.done(reply, answer -> posted(answer.lot(), book)));
                });
    }

    CompletionStage<DeskReply<PostedLot>> submitLot(Caller caller, ResourceId lot) {
        return offer(caller, lot, (market, verdicts) -> new LotCommand.SubmitLot(lot.number(), market, verdicts));
    }

    CompletionStage<DeskReply<PostedLot>> approveLot(Caller caller, ResourceId lot, Optional<String> notes) {
        return offer(
                caller, lot, (market, verdicts) -> new LotCommand.ApproveLot(lot.number(), notes, market, verdicts));
    }

    private interface Offering {
        LotCommand command(Market market, Verdicts verdicts);
    }

    /** A draft comes on the market: everybody is asked again (RP-1). */
    private CompletionStage<DeskReply<PostedLot>> offer(Caller caller, ResourceId id, Offering offering) {
        long since = System.nanoTime();
        EntityId book = id.owner();
        return parts.books().read(book, caller, id, since).thenCompose(found -> {
            if (!(found instanceof LotBookReply.FoundLot(Lot lot))) {
                return CompletableFuture.completedStage(DeskParts.<PostedLot>other(found));
            }
            return parts.withMarket(
                    DeskParts.commodity(book),
                    lot.content().site().locationId().map(List::of).orElse(List.of()),
                    market -> posting(
                                    caller,
                                    lot.seller(),
                                    id.toString(),
                                    Optional.of(question(lot, market)),
                                    market,
                                    verdicts -> parts.books()
                                            .execute(book, caller, offering.command(market, verdicts), since),
                                    answer -> Optional.of(id.toString()))
                            .thenApply(reply -> DeskParts.done(reply, answer -> posted(answer.lot(), book))));
        });
    }

    CompletionStage<DeskReply<PostedLot>> rejectLot(Caller caller, ResourceId lot, String reason) {
        return tellLot(caller, lot, new LotCommand.RejectLot(lot.number(), reason));
    }

    CompletionStage<DeskReply<PostedLot>> cancelLot(Caller caller, ResourceId lot, String reason) {
        return tellLot(caller, lot, new LotCommand.CancelLot(lot.number(), reason));
    }

    CompletionStage<DeskReply<PostedLot>> editLot(Caller caller, ResourceId id, LotPatch patch) {
        long since = System.nanoTime();
        EntityId book = id.owner();
        return parts.books().read(book, caller, id, since).thenCompose(found -> {
            if (!(found instanceof LotBookReply.FoundLot(Lot lot))) {
                return CompletableFuture.completedStage(DeskParts.<PostedLot>other(found));
            }
            Set<String> locations = new HashSet<>();
            lot.content().site().locationId().ifPresent(locations::add);
            patch.locationId().flatMap(Function.identity()).ifPresent(locations::add);
            return parts.withMarket(
                    DeskParts.commodity(book),
                    locations,
                    market -> parts.books()
                            .execute(book, caller, new LotCommand.EditLot(id.number(), patch, market), since)
                            .thenApply(reply -> DeskParts.done(reply, answer -> posted(answer.lot(), book))));
        });
    }

    private CompletionStage<DeskReply<PostedLot>> tellLot(Caller caller, ResourceId lot, LotCommand command) {
        return parts.books()
                .execute(lot.owner(), caller, command, System.nanoTime())
                .thenApply(reply -> DeskParts.done(reply, answer -> posted(answer.lot(), lot.owner())));
    }

    CompletionStage<DeskReply<PostedLot>> lot(Caller caller, ResourceId lot) {
        return parts.books()
                .read(lot.owner(), caller, lot, System.nanoTime())
                .thenApply(reply -> reply instanceof LotBookReply.FoundLot(Lot found)
                        ? new DeskReply.Done<>(new PostedLot(lot, found), List.of(), false, 0)
                        : DeskParts.other(reply));
    }

    private static ResourceId id(ResourceId.Kind kind, long number, EntityId book) {
        return new ResourceId(kind, number, book);
    }

    private static PostedLot posted(Optional<Lot> lot, EntityId book) {
        Lot found = lot.orElseThrow();
        return new PostedLot(id(ResourceId.Kind.AVAILABILITY, found.number(), book), found);
    }

    // ---------------------------------------------------------------------------------------------------- needs

    CompletionStage<DeskReply<PostedNeed>> createNeed(Caller caller, NewNeed posted) {
        long since = System.nanoTime();
        EntityId book = EntityId.ofLots(posted.commodity());
        Set<String> locations = locations(posted.need().deliveries());
        return parts.withMarket(
                posted.commodity(),
                locations,
                market -> number(caller.organization(), market)
                        .thenCompose(number -> createNeed(caller, posted, book, market, number, since))
                        .thenApply(reply -> DeskParts.done(
                                reply, answer -> posted(answer.need().orElseThrow(), book))));
    }

    private CompletionStage<LotBookReply> createNeed(
            Caller caller, NewNeed posted, EntityId book, Market market, String number, long since) {
        Optional<Need> trial = Quote.trial(
                        book,
                        new LotCommand.CreateNeed(posted.buyer(), number, posted.need(), true, market, NOBODY_ASKED),
                        parts.context(caller))
                .flatMap(LotAnswer::need);
        return posting(
                caller,
                posted.buyer(),
                key(),
                trial.map(PostingDesk::question),
                market,
                verdicts -> parts.books()
                        .execute(
                                book,
                                caller,
                                new LotCommand.CreateNeed(
                                        posted.buyer(),
                                        number,
                                        posted.need(),
                                        posted.allowDuplicate(),
                                        market,
                                        verdicts),
                                since),
                answer -> answer.need()
                        .map(need -> id(ResourceId.Kind.REQUIREMENT, need.number(), book)
                                .toString()));
    }

    private static Set<String> locations(Collection<DeliveryDraft> deliveries) {
        return deliveries.stream()
                .flatMap(delivery -> delivery.locationId().stream())
                .collect(Collectors.toSet());
    }

    /** One that the book does not use, because the request is a repetition or breaks a rule, is a gap. */
    private CompletionStage<String> number(String organization, Market market) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return numbers.next(
                                organization,
                                market.dayOf(parts.clock().instant()).getYear());
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }

    CompletionStage<DeskReply<PostedNeed>> publishNeed(Caller caller, ResourceId id) {
        long since = System.nanoTime();
        EntityId book = id.owner();
        return parts.books().read(book, caller, id, since).thenCompose(found -> {
            if (!(found instanceof LotBookReply.FoundNeed(Need need))) {
                return CompletableFuture.completedStage(DeskParts.<PostedNeed>other(found));
            }
            Set<String> locations = locations(need);
            return parts.withMarket(
                    DeskParts.commodity(book),
                    locations,
                    market -> posting(
                                    caller,
                                    need.buyer(),
                                    id.toString(),
                                    Optional.of(question(need)),
                                    market,
                                    verdicts -> parts.books()
                                            .execute(
                                                    book,
                                                    caller,
                                                    new LotCommand.PublishNeed(need.number(), market, verdicts),
                                                    since),
                                    answer -> Optional.of(id.toString()))
                            .thenApply(reply -> DeskParts.done(
                                    reply, answer -> posted(answer.need().orElseThrow(), book))));
        });
    }

    CompletionStage<DeskReply<PostedNeed>> editNeed(Caller caller, ResourceId id, NeedPatch patch) {
        long since = System.nanoTime();
        EntityId book = id.owner();
        return parts.books().read(book, caller, id, since).thenCompose(found -> {
            if (!(found instanceof LotBookReply.FoundNeed(Need need))) {
                return CompletableFuture.completedStage(DeskParts.<PostedNeed>other(found));
            }
            Set<String> locations = new HashSet<>(locations(need));
            patch.deliveries().ifPresent(deliveries -> locations.addAll(locations(deliveries)));
            return parts.withMarket(
                    DeskParts.commodity(book),
                    locations,
                    market -> parts.books()
                            .execute(book, caller, new LotCommand.EditNeed(id.number(), patch, market), since)
                            .thenApply(reply -> DeskParts.done(
                                    reply, answer -> posted(answer.need().orElseThrow(), book))));
        });
    }

    private static Set<String> locations(Need need) {
        return need.content().deliveries().stream()
                .flatMap(delivery -> delivery.site().locationId().stream())
                .collect(Collectors.toSet());
    }

    CompletionStage<DeskReply<PostedNeed>> cancelNeed(Caller caller, ResourceId need, String reason) {
        return tellNeed(caller, need, new LotCommand.CancelNeed(need.number(), reason));
    }

    CompletionStage<DeskReply<PostedNeed>> closeNeed(Caller caller, ResourceId need) {
        return tellNeed(caller, need, new LotCommand.CloseNeed(need.number()));
    }

    private CompletionStage<DeskReply<PostedNeed>> tellNeed(Caller caller, ResourceId need, LotCommand command) {
        return parts.books()
                .execute(need.owner(), caller, command, System.nanoTime())
                .thenApply(reply ->
                        DeskParts.done(reply, answer -> posted(answer.need().orElseThrow(), need.owner())));
    }

    CompletionStage<DeskReply<PostedNeed>> need(Caller caller, ResourceId need) {
        return parts.books()
                .read(need.owner(), caller, need, System.nanoTime())
                .thenApply(reply -> reply instanceof LotBookReply.FoundNeed(Need found)
                        ? new DeskReply.Done<>(new PostedNeed(need, found), List.of(), false, 0)
                        : DeskParts.other(reply));
    }

    private static PostedNeed posted(Need need, EntityId book) {
        return new PostedNeed(id(ResourceId.Kind.REQUIREMENT, need.number(), book), need);
    }

    // ---------------------------------------------------------------------------------------------- who is asked

    /**
     * What is to be decided about a posting by those who know the partner.
     *
     * @param countries where the goods are, or may be wanted
     * @param value money (RK-1)
     */
    private record Question(OpenPosting.Kind kind, Instant createdAt, List<String> countries, BigDecimal value) {
        Question {
            countries = List.copyOf(countries);
        }
    }

    private static Question question(Lot lot, Market market) {
        Optional<Decimal> reference = market.referencePrice(lot.createdAt());
        return new Question(
                OpenPosting.Kind.LOT,
                lot.createdAt(),
                List.of(lot.content().site().place().country()),
                Quote.value(lot, reference));
    }

    private static Question question(Need need) {
        List<String> countries = need.content().deliveries().stream()
                .map(delivery -> delivery.site().place().country())
                .distinct()
                .toList();
        return new Question(OpenPosting.Kind.NEED, need.createdAt(), countries, Quote.value(need));
    }

    /** Under which a posting is registered until it has an id; another at each attempt, since what was closed stays closed. */
    private static String key() {
        return PartnerLedgers.PENDING + UUID.randomUUID();
    }

    /**
     * Asks the partner's record and ledger, then the book, and tells the ledger what has come of it.
     *
     * @param key under which the posting is registered before the book decides
     * @param question absent when the posting breaks a rule: the book says which
     * @param id of the posting that there is then
     */
    private CompletionStage<LotBookReply> posting(
            Caller caller,
            String partner,
            String key,
            Optional<Question> question,
            Market market,
            Function<Verdicts, CompletionStage<LotBookReply>> decide,
            Function<LotAnswer, Optional<String>> id) {
        if (question.isEmpty() || !caller.actor().mayTouch(partner)) {
            return decide.apply(NOBODY_ASKED);
        }
        Question asked = question.get();
        return parts.directory()
                .verdictsOfPosting(caller.organization(), partner, asked.kind(), asked.countries(), asked.value())
                .thenCompose(verdicts -> verdicts.capability().isPresent()
                        ? decide.apply(verdicts)
                        : registering(caller, partner, key, asked, verdicts, market, decide, id));
    }

    private CompletionStage<LotBookReply> registering(
            Caller caller,
            String partner,
            String key,
            Question asked,
            Verdicts verdicts,
            Market market,
            Function<Verdicts, CompletionStage<LotBookReply>> decide,
            Function<LotAnswer, Optional<String>> id) {
        OpenPosting posting = new OpenPosting(asked.kind(), market.commodity().id(), asked.createdAt());
        Caller system = DeskParts.system(caller);
        return register(system, partner, key, posting, market)
                .thenCompose(circular -> decide.apply(new Verdicts(Optional.empty(), circular, verdicts.risk()))
                        .thenCompose(reply -> registered(system, partner, key, posting, market, reply, id)
                                .thenApply(done -> reply)));
    }

    private CompletionStage<Optional<Reason>> register(
            Caller system, String partner, String key, OpenPosting posting, Market market) {
        return parts.ledgers()
                .register(
                        system, partner, key, posting, market.settings().get(Setting.CIRCULAR_RULE), market.timezone());
    }

    /** The posting is registered under its id from now on; what was not posted is not registered. */
    private CompletionStage<Void> registered(
            Caller system,
            String partner,
            String key,
            OpenPosting posting,
            Market market,
            LotBookReply reply,
            Function<LotAnswer, Optional<String>> id) {
        return switch (reply) {
            case LotBookReply.Done done -> {
                Optional<String> posted = id.apply(done.answer());
                if (posted.isEmpty() || posted.get().equals(key)) {
                    yield CompletableFuture.completedStage(null);
                }
                yield DeskParts.meanwhile(
                        "The registration of " + posted.get(),
                        parts.ledgers().identify(system, partner, key, posted.get(), posting));
            }
            case LotBookReply.Rejected rejected ->
                key.startsWith(PartnerLedgers.PENDING)
                        ? DeskParts.meanwhile(
                                "The end of a registration", parts.ledgers().close(system, partner, key))
                        : CompletableFuture.completedStage(null);
            default -> CompletableFuture.completedStage(null);
        };
    }
}
