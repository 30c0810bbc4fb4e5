package io.mandi.persistence.match;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Announcing;
import io.mandi.engine.lots.matching.Judgement;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchEvent;
import io.mandi.engine.lots.matching.MatchRules;
import io.mandi.engine.lots.matching.MatchRules.Outcome;
import io.mandi.engine.lots.matching.Notice;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.publication.MatchEffects;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.match.MatchTable.Key;
import io.mandi.persistence.pool.Transactions;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.schedule.WakeUps;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Matches, in tables, and what has to be looked for anew. All that is done to the matches of the needs of a commodity is done in one
 * transaction with its events, one after the other on all nodes. A stage fails when the database does; whatever it was can be repeated.
 */
public final class PostgresMatches {
    private static final String BEGIN = """
        SELECT nextval('match_run_number'), coalesce(
            (SELECT changed_at FROM match_posting WHERE organization_id = ? AND posting_id = ?), 0)\
        """;

    private static final String ENDED = """
        INSERT INTO match_posting (organization_id, posting_id, changed_at, covered_at, run) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (organization_id, posting_id) DO UPDATE SET
            covered_at = greatest(match_posting.covered_at, excluded.covered_at),
            run = greatest(match_posting.run, excluded.run), failures = 0\
        """;

    private static final String CONTINUED =
            "UPDATE match_posting SET failures = 0 WHERE organization_id = ? AND posting_id = ?";

    private static final String FAILED = """
        INSERT INTO match_posting (organization_id, posting_id, changed_at, failures) VALUES (?, ?, ?, 1)
        ON CONFLICT (organization_id, posting_id) DO UPDATE SET failures = match_posting.failures + 1
        RETURNING failures\
        """;

    private static final String UNCOVERED = """
        SELECT posting_id FROM match_posting
        WHERE organization_id = ? AND covered_at < changed_at AND changed_at >= ? ORDER BY changed_at LIMIT ?\
        """;

    private static final String PENDING = """
        SELECT DISTINCT requirement_id FROM match WHERE organization_id = ? AND state = 'PENDING_RISK' LIMIT ?\
        """;

    private static final String ON_THE_MARKET = "open AND status <> 'DRAFT'";

    private final EntityJournal journal;
    private final DataSource connections;
    private final OrganizationReader reader;
    private final Executor executor;
    private final int mostNotices;

    /**
     * @param journal gets what is done to matches
     * @param executor whose threads may wait for the database
     * @param mostNotices that are kept of a partner
     */
    public PostgresMatches(
            EntityJournal journal,
            DataSource connections,
            OrganizationReader reader,
            Executor executor,
            int mostNotices) {
        this.journal = journal;
        this.connections = connections;
        this.reader = reader;
        this.executor = executor;
        this.mostNotices = mostNotices;
    }

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

    private <T> CompletionStage<T> run(Transactions.Work<T, SQLException> work) {
        return run(() -> Transactions.run(connections, work));
    }

    // ------------------------------------------------------------------------------------------------------- a run

    /**
     * A run has begun.
     *
     * @param run its number: whatever has changed before it was given is seen by it
     * @param changedAt the newest change of the posting that it is about, in microseconds since the epoch
     * @param pass the run that was the first to look at what this one goes on with; its own number when it is the first itself
     */
    public record Begun(long run, long changedAt, long pass) {
        /** The same run, going on with what another one has begun. */
        public Begun within(long firstRun) {
            return new Begun(run, changedAt, firstRun);
        }
    }

    public CompletionStage<Begun> begin(ResourceId posting) {
        return run(connection -> new Query(BEGIN, posting.organization(), posting.toString())
                .run(connection, row -> new Begun(row.getLong(1), row.getLong(2), row.getLong(1)))
                .getFirst());
    }

    /**
     * Matches of a posting that are live or watched, and that no run has looked at since this one began, those first that were not for
     * long.
     *
     * @param pass the number of the run
     */
    public CompletionStage<List<Match>> live(ResourceId posting, long pass, int limit) {
        return run(connection -> new Query(
                        "SELECT definition FROM match WHERE organization_id = ? AND " + own(posting)
                                + " = ? AND (live OR watched) AND " + seen(posting) + " < ? ORDER BY " + seen(posting)
                                + " LIMIT ?",
                        posting.organization(),
                        posting.toString(),
                        pass,
                        limit)
                .run(connection, MatchTable::match));
    }

