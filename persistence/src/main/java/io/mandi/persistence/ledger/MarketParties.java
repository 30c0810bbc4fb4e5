package io.mandi.persistence.ledger;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.ledger.KnownParties;
import io.mandi.engine.ledger.PartyFacts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The partners of one organisation in memory. What is heard of is read when somebody asks next, one turn at a time, so that nothing older
 * replaces something newer.
 */
final class MarketParties {
    private static final CompletableFuture<Void> NOTHING_TO_DO = CompletableFuture.completedFuture(null);

    private final FactsReader reader;
    private final Executor executor;
    private final String organization;
    private final Map<String, PartyFacts> facts = new ConcurrentHashMap<>();
    private volatile MarketSettings settings = MarketSettings.DEFAULT;

    // What is below is guarded by this.
    private Pending pending = Pending.EVERYTHING;
    /** Counts what is heard of. */
    private long heard = 1;
    /** All up to here is in memory. */
    private long included;
    /** All up to here will be when the turn ends. */
    private long coming;
    /** What is being read now; completed when nothing is. */
    private CompletableFuture<Void> turn = NOTHING_TO_DO;

    /** What has to be read. */
    private record Pending(boolean everything, boolean settings, Set<Long> partners) {
        static final Pending EVERYTHING = new Pending(true, true, Set.of());
        static final Pending NOTHING = new Pending(false, false, Set.of());

        Pending {
            partners = Set.copyOf(partners);
        }

        Pending and(Pending other) {
            Set<Long> both = new HashSet<>(partners);
            both.addAll(other.partners);
            return new Pending(everything || other.everything, settings || other.settings, both);
        }
    }

    /** @param executor whose threads may wait for the database */
    MarketParties(FactsReader reader, Executor executor, String organization) {
        this.reader = reader;
        this.executor = executor;
        this.organization = organization;
    }

    void settingsChanged() {
        hear(new Pending(false, true, Set.of()));
    }

    void partnerChanged(long number) {
        hear(new Pending(false, false, Set.of(number)));
    }

    private synchronized void hear(Pending news) {
        pending = pending.and(news);
        heard++;
    }

    /** Completed when all that was heard of before is in memory; fails when it cannot be read. */
    synchronized CompletableFuture<Void> fresh() {
        return fresh(heard);
    }

    private synchronized CompletableFuture<Void> fresh(long upTo) {
        if (included >= upTo) {
            return NOTHING_TO_DO;
        }
        if (turn.isDone()) {
            return begin();
        }
        return coming >= upTo ? turn : turn.handle((done, failure) -> null).thenCompose(ended -> fresh(upTo));
    }

    private CompletableFuture<Void> begin() {
        Pending work = pending;
        pending = Pending.NOTHING;
        coming = heard;
        turn = CompletableFuture.runAsync(() -> read(work), executor)
                .whenComplete((done, failure) -> end(work, failure == null));
        return turn;
    }

    private synchronized void end(Pending work, boolean done) {
        if (done) {
            included = coming;
        } else {
            pending = pending.and(work);
        }
    }

    private void read(Pending work) {
        try {
            if (work.settings()) {
                settings = reader.settings(organization);
            }
            if (work.everything()) {
                reader.all(organization, this::put);
            } else if (!work.partners().isEmpty()) {
                reader.some(organization, work.partners(), this::put);
            }
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private void put(PartyFacts read) {
        facts.put(read.standing().partnerId(), read);
    }

    /** For one run. */
    KnownParties known(Instant now) {
        return new KnownParties(this::facts, settings, now);
    }

    private Optional<PartyFacts> facts(String partnerId) {
        return Optional.ofNullable(facts.get(partnerId));
    }
}
