package io.mandi.persistence.trade;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.publication.TradeEffects;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeChange;
import io.mandi.engine.trade.TradeDecision;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeTerms;
import io.mandi.persistence.catalog.CatalogueRequests;
import io.mandi.persistence.catalog.Creation;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The trades of the desk, in tables. Each is an entity of its own, and one thing at a time is done to it. A stage fails when the database
 * does: then it is not known whether it was done, and it can be repeated.
 */
public final class PostgresTrades {
    // A key may be of a request about another trade that is under way.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('trade requests of ' || ?, 0))";

    private final EntityJournal journal;
    private final OrganizationReader reader;
    private final IsolationViolations violations;
    private final Executor executor;

    /**
     * @param journal gets what is done to trades
     * @param violations told of what is another's and was named
     * @param executor whose threads may wait for the database
     */
    public PostgresTrades(
            EntityJournal journal, OrganizationReader reader, IsolationViolations violations, Executor executor) {
        this.journal = journal;
        this.reader = reader;
        this.violations = violations;
        this.executor = executor;
    }

    /** Decides what becomes of a trade. */
    public interface Decision {
        TradeDecision of(Trade trade, Instant now);
    }

    /** Says what follows for a trade; nothing when that was known. */
    public interface Progress {
        Optional<TradeChange> of(Trade trade, Instant now);
    }

    /** Says what a trade remembers beside what happens to it; nothing when it does already. */
    public interface Note {
        Optional<Trade> of(Trade trade, Instant now);
    }

    // ---------------------------------------------------------------------------------------------------- reading

    /** One trade, whoever's it is. */
    public CompletionStage<Optional<Trade>> find(ResourceId id) {
        return run(() -> reader.readNow(id.organization(), connection -> TradeTable.find(connection, id.owner())));
    }

    /** One trade, when the caller is one of the two, or staff. */
    public CompletionStage<Optional<Trade>> find(ResourceId id, Caller caller) {
        return find(id).thenApply(found -> found.filter(trade -> isFor(trade, caller)));
    }

    private boolean isFor(Trade trade, Caller caller) {
        boolean another =
                caller.actor().partner().filter(own -> !trade.isOf(own)).isPresent();
        if (another) {
            violations.note(caller, trade.id().toString());
        }
        return !another;
    }

    // ------------------------------------------------------------------------------------------------- changing

    /** A reservation is to become a trade; a second attempt finds the first one (TR-3). */
    public CompletionStage<TradeOutcome> begin(Caller caller, ResourceId reservation, TradeTerms terms) {
        ResourceId id = ResourceId.ofTrade(reservation);
        return run(() -> journal.change(id.owner(), caller, (connection, now, happened) -> {
            Optional<TradeOutcome> reused = reused(connection, caller, id, now);
            if (reused.isPresent()) {
                return reused.get();
            }
            Optional<Trade> found = TradeTable.find(connection, id.owner());
            if (found.isPresent()) {
                return keep(connection, caller, found.get(), now, true);
            }
            TradeChange begun = TradeRules.initiate(
                    reservation, terms, caller.actor().user(), caller.correlationId(), Micros.at(now));
            TradeTable.insert(connection, begun.trade());
            TradeWakeUps.follow(connection, Optional.empty(), begun.trade(), now);
            tell(begun, happened);
            return keep(connection, caller, begun.trade(), now, false);
        }));
    }

    /** Does what somebody wants, when it may be done now. */
    public CompletionStage<TradeOutcome> change(Caller caller, ResourceId id, Decision decision) {
        return run(() -> journal.change(id.owner(), caller, (connection, now, happened) -> {
            Optional<TradeOutcome> reused = reused(connection, caller, id, now);
            if (reused.isPresent()) {
                return reused.get();
            }
            Optional<Trade> found = TradeTable.find(connection, id.owner()).filter(trade -> isFor(trade, caller));
            if (found.isEmpty()) {
                return new TradeOutcome.NotThere();
            }
            Trade was = found.get();
            return switch (decision.of(was, Micros.at(now))) {
                case TradeDecision.Repeated ignored -> keep(connection, caller, was, now, true);
                case TradeDecision.Refused refused -> new TradeOutcome.Refused(refused.reason());
                case TradeDecision.Changed changed -> {
                    if (expectsOtherThan(caller, was.version())) {
                        yield new TradeOutcome.Conflict(was.version());
                    }
                    store(connection, was, changed.change(), now, happened);
                    yield keep(connection, caller, changed.change().trade(), now, false);
                }
            };
        }));
    }