    private static String own(ResourceId posting) {
        return posting.kind() == ResourceId.Kind.AVAILABILITY ? "availability_id" : "requirement_id";
    }

    /** The last run that has judged a match or, of this side, has come to it. */
    private static String seen(ResourceId posting) {
        return "greatest(match.run, match." + seenBy(posting) + ")";
    }

    private static String seenBy(ResourceId posting) {
        return posting.kind() == ResourceId.Kind.AVAILABILITY ? "seen_by_lot" : "seen_by_need";
    }

    private static String other(ResourceId posting) {
        return posting.kind() == ResourceId.Kind.AVAILABILITY ? "requirement_id" : "availability_id";
    }

    /**
     * Who is told of what a run has found.
     *
     * @param kind to which side, which is not the one whose posting the run is about (MT-14)
     * @param window in which a partner gets one notice (MT-15)
     */
    public record Telling(Announcing announcing, Notice.Kind kind, Duration window) {}

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /**
     * What a run says of pairs, in the order in which new ones are announced.
     *
     * @param needs the book that the needs of these pairs are of
     * @return the new matches that are announced
     */
    public CompletionStage<List<Match>> write(
            Caller caller, EntityId needs, long run, List<Judgement> judgements, Telling telling) {
        return run(() -> journal.change(EntityId.ofMatches(needs), caller, (connection, now, happened) -> {
            Instant at = Micros.at(now);
            Changes changes = new Changes(
                    connection,
                    EntityId.ofMatches(needs),
                    judgements.stream().map(Judgement::pair).toList());
            List<Match> found = new ArrayList<>();
            for (Judgement judgement : judgements) {
                Outcome outcome = changes.apply(judgement.pair(), (newest, newId) -> switch (judgement) {
                    case Judgement.Judged(Pair pair, Verdict verdict) ->
                        MatchRules.judged(newest, pair, verdict, run, at, newId);
                    case Judgement.Closed closed ->
                        newest.map(match -> MatchRules.closed(match, closed.reason(), run, at))
                                .orElse(NOTHING);
                });
                if (outcome.isNew()) {
                    found.add(outcome.match().orElseThrow());
                }
            }
            List<Match> announced = telling.announcing().choose(found, at);
            announced.forEach(changes::put);
            changes.write();
            new NoticeTables(connection, needs.organization(), mostNotices)
                    .announce(telling.kind(), announced, micros(telling.window()), now);
            changes.events.forEach(event -> happened.accept(MatchEffects.of(event)));
            return announced;
        }));
    }

    private static final Outcome NOTHING = new Outcome(Optional.empty(), List.of());

    private interface Rule {
        Outcome of(Optional<Match> newest, Supplier<ResourceId> newId);
    }

    /** What a transaction makes of the matches of some pairs. */
    private static final class Changes {
        private final Connection connection;
        private final Map<Key, Match> before;
        private final Map<Key, Match> after;
        private final Supplier<ResourceId> ids;
        final List<MatchEvent> events = new ArrayList<>();

        Changes(Connection connection, EntityId entity, List<Pair> pairs) throws SQLException {
            this.connection = connection;
            Set<Key> keys = pairs.stream().map(Key::of).collect(Collectors.toSet());
            before = MatchTable.newest(connection, entity.organization(), keys);
            after = new LinkedHashMap<>();
            ids = MatchTable.ids(connection, entity, (int) keys.stream()
                    .filter(key -> !before.containsKey(key) || !before.get(key).isLive())
                    .count());
        }

        Outcome apply(Pair pair, Rule rule) {
            Optional<Match> newest = Optional.ofNullable(after.getOrDefault(Key.of(pair), before.get(Key.of(pair))));
            Outcome outcome = rule.of(newest, ids);
            outcome.match().ifPresent(this::put);
            events.addAll(outcome.events());
            return outcome;
        }

        void put(Match match) {
            after.put(Key.of(match.pair()), match);
        }

