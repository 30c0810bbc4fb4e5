package io.mandi.http.desk;

import io.mandi.cluster.NodeSettings.DeskSettings;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.actor.MatchKnowledge;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.NeedMatch;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchingLimits;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.trade.Trade;
import io.mandi.persistence.catalog.PostgresMarkets;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.ledger.PartyDirectory;
import io.mandi.persistence.lots.PostgresLotLists;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.reader.Stamped;
import io.mandi.persistence.table.YearlyNumbers;
import io.mandi.persistence.trade.PostgresTrades;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The desk of a node: each question goes to the part that knows about it. */
public final class TradingDesk implements Desk {
    private static final Logger LOG = LoggerFactory.getLogger(TradingDesk.class);

    private final PostingDesk postings;
    private final MatchDesk matches;
    private final MatchDecisions decisions;
    private final MatchViews matchViews;
    private final ReservationDesk reservations;
    private final DeskLists lists;
    private final TradeDesk trades;

    private final List<Sleeper> sleepers;
    private final List<Sleeper> searching;

    /**
     * What a desk is made of.
     *
     * @param secret that match tokens are enciphered with
     * @param trades what reservations have become
     * @param tradeWait how long somebody waits for a trade that is made, at most
     * @param connections for what is neither a book nor a list
     * @param blocking whose threads may wait for the database
     * @param expect told when somebody is to be woken whom this node has set, in microseconds since the epoch
     * @param registry into which is measured what takes too long
     */
    public record Surroundings(
            LotBooks books,
            PostgresMarkets markets,
            PostgresPartners partners,
            PartnerLedgers ledgers,
            PartyDirectory directory,
            PostgresLotLists lists,
            PostgresMatches matches,
            PostgresTrades trades,
            Duration tradeWait,
            String secret,
            DataSource connections,
            Executor blocking,
            DeskSettings settings,
            InstantSource clock,
            MatchingLimits matching,
            LongConsumer expect,
            MeterRegistry registry) {}

    public TradingDesk(Surroundings around) {
        DeskParts parts = new DeskParts(
                around.books(),
                around.markets(),
                around.partners(),
                around.ledgers(),
                around.directory(),
                around.settings(),
                around.clock());
        postings = new PostingDesk(
                parts, new YearlyNumbers(around.connections(), YearlyNumbers.Series.REQUIREMENT), around.blocking());
        MatchTokens tokens = new MatchTokens(around.secret(), around.clock());
        matchViews = new MatchViews(around.matches(), around.lists(), around.partners(), tokens);
        matches = new MatchDesk(parts, tokens, around.lists()::commoditiesWithNeedsFor, around.matches());
        decisions = new MatchDecisions(parts, matches, around.matches());
        reservations = new ReservationDesk(parts, matches);
        lists = new DeskLists(around.lists(), around.partners());
        TradeSteps steps = new TradeSteps(
                parts,
                around.trades(),
                new YearlyNumbers(around.connections(), YearlyNumbers.Series.TRADE),
                around.blocking());
        trades = new TradeDesk(parts, around.trades(), steps, decisions, around.tradeWait(), around.blocking());
        sleepers = List.of(
                new TradeSleeper(steps),
                new TradeAlertSleeper(around.trades(), around.registry()),
                new EndSleeper(around.books()),
                new EndedSleeper(around.books(), around.ledgers(), around.lists()),
                new HoldSleeper(
                        around.books(), around.ledgers(), around.settings(), around.connections(), around.blocking()),
                new PendingSleeper(
                        around.ledgers(), around.lists(), around.settings(), around.connections(), around.blocking()),
                new MatchReservations(around.books(), around.lists(), around.matches()),
                new NoticeSleeper(around.matches(), around.markets()));
        searching = List.of(
                new MatchRunner(
                        parts,
                        matches,
                        around.matches(),
                        new MatchMeters(around.registry()),
                        around.expect(),
                        around.matching().judged()),
                new MatchSpread(around.matches(), around.expect()),
                new MatchSweep(around.matches(), around.markets(), around.expect()));
    }

    /** What matching has to know, as this node remembers it. */
    public static MatchKnowledge knowledge(PostgresMarkets markets, PartyDirectory directory) {
        return new DeskKnowledge(markets, directory);
    }

    /** What there is to tell of matches that are kept. */
    public MatchViews matchViews() {
        return matchViews;
    }

    /** Who is woken when something of the desk is due, besides those that search. */
    public List<Sleeper> sleepers() {
        return sleepers;
    }

    /** Who is woken to search for matches: often thousands at once, and none of them at a promised time. */
    public List<Sleeper> searching() {
        return searching;
    }