    private static boolean expectsOtherThan(Caller caller, long version) {
        OptionalLong expected = caller.expectedVersion();
        return expected.isPresent()
                && expected.getAsLong() != CommandContext.ANY_VERSION
                && expected.getAsLong() != version;
    }

    /**
     * Records how a trade goes on.
     *
     * @return as it is now; empty when there is no such trade
     */
    public CompletionStage<Optional<Trade>> progress(Caller system, ResourceId id, Progress progress) {
        return run(() -> journal.change(id.owner(), system, (connection, now, happened) -> {
            Optional<Trade> was = TradeTable.find(connection, id.owner());
            if (was.isEmpty()) {
                return was;
            }
            Optional<TradeChange> change = progress.of(was.get(), Micros.at(now));
            if (change.isPresent()) {
                store(connection, was.get(), change.get(), now, happened);
            }
            return Optional.of(change.map(TradeChange::trade).orElse(was.get()));
        }));
    }

    /**
     * Records something that is no event.
     *
     * @return as it is now, when that was new
     */
    public CompletionStage<Optional<Trade>> note(Caller system, ResourceId id, Note note) {
        return run(() -> journal.change(id.owner(), system, (connection, now, happened) -> {
            Optional<Trade> was = TradeTable.find(connection, id.owner());
            Optional<Trade> is = was.flatMap(trade -> note.of(trade, Micros.at(now)));
            if (is.isPresent()) {
                TradeTable.update(connection, is.get());
                TradeWakeUps.follow(connection, was, is.get(), now);
            }
            return is;
        }));
    }

    private static void store(Connection connection, Trade was, TradeChange change, long now, Consumer<Effect> happened)
            throws SQLException {
        TradeTable.update(connection, change.trade());
        TradeWakeUps.follow(connection, Optional.of(was), change.trade(), now);
        tell(change, happened);
    }

    private static void tell(TradeChange change, Consumer<Effect> happened) {
        change.event().ifPresent(event -> happened.accept(TradeEffects.of(event)));
    }

    // ---------------------------------------------------------------------------------------------------- requests

    /** What the same key was used for: the trade as it is now, or something else. */
    private static Optional<TradeOutcome> reused(Connection connection, Caller caller, ResourceId id, long now)
            throws SQLException {
        if (caller.idempotency().isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, caller.organization() + " " + caller.actor().user());
            lock.execute();
        }
        Optional<Creation> earlier = CatalogueRequests.earlier(connection, caller, now);
        if (earlier.isEmpty()) {
            return Optional.empty();
        }
        Optional<Trade> found = TradeTable.find(connection, id.owner());
        boolean same = earlier.get() instanceof Creation.Done(Creation.StoredAnswer answer, boolean repeated)
                && answer.body().equals(id.toString())
                && found.isPresent();
        return Optional.of(same ? new TradeOutcome.Done(found.get(), true) : new TradeOutcome.KeyReused());
    }

    private static TradeOutcome keep(Connection connection, Caller caller, Trade trade, long now, boolean repeated)
            throws SQLException {
        CatalogueRequests.keep(
                connection,
                caller,
                now,
                new Creation.StoredAnswer(200, trade.version(), trade.id().toString()));
        return new TradeOutcome.Done(trade, repeated);
    }

    // ---------------------------------------------------------------------------------------------------- the way of
    // it

    private interface Work<T> {
        T take() throws SQLException;
    }

    private <T> CompletionStage<T> run(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.take();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
