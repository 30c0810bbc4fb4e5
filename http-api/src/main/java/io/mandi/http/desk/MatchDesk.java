package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBookReply.MatchedLot;
import io.mandi.engine.actor.LotBookReply.MatchedNeed;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.Dealing;
import io.mandi.engine.lots.OpenPostings;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.NeedMatch;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.partner.Partner;
import io.mandi.persistence.match.PostgresMatches;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Matches. The book of each commodity that counts is asked for its best, and the best of these is the answer: what is posted is
 * found by the next search, and what has gone is not.
 */
final class MatchDesk {
    private final DeskParts parts;
    private final MatchTokens tokens;
    private final Equivalents equivalents;
    private final PostgresMatches kept;

    /** Which commodities' needs take another commodity in place of theirs. */
    interface Equivalents {
        CompletionStage<List<ResourceId>> wanting(ResourceId commodity);
    }

    MatchDesk(DeskParts parts, MatchTokens tokens, Equivalents equivalents, PostgresMatches kept) {
        this.parts = parts;
        this.tokens = tokens;
        this.equivalents = equivalents;
        this.kept = kept;
    }

    /** What one book has found. */
    private record Found<M>(EntityId book, M match) {}

    /** MT-5. */
    private static final Comparator<Found<MatchedLot>> LOTS = Comparator.comparing(
                    (Found<MatchedLot> found) -> found.match.appraisal().score(), Comparator.reverseOrder())
            .thenComparing(found -> found.match.appraisal().pricePerBaseUnit(), MatchDesk::absentLast)
            .thenComparing(found -> found.match.appraisal().distanceKm(), MatchDesk::absentLast)
            .thenComparing(found -> found.match.lot().createdAt())
            .thenComparing(found -> lotId(found.book, found.match.lot()).toString());

    private static int absentLast(Optional<BigDecimal> one, Optional<BigDecimal> other) {
        return one.isEmpty() || other.isEmpty()
                ? Boolean.compare(one.isEmpty(), other.isEmpty())
                : one.get().compareTo(other.get());
    }

    private static ResourceId lotId(EntityId book, Lot lot) {
        return new ResourceId(ResourceId.Kind.AVAILABILITY, lot.number(), book);
    }

    private static ResourceId needId(EntityId book, Need need) {
        return new ResourceId(ResourceId.Kind.REQUIREMENT, need.number(), book);
    }

    private static BigDecimal score(Optional<Decimal> minScore) {
        return minScore.map(Decimal::toBigDecimal).orElse(BigDecimal.ZERO);
    }

    // ------------------------------------------------------------------------------------------------ to be kept

    /** A pair that matches. */
    record Hit(Pair pair, Appraisal appraisal) {}

    /** The best lots for a need that is on the market, in the order of MT-5. */
    CompletionStage<Search<Hit>> hits(Caller system, ResourceId id, Need need, int limit) {
        return lotsFor(system, id.owner(), need, Optional.empty(), limit, System.nanoTime())
                .thenApply(search -> switch (search) {
                    case Search.Failed<Found<MatchedLot>> failed -> new Search.Failed<Hit>(failed.reply());
                    case Search.Hits<Found<MatchedLot>> hits ->
                        new Search.Hits<>(hits.found().stream()
                                .map(found -> new Hit(
                                        new Pair(
                                                id,
                                                lotId(found.book, found.match.lot()),
                                                need.buyer(),
                                                found.match.lot().seller()),
                                        found.match.appraisal()))
                                .toList());
                });
    }

    /** The best needs for a lot that is on the market, in the order of MT-6. */
    CompletionStage<Search<Hit>> hits(Caller system, ResourceId id, Lot lot, int limit) {
        return needsFor(system, id.owner(), lot, Optional.empty(), limit, System.nanoTime())
                .thenCompose(search -> switch (search) {
                    case Search.Failed<Found<MatchedNeed>> failed ->
                        CompletableFuture.completedStage(new Search.Failed<Hit>(failed.reply()));
                    case Search.Hits<Found<MatchedNeed>> hits -> inOrder(system, id, lot, hits.found(), limit);
                });
    }

