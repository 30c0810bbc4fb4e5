package io.mandi.persistence.ledger;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.setting.CircularRule;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.CircularRules;
import io.mandi.engine.ledger.Dealing;
import io.mandi.engine.ledger.Exposure;
import io.mandi.engine.ledger.ExposureEntry;
import io.mandi.engine.ledger.LedgerDecision;
import io.mandi.engine.ledger.LedgerRefusal;
import io.mandi.engine.ledger.LedgerRules;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.ledger.PartnerRisk;
import io.mandi.engine.ledger.PartyFacts.Activity;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.edit.Occasion;
import io.mandi.engine.publication.LedgerEffects;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.partner.PartnerTables;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The ledgers of partners, in tables: what they have on hold and have bought (8.4), and what they have posted and dealt as far as it decides
 * on circles (8.2). Each operation is one transaction, and one at a time for each ledger; repeated, it does nothing more. A stage fails when
 * the database does: then it is not known whether it was done, and it can be repeated.
 */
public final class PartnerLedgers {
    private static final String READ_HOLDS = """
        SELECT organization_id, partner, key, amount, at FROM exposure_entry
        WHERE state = 'HELD' AND at < ?\
        """;

    /** What the keys of postings begin with that have no id yet. */
    public static final String PENDING = "post:";

    private static final String READ_PENDING = """
        SELECT organization_id, partner, posting_id, kind, commodity_id, created_at FROM open_posting
        WHERE state = 'OPEN' AND posting_id LIKE 'post:%' AND created_at < ? ORDER BY created_at LIMIT ?\
        """;

    private final EntityJournal journal;
    private final DataSource connections;
    private final OrganizationReader reader;
    private final IsolationViolations violations;
    private final Consumer<String> news;
    private final Executor executor;

    /**
     * @param journal gets what is done to ledgers
     * @param connections for what concerns all organisations
     * @param violations told of what is another's and was named
     * @param news told the persistence id of a ledger that was changed without an event
     * @param executor whose threads may wait for the database
     */
    public PartnerLedgers(
            EntityJournal journal,
            DataSource connections,
            OrganizationReader reader,
            IsolationViolations violations,
            Consumer<String> news,
            Executor executor) {
        this.journal = journal;
        this.connections = connections;
        this.reader = reader;
        this.violations = violations;
        this.news = news;
        this.executor = executor;
    }

    // ------------------------------------------------------------------------------------------------------ exposure