        void write() throws SQLException {
            List<Match> written = new ArrayList<>();
            after.forEach((pair, match) -> {
                Optional<Match> old = Optional.ofNullable(before.get(pair));
                if (!old.equals(Optional.of(match))) {
                    written.add(match);
                }
                old.filter(Match::watched)
                        .filter(one -> !one.id().equals(match.id()))
                        .ifPresent(one -> written.add(one.unwatched()));
            });
            MatchTable.write(connection, written);
        }
    }

    /**
     * A run has ended. Whoever has found a match meanwhile by what is not so any more is noticed here, or notices it: of two runs that
     * write side by side, at least the one that looks later sees what both have written. What the pass has not come to yet is left to a
     * next run of the same pass; only with the last one are the changes before the pass seen, by all matches.
     *
     * @param looked at in this run
     * @param againAt when postings that have to be looked at once more are due, in microseconds since the epoch
     * @return whether there are any
     */
    public CompletionStage<Boolean> end(ResourceId posting, Begun begun, Collection<Pair> looked, long againAt) {
        Set<Key> known = looked.stream().map(Key::of).collect(Collectors.toSet());
        return run((Work<Boolean>) () -> {
            // Two transactions: what the second one sees was written before it, by whomever.
            boolean goesOn =
                    Transactions.run(connections, connection -> ended(connection, posting, begun, known, againAt));
            return Transactions.run(connections, connection -> again(connection, posting, begun, known, againAt))
                    || goesOn;
        });
    }

    /** @return whether the pass goes on */
    private static boolean ended(Connection connection, ResourceId posting, Begun begun, Set<Key> looked, long againAt)
            throws SQLException {
        // Those without a verdict, too: else they would be the first again and again, and no other would be come to.
        try (PreparedStatement seen = connection.prepareStatement("UPDATE match SET " + seenBy(posting)
                + " = greatest(" + seenBy(posting) + ", ?) FROM unnest(?::text[], ?::text[]) AS looked (need, lot)"
                + " WHERE organization_id = ? AND requirement_id = looked.need AND availability_id = looked.lot"
                + " AND (live OR watched) AND " + seen(posting) + " < ?")) {
            Columns<Key> columns = new Columns<>(connection, List.copyOf(looked));
            seen.setLong(1, begun.run());
            seen.setArray(2, columns.texts(Key::need));
            seen.setArray(3, columns.texts(Key::lot));
            seen.setString(4, posting.organization());
            seen.setLong(5, begun.run());
            seen.executeUpdate();
        }
        boolean goesOn = !new Query(
                        "SELECT 1 FROM match WHERE organization_id = ? AND " + own(posting)
                                + " = ? AND (live OR watched) AND " + seen(posting) + " < ? LIMIT 1",
                        posting.organization(),
                        posting.toString(),
                        begun.pass())
                .run(connection, row -> row.getInt(1))
                .isEmpty();
        if (goesOn) {
            try (PreparedStatement continued = connection.prepareStatement(CONTINUED)) {
                continued.setString(1, posting.organization());
                continued.setString(2, posting.toString());
                continued.executeUpdate();
            }
            WakeUps.setSooner(connection, List.of(next(posting, begun, againAt)));
            return true;
        }
        try (PreparedStatement ended = connection.prepareStatement(ENDED)) {
            ended.setString(1, posting.organization());
            ended.setString(2, posting.toString());
            ended.setLong(3, begun.changedAt());
            ended.setLong(4, begun.changedAt());
            ended.setLong(5, begun.pass());
            ended.executeUpdate();
        }
        return false;
    }

    private static WakeUp next(ResourceId posting, Begun begun, long dueAt) {
        return wakeUp(
                posting.organization(), new MatchWakeUps.RunKey(posting, OptionalLong.of(begun.pass())).text(), dueAt);
    }

    private static final int MOST_AGAIN = 1_000;

