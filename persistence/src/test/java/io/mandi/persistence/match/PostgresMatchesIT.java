package io.mandi.persistence.match;

import static io.mandi.engine.lots.matching.SampleMatches.PAIR;
import static io.mandi.engine.lots.matching.SampleMatches.RESERVATION;
import static io.mandi.engine.lots.matching.SampleMatches.accepted;
import static io.mandi.engine.lots.matching.SampleMatches.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Announcing;
import io.mandi.engine.lots.matching.Judgement;
import io.mandi.engine.lots.matching.LapseReason;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Match.Decision;
import io.mandi.engine.lots.matching.MatchRules;
import io.mandi.engine.lots.matching.MatchState;
import io.mandi.engine.lots.matching.Notice;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.lots.matching.SampleMatches;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.lots.SampleLots;
import io.mandi.persistence.match.MatchWakeUps.RunKey;
import io.mandi.persistence.match.MatchWakeUps.WalkKey;
import io.mandi.persistence.match.PostgresMatches.Begun;
import io.mandi.persistence.match.PostgresMatches.Fate;
import io.mandi.persistence.match.PostgresMatches.Telling;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.schedule.WakeUps;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Matches in their tables, and what wakes those who look for them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresMatchesIT {
    private static final Caller CLOCK = new Caller("demo", Actor.system(), "match-test", Optional.empty());
    private static final EntityId NEEDS = LotEventSamples.BOOK;
    private static final Telling NOBODY = new Telling(
            new Announcing(0, Duration.ZERO, BigDecimal.ONE), Notice.Kind.NEW_BUYER_MATCH, Duration.ofSeconds(60));
    private static final Verdict GOOD = accepted("0.8284", "201.08", "16200.000000");

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(8));
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresMatches matches = new PostgresMatches(
            new EntityJournal(pool.dataSource(), id -> {}, InstantSource.system()),
            pool.dataSource(),
            reader,
            Runnable::run,
            3);

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private <T> List<T> rows(String sql, Query.RowReader<T> row) {
        try (Connection connection = pool.dataSource().getConnection()) {
            return new Query(sql).run(connection, row);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> wakeUps(WakeUp.Kind kind) {
        return rows("SELECT key FROM wake_up WHERE kind = '" + kind.name() + "' ORDER BY key", row -> row.getString(1));
    }

    private void execute(String sql) {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Begun begin() {
        return join(matches.begin(PAIR.need()));
    }

    private List<Match> judge(long run, Pair pair, Verdict verdict) {
        return join(matches.write(CLOCK, NEEDS, run, List.of(new Judgement.Judged(pair, verdict)), NOBODY));
    }

    private Match newest() {
        return join(matches.newest(PAIR.need(), PAIR.lot())).orElseThrow();
    }

    private long events() {
        return rows(
                        "SELECT count(*) FROM event_journal WHERE persistence_id = '"
                                + EntityId.ofMatches(NEEDS).persistenceId() + "'",
                        row -> row.getLong(1))
                .getFirst();
    }

    // ---------------------------------------------------------------------------------------------------- matches

    // MT-10
    @Test
    void aMatchIsFoundOnceAndLapsesOnce() {
        judge(begin().run(), PAIR, GOOD);
        Match found = newest();
        assertThat(found.state()).isEqualTo(MatchState.FOUND);
        judge(begin().run(), PAIR, GOOD);
        assertThat(newest().id()).isEqualTo(found.id());
        assertThat(events()).as("what has not changed is no event").isEqualTo(1);

        List<Judgement> closed = List.of(new Judgement.Closed(PAIR, LapseReason.LOT_CANCELLED));
        join(matches.write(CLOCK, NEEDS, begin().run(), closed, NOBODY));
        join(matches.write(CLOCK, NEEDS, begin().run(), closed, NOBODY));
        assertThat(newest().state()).isEqualTo(MatchState.LAPSED);
        assertThat(events()).isEqualTo(2);
        assertThat(join(matches.ofPartner("demo", Optional.of("mill"), 10))).isEmpty();
    }

    // MT-10: of many runs that find a pair at once, one has found it.
    @Test
    void ofManyRunsAtOnceOneFindsTheMatch() throws Exception {
        List<Callable<Object>> runs = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            runs.add(() -> judge(begin().run(), PAIR, GOOD));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Object> run : threads.invokeAll(runs)) {
                run.get();
            }
        }
        assertThat(rows("SELECT id FROM match", row -> row.getString(1))).hasSize(1);
        assertThat(events()).isEqualTo(1);
    }

    @Test
    void whatBeganEarlierDoesNotUndoWhatBeganLater() {
        Begun earlier = begin();
        Begun later = begin();
        judge(begin().run() - 3, PAIR, GOOD);
        judge(later.run(), PAIR, rejected());
        judge(earlier.run(), PAIR, GOOD);
        assertThat(newest().state()).isEqualTo(MatchState.LAPSED);
        assertThat(newest().verdict()).as("section 7.9").contains(rejected());
    }

    // MT-3: a pair that does not match any more is looked at until a side is closed or it matches again.
    @Test
    void aPairThatWasAMatchIsLookedAtWhileBothSidesAreOpen() {
        judge(begin().run(), PAIR, GOOD);
        judge(begin().run(), PAIR, rejected());
        Match lapsed = newest();
        assertThat(join(matches.live(PAIR.need(), begin().run(), 10))).containsExactly(lapsed);
        judge(begin().run(), PAIR, rejected());
        assertThat(events()).as("found; rejected and lapsed").isEqualTo(2);
        judge(begin().run(), PAIR, SampleMatches.rejectedForQuality());
        assertThat(events()).isEqualTo(3);

        judge(begin().run(), PAIR, GOOD);
        assertThat(join(matches.live(PAIR.need(), begin().run(), 10)).stream().map(Match::id))
                .containsExactly(newest().id())
                .doesNotContain(lapsed.id());
        judge(begin().run(), PAIR, rejected());
        join(matches.write(
                CLOCK, NEEDS, begin().run(), List.of(new Judgement.Closed(PAIR, LapseReason.NEED_CANCELLED)), NOBODY));
        assertThat(join(matches.live(PAIR.need(), begin().run(), 10))).isEmpty();
    }

    /** Two runs side by side: what one has found, by what the other has seen changed, is looked at once more. */
    @Test
    void aMatchThatWasFoundBesideARunIsLookedAtAgain() {
        Begun ofNeed = begin();
        Begun ofLot = join(matches.begin(PAIR.lot()));
        assertThat(join(matches.live(PAIR.lot(), ofLot.run(), 10))).isEmpty();
        judge(ofNeed.run(), PAIR, GOOD);

        assertThat(join(matches.end(PAIR.lot(), ofLot, List.of(), 7))).isTrue();
        assertThat(wakeUps(MatchWakeUps.RUN))
                .containsExactly(new RunKey(PAIR.lot(), OptionalLong.of(ofLot.pass())).text());
        execute("DELETE FROM wake_up");
        Begun goingOn = join(matches.begin(PAIR.lot())).within(ofLot.pass());
        assertThat(join(matches.live(PAIR.lot(), goingOn.pass(), 10))).hasSize(1);
        judge(goingOn.run(), PAIR, GOOD);
        assertThat(join(matches.end(PAIR.lot(), goingOn, List.of(PAIR), 7))).isFalse();
        assertThat(wakeUps(MatchWakeUps.RUN)).isEmpty();
    }

    /** The same, when the other run has ended before anything was written. */
    @Test
    void aMatchThatWasFoundAfterARunIsLookedAtAgain() {
        Begun ofNeed = begin();
        Begun ofLot = join(matches.begin(PAIR.lot()));
        assertThat(join(matches.end(PAIR.lot(), ofLot, List.of(), 7))).isFalse();
        judge(ofNeed.run(), PAIR, GOOD);
        assertThat(join(matches.end(PAIR.need(), ofNeed, List.of(PAIR), 7))).isTrue();
        assertThat(wakeUps(MatchWakeUps.RUN)).containsExactly(PAIR.lot().toString());
        execute("DELETE FROM wake_up");

        Begun again = join(matches.begin(PAIR.lot()));
        assertThat(join(matches.live(PAIR.lot(), again.run(), 10))).hasSize(1);
        judge(again.run(), PAIR, GOOD);
        assertThat(join(matches.end(PAIR.lot(), again, List.of(PAIR), 7))).isFalse();
        assertThat(wakeUps(MatchWakeUps.RUN)).isEmpty();
    }

    /** Two at a time: what one run of a pass has judged is not behind for the next one. */
    @Test
    void aPostingWithManyMatchesIsGoneThroughOnce() {
        for (int lot = 0; lot < 5; lot++) {
            judge(begin().run(), pair(lot), GOOD);
        }
        List<String> looked = new ArrayList<>();
        Optional<RunKey> next = Optional.of(new RunKey(PAIR.need(), OptionalLong.empty()));
        int runs = 0;
        while (next.isPresent() && runs < 10) {
            execute("DELETE FROM wake_up");
            OptionalLong pass = next.get().pass();
            Begun begun = pass.isPresent() ? begin().within(pass.getAsLong()) : begin();
            List<Match> some = join(matches.live(PAIR.need(), begun.pass(), 2));
            some.forEach(match -> {
                looked.add(match.lot().toString());
                judge(begun.run(), match.pair(), GOOD);
            });
            boolean again = join(matches.end(
                    PAIR.need(), begun, some.stream().map(Match::pair).toList(), 7));
            next = wakeUps(MatchWakeUps.RUN).stream()
                    .map(key -> RunKey.parse(key).orElseThrow())
                    .findFirst();
            assertThat(again).isEqualTo(next.isPresent());
            runs++;
        }
        assertThat(runs).isEqualTo(3);
        assertThat(looked).hasSize(5).doesNotHaveDuplicates();
        assertThat(RunKey.parse(PAIR.need() + "/0")).isEmpty();
        assertThat(RunKey.parse("7/" + PAIR.need())).isEmpty();
    }

    /** One at a time: what has no verdict stands in nobody's way, and is the lot's to judge as before. */
    @Test
    void whatCannotBeJudgedDoesNotHoldUpTheRest() {
        for (int lot = 0; lot < 3; lot++) {
            judge(begin().run(), pair(lot), GOOD);
        }
        judge(begin().run(), pair(2), rejected());
        Begun ofLot = join(matches.begin(pair(0).lot()));
        Begun pass = begin();
        List<Long> looked = new ArrayList<>();
        boolean again = true;
        for (int runs = 0; again && runs < 10; runs++) {
            Begun begun = begin().within(pass.run());
            List<Match> one = join(matches.live(PAIR.need(), begun.pass(), 1));
            one.forEach(match -> looked.add(match.lot().number()));
            again = join(matches.end(
                    PAIR.need(), begun, one.stream().map(Match::pair).toList(), 7));
        }
        assertThat(again).isFalse();
        assertThat(looked).containsExactly(100L, 101L, 102L);
        assertThat(join(matches.live(pair(0).lot(), ofLot.pass(), 10))).hasSize(1);
    }

    // MT-9
    @Test
    void aReservationThatIsSeenAgainIsTheSame() {
        judge(begin().run(), PAIR, GOOD);
        MatchRules.Held held = new MatchRules.Held(RESERVATION, BigDecimal.TEN, BigDecimal.ZERO);
        for (Fate fate : List.of(Fate.HELD, Fate.HELD, Fate.SOLD, Fate.SOLD, Fate.HELD)) {
            join(matches.reserved(CLOCK, PAIR, held, fate));
        }
        assertThat(newest().state()).isEqualTo(MatchState.TRADED);
        assertThat(events()).as("found, allocated, traded").isEqualTo(3);

        judge(begin().run(), PAIR, GOOD);
        assertThat(newest().state()).isEqualTo(MatchState.FOUND);
        join(matches.reserved(CLOCK, PAIR, held, Fate.REVERTED));
        assertThat(newest().state()).as("of what is left").isEqualTo(MatchState.FOUND);
        assertThat(rows("SELECT state FROM match ORDER BY id", row -> row.getString(1)))
                .containsExactly("LAPSED", "FOUND");
    }

    /** MT-10: the need is cancelled while the reservation runs on, and its run comes before the reservation's end is seen. */
    @Test
    void aReservationThatEndsHasBothSidesLookedAt() {
        MatchRules.Held held = new MatchRules.Held(RESERVATION, BigDecimal.TEN, BigDecimal.ZERO);
        join(matches.reserved(CLOCK, PAIR, held, Fate.HELD));
        List<Judgement> closed = List.of(new Judgement.Closed(PAIR, LapseReason.NEED_CANCELLED));
        join(matches.write(CLOCK, NEEDS, begin().run(), closed, NOBODY));
        assertThat(newest().state()).isEqualTo(MatchState.RESERVED);

        execute("DELETE FROM wake_up");
        join(matches.reserved(CLOCK, PAIR, held, Fate.ENDED));
        assertThat(newest().state()).isEqualTo(MatchState.FOUND);
        assertThat(wakeUps(MatchWakeUps.RUN))
                .containsExactlyInAnyOrder(PAIR.need().toString(), PAIR.lot().toString());
        join(matches.write(CLOCK, NEEDS, begin().run(), closed, NOBODY));
        assertThat(newest().state()).isEqualTo(MatchState.LAPSED);

        execute("DELETE FROM wake_up");
        join(matches.reserved(CLOCK, PAIR, held, Fate.ENDED));
        assertThat(wakeUps(MatchWakeUps.RUN)).as("nothing has changed").isEmpty();
    }

    @Test
    void aReservationThatNobodyHasSeenWhileItWasHeldIsMadeUpFor() {
        MatchRules.Held held = new MatchRules.Held(RESERVATION, BigDecimal.TEN, BigDecimal.ZERO);
        join(matches.reserved(CLOCK, PAIR, held, Fate.SOLD));
        assertThat(newest().state()).isEqualTo(MatchState.TRADED);
        assertThat(rows("SELECT live FROM match", row -> row.getBoolean(1))).containsExactly(false);
    }

    // MT-11
    @Test
    void aMatchIsApprovedAlsoWhenNoRunHasFoundIt() {
        Optional<Match> decided =
                join(matches.decide(CLOCK, PAIR, Decision.APPROVED, Optional.empty(), GOOD, begin().run()));
        assertThat(decided.filter(Match::isApproved)).isPresent();
        assertThat(newest().isApproved()).isTrue();
        assertThat(join(matches.kept(PAIR.need(), List.of(PAIR.lot())))).containsEntry(PAIR.lot(), newest());

        join(matches.decide(CLOCK, PAIR, Decision.DECLINED, Optional.of("no"), GOOD, begin().run()));
        assertThat(newest().isApproved()).isFalse();
        assertThat(join(matches.decide(CLOCK, PAIR, Decision.APPROVED, Optional.empty(), rejected(), begin().run())))
                .isEmpty();
    }

    // MT-14, MT-16: whoever was told of a pair is told of its next match only when that is another one.
    @Test
    void theNextMatchOfAPairRemembersThatItWasAnnounced() {
        Telling announcing = new Telling(
                new Announcing(5, Duration.ofSeconds(300), new BigDecimal("0.95")),
                Notice.Kind.NEW_BUYER_MATCH,
                Duration.ofSeconds(60));
        List<Judgement> good = List.of(new Judgement.Judged(PAIR, GOOD));
        assertThat(join(matches.write(CLOCK, NEEDS, begin().run(), good, announcing)))
                .hasSize(1);
        judge(begin().run(), PAIR, rejected());
        assertThat(join(matches.write(CLOCK, NEEDS, begin().run(), good, announcing)))
                .isEmpty();
        judge(begin().run(), PAIR, rejected());
        List<Judgement> better = List.of(new Judgement.Judged(PAIR, accepted("0.9000", "201.08", "16200.000000")));
        assertThat(join(matches.write(CLOCK, NEEDS, begin().run(), better, announcing)))
                .hasSize(1);
    }

    // ---------------------------------------------------------------------------------------------------- notices

    private static Pair pair(int lot) {
        return new Pair(
                PAIR.need(),
                new ResourceId(ResourceId.Kind.AVAILABILITY, 100 + lot, NEEDS),
                PAIR.buyer(),
                lot % 2 == 0 ? "even" : "odd");
    }

    /** A run of the need finds these lots. */
    private void announce(Duration window, int... lots) {
        List<Judgement> found = new ArrayList<>();
        for (int lot : lots) {
            found.add(new Judgement.Judged(pair(lot), GOOD));
        }
        join(matches.write(
                CLOCK,
                NEEDS,
                begin().run(),
                found,
                new Telling(
                        new Announcing(5, Duration.ofSeconds(300), new BigDecimal("0.95")),
                        Notice.Kind.NEW_BUYER_MATCH,
                        window)));
    }

    private List<Notice> notices(String partner) {
        return join(matches.notices("demo", Optional.of(partner), Optional.empty(), 50));
    }

    // MT-15
    @Test
    void whoWasToldIsToldTheRestAtTheEndOfTheWindow() {
        Duration window = Duration.ofMinutes(10);
        announce(window, 0, 1, 2);
        assertThat(notices("even")).hasSize(1);
        assertThat(notices("even").getFirst().kind()).isEqualTo(Notice.Kind.NEW_BUYER_MATCH);
        assertThat(notices("even").getFirst().matches()).as("both in one").hasSize(2);
        assertThat(notices("odd")).hasSize(1);
        assertThat(wakeUps(MatchWakeUps.SUMMARY)).isEmpty();

        announce(window, 4);
        announce(window, 6, 8);
        assertThat(notices("even")).as("nothing more in the window").hasSize(1);
        assertThat(wakeUps(MatchWakeUps.SUMMARY)).containsExactly("even");
        long end = rows("SELECT ends_at FROM notice_window WHERE partner_id = 'even'", row -> row.getLong(1))
                .getFirst();
        assertThat(due()).containsExactly(Map.entry(end, end));

        assertThat(join(matches.summarize("demo", "even", window, end - 1))).contains(end);
        assertThat(join(matches.summarize("demo", "even", window, end))).isEmpty();
        assertThat(join(matches.summarize("demo", "even", window, end + 1))).isEmpty();
        Notice summary = notices("even").getFirst();
        assertThat(notices("even")).hasSize(2);
        assertThat(summary.kind()).isEqualTo(Notice.Kind.SUMMARY);
        assertThat(summary.total()).isEqualTo(3);
        assertThat(summary.matches()).hasSize(3);
    }

    // MT-14: the other side is told.
    @Test
    void noticesGoToTheOtherSide() {
        announce(Duration.ofMinutes(10), 1);
        assertThat(notices(PAIR.buyer())).isEmpty();
        join(matches.write(
                CLOCK,
                NEEDS,
                begin().run(),
                List.of(new Judgement.Judged(pair(2), GOOD)),
                new Telling(
                        new Announcing(5, Duration.ofSeconds(300), new BigDecimal("0.95")),
                        Notice.Kind.NEW_SELLER_MATCH,
                        Duration.ofMinutes(10))));
        assertThat(notices("even")).isEmpty();
        assertThat(notices(PAIR.buyer()).stream().map(Notice::kind)).containsExactly(Notice.Kind.NEW_SELLER_MATCH);
    }

    /** The newest three, as this test has set it. */
    @Test
    void aPartnerHasNoMoreNoticesThanAreKept() {
        for (int lot = 0; lot < 10; lot += 2) {
            announce(Duration.ZERO, lot);
        }
        List<Notice> kept = notices("even");
        assertThat(kept).hasSize(3);
        assertThat(join(matches.byIds("demo", kept.getFirst().matches())).values().stream()
                        .map(match -> match.lot().number()))
                .containsExactly(108L);
        PostgresMatches.NoticePlace behind = new PostgresMatches.NoticePlace(
                kept.getFirst().at(), kept.getFirst().id());
        assertThat(join(matches.notices("demo", Optional.empty(), Optional.of(behind), 1)))
                .containsExactly(kept.get(1));
    }

    // --------------------------------------------------------------------------------------------------- triggers

    // MT-12: whatever the books have recorded that matters, somebody is woken for; once, however often it has changed.
    @Test
    void everyPostingThatHasChangedIsLookedAtOnce() throws SQLException, UnreadableEventException {
        List<SampleLots> books = SampleLots.some(21, 400);
        SampleLots.write(pool.dataSource(), books, 21);
        InstantSource now = InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));
        MatchTriggers triggers = new MatchTriggers(now);
        ProjectionRun.catchUp(pool.dataSource(), triggers, 50);

        assertThat(triggers.takeDue()).isPresent();
        assertThat(triggers.takeDue()).isEmpty();
        List<String> published = books.stream()
                .flatMap(book -> book.walk().journal().stream())
                .flatMap(transition -> transition.events().stream())
                .filter(event -> event.family().equals("availability.activated")
                        || event.family().equals("requirement.published"))
                .map(event -> event.posting().toString())
                .distinct()
                .toList();
        assertThat(published).hasSizeGreaterThan(10);
        List<String> woken = wakeUps(MatchWakeUps.RUN);
        assertThat(woken).doesNotHaveDuplicates().containsAll(published);
        assertThat(rows("SELECT posting_id FROM match_posting ORDER BY posting_id", row -> row.getString(1)))
                .containsExactlyInAnyOrderElementsOf(woken);
        assertThat(rows(
                        "SELECT count(DISTINCT organization_id) FROM wake_up WHERE kind = 'match_sweep'",
                        row -> row.getLong(1)))
                .containsExactly(2L);
    }

    // MT-12: a second trigger makes it come sooner, never later; one that comes during a run makes one more.
    @Test
    void aTriggerDoesNotPutOffWhatIsWaitingAndComesAgainAfterARun() throws SQLException {
        long due = 1_000_000;
        set(due);
        set(due + 100);
        assertThat(due()).containsExactly(Map.entry(due, due));
        set(due - 100);
        assertThat(due()).containsExactly(Map.entry(due - 100, due - 100));

        execute("UPDATE wake_up SET claimed_until = " + (due + 3_000_000));
        set(due + 500);
        assertThat(due()).as("set anew beside the claim").containsExactly(Map.entry(due + 500, due + 500));
        set(due + 900);
        assertThat(due()).containsExactly(Map.entry(due + 500, due + 500));
    }

    private void set(long due) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            WakeUps.setSooner(
                    connection,
                    List.of(new WakeUp("demo", MatchWakeUps.RUN, PAIR.need().toString(), due)));
        }
    }

    private List<Map.Entry<Long, Long>> due() {
        return rows("SELECT due_at, claimed_until FROM wake_up", row -> Map.entry(row.getLong(1), row.getLong(2)));
    }

    /** Section 7.1: 2, 4 and 8 seconds, and the sweep after that. */
    @Test
    void aRunThatFailsIsRepeatedThreeTimes() {
        Map<Integer, Long> waits = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            join(matches.failed(PAIR.need(), 1_000, failures -> {
                waits.put(failures, (long) failures);
                return failures > 3 ? Optional.empty() : Optional.of(1_000L + failures);
            }));
        }
        assertThat(waits.keySet()).containsExactly(1, 2, 3, 4, 5);
        assertThat(due()).containsExactly(Map.entry(1_001L, 1_001L));
        Begun begun = begin();
        join(matches.end(PAIR.need(), begun, List.of(), 7));
        join(matches.failed(PAIR.need(), 1_000, failures -> {
            assertThat(failures).as("since one has ended").isEqualTo(1);
            return Optional.empty();
        }));
    }

    // MT-13
    @Test
    void theSweepFindsWhatNoRunHasSeenAndWhatWaitsForItsRisk() {
        execute("INSERT INTO match_posting (organization_id, posting_id, changed_at, covered_at) VALUES"
                + " ('demo', 'lot_unseen', 500, 400), ('demo', 'lot_seen', 500, 500), ('demo', 'lot_long_ago', 99, 0),"
                + " ('other', 'lot_of_another', 500, 400)");
        judge(begin().run(), PAIR, SampleMatches.pending());
        assertThat(newest().state()).isEqualTo(MatchState.PENDING_RISK);

        join(matches.sweep("demo", 100, 1_000, 10));
        assertThat(wakeUps(MatchWakeUps.RUN))
                .containsExactlyInAnyOrder("lot_unseen", PAIR.need().toString());
        execute("UPDATE wake_up SET due_at = 9000, claimed_until = 9000");
        join(matches.sweep("demo", 100, 1_000, 10));
        assertThat(due().stream().map(Map.Entry::getKey).distinct())
                .as("what waits for a repetition goes on waiting")
                .containsExactly(9_000L);
    }

    // ---------------------------------------------------------------------------------------------------- spreading

    /** All postings on the market, page by page, in the pace that is asked for; drafts and what is closed are let be. */
    @Test
    void allPostingsOnTheMarketAreLookedAtInPages() {
        for (int i = 0; i < 7; i++) {
            posting("availability", "seller_id", "lot_" + i, "demo", "ginner", i == 6 ? "SOLD" : "ACTIVE");
            posting(
                    "requirement",
                    "buyer_id",
                    "req_" + i,
                    "demo",
                    i < 3 ? "ginner" : "mill",
                    i == 5 ? "DRAFT" : "ACTIVE");
        }
        posting("availability", "seller_id", "lot_9", "other", "ginner", "ACTIVE");

        assertThat(all(new PostgresMatches.Which.OfPartner("demo", "ginner"), 4, 1_000, 0))
                .isEqualTo(3);
        assertThat(wakeUps(MatchWakeUps.RUN))
                .containsExactly("lot_0", "lot_1", "lot_2", "lot_3", "lot_4", "lot_5", "req_0", "req_1", "req_2");
        execute("DELETE FROM wake_up");
        all(new PostgresMatches.Which.OfCommodity("demo", "com_1"), 100, 1_000, 5);
        assertThat(due().stream().map(Map.Entry::getKey).sorted())
                .hasSize(12)
                .startsWith(1_000L, 1_005L)
                .endsWith(1_055L);
        execute("DELETE FROM wake_up");
        all(new PostgresMatches.Which.All(), 5, 1_000, 0);
        assertThat(wakeUps(MatchWakeUps.RUN)).hasSize(13).contains("lot_9");
    }

    private int all(PostgresMatches.Which which, int limit, long due, long pace) {
        String organization = which instanceof PostgresMatches.Which.All ? "" : "demo";
        WakeUp first = new WakeUp(organization, MatchWakeUps.SPREAD, "what", due);
        int pages = 0;
        for (Optional<WakeUp> page = Optional.of(first); page.isPresent(); pages++) {
            WakeUp wakeUp = page.get();
            WalkKey key = WalkKey.of(wakeUp);
            join(matches.wake(which, key.after(), limit, due, pace, last -> key.next(wakeUp, last, due)));
            page = rows(
                            "DELETE FROM wake_up WHERE kind = 'match_spread' RETURNING organization_id, key",
                            row -> new WakeUp(row.getString(1), MatchWakeUps.SPREAD, row.getString(2), due))
                    .stream()
                    .findFirst();
        }
        return pages;
    }

    private void posting(String table, String owner, String id, String organization, String partner, String status) {
        boolean lot = table.equals("availability");
        String columns = lot ? "approval_status" : "urgency, intent";
        String values = lot ? "'APPROVED'" : "'NORMAL', 'DIRECT_BUY'";
        execute("INSERT INTO " + table + " (organization_id, id, commodity_id, " + owner
                + ", status, created_at, version,"
                + " definition, " + columns + ") VALUES ('" + organization + "', '" + id + "', 'com_1', '" + partner
                + "', '" + status + "', 1, 1, '{}', " + values + ")");
    }

    /** Every id that leads to a match is unique, also over commodities. */
    @Test
    void matchesOfSeveralCommoditiesHaveIdsOfTheirOwn() {
        EntityId other = EntityId.ofLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 4_711, "demo"));
        Pair another = new Pair(
                new ResourceId(ResourceId.Kind.REQUIREMENT, 12, other), PAIR.lot(), PAIR.buyer(), PAIR.seller());
        judge(begin().run(), PAIR, GOOD);
        join(matches.write(CLOCK, other, begin().run(), List.of(new Judgement.Judged(another, GOOD)), NOBODY));
        List<Match> all = join(matches.ofPartner("demo", Optional.of("ginner"), 10));
        assertThat(all.stream().map(Match::need)).containsExactlyInAnyOrder(PAIR.need(), another.need());
        assertThat(Stream.of(all.get(0).id().number(), all.get(1).id().number()).collect(Collectors.toSet()))
                .hasSize(2);
    }
}