    /** Begins what is done again and again for the whole cluster, when no node has begun before. */
    public static void begin(DataSource connections, InstantSource clock) throws SQLException {
        HoldSleeper.begin(connections);
        PendingSleeper.begin(connections);
        MatchSweep.begin(connections, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> createLot(Caller caller, NewLot lot) {
        return postings.createLot(caller, lot);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> submitLot(Caller caller, ResourceId lot) {
        return postings.submitLot(caller, lot);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> approveLot(Caller caller, ResourceId lot, Optional<String> notes) {
        return postings.approveLot(caller, lot, notes);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> rejectLot(Caller caller, ResourceId lot, String reason) {
        return postings.rejectLot(caller, lot, reason);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> editLot(Caller caller, ResourceId lot, LotPatch patch) {
        return postings.editLot(caller, lot, patch);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> cancelLot(Caller caller, ResourceId lot, String reason) {
        return postings.cancelLot(caller, lot, reason);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> lot(Caller caller, ResourceId lot) {
        return postings.lot(caller, lot)
                .thenCompose(found -> found instanceof DeskReply.NotFound
                        ? lists.forgotten(caller, lot)
                        : CompletableFuture.completedStage(found));
    }

    @Override
    public CompletionStage<Stamped<List<PostedLot>>> lots(Caller caller, Filters.Lots filter, Listing listing) {
        return lists.lots(filter, listing);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> createNeed(Caller caller, NewNeed need) {
        return postings.createNeed(caller, need);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> publishNeed(Caller caller, ResourceId need) {
        return postings.publishNeed(caller, need)
                .thenCompose(published ->
                        published instanceof DeskReply.Done<PostedNeed> done && fillsAtOnce(done.value())
                                ? filled(caller, done)
                                : CompletableFuture.completedStage(published));
    }

    /** RQ-10. */
    private static boolean fillsAtOnce(PostedNeed posted) {
        return posted.need().content().autoAllocate()
                && posted.need().content().intent().isAllocatedByItself();
    }

    /** It is published, whatever comes of the fill; who repeats the request with its key goes on with it. */
    private CompletionStage<DeskReply<PostedNeed>> filled(Caller caller, DeskReply.Done<PostedNeed> published) {
        Caller filling = new Caller(
                caller.organization(),
                caller.actor(),
                caller.correlationId(),
                caller.idempotency()
                        .map(key -> new Idempotency(key.operation() + " fill", key.key(), key.fingerprint())),
                OptionalLong.empty(),
                0,
                caller.trace());
        return reservations.allocate(filling, published.value().id()).handle((filled, failure) -> {
            if (failure != null || !(filled instanceof DeskReply.Done<Allocation> done)) {
                LOG.warn(
                        "The need {} is published and not filled: {}",
                        published.value().id(),
                        failure == null ? filled : failure);
                return published;
            }
            return new DeskReply.Done<>(
                    done.value().need(), published.warnings(), published.repeated(), published.journalSequence());
        });
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> editNeed(Caller caller, ResourceId need, NeedPatch patch) {
        return postings.editNeed(caller, need, patch);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> cancelNeed(Caller caller, ResourceId need, String reason) {
        return postings.cancelNeed(caller, need, reason);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> closeNeed(Caller caller, ResourceId need) {
        return postings.closeNeed(caller, need);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> need(Caller caller, ResourceId need) {
        return postings.need(caller, need)
                .thenCompose(found -> found instanceof DeskReply.NotFound
                        ? lists.forgottenNeed(caller, need)
                        : CompletableFuture.completedStage(found));
    }

    @Override
    public CompletionStage<Stamped<List<PostedNeed>>> needs(Caller caller, Filters.Needs filter, Listing listing) {
        return lists.needs(filter, listing);
    }

    @Override
    public CompletionStage<DeskReply<List<MatchFound<LotMatch>>>> matchesOfNeed(
            Caller caller, ResourceId need, Optional<Decimal> minScore, int limit) {
        return matches.ofNeed(caller, need, minScore, limit);
    }

    @Override
    public CompletionStage<DeskReply<List<MatchFound<NeedMatch>>>> matchesOfLot(
            Caller caller, ResourceId lot, Optional<Decimal> minScore, int limit) {
        return matches.ofLot(caller, lot, minScore, limit);
    }

    @Override
    public CompletionStage<DeskReply<Explained>> explain(Caller caller, ResourceId need, ResourceId lot) {
        return matches.explain(caller, need, lot);
    }

    @Override
    public CompletionStage<DeskReply<Match>> decideMatch(
            Caller caller, String token, Match.Decision decision, Optional<String> reason) {
        return decisions.decide(caller, token, decision, reason);
    }

    @Override
    public CompletionStage<List<NoticeView>> notices(Caller caller, Optional<String> partner, Listing listing) {
        return matchViews.notices(caller.organization(), partner, listing);
    }

    @Override
    public CompletionStage<DeskReply<ReservationView>> reserve(Caller caller, NewReservation reservation) {
        return reservations.reserve(caller, reservation);
    }

    @Override
    public CompletionStage<DeskReply<ReservationView>> release(Caller caller, ResourceId reservation, String reason) {
        return reservations.release(caller, reservation, reason);
    }

    @Override
    public CompletionStage<DeskReply<ReservationView>> reservation(Caller caller, ResourceId reservation) {
        return reservations.reservation(caller, reservation);
    }

    @Override
    public CompletionStage<Stamped<List<ReservationView>>> reservations(
            Caller caller, Filters.Reservations filter, Listing listing) {
        return lists.reservations(caller, filter, listing);
    }

    @Override
    public CompletionStage<DeskReply<Allocation>> allocate(Caller caller, ResourceId need) {
        return reservations.allocate(caller, need);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> trade(Caller caller, NewTrade trade) {
        return trades.trade(caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> trade(Caller caller, ResourceId trade) {
        return trades.trade(caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> confirmTrade(Caller caller, ResourceId trade) {
        return trades.confirm(caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> completeTrade(Caller caller, ResourceId trade) {
        return trades.complete(caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> cancelTrade(Caller caller, ResourceId trade, String reason) {
        return trades.cancel(caller, trade, reason);
    }

    @Override
    public CompletionStage<List<TradeView>> views(Caller caller, List<Trade> found) {
        return trades.views(caller, found);
    }
}