    private static boolean again(Connection connection, ResourceId posting, Begun begun, Set<Key> looked, long againAt)
            throws SQLException {
        record Behind(Key key, String other, boolean own, boolean ofOther) {}
        List<Behind> behind = new Query(
                        "SELECT requirement_id, availability_id, match." + other(posting)
                                + ", " + seen(posting) + " < ?, live AND match.run < coalesce(other.run, 0) FROM match"
                                + " LEFT JOIN match_posting AS other ON other.organization_id = match.organization_id"
                                + " AND other.posting_id = match." + other(posting)
                                + " WHERE match.organization_id = ? AND match." + own(posting)
                                + " = ? AND (live OR watched)"
                                + " AND (" + seen(posting)
                                + " < ? OR live AND match.run < coalesce(other.run, 0)) LIMIT ?",
                        begun.pass(),
                        posting.organization(),
                        posting.toString(),
                        begun.pass(),
                        MOST_AGAIN)
                .run(
                        connection,
                        row -> new Behind(
                                new Key(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5)));
        Map<String, WakeUp> wakeUps = new HashMap<>();
        for (Behind one : behind) {
            if (one.own() && !looked.contains(one.key())) {
                WakeUp next = next(posting, begun, againAt);
                wakeUps.put(next.key(), next);
            }
            if (one.ofOther()) {
                wakeUps.put(one.other(), wakeUp(posting.organization(), one.other(), againAt));
            }
        }
        WakeUps.setSooner(connection, wakeUps.values());
        return !wakeUps.isEmpty();
    }

    private static WakeUp wakeUp(String organization, String key, long dueAt) {
        return new WakeUp(organization, MatchWakeUps.RUN, key, dueAt);
    }

    /** When a failed run is repeated. */
    public interface Retry {
        /**
         * @param failures 1 or more
         * @return microseconds since the epoch; empty when it is left to the sweep
         */
        Optional<Long> at(int failures);
    }

    /** A run has failed (section 7.1). */
    public CompletionStage<Void> failed(ResourceId posting, long now, Retry retry) {
        return run(connection -> {
            int failures = new Query(FAILED, posting.organization(), posting.toString(), now)
                    .run(connection, row -> row.getInt(1))
                    .getFirst();
            Optional<Long> at = retry.at(failures);
            if (at.isPresent()) {
                WakeUps.setSooner(connection, List.of(wakeUp(posting.organization(), posting.toString(), at.get())));
            }
            return null;
        });
    }

    // ------------------------------------------------------------------------------------------------ many postings

    /** Which postings. */
    public sealed interface Which {
        /** @param id of a partner */
        record OfPartner(String organization, String id) implements Which {}

        /** @param id of a commodity */
        record OfCommodity(String organization, String id) implements Which {}

        record OfOrganization(String organization) implements Which {}

        /** Of all organisations. */
        record All() implements Which {}
    }

    /** A posting on the market, by its text; it comes after all with smaller ones. */
    public record Place(String organization, String id) {
        public static final Place FIRST = new Place("", "");
    }

    /**
     * Has the next postings on the market looked at.
     *
     * @param dueAt when the first one is due, in microseconds since the epoch
     * @param pace between two of them, in microseconds, so that others are not held up behind all of them
     * @param goOn who is woken for those behind the last one, where there may be more
     */
    public CompletionStage<Void> wake(
            Which which, Place after, int limit, long dueAt, long pace, Function<Place, WakeUp> goOn) {
        return run(connection -> {
            Query query = new Query("SELECT organization_id, id FROM (");
            part(query, "availability", "seller_id", which, after);
            query.text(" UNION ALL ");
            part(query, "requirement", "buyer_id", which, after);
            query.text(") AS both_kinds ORDER BY organization_id, id LIMIT ?", limit);
            List<Place> page = query.run(connection, row -> new Place(row.getString(1), row.getString(2)));
            List<WakeUp> wakeUps = new ArrayList<>();
            for (Place place : page) {
                wakeUps.add(wakeUp(place.organization(), place.id(), dueAt + wakeUps.size() * pace));
            }
            WakeUps.setSooner(connection, wakeUps);
            if (page.size() == limit) {
                WakeUps.set(connection, goOn.apply(page.getLast()));
            }
            return null;
        });
    }

    private static void part(Query query, String table, String owner, Which which, Place after) {
        query.text("SELECT organization_id, id COLLATE \"C\" FROM " + table + " WHERE " + ON_THE_MARKET);
        switch (which) {
            case Which.OfPartner(String organization, String id) ->
                query.and("organization_id = ?", organization).and(owner + " = ?", id);
            case Which.OfCommodity(String organization, String id) ->
                query.and("organization_id = ?", organization).and("commodity_id = ?", id);
            case Which.OfOrganization(String organization) -> query.and("organization_id = ?", organization);
            case Which.All ignored -> {}
        }
        query.and("(organization_id, id) > (?, ?)", after.organization(), after.id());
    }