    private CompletionStage<Search<Hit>> inOrder(
            Caller system, ResourceId id, Lot lot, List<Found<MatchedNeed>> found, int limit) {
        Set<String> buyers = new HashSet<>();
        found.forEach(one -> buyers.add(one.match.need().buyer()));
        return parts.partners()
                .records(system.organization(), buyers)
                .thenApply(records -> new Search.Hits<>(found.stream()
                        .sorted(needs(new Surroundings(records, List.of(), Map.of())))
                        .limit(limit)
                        .map(one -> new Hit(
                                new Pair(
                                        needId(one.book, one.match.need()),
                                        id,
                                        one.match.need().buyer(),
                                        lot.seller()),
                                one.match.appraisal()))
                        .toList()));
    }

    // ------------------------------------------------------------------------------------------------ of a need

    CompletionStage<DeskReply<List<MatchFound<LotMatch>>>> ofNeed(
            Caller caller, ResourceId id, Optional<Decimal> minScore, int limit) {
        long since = System.nanoTime();
        return parts.books().read(id.owner(), caller, id, since).thenCompose(read -> {
            if (!(read instanceof LotBookReply.FoundNeed(Need need))) {
                return CompletableFuture.completedStage(DeskParts.<List<MatchFound<LotMatch>>>other(read));
            }
            return lotsFor(caller, id.owner(), need, minScore, limit, since).thenCompose(found -> switch (found) {
                case Search.Failed<Found<MatchedLot>> failed ->
                    CompletableFuture.completedStage(DeskParts.<List<MatchFound<LotMatch>>>other(failed.reply()));
                case Search.Hits<Found<MatchedLot>> hits -> shownToBuyer(caller, id, need, hits.found());
            });
        });
    }

    /** What came of a search in several books. */
    sealed interface Search<F> {
        record Hits<F>(List<F> found) implements Search<F> {}

        /** One of them did not tell. */
        record Failed<F>(LotBookReply reply) implements Search<F> {}
    }

    /** The best lots for a need, in the order of MT-5. */
    private CompletionStage<Search<Found<MatchedLot>>> lotsFor(
            Caller caller, EntityId book, Need need, Optional<Decimal> minScore, int limit, long since) {
        Set<EntityId> books = new HashSet<>();
        books.add(book);
        for (String commodity : need.content().equivalents().keySet()) {
            ResourceId.parse(ResourceId.Kind.COMMODITY, commodity)
                    .filter(id -> id.organization().equals(book.organization()))
                    .ifPresent(id -> books.add(EntityId.ofLots(id)));
        }
        CompletionStage<Search<Found<MatchedLot>>> all = CompletableFuture.completedStage(new Search.Hits<>(List.of()));
        for (EntityId each : books) {
            CompletionStage<LotBookReply> asked =
                    parts.books().findLots(each, DeskParts.system(caller), book, need, score(minScore), limit, since);
            all = all.thenCombine(asked, (before, reply) -> with(before, reply, each));
        }
        return all.thenApply(search -> switch (search) {
            case Search.Failed<Found<MatchedLot>> failed -> failed;
            case Search.Hits<Found<MatchedLot>> hits ->
                new Search.Hits<>(
                        hits.found().stream().sorted(LOTS).limit(limit).toList());
        });
    }

    private static Search<Found<MatchedLot>> with(Search<Found<MatchedLot>> before, LotBookReply reply, EntityId book) {
        return switch (before) {
            case Search.Failed<Found<MatchedLot>> failed -> failed;
            case Search.Hits<Found<MatchedLot>> hits -> {
                if (!(reply instanceof LotBookReply.MatchedLots(List<MatchedLot> matches))) {
                    yield new Search.Failed<>(reply);
                }
                List<Found<MatchedLot>> more = new ArrayList<>(hits.found());
                matches.forEach(match -> more.add(new Found<>(book, match)));
                yield new Search.Hits<>(more);
            }
        };
    }