    /**
     * Keeps a part of the buyer's limit for a reservation (EX-1 to EX-4), and takes among those that stand that the two deal with each other,
     * unless they deal the other way round on the same day (RP-3): of two opposite ones at once one passes. The limit is that of the partner's
     * record at this moment. What was refused is decided anew when it is asked again; what was released does not come back. A hold that is
     * asked for again counts as taken now: whoever has seen it as an orphan does not end it any more; it brings no dealing.
     *
     * @param deal its key is the id of the reservation, or another that is unique to it
     * @param timezone of the market's business days
     * @return the hold, and why the two may not deal; a hold that was taken then stands, and is for the caller to release
     */
    public CompletionStage<Kept> holdAndDeal(Caller caller, Decimal amount, Deal deal, ZoneId timezone) {
        Optional<Two> found = two(caller, deal);
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Kept(new LedgerAnswer.Refused(LedgerRefusal.UNKNOWN), Optional.empty()));
        }
        Two two = found.get();
        return run(() -> {
            Kept kept = journal.change(ledger(two.buyer, caller), two.owner(), caller, (connection, now, happened) -> {
                LedgerAnswer held = decide(
                        connection,
                        caller,
                        two.buyer,
                        entries -> entries.wantedAgain(deal.key()),
                        (rules, entry) -> rules.hold(entry, deal.key(), amount),
                        now,
                        happened);
                Optional<Reason> circular =
                        held instanceof LedgerAnswer.Done(ExposureEntry ignored, boolean repeated) && !repeated
                                ? two.deal(connection, deal, timezone, now)
                                : Optional.empty();
                return new Kept(held, circular);
            });
            if (kept.dealt()) {
                two.tell();
            }
            return kept;
        });
    }

    /**
     * What was kept for a reservation.
     *
     * @param circular why the two may not deal with each other
     */
    public record Kept(LedgerAnswer hold, Optional<Reason> circular) {
        boolean dealt() {
            return circular.isEmpty() && hold instanceof LedgerAnswer.Done done && !done.repeated();
        }
    }

    /** A hold becomes the value of a trade, which is not asked whether it is within the limit. */
    public CompletionStage<LedgerAnswer> convert(
            Caller caller, String buyer, String key, String tradeId, Decimal amount) {
        return decide(
                caller, buyer, tables -> tables.found(key), (rules, found) -> rules.convert(found, tradeId, amount));
    }

    /** A reservation has ended without a trade. */
    public CompletionStage<LedgerAnswer> releaseHold(Caller caller, String buyer, String key, String reason) {
        return decide(caller, buyer, tables -> tables.found(key), (rules, found) -> rules.releaseHold(found, reason));
    }

    /** No reservation has come of a hold: it is released, unless somebody has asked for it again since it was listed. */
    public CompletionStage<LedgerAnswer> releaseOrphan(Caller caller, StandingHold hold, String reason) {
        return decide(
                caller,
                hold.partnerId(),
                entries -> entries.asListed(hold),
                (rules, found) -> rules.releaseHold(found, reason));
    }

    /** A trade was completed or cancelled, or what led to it is undone. */
    public CompletionStage<LedgerAnswer> releaseTrade(Caller caller, String buyer, String tradeId, String reason) {
        return decide(
                caller,
                buyer,
                tables -> tables.foundTrade(tradeId),
                (rules, found) -> rules.releaseTrade(found, reason));
    }

    private interface Find {
        Optional<ExposureEntry> in(PartnerEntries entries) throws SQLException;
    }

    /** @param now microseconds since the epoch */
    private record PartnerEntries(LedgerTables tables, long partner, long now) {
        Optional<ExposureEntry> wantedAgain(String key) throws SQLException {
            tables.touch(partner, key, now);
            return found(key);
        }

        Optional<ExposureEntry> asListed(StandingHold hold) throws SQLException {
            return tables.isOf(partner, hold.key(), hold.heldAt()) ? found(hold.key()) : Optional.empty();
        }

        Optional<ExposureEntry> found(String key) throws SQLException {
            return tables.entry(partner, key);
        }

        Optional<ExposureEntry> foundTrade(String tradeId) throws SQLException {
            return tables.entryOfTrade(partner, tradeId);
        }
    }

    private interface Decide {
        LedgerDecision by(LedgerRules rules, Optional<ExposureEntry> found);
    }

    private CompletionStage<LedgerAnswer> decide(Caller caller, String partnerId, Find find, Decide decide) {
        Optional<Long> known = PartnerTables.number(partnerId, caller.organization());
        if (known.isEmpty()) {
            return CompletableFuture.completedStage(new LedgerAnswer.Refused(LedgerRefusal.UNKNOWN));
        }
        long partner = known.get();
        return run(() -> journal.change(
                ledger(partner, caller),
                caller,
                (connection, now, happened) -> decide(connection, caller, partner, find, decide, now, happened)));
    }

    private static LedgerAnswer decide(
            Connection connection,
            Caller caller,
            long partner,
            Find find,
            Decide decide,
            long now,
            Consumer<Effect> happened)
            throws SQLException {
        LedgerTables tables = new LedgerTables(connection, caller.organization());
        Optional<Partner> record = PartnerTables.alone(connection, caller.organization(), partner);
        if (record.isEmpty()) {
            return new LedgerAnswer.Refused(LedgerRefusal.UNKNOWN);
        }
        LedgerRules rules = rules(record.get(), tables.account(partner));
        return switch (decide.by(rules, find.in(new PartnerEntries(tables, partner, now)))) {
            case LedgerDecision.Refused refused -> new LedgerAnswer.Refused(refused.reason());
            case LedgerDecision.Repeated repeated -> new LedgerAnswer.Done(repeated.entry(), true);
            case LedgerDecision.Changed changed -> {
                tables.put(partner, changed.entry(), now);
                tables.put(partner, changed.exposure(), changed.exposure().state(rules.limit()));
                changed.events().forEach(event -> happened.accept(LedgerEffects.of(event)));
                yield new LedgerAnswer.Done(changed.entry(), false);
            }
        };
    }

    private static LedgerRules rules(Partner record, LedgerTables.Account account) {
        return new LedgerRules(record.id(), record.finance().creditLimit(), account.exposure(), account.state());
    }

    /**
     * Tells of thresholds that are crossed because the limit is another one (EX-5), and of each once. Does nothing where nobody has to be
     * told: it can be asked after every change of a partner's record, on all nodes.
     */
    public CompletionStage<Void> limitMayHaveChanged(String organization, long partner) {
        ResourceId id = ResourceId.ofPartner(partner, organization);
        return run(() -> {
            if (reader.readNow(organization, connection -> stateNow(connection, organization, partner))
                    .isPresent()) {
                Caller system = new Caller(organization, Actor.staff(Occasion.SYSTEM), id.toString(), Optional.empty());
                journal.change(EntityId.ofLedger(id), system, (connection, now, happened) -> {
                    Optional<LedgerRules> rules = stateNow(connection, organization, partner);
                    if (rules.isPresent()) {
                        rules.get().breach().ifPresent(event -> happened.accept(LedgerEffects.of(event)));
                        Exposure exposure = rules.get().exposure();
                        new LedgerTables(connection, organization)
                                .put(
                                        partner,
                                        exposure,
                                        exposure.state(rules.get().limit()));
                    }
                    return null;
                });
            }
            return null;
        });
    }

    /** Of a ledger that is in another state than when it was last looked at. */
    private static Optional<LedgerRules> stateNow(Connection connection, String organization, long partner)
            throws SQLException {
        LedgerTables.Account account = new LedgerTables(connection, organization).account(partner);
        return PartnerTables.alone(connection, organization, partner)
                .map(record -> rules(record, account))
                .filter(rules -> rules.exposure().state(rules.limit()) != rules.told());
    }

    /** What a partner has on hold and has bought; empty when there is no such partner, or it is not the caller's to see (TEN-3). */
    public CompletionStage<Optional<PartnerExposure>> exposure(long partner, Caller caller) {
        String organization = caller.organization();
        String id = ResourceId.ofPartner(partner, organization).toString();
        boolean another =
                caller.actor().partner().filter(own -> !own.equals(id)).isPresent();
        return run(() -> {
            Optional<PartnerExposure> found = reader.readNow(organization, connection -> {
                Optional<Partner> record = PartnerTables.alone(connection, organization, partner);
                return record.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new PartnerExposure(
                                id,
                                record.get().finance().creditLimit(),
                                new LedgerTables(connection, organization)
                                        .account(partner)
                                        .exposure()));
            });
            if (another && found.isPresent()) {
                violations.note(caller, id);
            }
            return another ? Optional.empty() : found;
        });
    }

    /**
     * Holds that were taken before a time and still stand, of all organisations, the oldest first: most are of reservations that are there;
     * whoever keeps these says so (TR-2).
     *
     * @param before microseconds since the epoch
     * @param after the last one of the page before
     */
    public CompletionStage<List<StandingHold>> orphans(long before, Optional<StandingHold> after, int limit) {
        return run(() -> {
            Query query = new Query(READ_HOLDS, before);
            after.ifPresent(last -> query.and(
                    "(at, organization_id, partner, key) > (?, ?, ?, ?)",
                    last.heldAt(),
                    last.organization(),
                    PartnerTables.number(last.partnerId(), last.organization()).orElse(0L),
                    last.key()));
            query.text(" ORDER BY at, organization_id, partner, key LIMIT ?", limit);
            try (Connection connection = connections.getConnection()) {
                return query.run(
                        connection,
                        row -> new StandingHold(
                                row.getString(1),
                                ResourceId.ofPartner(row.getLong(2), row.getString(1))
                                        .toString(),
                                row.getString(3),
                                row.getBigDecimal(4),
                                row.getLong(5)));
            }
        });
    }

    // ---------------------------------------------------------------------------------------------------------- risk

    /** Assesses a partner (RK-4, RK-5); empty when there is no such partner. */
    public CompletionStage<Optional<PartnerRisk>> assess(long partner, Caller caller) {
        return assess(partner, caller, OptionalLong.empty());
    }

    /**
     * Assesses a partner in the name of nobody, unless somebody has since then.
     *
     * @param since microseconds since the epoch
     */
    CompletionStage<Optional<PartnerRisk>> assessUnlessDoneSince(long partner, String organization, long since) {
        Caller system = new Caller(
                organization,
                Actor.staff(Occasion.SYSTEM),
                ResourceId.ofPartner(partner, organization).toString(),
                Optional.empty());
        return assess(partner, system, OptionalLong.of(since));
    }

    private CompletionStage<Optional<PartnerRisk>> assess(long partner, Caller caller, OptionalLong unlessSince) {
        return run(() -> journal.change(ledger(partner, caller), caller, (connection, now, happened) -> {
            LedgerTables tables = new LedgerTables(connection, caller.organization());
            Optional<Partner> record = PartnerTables.alone(connection, caller.organization(), partner);
            if (record.isEmpty()) {
                return Optional.empty();
            }
            LedgerTables.Account account = tables.account(partner);
            if (unlessSince.isPresent()
                    && account.assessedAt()
                            .filter(at -> at >= unlessSince.getAsLong())
                            .isPresent()) {
                return Optional.empty();
            }
            Optional<Decimal> limit = record.get().finance().creditLimit();
            PartnerRisk risk = PartnerRisk.of(new PartnerRisk.Conduct(
                    limit,
                    account.exposure(),
                    record.get().performance(),
                    Optional.empty(),
                    tables.countTrades(partner)));
            tables.putScore(partner, risk.score(), now);
            risk.events(record.get().id(), limit, account.score())
                    .forEach(event -> happened.accept(LedgerEffects.of(event)));
            return Optional.of(risk);
        }));
    }

    // ------------------------------------------------------------------------------------------- postings, dealings

    /**
     * Takes a posting among those that are open, unless the partner would trade in a circle with it: of two opposite ones at once one passes
     * (RP-1). One that is registered is checked again, and one that was closed stays closed.
     *
     * @param postingId its id, or another key that is unique to it
     * @return why it may not be
     */
    public CompletionStage<Optional<Reason>> register(
            Caller caller,
            String partnerId,
            String postingId,
            OpenPosting posting,
            CircularRule rule,
            ZoneId timezone) {
        Optional<Long> known = PartnerTables.number(partnerId, caller.organization());
        if (known.isEmpty()) {
            // Whoever is no partner is refused for that.
            return CompletableFuture.completedStage(Optional.empty());
        }
        long partner = known.get();
        EntityId ledger = ledger(partner, caller);
        return run(() -> {
            Optional<Reason> refused = journal.change(ledger, caller, (connection, now, happened) -> {
                LedgerTables tables = new LedgerTables(connection, caller.organization());
                Activity activity = tables.activities(List.of(partner), dayOf(now, timezone))
                        .getOrDefault(partner, Activity.NONE);
                Optional<Reason> reason = new CircularRules(rule, timezone)
                        .posting(partnerId, posting, activity.postings(), activity.dealings());
                if (reason.isEmpty()) {
                    tables.putPosting(partner, postingId, posting);
                }
                return reason;
            });
            if (refused.isEmpty()) {
                news.accept(ledger.persistenceId());
            }
            return refused;
        });
    }

    /**
     * What was registered under a key before there was an id is registered under its id from now on, in one commit. A posting that was closed
     * stays closed.
     *
     * @param key of {@link #PENDING}
     */
    public CompletionStage<Void> identify(
            Caller caller, String partnerId, String key, String postingId, OpenPosting posting) {
        Optional<Long> known = PartnerTables.number(partnerId, caller.organization());
        if (known.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        EntityId ledger = ledger(known.get(), caller);
        return run(() -> {
            journal.change(ledger, caller, (connection, now, happened) -> {
                LedgerTables tables = new LedgerTables(connection, caller.organization());
                tables.putPosting(known.get(), postingId, posting);
                return tables.closePosting(known.get(), key);
            });
            news.accept(ledger.persistenceId());
            return null;
        });
    }

    /** Takes a posting among those that are open whose book has taken it already. One that was closed stays closed. */
    public CompletionStage<Void> adopt(Caller caller, String partnerId, String postingId, OpenPosting posting) {
        Optional<Long> known = PartnerTables.number(partnerId, caller.organization());
        if (known.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        EntityId ledger = ledger(known.get(), caller);
        return run(() -> {
            journal.change(ledger, caller, (connection, now, happened) -> {
                new LedgerTables(connection, caller.organization()).putPosting(known.get(), postingId, posting);
                return null;
            });
            news.accept(ledger.persistenceId());
            return null;
        });
    }

    /**
     * Postings that were registered before a time by a key of {@link #PENDING} and still are, of all organisations, the oldest first: who
     * registered them has failed before the book has answered, or since.
     *
     * @param before microseconds since the epoch
     */
    public CompletionStage<List<PendingPosting>> pending(long before, int limit) {
        return run(() -> {
            try (Connection connection = connections.getConnection()) {
                return new Query(READ_PENDING, before, limit)
                        .run(
                                connection,
                                row -> new PendingPosting(
                                        row.getString(1),
                                        ResourceId.ofPartner(row.getLong(2), row.getString(1))
                                                .toString(),
                                        row.getString(3),
                                        new OpenPosting(
                                                OpenPosting.Kind.valueOf(row.getString(4)),
                                                row.getString(5),
                                                Instant.EPOCH.plus(row.getLong(6), ChronoUnit.MICROS))));
            }
        });
    }

    /**
     * A posting is not open any more, or never came to be.
     *
     * @return whether it was open
     */
    public CompletionStage<Boolean> close(Caller caller, String partnerId, String postingId) {
        Optional<Long> known = PartnerTables.number(partnerId, caller.organization());
        if (known.isEmpty()) {
            return CompletableFuture.completedStage(false);
        }
        EntityId ledger = ledger(known.get(), caller);
        return run(() -> {
            boolean closed = journal.change(
                    ledger,
                    caller,
                    (connection, now, happened) ->
                            new LedgerTables(connection, caller.organization()).closePosting(known.get(), postingId));
            if (closed) {
                news.accept(ledger.persistenceId());
            }
            return closed;
        });
    }

    /** What a partner and any of these deal, or have dealt, with each other, but for what has ended. */
    public CompletionStage<List<Dealing>> standingDeals(
            String organization, String partnerId, Collection<String> otherIds) {
        return run(() -> reader.readNow(organization, connection -> {
            Optional<Long> partner = PartnerTables.number(partnerId, organization);
            List<Long> others = otherIds.stream()
                    .flatMap(id -> PartnerTables.number(id, organization).stream())
                    .toList();
            return partner.isEmpty() || others.isEmpty()
                    ? List.of()
                    : new LedgerTables(connection, organization).standing(partner.get(), others);
        }));
    }

    /** The reservation has become a trade. */
    public CompletionStage<Boolean> tradeDeal(Caller caller, Deal deal) {
        return move(caller, deal, List.of(Dealing.State.HELD), Dealing.State.TRADED);
    }

    /** The trade is settled. */
    public CompletionStage<Boolean> completeDeal(Caller caller, Deal deal) {
        return move(caller, deal, List.of(Dealing.State.TRADED), Dealing.State.COMPLETED);
    }

    /** The reservation has ended without a trade, or the trade has failed or was cancelled. */
    public CompletionStage<Boolean> endDeal(Caller caller, Deal deal) {
        return move(caller, deal, List.of(Dealing.State.HELD, Dealing.State.TRADED), Dealing.State.ENDED);
    }

    /** @return whether it was in one of these states */
    private CompletionStage<Boolean> move(Caller caller, Deal deal, List<Dealing.State> from, Dealing.State to) {
        Optional<Two> two = two(caller, deal);
        if (two.isEmpty()) {
            return CompletableFuture.completedStage(false);
        }
        return run(() -> {
            boolean moved = journal.change(
                    two.get().owner(),
                    caller,
                    (connection, now, happened) -> new LedgerTables(connection, caller.organization())
                            .moveDealing(deal.key(), two.get().buyer, two.get().seller, from, to));
            if (moved) {
                two.get().tell();
            }
            return moved;
        });
    }

    private Optional<Two> two(Caller caller, Deal deal) {
        return PartnerTables.number(deal.buyer(), caller.organization())
                .flatMap(buyer -> PartnerTables.number(deal.seller(), caller.organization())
                        .map(seller -> new Two(caller, buyer, seller)));
    }

    /** Who deal with each other, by their numbers. */
    private final class Two {
        private final Caller caller;
        private final long buyer;
        private final long seller;

        Two(Caller caller, long buyer, long seller) {
            this.caller = caller;
            this.buyer = buyer;
            this.seller = seller;
        }

        Optional<Reason> deal(Connection connection, Deal deal, ZoneId timezone, long now) throws SQLException {
            LedgerTables tables = new LedgerTables(connection, caller.organization());
            if (tables.hasDealing(deal.key())) {
                return Optional.empty();
            }
            LocalDate today = dayOf(now, timezone);
            Optional<Reason> reason = CircularRules.reversal(
                    deal.buyer(), deal.seller(), deal.commodity(), today, tables.dealings(seller, buyer, today));
            if (reason.isEmpty()) {
                tables.putDealing(deal.key(), buyer, seller, deal.commodity(), today);
            }
            return reason;
        }

        /** The same one for both directions. */
        EntityId owner() {
            return ledger(Math.min(buyer, seller), caller);
        }

        void tell() {
            news.accept(ledger(buyer, caller).persistenceId());
            news.accept(ledger(seller, caller).persistenceId());
        }
    }

    // ---------------------------------------------------------------------------------------------------- the way of
    // it

    private interface Work<T> {
        T take() throws SQLException;
    }

    private static EntityId ledger(long partner, Caller caller) {
        return EntityId.ofLedger(ResourceId.ofPartner(partner, caller.organization()));
    }

    private static LocalDate dayOf(long micros, ZoneId timezone) {
        return LocalDate.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), timezone);
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