    /**
     * Has those postings of an organisation looked at that have changed and no run has seen since, and those whose risk could not be told
     * (MT-13). Whoever waits for a repetition goes on waiting.
     *
     * @param since microseconds since the epoch: earlier changes are let be
     */
    public CompletionStage<Integer> sweep(String organization, long since, long now, int limit) {
        return run(connection -> {
            List<String> postings = new ArrayList<>(
                    new Query(UNCOVERED, organization, since, limit).run(connection, row -> row.getString(1)));
            postings.addAll(new Query(PENDING, organization, limit).run(connection, row -> row.getString(1)));
            for (String posting : postings.stream().sorted().distinct().toList()) {
                WakeUps.setFirst(connection, wakeUp(organization, posting, now));
            }
            return postings.size();
        });
    }

    /** Somebody is to be woken, whatever was set before. */
    public CompletionStage<Void> set(WakeUp wakeUp) {
        return run(connection -> {
            WakeUps.set(connection, wakeUp);
            return null;
        });
    }

    // ------------------------------------------------------------------------------------ reservations, approvals

    /** What has become of a reservation. */
    public enum Fate {
        HELD,
        ENDED,
        SOLD,
        /** It was sold, and the sale was taken back. */
        REVERTED
    }

    /** A reservation of a lot for a need is as it is; what was missed of it before is made up for. */
    public CompletionStage<Void> reserved(Caller caller, Pair pair, MatchRules.Held reservation, Fate fate) {
        EntityId entity = EntityId.ofMatches(pair.need().owner());
        return run(() -> journal.change(entity, caller, (connection, now, happened) -> {
            Instant at = Micros.at(now);
            long run = new Query("SELECT nextval('match_run_number')")
                    .run(connection, row -> row.getLong(1))
                    .getFirst();
            Optional<Match> before = MatchTable.reserved(connection, pair, reservation.id());
            Supplier<ResourceId> newId = MatchTable.ids(connection, entity, 1);
            Outcome outcome = switch (fate) {
                case HELD -> MatchRules.held(before, pair, reservation, run, at, newId);
                case ENDED ->
                    before.map(match -> MatchRules.released(match, reservation.id()))
                            .orElse(NOTHING);
                case SOLD ->
                    MatchRules.held(before, pair, reservation, run, at, newId)
                            .then(match -> MatchRules.sold(match, reservation.id()));
                case REVERTED ->
                    before.map(match -> MatchRules.saleReverted(match, reservation.id(), run, at))
                            .orElse(NOTHING);
            };
            List<Match> written = new ArrayList<>();
            outcome.match().filter(match -> !before.equals(Optional.of(match))).ifPresent(written::add);
            before.filter(Match::watched)
                    .filter(old -> outcome.match()
                            .filter(match -> !match.id().equals(old.id()))
                            .isPresent())
                    .ifPresent(old -> written.add(old.unwatched()));
            MatchTable.write(connection, written);
            if (!written.isEmpty()) {
                // A run that came before this has let alone what was reserved, also of sides that were closed.
                WakeUps.setSooner(
                        connection,
                        Stream.of(pair.need(), pair.lot())
                                .map(posting -> wakeUp(posting.organization(), posting.toString(), now))
                                .toList());
            }
            outcome.events().forEach(event -> happened.accept(MatchEffects.of(event)));
            return null;
        }));
    }

    /**
     * What staff says to a match (MT-11). A pair that matches and was not kept so far is kept from then on.
     *
     * @param verdict of now
     * @param run that has begun before the verdict
     * @return the match; empty when the pair has none
     */
    public CompletionStage<Optional<Match>> decide(
            Caller caller, Pair pair, Match.Decision decision, Optional<String> reason, Verdict verdict, long run) {
        EntityId entity = EntityId.ofMatches(pair.need().owner());
        return run(() -> journal.change(entity, caller, (connection, now, happened) -> {
            Instant at = Micros.at(now);
            Changes changes = new Changes(connection, entity, List.of(pair));
            Outcome judged =
                    changes.apply(pair, (newest, newId) -> MatchRules.judged(newest, pair, verdict, run, at, newId));
            Outcome decided = judged.match()
                    .filter(Match::isLive)
                    .map(live -> changes.apply(
                            pair,
                            (newest, newId) -> MatchRules.decided(
                                    live, decision, caller.actor().user(), reason, at)))
                    .orElse(NOTHING);
            changes.write();
            changes.events.forEach(event -> happened.accept(MatchEffects.of(event)));
            return decided.match();
        }));
    }