    /** The best lots for a need, in the order in which a fill takes them. */
    CompletionStage<Search<LotMatch>> forFill(Caller caller, ResourceId id, Need need, int limit) {
        return lotsFor(caller, id.owner(), need, Optional.empty(), limit, System.nanoTime())
                .thenCompose(search -> switch (search) {
                    case Search.Failed<Found<MatchedLot>> failed ->
                        CompletableFuture.completedStage(new Search.Failed<LotMatch>(failed.reply()));
                    case Search.Hits<Found<MatchedLot>> hits -> {
                        CompletionStage<List<LotMatch>> all = CompletableFuture.completedStage(List.of());
                        for (Found<MatchedLot> found : hits.found()) {
                            all = all.thenCombine(market(found.book), (before, market) -> {
                                List<LotMatch> more = new ArrayList<>(before);
                                more.add(new LotMatch(
                                        open(found.book, market, found.match.lot()), found.match.appraisal()));
                                return more;
                            });
                        }
                        yield all.thenApply(Search.Hits::new);
                    }
                });
    }

    private CompletionStage<Market> market(EntityId book) {
        return parts.markets()
                .remembered(book)
                .thenApply(market ->
                        market.orElseThrow(() -> new IllegalStateException("no commodity " + book.persistenceId())));
    }

    private OpenLot open(EntityId book, Market market, Lot lot) {
        return new OpenPostings(book, market.commodity())
                .of(lot, market.referencePrice(parts.clock().instant()));
    }

    private CompletionStage<DeskReply<List<MatchFound<LotMatch>>>> shownToBuyer(
            Caller caller, ResourceId needId, Need need, List<Found<MatchedLot>> found) {
        Set<String> sellers = new HashSet<>();
        found.forEach(one -> sellers.add(one.match.lot().seller()));
        List<ResourceId> lots =
                found.stream().map(one -> lotId(one.book, one.match.lot())).toList();
        return surroundings(caller, need.buyer(), sellers, needId, lots).thenCompose(around -> {
            CompletionStage<List<MatchFound<LotMatch>>> shown = CompletableFuture.completedStage(List.of());
            for (Found<MatchedLot> one : found) {
                shown = shown.thenCombine(market(one.book), (before, market) -> {
                    Lot lot = one.match.lot();
                    List<MatchFound<LotMatch>> more = new ArrayList<>(before);
                    more.add(new MatchFound<>(
                            new LotMatch(open(one.book, market, lot), one.match.appraisal()),
                            around.stage(need.buyer(), lot.seller()),
                            Counterparties.seller(lot, around.record(lot.seller())),
                            Optional.of(tokens.of(new MatchTokens.Pair(needId, lotId(one.book, lot)))),
                            around.kept(lotId(one.book, lot))));
                    return more;
                });
            }
            return shown.thenApply(all -> new DeskReply.Done<>(all, List.of(), false, 0));
        });
    }

    // ------------------------------------------------------------------------------------------------- of a lot

    CompletionStage<DeskReply<List<MatchFound<NeedMatch>>>> ofLot(
            Caller caller, ResourceId id, Optional<Decimal> minScore, int limit) {
        long since = System.nanoTime();
        return parts.books().read(id.owner(), caller, id, since).thenCompose(read -> {
            if (!(read instanceof LotBookReply.FoundLot(Lot lot))) {
                return CompletableFuture.completedStage(DeskParts.<List<MatchFound<NeedMatch>>>other(read));
            }
            return needsFor(caller, id.owner(), lot, minScore, limit, since).thenCompose(found -> switch (found) {
                case Search.Failed<Found<MatchedNeed>> failed ->
                    CompletableFuture.completedStage(DeskParts.<List<MatchFound<NeedMatch>>>other(failed.reply()));
                case Search.Hits<Found<MatchedNeed>> hits -> shownToSeller(caller, id, lot, hits.found(), limit);
            });
        });
    }

