package io.mandi.http.desk;

import io.mandi.cluster.NodeSettings.DeskSettings;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.ledger.PendingPosting;
import io.mandi.persistence.lots.PostgresLotLists;
import io.mandi.persistence.lots.PostgresLotLists.LotFilter;
import io.mandi.persistence.lots.PostgresLotLists.NeedFilter;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Ends the registrations of postings that nobody has carried through (RP-1): what the partner has posted by then is registered under
 * its id, and the registration without one is closed. Once for the whole cluster, again and again.
 */
final class PendingSleeper implements Sleeper {
    private static final WakeUp.Kind KIND = new WakeUp.Kind("pending_postings");
    /** It is of no organisation. */
    private static final WakeUp FIRST = new WakeUp("", KIND, "all", 0);

    private static final Duration CLOCKS = Duration.ofMinutes(1);
    private static final int PAGE = 200;
    /** The newest postings of a partner that may be the one in question. */
    private static final int NEWEST = 100;

    private final PartnerLedgers ledgers;
    private final PostgresLotLists lists;
    private final DataSource connections;
    private final Executor executor;
    /** In microseconds; whatever was posted is in the lists by then. */
    private final long age;

    private final long turn;

    /** @param executor whose threads may wait for the database */
    PendingSleeper(
            PartnerLedgers ledgers,
            PostgresLotLists lists,
            DeskSettings settings,
            DataSource connections,
            Executor executor) {
        this.ledgers = ledgers;
        this.lists = lists;
        this.connections = connections;
        this.executor = executor;
        this.age = settings.postingOrphanAfter().toNanos() / 1_000;
        this.turn = settings.postingSweepEvery().toNanos() / 1_000;
    }

    /** Begins, when no node has begun before. */
    static void begin(DataSource connections) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            WakeUps.setFirst(connection, FIRST);
        }
    }

    @Override
    public WakeUp.Kind kind() {
        return KIND;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        return ledgers.pending(now - age, PAGE)
                .thenCompose(found -> {
                    CompletionStage<Void> done = CompletableFuture.completedStage(null);
                    for (PendingPosting pending : found) {
                        done = done.thenCompose(ignored -> settle(pending));
                    }
                    return done;
                })
                .thenApplyAsync(done -> again(now + turn), executor);
    }

    private Answer again(long dueAt) {
        try (Connection connection = connections.getConnection()) {
            WakeUps.set(connection, new WakeUp(FIRST.organization(), KIND, FIRST.key(), dueAt));
            return Answer.DONE;
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private CompletionStage<Void> settle(PendingPosting pending) {
        Caller clock = new Caller(pending.organization(), Actor.system(), pending.key(), Optional.empty());
        return adopt(clock, pending)
                .thenCompose(adopted -> ledgers.close(clock, pending.partnerId(), pending.key()))
                .thenApply(closed -> null);
    }

    private CompletionStage<Void> adopt(Caller clock, PendingPosting pending) {
        ReadScope scope = ReadScope.of(pending.organization());
        Optional<String> partner = Optional.of(pending.partnerId());
        Optional<ResourceId> commodity =
                ResourceId.parse(ResourceId.Kind.COMMODITY, pending.posting().commodity());
        return switch (pending.posting().kind()) {
            case LOT ->
                lists.lots(
                                scope,
                                new LotFilter(
                                        partner,
                                        commodity,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        // The clock of the node that had the book may have been behind.
                                        Optional.of(
                                                pending.posting().createdAt().minus(CLOCKS)),
                                        Optional.empty()),
                                Optional.empty(),
                                NEWEST)
                        .thenCompose(found -> all(found.found().stream()
                                .filter(lot -> lot.item().isOpen())
                                .map(lot -> adopt(
                                        clock,
                                        pending,
                                        lot.id(),
                                        new OpenPosting(
                                                OpenPosting.Kind.LOT,
                                                pending.posting().commodity(),
                                                lot.item().createdAt())))));
            case NEED ->
                lists.needs(
                                scope,
                                new NeedFilter(
                                        partner, commodity, Optional.empty(), Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                NEWEST)
                        .thenCompose(found -> all(found.found().stream()
                                .filter(need -> need.item().isOpen())
                                .map(need -> adopt(
                                        clock,
                                        pending,
                                        need.id(),
                                        new OpenPosting(
                                                OpenPosting.Kind.NEED,
                                                pending.posting().commodity(),
                                                need.item().createdAt())))));
        };
    }

    private CompletionStage<Void> adopt(Caller clock, PendingPosting pending, ResourceId id, OpenPosting posting) {
        return ledgers.adopt(clock, pending.partnerId(), id.toString(), posting);
    }

    private static CompletionStage<Void> all(Stream<CompletionStage<Void>> stages) {
        return CompletableFuture.allOf(
                stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