    // ------------------------------------------------------------------------------------------------------ looking

    /** The newest match of a pair; from the primary. */
    public CompletionStage<Optional<Match>> newest(ResourceId need, ResourceId lot) {
        Key key = new Key(need.toString(), lot.toString());
        return reader.read(
                need.organization(),
                connection -> Optional.ofNullable(MatchTable.newest(connection, need.organization(), List.of(key))
                        .get(key)));
    }

    /** Those of a need's or lot's live matches that are kept, by the id of the other side; from the primary. */
    public CompletionStage<Map<ResourceId, Match>> kept(ResourceId posting, Collection<ResourceId> others) {
        boolean ofLot = posting.kind() == ResourceId.Kind.AVAILABILITY;
        List<Key> keys = others.stream()
                .map(id ->
                        ofLot ? new Key(id.toString(), posting.toString()) : new Key(posting.toString(), id.toString()))
                .toList();
        return reader.read(posting.organization(), connection -> {
            Map<ResourceId, Match> kept = new HashMap<>();
            MatchTable.newest(connection, posting.organization(), keys).values().stream()
                    .filter(Match::isLive)
                    .forEach(match -> kept.put(ofLot ? match.need() : match.lot(), match));
            return kept;
        });
    }

    /** Live matches of a partner, or of all, the newest first; from the primary. */
    public CompletionStage<List<Match>> ofPartner(String organization, Optional<String> partner, int limit) {
        return reader.read(organization, connection -> {
            Query query = new Query("");
            if (partner.isPresent()) {
                // Each half along an index of its own.
                query.text(
                        "SELECT definition FROM (SELECT id, definition FROM match WHERE organization_id = ? AND live"
                                + " AND buyer_id = ? UNION SELECT id, definition FROM match WHERE organization_id = ?"
                                + " AND live AND seller_id = ?) AS both_sides",
                        organization,
                        partner.get(),
                        organization,
                        partner.get());
            } else {
                query.text("SELECT definition FROM match WHERE organization_id = ? AND live", organization);
            }
            query.text(" ORDER BY id DESC LIMIT ?", limit);
            return query.run(connection, MatchTable::match);
        });
    }

    // ------------------------------------------------------------------------------------------------------ notices

    /**
     * What a partner was not told in its window is told, when that has ended (MT-15).
     *
     * @param now microseconds since the epoch
     * @return when that is, if it has not
     */
    public CompletionStage<Optional<Long>> summarize(String organization, String partner, Duration window, long now) {
        return run(connection ->
                new NoticeTables(connection, organization, mostNotices).summarize(partner, micros(window), now));
    }

    /**
     * The next notices of a partner, or of all, the newest first.
     *
     * @param behind the last notice of the page before
     */
    public CompletionStage<List<Notice>> notices(
            String organization, Optional<String> partner, Optional<NoticePlace> behind, int limit) {
        return reader.read(organization, connection -> {
            Query query = new Query(
                    "SELECT id, partner_id, kind, created_at, match_ids, total FROM notice WHERE organization_id = ?",
                    organization);
            partner.ifPresent(id -> query.and("partner_id = ?", id));
            behind.ifPresent(place -> query.and("(created_at, id) < (?, ?)", Micros.of(place.at()), place.id()));
            query.text(" ORDER BY created_at DESC, id DESC LIMIT ?", limit);
            return query.run(connection, NoticeTables::notice);
        });
    }

    /** A place in a list of notices: that of a notice. */
    public record NoticePlace(Instant at, String id) {}

    /** Those of some matches that are there, live or not; from the primary. */
    public CompletionStage<Map<ResourceId, Match>> byIds(String organization, Collection<ResourceId> ids) {
        return reader.read(organization, connection -> StoredMatches.read(connection, organization, ids));
    }
}