    private CompletionStage<Search<Found<MatchedNeed>>> needsFor(
            Caller caller, EntityId book, Lot lot, Optional<Decimal> minScore, int limit, long since) {
        return equivalents.wanting(DeskParts.commodity(book)).thenCompose(others -> {
            Set<EntityId> books = new HashSet<>();
            books.add(book);
            others.forEach(other -> books.add(EntityId.ofLots(other)));
            CompletionStage<Search<Found<MatchedNeed>>> all =
                    CompletableFuture.completedStage(new Search.Hits<>(List.of()));
            for (EntityId each : books) {
                CompletionStage<LotBookReply> asked = parts.books()
                        .findNeeds(each, DeskParts.system(caller), book, lot, score(minScore), limit, since);
                all = all.thenCombine(asked, (before, reply) -> withNeeds(before, reply, each));
            }
            return all;
        });
    }

    private static Search<Found<MatchedNeed>> withNeeds(
            Search<Found<MatchedNeed>> before, LotBookReply reply, EntityId book) {
        return switch (before) {
            case Search.Failed<Found<MatchedNeed>> failed -> failed;
            case Search.Hits<Found<MatchedNeed>> hits -> {
                if (!(reply instanceof LotBookReply.MatchedNeeds(List<MatchedNeed> matches))) {
                    yield new Search.Failed<>(reply);
                }
                List<Found<MatchedNeed>> more = new ArrayList<>(hits.found());
                matches.forEach(match -> more.add(new Found<>(book, match)));
                yield new Search.Hits<>(more);
            }
        };
    }

    /** MT-6. */
    private static Comparator<Found<MatchedNeed>> needs(Surroundings around) {
        return Comparator.comparing((Found<MatchedNeed> found) ->
                        found.match.need().content().urgency())
                .thenComparing(found -> found.match.appraisal().score(), Comparator.reverseOrder())
                .thenComparing(found -> around.priority(found.match.need().buyer()), Comparator.reverseOrder())
                .thenComparing(found -> found.match
                        .need()
                        .publishedAt()
                        .orElse(found.match.need().createdAt()))
                .thenComparing(found -> needId(found.book, found.match.need()).toString());
    }

    private CompletionStage<DeskReply<List<MatchFound<NeedMatch>>>> shownToSeller(
            Caller caller, ResourceId lotId, Lot lot, List<Found<MatchedNeed>> found, int limit) {
        Set<String> buyers = new HashSet<>();
        found.forEach(one -> buyers.add(one.match.need().buyer()));
        List<ResourceId> needIds =
                found.stream().map(one -> needId(one.book, one.match.need())).toList();
        return surroundings(caller, lot.seller(), buyers, lotId, needIds).thenCompose(around -> {
            CompletionStage<List<MatchFound<NeedMatch>>> shown = CompletableFuture.completedStage(List.of());
            for (Found<MatchedNeed> one :
                    found.stream().sorted(needs(around)).limit(limit).toList()) {
                shown = shown.thenCombine(market(one.book), (before, market) -> {
                    Need need = one.match.need();
                    Appraisal appraisal = one.match.appraisal();
                    List<MatchFound<NeedMatch>> more = new ArrayList<>(before);
                    more.add(new MatchFound<>(
                            new NeedMatch(
                                    new OpenPostings(one.book, market.commodity())
                                            .of(need, around.priority(need.buyer())),
                                    appraisal),
                            around.stage(need.buyer(), lot.seller()),
                            Counterparties.buyer(need, appraisal.delivery(), around.record(need.buyer())),
                            Optional.of(tokens.of(new MatchTokens.Pair(needId(one.book, need), lotId))),
                            around.kept(needId(one.book, need))));
                    return more;
                });
            }
            return shown.thenApply(all -> new DeskReply.Done<>(all, List.of(), false, 0));
        });
    }

    // ---------------------------------------------------------------------------------------------- of a pair

