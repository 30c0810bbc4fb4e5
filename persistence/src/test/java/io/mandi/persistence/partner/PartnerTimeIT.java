package io.mandi.persistence.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.edit.ApprovalDraft;
import io.mandi.engine.partner.edit.Documents;
import io.mandi.engine.partner.edit.KycEdits;
import io.mandi.engine.partner.edit.Onboardings;
import io.mandi.engine.partner.edit.PartnerChange;
import io.mandi.engine.partner.edit.StatusEdits;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.NoGstDeclaration;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.Sleeper.Answer;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.catalog.Edit;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.catalog.Versioned;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.partner.PostgresPartners.Decision;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.schedule.Schedule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What time does to partners happens, by the schedule, and by a clock that stands still until it is moved. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PartnerTimeIT {
    private static final String NORTH = "north";
    private static final String SOUTH = "south";
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    /** The last day of a KYC that begins at the start. */
    private static final LocalDate END = TODAY.plusDays(365);

    private static final Outcome.Writer ANSWER =
            now -> new StoredAnswer(200, now.stored().version(), now.partner().id());
    private static final String WAITING = "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            + " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** So that some partners make several pages. */
    private static final int PAGE = 2;

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(6));
    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final EntityJournal journal = new EntityJournal(pool.dataSource(), entity -> {}, clock::get);
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresPartners partners =
            new PostgresPartners(journal, reader, (caller, named) -> {}, Runnable::run, clock::get, 100);
    private final PostgresCatalogue catalogue = new PostgresCatalogue(
            journal,
            reader,
            Runnable::run,
            MarketSettings.DEFAULT,
            new PostgresCatalogue.Limits(100, 100),
            TimezoneSleeper::settingsChanged);
    private final Sleeper sleeper = new PartnerSleeper(partners);
    private final Sleeper timezones = new TimezoneSleeper(pool.dataSource(), Runnable::run, PAGE);

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Runnable> alarms = new ArrayDeque<>();
    private final Schedule schedule = new Schedule(
            pool.dataSource(),
            List.of(sleeper, timezones),
            Set.of(),
            SchedulePolicy.DEFAULT,
            tasks::add,
            (wait, task) -> alarms.add(task),
            clock::get,
            () -> 0,
            new SimpleMeterRegistry());

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int created;

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
        schedule.start();
    }

    @AfterEach
    void closePool() {
        threads.shutdownNow();
        pool.close();
    }

    // ---------------------------------------------------------------------------------------------------- helpers

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Caller clerk(String organization) {
        return new Caller(organization, Actor.staff("clerk"), "request-1", Optional.empty());
    }

    private static Instant at(LocalDate date, int hour, int minute) {
        return date.atTime(hour, minute).atZone(KOLKATA).toInstant();
    }

    /** The schedule does all that is due by the clock. */
    private void fire() {
        tasks.addAll(alarms);
        alarms.clear();
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private <T> List<T> rows(String sql, Query.RowReader<T> row) {
        try (Connection connection = pool.dataSource().getConnection()) {
            return new Query(sql).run(connection, row);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The times of the wake-ups of an organisation's partners, by key. */
    private List<Instant> due(String organization) {
        return rows(
                "SELECT due_at FROM wake_up WHERE organization_id = '" + organization
                        + "' AND kind <> 'partner_risk' ORDER BY key",
                row -> Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS));
    }

    private static ResourceId id(String partner) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partner).orElseThrow();
    }

    private Versioned<Partner> read(String partner) {
        ResourceId id = id(partner);
        return join(partners.partner(id.number(), clerk(id.organization())))
                .orElseThrow()
                .stored();
    }

    private List<Transition> transitions(String partner) {
        EntityId entity = id(partner).owner();
        List<Transition> transitions = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection()) {
            for (LogEntry entry : EventLog.read(
                            connection, EventLog.sliceOf(entity.persistenceId()), LogPosition.START, 1_000)
                    .entries()) {
                if (new StoredEvents().readAny(entry) instanceof StoredEvent.OfEntity stored
                        && stored.entity().equals(entity)) {
                    transitions.add(stored.transition());
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return transitions;
    }

    /** What the schedule has done to a partner so far, as "type detail". */
    private List<String> happened(String partner) {
        return transitions(partner).stream()
                .filter(transition -> transition.actor().equals(Actor.staff("system")))
                .flatMap(transition -> transition.effects().stream())
                .map(PartnerTimeIT::text)
                .toList();
    }

    private static String text(Effect effect) {
        String detail = switch (effect.type()) {
            case "partner.kyc_expiring.v1" -> effect.data().path("days_left").asText();
            case "partner.kyc_expired.v1" -> effect.data().path("expired_on").asText();
            case "partner.suspended.v1" -> effect.data().path("reason").asText();
            default ->
                effect.data().path("old").size() + " -> "
                        + effect.data().path("new").size();
        };
        return effect.type() + " " + detail;
    }

    private Outcome decide(String partner, Decision decision) {
        ResourceId id = id(partner);
        return join(partners.change(id.number(), OptionalLong.empty(), decision, ANSWER, clerk(id.organization())));
    }

    private void change(String partner, Decision decision) {
        assertThat(decide(partner, decision)).isInstanceOf(Outcome.Done.class);
    }

    /** A company of its own PAN that may be approved once its documents are there. */
    private String draft(String organization) {
        created++;
        PartnerDraft company = new PartnerDraft(
                new IdentityDraft(
                        Optional.empty(),
                        Optional.of("Gondal Ginning Private Limited"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(BusinessEntityType.PRIVATE_LIMITED),
                        false,
                        false),
                new TaxDraft(
                        Optional.empty(),
                        Optional.of("AAACG%04dA".formatted(created)),
                        Optional.empty(),
                        Optional.of(NoGstDeclaration.COMMISSION_AGENT)),
                new FinanceDraft(
                        Optional.of(new BankDraft(
                                "5010 0123 4567", Optional.of("HDFC0001234"), Optional.empty(), Optional.empty())),
                        Optional.empty(),
                        Optional.of(30)),
                new ContactDraft(
                        Optional.of("+919812345678"), Optional.of("sales@gondal.example.org"), Optional.empty()),
                ProfileDraft.EMPTY,
                List.of(new PartnerLocationDraft(
                        Optional.empty(),
                        LocationKind.PRINCIPAL,
                        Optional.empty(),
                        new AddressDraft(
                                Optional.empty(),
                                Optional.of("Station Road 1"),
                                Optional.of("Gondal"),
                                Optional.of("GJ"),
                                Optional.of("IN"),
                                Optional.empty(),
                                Optional.empty()),
                        Optional.empty())));
        Outcome outcome = join(partners.create(company, ANSWER, clerk(organization)));
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).answer().body();
    }

    private void prove(String partner, DocumentType type, Optional<LocalDate> expiresOn) {
        DocumentDraft document =
                new DocumentDraft(type, Optional.empty(), Optional.of("scan.pdf"), Optional.empty(), expiresOn);
        change(partner, (was, within) -> Documents.add(was, document, within.occasion()));
        change(
                partner,
                (was, within) -> Documents.verify(
                        was,
                        Integer.toString(was.children().counters().documents()),
                        Optional.empty(),
                        within.occasion()));
    }

    private String approved(String organization) {
        String partner = draft(organization);
        prove(partner, DocumentType.NO_GST_DECLARATION, Optional.empty());
        prove(partner, DocumentType.PAN_CARD, Optional.empty());
        prove(partner, DocumentType.BANK_PROOF, Optional.empty());
        change(partner, (was, within) -> Onboardings.submit(was, within.occasion()));
        if (read(partner).value().status() == PartnerStatus.PENDING) {
            change(
                    partner,
                    (was, within) -> Onboardings.approve(
                            was,
                            new ApprovalDraft(Decimal.parse("500000"), ApproverLevel.MANAGER, Optional.empty()),
                            within.occasion()));
        }
        assertThat(read(partner).value().status()).isEqualTo(PartnerStatus.APPROVED);
        return partner;
    }

    private void set(String organization, String setting, GivenValue value) {
        assertThat(join(catalogue.changeSettings(OptionalLong.empty(), Map.of(setting, value), clerk(organization))))
                .isInstanceOf(Edit.Done.class);
    }

    private static WakeUp wakeUp(String partner, Instant dueAt) {
        ResourceId id = id(partner);
        return new WakeUp(
                id.organization(),
                new WakeUp.Kind("partner"),
                id.owner().key(),
                ChronoUnit.MICROS.between(Instant.EPOCH, dueAt));
    }

    private Answer wake(String partner, Instant dueAt) {
        return join(sleeper.wake(wakeUp(partner, dueAt), 0));
    }

    // ---------------------------------------------------------------------------------------------------- in time

    // PT-12
    @Test
    void pt12RemindersComeEachOnceAtNineAndTheEndAMinutePastMidnight() {
        String partner = approved(NORTH);
        List<Instant> moments = new ArrayList<>();
        while (!due(NORTH).isEmpty()) {
            List<Instant> due = due(NORTH);
            assertThat(due).hasSize(1);
            moments.addAll(due);
            List<String> before = happened(partner);
            clock.set(due.getFirst().minus(1, ChronoUnit.MICROS));
            fire();
            assertThat(happened(partner)).isEqualTo(before);
            clock.set(due.getFirst());
            fire();
            fire();
            assertThat(happened(partner)).hasSize(before.size() + 1);
        }
        assertThat(moments)
                .containsExactly(
                        at(END.minusDays(90), 9, 0),
                        at(END.minusDays(60), 9, 0),
                        at(END.minusDays(30), 9, 0),
                        at(END.minusDays(7), 9, 0),
                        at(END.plusDays(1), 0, 1));
        assertThat(happened(partner))
                .containsExactly(
                        "partner.kyc_expiring.v1 90",
                        "partner.kyc_expiring.v1 60",
                        "partner.kyc_expiring.v1 30",
                        "partner.kyc_expiring.v1 7",
                        "partner.kyc_expired.v1 " + END);
        Partner expired = read(partner).value();
        assertThat(expired.kyc().status()).isEqualTo(KycStatus.EXPIRED);
        // PT-13
        assertThat(expired.status()).isEqualTo(PartnerStatus.APPROVED);
        assertThat(join(partners.standing(NORTH, partner)).orElseThrow().kycValidUntil())
                .isEmpty();
    }

    // PT-13
    @Test
    void pt13TheSettingsAreThoseOfTheMoment() {
        String partner = approved(NORTH);
        set(NORTH, "suspend_on_kyc_expiry", new GivenValue.Flag(true));
        // Only the time of the partner is there: this setting moves nothing.
        assertThat(due(NORTH)).containsExactly(at(END.minusDays(90), 9, 0));
        clock.set(at(END.plusDays(1), 0, 1));
        fire();
        assertThat(happened(partner))
                .containsExactly("partner.kyc_expired.v1 " + END, "partner.suspended.v1 the KYC has expired");
        assertThat(read(partner).value().status()).isEqualTo(PartnerStatus.SUSPENDED);
        // Both in one transaction.
        assertThat(transitions(partner).getLast().effects()).hasSize(2);
    }

    // PT-12
    @Test
    void pt12ARenewalThatIsNotCompletedInThirtyDaysSuspends() {
        String partner = approved(NORTH);
        change(partner, (was, within) -> KycEdits.startRenewal(was, within.occasion()));
        Instant end = START.plus(Duration.ofDays(30));
        assertThat(due(NORTH)).containsExactly(end);
        clock.set(end.minus(1, ChronoUnit.MICROS));
        fire();
        assertThat(happened(partner)).isEmpty();
        clock.set(end);
        fire();
        assertThat(happened(partner))
                .containsExactly("partner.suspended.v1 the renewal of the KYC was not completed in time");
        assertThat(read(partner).value().status()).isEqualTo(PartnerStatus.SUSPENDED);
        assertThat(due(NORTH)).isEmpty();
    }

    // PT-12
    @Test
    void pt12ARenewalThatIsCompletedMovesTheReminders() {
        String partner = approved(NORTH);
        change(partner, (was, within) -> KycEdits.startRenewal(was, within.occasion()));
        clock.set(START.plus(Duration.ofDays(10)));
        change(partner, (was, within) -> KycEdits.completeRenewal(was, within.occasion()));
        assertThat(due(NORTH)).containsExactly(at(END.plusDays(10).minusDays(90), 9, 0));
    }

    // PT-9
    @Test
    void pt9CapabilitiesEndWithTheirDocuments() {
        String partner = draft(NORTH);
        assertThat(due(NORTH)).isEmpty();
        prove(partner, DocumentType.PAN_CARD, Optional.empty());
        prove(partner, DocumentType.GST_CERTIFICATE, Optional.of(TODAY));
        Instant midnight = at(TODAY.plusDays(1), 0, 0);
        assertThat(due(NORTH)).containsExactly(midnight);
        clock.set(midnight);
        fire();
        assertThat(happened(partner)).containsExactly("partner.capabilities_changed.v1 2 -> 0");
        assertThat(read(partner).value().capabilities().detected()).isEmpty();
        assertThat(due(NORTH)).isEmpty();
    }

    @Test
    void nothingIsDueOfAPartnerThatHasLeftUntilItIsBack() {
        String partner = approved(NORTH);
        change(partner, (was, within) -> StatusEdits.deactivate(was, "closed"));
        assertThat(due(NORTH)).isEmpty();
        clock.set(at(END.plusDays(9), 12, 0));
        change(partner, (was, within) -> StatusEdits.reactivate(was, "open again", within.occasion()));
        assertThat(due(NORTH)).hasSize(1);
        fire();
        assertThat(happened(partner)).containsExactly("partner.kyc_expired.v1 " + END);
    }

    // ---------------------------------------------------------------------------------------------------- once

    @Test
    void whoeverIsWokenTwiceDoesNothingTwice() {
        String partner = approved(NORTH);
        Instant first = due(NORTH).getFirst();
        clock.set(first);
        assertThat(wake(partner, first)).isEqualTo(Answer.DONE);
        List<String> once = happened(partner);
        long version = read(partner).version();
        List<Instant> next = due(NORTH);
        assertThat(once).containsExactly("partner.kyc_expiring.v1 90");
        assertThat(next).containsExactly(at(END.minusDays(60), 9, 0));

        assertThat(wake(partner, first)).isEqualTo(Answer.DONE);
        fire();
        assertThat(happened(partner)).isEqualTo(once);
        assertThat(read(partner).version()).isEqualTo(version);
        assertThat(due(NORTH)).isEqualTo(next);
    }

    @Test
    void nothingHappensBeforeItsTimeByTheClockOfThisNode() {
        String partner = approved(NORTH);
        Instant first = due(NORTH).getFirst();
        clock.set(first.minus(1, ChronoUnit.MICROS));
        assertThat(wake(partner, first)).isEqualTo(Answer.NOT_YET);
        assertThat(due(NORTH)).containsExactly(first);
        assertThat(happened(partner)).isEmpty();
    }

    @Test
    void aWakeUpThatLeadsNowhereEnds() {
        String nobody = ResourceId.ofPartner(7, NORTH).toString();
        assertThat(wake(nobody, START)).isEqualTo(Answer.DONE);
        WakeUp nonsense = new WakeUp(NORTH, sleeper.kind(), "gondal", 0);
        assertThat(join(sleeper.wake(nonsense, 0))).isEqualTo(Answer.DONE);
        assertThat(join(timezones.wake(new WakeUp(NORTH, timezones.kind(), "gondal", 0), 0)))
                .isEqualTo(Answer.DONE);
        assertThat(due(NORTH)).isEmpty();
    }

    @Test
    void aRecordItsEventsAndItsWakeUpChangeTogetherOrNotAtAll() throws SQLException {
        String partner = approved(NORTH);
        Instant first = due(NORTH).getFirst();
        long version = read(partner).version();
        int events = transitions(partner).size();
        clock.set(first);
        execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'out of order'; END $$");
        // The one is written last, the other before it.
        for (String table : List.of("event_journal", "wake_up")) {
            execute("CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON " + table
                    + " FOR EACH ROW EXECUTE FUNCTION refuse()");
            assertThatThrownBy(() -> wake(partner, first))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("out of order");
            assertThatThrownBy(() -> decide(partner, (was, within) -> StatusEdits.suspend(was, "looked at")))
                    .hasMessageContaining("out of order");
            execute("DROP TRIGGER broken ON " + table);
            assertThat(read(partner).version()).isEqualTo(version);
            assertThat(transitions(partner)).hasSize(events);
            assertThat(due(NORTH)).containsExactly(first);
        }
        fire();
        assertThat(happened(partner)).containsExactly("partner.kyc_expiring.v1 90");
        assertThat(due(NORTH)).containsExactly(at(END.minusDays(60), 9, 0));
    }

    // ---------------------------------------------------------------------------------------------------- timezones

    private static Instant nineIn(String timezone) {
        return END.minusDays(90).atTime(9, 0).atZone(ZoneId.of(timezone)).toInstant();
    }

    @Test
    void anotherTimezoneMovesWhatIsDueOfAllPartnersOfTheOrganisation() {
        List<Instant> before = new ArrayList<>();
        // Two pages and a half.
        for (int i = 0; i < 2 * PAGE + 1; i++) {
            approved(NORTH);
            before.add(nineIn("Asia/Kolkata"));
        }
        String draft = draft(NORTH);
        approved(SOUTH);
        assertThat(due(NORTH)).isEqualTo(before);

        // Earlier, and later again.
        for (String timezone : List.of("Asia/Tokyo", "America/Lima")) {
            set(NORTH, "timezone", new GivenValue.Text(timezone));
            fire();
            assertThat(due(NORTH)).hasSize(before.size()).containsOnly(nineIn(timezone));
        }
        assertThat(due(SOUTH)).containsExactly(nineIn("Asia/Kolkata"));
        assertThat(happened(draft)).isEmpty();
    }

    @Test
    void whatIsOverInAnotherTimezoneHappensAtOnce() {
        String partner = draft(NORTH);
        prove(partner, DocumentType.PAN_CARD, Optional.empty());
        prove(partner, DocumentType.GST_CERTIFICATE, Optional.of(TODAY));
        set(NORTH, "timezone", new GivenValue.Text("Pacific/Kiritimati"));
        // It is 22:00 there.
        fire();
        assertThat(happened(partner)).isEmpty();
        clock.set(START.plus(Duration.ofHours(3)));
        fire();
        assertThat(happened(partner)).containsExactly("partner.capabilities_changed.v1 2 -> 0");
    }

    @Test
    void aTimezoneThatStaysMovesNothing() {
        approved(NORTH);
        List<Instant> due = due(NORTH);
        set(NORTH, "timezone", new GivenValue.Text("Asia/Kolkata"));
        set(NORTH, "cross_state_allowed", new GivenValue.Flag(true));
        assertThat(due(NORTH)).isEqualTo(due);
    }

    @Test
    void aChangeThatGoesByTheOldTimezoneIsFollowedByTheNewOne() throws Exception {
        String partner = approved(NORTH);
        CountDownLatch decides = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Future<?> changing = threads.submit(() -> change(partner, (was, within) -> {
            decides.countDown();
            reached(goesOn);
            return KycEdits.startRenewal(was, within.occasion())
                    .map(started -> started.then(complete(started.partner(), within)));
        }));
        reached(decides);
        set(NORTH, "timezone", new GivenValue.Text("Asia/Tokyo"));
        Future<?> moving = threads.submit(this::fire);
        await("whoever moves the times waits")
                .atMost(LIMIT)
                .until(() -> !rows(WAITING, row -> 1).isEmpty());
        assertThat(moving).isNotDone();
        goesOn.countDown();
        changing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        moving.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(read(partner).value().kyc().renewalStartedAt()).isEmpty();
        assertThat(due(NORTH)).containsExactly(nineIn("Asia/Tokyo"));
    }

    private static PartnerChange complete(Partner partner, PostgresPartners.Surroundings within) {
        return KycEdits.completeRenewal(partner, within.occasion()).asOptional().orElseThrow();
    }

    private static void reached(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