    CompletionStage<DeskReply<Explained>> explain(Caller caller, ResourceId needId, ResourceId lotId) {
        long since = System.nanoTime();
        Caller system = DeskParts.system(caller);
        return parts.books()
                .read(needId.owner(), system, needId, since)
                .thenCombine(parts.books().read(lotId.owner(), system, lotId, since), (ofNeed, ofLot) -> {
                    if (!(ofNeed instanceof LotBookReply.FoundNeed(Need need))) {
                        return CompletableFuture.completedStage(DeskParts.<Explained>other(ofNeed));
                    }
                    if (!(ofLot instanceof LotBookReply.FoundLot(Lot lot))) {
                        return CompletableFuture.completedStage(DeskParts.<Explained>other(ofLot));
                    }
                    if (!caller.actor().mayTouch(need.buyer())
                            && !caller.actor().mayTouch(lot.seller())) {
                        return CompletableFuture.completedStage(
                                (DeskReply<Explained>) new DeskReply.NotFound<Explained>(true));
                    }
                    return judged(system, needId, need, lotId, lot, since);
                })
                .thenCompose(explained -> explained);
    }

    /** Of now; that of the last run, where that has come to the same. */
    private CompletionStage<DeskReply<Explained>> judged(
            Caller system, ResourceId needId, Need need, ResourceId lotId, Lot lot, long since) {
        return parts.books()
                .judge(system, needId.owner(), need, lotId.owner(), lot, since)
                .thenCombine(
                        kept.newest(needId, lotId),
                        (reply, match) -> reply instanceof LotBookReply.Judged judged
                                ? new DeskReply.Done<>(
                                        explained(needId, lotId, judged.verdict(), match), List.of(), false, 0)
                                : DeskParts.other(reply));
    }

    private Explained explained(ResourceId needId, ResourceId lotId, Verdict verdict, Optional<Match> match) {
        return match.filter(known -> known.verdict().equals(Optional.of(verdict)))
                .map(known ->
                        new Explained(needId, lotId, verdict, known.evaluatedAt(), Optional.of("run_" + known.run())))
                .orElseGet(() ->
                        new Explained(needId, lotId, verdict, parts.clock().instant(), Optional.empty()));
    }

    /** @return what the token leads to, where that is the caller's own need */
    Optional<MatchTokens.Pair> read(String token, String organization) {
        return tokens.read(token, organization);
    }

    // ------------------------------------------------------------------------------------------- surroundings

    /** Who the partners are that a match brings together, and what they have to do with each other. */
    private record Surroundings(Map<String, Partner> records, List<Dealing> dealings, Map<ResourceId, Match> matches) {
        Optional<MatchFound.Kept> kept(ResourceId other) {
            return Optional.ofNullable(matches.get(other)).map(MatchFound.Kept::of);
        }

        Optional<Partner> record(String partner) {
            return Optional.ofNullable(records.get(partner));
        }

        BigDecimal priority(String buyer) {
            return record(buyer)
                    .map(partner -> partner.performance().buyerPriority().toBigDecimal())
                    .orElse(BigDecimal.ONE);
        }

        Stage stage(String buyer, String seller) {
            boolean held = false;
            boolean traded = false;
            for (Dealing dealing : dealings) {
                if (dealing.buyer().equals(buyer) && dealing.seller().equals(seller)) {
                    held |= dealing.state() == Dealing.State.HELD;
                    traded |= dealing.state() == Dealing.State.TRADED || dealing.state() == Dealing.State.COMPLETED;
                }
            }
            return Stage.between(true, held, traded);
        }
    }

    /** @param posting whose matches with these others are shown */
    private CompletionStage<Surroundings> surroundings(
            Caller caller, String own, Set<String> others, ResourceId posting, List<ResourceId> otherPostings) {
        Set<String> all = new HashSet<>(others);
        all.add(own);
        return parts.partners()
                .records(caller.organization(), all)
                .thenCombine(
                        parts.ledgers().standingDeals(caller.organization(), own, others),
                        (records, dealings) -> new Surroundings(records, dealings, Map.of()))
                .thenCombine(
                        kept.kept(posting, otherPostings),
                        (around, matches) -> new Surroundings(around.records, around.dealings, matches));
    }
}
