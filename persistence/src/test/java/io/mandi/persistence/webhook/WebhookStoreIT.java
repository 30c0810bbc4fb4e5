package io.mandi.persistence.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.Delivery.State;
import io.mandi.engine.webhook.DeliveryPolicy;
import io.mandi.engine.webhook.DeliveryQueue;
import io.mandi.engine.webhook.EndpointHealth;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.Outcome;
import io.mandi.engine.webhook.SigningSecret;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookEndpoint.DisabledReason;
import io.mandi.engine.webhook.WebhookEndpoint.Status;
import io.mandi.engine.webhook.WebhookStore.NotTheOwnerException;
import io.mandi.engine.webhook.WebhookStore.Opened;
import io.mandi.engine.webhook.WebhookStore.Taken;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.history.SampleBook;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.trail.EventPages;
import io.mandi.persistence.trail.PostgresEvents;
import io.mandi.persistence.trail.TrailProjection;
import io.mandi.persistence.webhook.PostgresWebhooks.Change;
import io.mandi.persistence.webhook.PostgresWebhooks.Creation;
import io.mandi.persistence.webhook.PostgresWebhooks.Wanted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What deliverers and owners of endpoints keep. */
class WebhookStoreIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 23);
    private static final String NORTH = "north";
    private static final Caller CLERK = new Caller(NORTH, Actor.staff("clerk"), "request", Optional.empty());
    private static final String KEY = "a key that is long enough for secrets";

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
    private final InstantSource clock = now::get;
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final EntityJournal journal = new EntityJournal(pool.dataSource(), entity -> {}, clock);
    private final EventCatalogue catalogue = EventCatalogue.standard();
    private final PostgresWebhookStore store = store(KEY);
    private final PostgresWebhooks webhooks = webhooks(KEY);
    private int created;

    private PostgresWebhookStore store(String key) {
        return new PostgresWebhookStore(
                journal, pool.dataSource(), Runnable::run, reader, catalogue, new SecretCipher(key), clock);
    }

    private PostgresWebhooks webhooks(String key) {
        return new PostgresWebhooks(journal, pool.dataSource(), Runnable::run, reader, new SecretCipher(key), clock);
    }

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void trade() throws Exception {
        SampleBook.write(pool.dataSource(), SampleBook.some(SEED, 200), SEED);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
    }

    private EndpointId endpoint(String organization, String... types) {
        EndpointId id = EndpointId.of(organization, ++created, created);
        Creation creation = join(webhooks.create(
                new Wanted(
                        id,
                        "https://example.com/",
                        List.of(types),
                        Optional.empty(),
                        true,
                        8,
                        new SigningSecret(new byte[SigningSecret.LENGTH]),
                        "clerk key-" + created,
                        "fingerprint"),
                50,
                CLERK));
        assertThat(creation).isInstanceOf(Creation.Done.class);
        assertThat(join(webhooks.verified(id, "https://example.com/", CLERK))).isPresent();
        return id;
    }

    private Opened open(EndpointId id) {
        return join(store.open(id)).orElseThrow();
    }

    private List<Delivery> takeAll(EndpointId id, long epoch, int room) {
        List<Delivery> all = new ArrayList<>();
        Set<Long> known = new HashSet<>();
        Taken taken;
        do {
            taken = join(store.take(id, epoch, known, room));
            assertThat(taken.deliveries()).hasSizeLessThanOrEqualTo(room);
            all.addAll(taken.deliveries());
            taken.deliveries().forEach(delivery -> known.add(delivery.position()));
        } while (taken.more());
        return all;
    }

    private static Outcome outcome(Delivery delivery, State state, int attempts, int status) {
        return outcome(delivery, state, attempts, status, 77);
    }

    private static Outcome outcome(Delivery delivery, State state, int attempts, int status, long dueAt) {
        Delivery after = new Delivery(
                delivery.position(),
                delivery.eventId(),
                delivery.type(),
                delivery.aggregateId(),
                delivery.body(),
                state,
                attempts,
                dueAt,
                delivery.trace());
        return new Outcome(
                after,
                new Attempt(
                        1_000 + attempts, 5, OptionalInt.of(status), Optional.empty(), "a\0b", OptionalLong.empty()));
    }

    private long count(String query) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void assertNotTheOwner(CompletionStage<?> stage) {
        assertThatThrownBy(() -> join(stage))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NotTheOwnerException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void everyEventThatIsWantedBecomesOneDeliveryInItsTurn(int room) throws Exception {
        EndpointId id = endpoint(NORTH, "order.executed.v1", "order.cancelled");
        trade();
        List<Delivery> deliveries = takeAll(id, open(id).epoch(), room);
        EventSelection selection = EventSelection.of(catalogue, List.of("order.executed", "order.cancelled"));
        PostgresEvents.Page page = reader.readNow(
                NORTH,
                connection -> new EventPages(catalogue)
                        .behind(connection, NORTH, selection, 0, 100_000, LocalDate.of(2026, 11, 23)));
        assertThat(deliveries.stream().map(Delivery::eventId))
                .containsExactlyElementsOf(
                        page.events().stream().map(event -> event.event().id()).toList());
        assertThat(deliveries).hasSizeGreaterThan(50).allMatch(delivery -> delivery.state() == State.PENDING);
        assertThat(takeAll(id, open(id).epoch(), 100_000))
                .as("who opens it anew finds them unfinished")
                .isEqualTo(deliveries);
        assertThat(count("SELECT position FROM webhook_endpoint"))
                .as("also past events that nobody wants")
                .isEqualTo(count("SELECT max(position) FROM event_trail WHERE organization_id = 'north'"));
    }

    @Test
    void eventsFromBeforeItsCreationAreNotSent() throws Exception {
        trade();
        EndpointId id = endpoint(NORTH, "order.*");
        assertThat(takeAll(id, open(id).epoch(), 100)).isEmpty();
    }

    @Test
    void onlyWhoOpenedItLastDeliversToIt() throws Exception {
        EndpointId id = endpoint(NORTH, "order.*");
        trade();
        Opened first = open(id);
        Delivery delivery = takeAll(id, first.epoch(), 1_000).getFirst();
        Opened second = open(id);
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertNotTheOwner(store.take(id, first.epoch(), Set.of(), 10));
        assertNotTheOwner(store.record(
                id,
                first.epoch(),
                List.of(outcome(delivery, State.SUCCESS, 1, 200)),
                1,
                EndpointHealth.GOOD,
                Optional.empty()));
        assertThat(count("SELECT count(*) FROM webhook_attempt")).isZero();
        join(webhooks.delete(id, CLERK));
        assertNotTheOwner(store.take(id, second.epoch(), Set.of(), 10));
        assertThat(join(store.open(id))).isEmpty();
    }

    @Test
    void whatIsKeptTwiceIsThereOnceAndOfSeveralAttemptsTheLastCounts() throws Exception {
        EndpointId id = endpoint(NORTH, "order.*");
        trade();
        Opened opened = open(id);
        List<Delivery> deliveries = takeAll(id, opened.epoch(), 1_000);
        List<Outcome> outcomes = List.of(
                outcome(deliveries.get(0), State.RETRYING, 1, 500),
                outcome(deliveries.get(1), State.DEAD_LETTER, 1, 500),
                outcome(deliveries.get(0), State.SUCCESS, 2, 200));
        for (int i = 0; i < 2; i++) {
            join(store.record(
                    id,
                    opened.epoch(),
                    outcomes,
                    opened.kept().endpoint().version(),
                    EndpointHealth.GOOD,
                    Optional.empty()));
        }
        PostgresWebhooks.Detailed first =
                join(webhooks.delivery(id, deliveries.get(0).eventId(), 10)).orElseThrow();
        assertThat(first.delivery().state()).isEqualTo(State.SUCCESS);
        assertThat(first.delivery().attempts()).isEqualTo(2);
        assertThat(first.attempts()).hasSize(2).first().satisfies(attempt -> {
            assertThat(attempt.status()).hasValue(200);
            assertThat(attempt.answer()).isEqualTo("a\uFFFDb");
        });
        assertThat(join(webhooks.deliveries(id, Optional.of(State.DEAD_LETTER), OptionalLong.empty(), 10)))
                .extracting(PostgresWebhooks.Listed::position)
                .containsExactly(deliveries.get(1).position());
        assertThat(takeAll(id, opened.epoch(), 1_000))
                .containsExactlyElementsOf(deliveries.subList(2, deliveries.size()));
    }

    @Test
    void whatItsOwnerHasChangedCountsMoreThanWhatItsDelivererHasFound() throws Exception {
        EndpointId id = endpoint(NORTH, "order.*");
        trade();
        Opened opened = open(id);
        long version = opened.kept().endpoint().version();
        Delivery delivery = takeAll(id, opened.epoch(), 1_000).getFirst();
        EndpointHealth bad = new EndpointHealth(9, 99, OptionalLong.of(7));
        WebhookEndpoint disabled = join(store.record(
                        id,
                        opened.epoch(),
                        List.of(outcome(delivery, State.RETRYING, 1, 410)),
                        version,
                        bad,
                        Optional.of(DisabledReason.GONE)))
                .endpoint();
        assertThat(disabled.status()).isEqualTo(Status.DISABLED);
        assertThat(disabled.version()).isEqualTo(version + 1);
        assertThat(join(store.take(id, opened.epoch(), Set.of(), 10)).deliveries())
                .isEmpty();
        Change activate = new Change(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true), OptionalInt.empty());
        WebhookEndpoint active = join(webhooks.change(id, OptionalLong.empty(), activate, CLERK))
                .now()
                .orElseThrow();
        assertThat(active.status()).isEqualTo(Status.ACTIVE);
        var late = join(store.record(
                id,
                opened.epoch(),
                List.of(outcome(delivery, State.RETRYING, 2, 500)),
                disabled.version(),
                bad,
                Optional.of(DisabledReason.FAILING)));
        assertThat(late.endpoint().status()).isEqualTo(Status.ACTIVE);
        assertThat(late.health()).isEqualTo(EndpointHealth.GOOD);
        assertThat(takeAll(id, opened.epoch(), 1_000))
                .extracting(Delivery::position)
                .contains(delivery.position());
    }

    @Test
    void aSecretOfAnotherKeyIsSaidToBeOneAndAnotherSecretMendsIt() throws Exception {
        EndpointId id = endpoint(NORTH, "order.*");
        assertThatThrownBy(() -> join(store("another key that is long enough").open(id)))
                .hasMessageContaining("WEBHOOK_KEY");
        SigningSecret secret = new SigningSecret(new byte[] {1, 2, 3});
        join(webhooks("another key that is long enough").rotate(id, secret, CLERK));
        assertThat(join(store("another key that is long enough").open(id))
                        .orElseThrow()
                        .kept()
                        .endpoint()
                        .secrets())
                .containsExactly(secret);
    }

    @Test
    void aSecretIsBoundToItsEndpoint() throws Exception {
        EndpointId one = endpoint(NORTH, "order.*");
        EndpointId other = endpoint(NORTH, "order.*");
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE webhook_endpoint AS one SET secret = other.secret FROM webhook_endpoint AS other"
                            + " WHERE one.endpoint_id = '" + one.endpoint() + "' AND other.endpoint_id = '"
                            + other.endpoint() + "'");
        }
        assertThatThrownBy(() -> join(store.open(one))).hasMessageContaining("another key");
        assertThat(open(other).kept().endpoint().secrets()).hasSize(1);
    }

    @Test
    void aQueryThatForgetsTheOrganisationSeesNoOther() throws Exception {
        EndpointId north = endpoint(NORTH, "order.*");
        endpoint("south", "order.*");
        trade();
        Opened opened = open(north);
        Delivery delivery = takeAll(north, opened.epoch(), 1_000).getFirst();
        join(store.record(
                north,
                opened.epoch(),
                List.of(outcome(delivery, State.SUCCESS, 1, 200)),
                1,
                EndpointHealth.GOOD,
                Optional.empty()));
        for (String table : List.of("webhook_endpoint", "webhook_delivery", "webhook_attempt")) {
            String query = "SELECT organization_id FROM " + table;
            assertThat(organizations(NORTH, query)).as(table).containsExactly(NORTH);
            assertThat(organizations("west", query)).as(table).isEmpty();
        }
        assertThatThrownBy(() -> organizations(NORTH, "SELECT encode(secret, 'hex') FROM webhook_endpoint"))
                .hasMessageContaining("permission denied");
    }

    private Set<String> organizations(String organization, String query) throws SQLException {
        return reader.readNow(organization, connection -> {
            Set<String> found = new HashSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        });
    }

    @Test
    void endpointsWithSomethingToDoAreFoundAndOldDeliveriesForgotten() throws Exception {
        EndpointId north = endpoint(NORTH, "order.*");
        EndpointId paused = endpoint(NORTH, "order.*");
        Change pause = new Change(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false), OptionalInt.empty());
        join(webhooks.change(paused, OptionalLong.empty(), pause, CLERK));
        List<EndpointId> woken = new ArrayList<>();
        WebhookWaker waker = waker(woken::add, 1_000);
        int slice = EventLog.sliceOfOrganization(NORTH);
        waker.look(slice);
        assertThat(woken).isEmpty();
        trade();
        waker.look((slice + 1) % EventLog.SLICES);
        assertThat(woken).doesNotContain(north);
        waker.look(slice);
        assertThat(woken).containsExactly(north);

        assertThat(WebhookStatus.of(pool.dataSource()).behind()).isPositive();
        Opened opened = open(north);
        List<Delivery> deliveries = takeAll(north, opened.epoch(), 1_000);
        WebhookStatus waiting = WebhookStatus.of(pool.dataSource());
        assertThat(waiting.behind()).isZero();
        assertThat(waiting.active()).isEqualTo(1);
        assertThat(waiting.waiting()).isEqualTo(1);
        assertThat(waiting.unfinished()).isEqualTo(deliveries.size());
        assertThat(waiting.oldest()).isPresent();
        woken.clear();
        waker.look(slice);
        assertThat(woken).as("deliveries are due").containsExactly(north);
        join(store.record(
                north,
                opened.epoch(),
                deliveries.stream()
                        .map(delivery -> outcome(delivery, State.SUCCESS, 1, 200))
                        .toList(),
                opened.kept().endpoint().version(),
                EndpointHealth.GOOD,
                Optional.empty()));
        woken.clear();
        waker.look(slice);
        assertThat(woken).isEmpty();
        assertThat(WebhookStatus.of(pool.dataSource()).oldest()).isEmpty();

        now.updateAndGet(time -> time.plus(Duration.ofDays(29)));
        waker.look(slice);
        assertThat(count("SELECT count(*) FROM webhook_delivery")).isEqualTo(deliveries.size());
        now.updateAndGet(time -> time.plus(Duration.ofDays(2)));
        waker.look(slice);
        assertThat(count("SELECT count(*) FROM webhook_delivery")).isZero();
        assertThat(count("SELECT count(*) FROM webhook_attempt")).isZero();
    }

    private WebhookWaker waker(Consumer<EndpointId> wake, int window) {
        return new WebhookWaker(
                pool.dataSource(), Runnable::run, EventLog.SLICES, wake, window, Duration.ofDays(30), clock);
    }

    /** The endpoint's deliverer, which has lost its memory. */
    private Optional<DeliveryQueue> restarted(EndpointId id, DeliveryPolicy policy) {
        Opened opened = open(id);
        DeliveryQueue queue = new DeliveryQueue(policy);
        queue.restore(opened.kept().health());
        queue.add(
                join(store.take(id, opened.epoch(), Set.of(), policy.window())).deliveries());
        return queue.positions().isEmpty() ? Optional.empty() : Optional.of(queue);
    }

    private boolean isWoken(EndpointId id, int window) {
        List<EndpointId> woken = new ArrayList<>();
        waker(woken::add, window).look(EventLog.sliceOfOrganization(NORTH));
        return woken.contains(id);
    }

    @Test
    void anEndpointIsWokenExactlyWhenADelivererWouldSendUntilEverythingIsSent() throws Exception {
        int window = 10;
        DeliveryPolicy policy = new DeliveryPolicy(
                Duration.ofSeconds(60),
                Duration.ofSeconds(200),
                0,
                Duration.ofSeconds(60),
                3,
                Duration.ofSeconds(45),
                Duration.ofDays(5),
                2,
                window);
        EndpointId id = endpoint(NORTH, "order.executed");
        trade();
        Random random = new Random(SEED);
        assertThat(isWoken(id, window)).as("there are events").isTrue();
        int asleep = 0;
        int sent = 0;
        Optional<DeliveryQueue> queue = restarted(id, policy);
        while (queue.isPresent()) {
            long at = ChronoUnit.MICROS.between(Instant.EPOCH, now.get());
            boolean woken = isWoken(id, window);
            List<Delivery> begun = queue.get().begin(at);
            // With room left all events have become deliveries.
            assertThat(woken).isEqualTo(!begun.isEmpty());
            if (begun.isEmpty()) {
                asleep++;
                now.updateAndGet(time -> time.plusSeconds(15));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Delivery delivery : begun) {
                int status = random.nextInt(10) < 7 ? 200 : 500;
                sent += status == 200 ? 1 : 0;
                Attempt attempt = new Attempt(
                        at + delivery.attempts(),
                        5,
                        OptionalInt.of(status),
                        Optional.empty(),
                        "",
                        OptionalLong.empty());
                outcomes.add(queue.get().end(delivery, attempt, 100, at, 0));
            }
            Opened opened = open(id);
            join(store.record(
                    id,
                    opened.epoch(),
                    outcomes,
                    opened.kept().endpoint().version(),
                    queue.get().health(),
                    queue.get().disabled()));
            queue = restarted(id, policy);
        }
        assertThat(isWoken(id, window)).isFalse();
        assertThat(asleep).isGreaterThan(10);
        assertThat(sent)
                .isEqualTo((int) count("SELECT count(*) FROM event_trail WHERE organization_id = 'north' AND type ="
                        + " 'order.executed.v1'"))
                .isGreaterThan(50);
    }

    @Test
    void whoHasNoRoomForEventsIsNotWokenForThem() throws Exception {
        int window = 10;
        EndpointId id = endpoint(NORTH, "order.executed");
        trade();
        Opened opened = open(id);
        List<Delivery> taken =
                join(store.take(id, opened.epoch(), Set.of(), window)).deliveries();
        assertThat(taken).hasSize(window);
        long later = ChronoUnit.MICROS.between(Instant.EPOCH, now.get()) + 60_000_000;
        join(store.record(
                id,
                opened.epoch(),
                taken.stream()
                        .map(delivery -> outcome(delivery, State.RETRYING, 1, 500, later))
                        .toList(),
                1,
                EndpointHealth.GOOD,
                Optional.empty()));
        assertThat(isWoken(id, window)).isFalse();
        assertThat(isWoken(id, window + 1)).as("there is room").isTrue();
        now.updateAndGet(time -> time.plusSeconds(60));
        assertThat(isWoken(id, window)).as("they are due").isTrue();
    }

    @Test
    void whatIsDeletedIsGoneAtOnceAndItsDeliveriesSoon() throws Exception {
        EndpointId id = endpoint(NORTH, "order.*");
        trade();
        int deliveries = takeAll(id, open(id).epoch(), 1_000).size();
        assertThat(join(webhooks.delete(id, CLERK))).isPresent();
        assertThat(join(webhooks.delete(id, CLERK))).isEmpty();
        assertThat(join(webhooks.find(id))).isEmpty();
        assertThat(join(webhooks.list(NORTH, Optional.empty(), 10))).isEmpty();
        assertThat(count("SELECT count(*) FROM webhook_delivery")).isEqualTo(deliveries);
        waker(woken -> {}, 1_000).look(0);
        assertThat(count("SELECT count(*) FROM webhook_delivery")).isZero();
        assertThat(count("SELECT count(*) FROM webhook_endpoint")).isZero();
    }

    @Test
    void recoveryGoesOnBehindWhereItEnded() throws Exception {
        EndpointId id = endpoint(NORTH, "order.*");
        trade();
        Opened opened = open(id);
        List<Delivery> deliveries = takeAll(id, opened.epoch(), 1_000);
        List<Long> dead = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            boolean lost = delivery.position() % 3 == 0;
            outcomes.add(outcome(delivery, lost ? State.DEAD_LETTER : State.SUCCESS, 8, 500));
            if (lost) {
                dead.add(delivery.position());
            }
        }
        join(store.record(id, opened.epoch(), outcomes, 1, EndpointHealth.GOOD, Optional.empty()));
        long after = 0;
        int all = 0;
        PostgresWebhooks.Recovery recovery;
        do {
            recovery = join(webhooks.recover(id, Set.of(State.DEAD_LETTER), 0, after, 7, CLERK));
            all += recovery.count();
            after = recovery.last();
        } while (recovery.count() == 7);
        assertThat(all).isEqualTo(dead.size());
        assertThat(takeAll(id, opened.epoch(), 1_000))
                .extracting(Delivery::position)
                .containsExactlyElementsOf(dead);
        assertThat(join(webhooks.recover(id, Set.of(State.SUCCESS), Long.MAX_VALUE, 0, 7, CLERK))
                        .count())
                .isZero();
    }

    @Test
    void whatIsAskedForOftenIsFoundAlongAnIndex() throws Exception {
        String id = endpoint(NORTH, "order.*").endpoint();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                INSERT INTO webhook_delivery
                SELECT organization_id, endpoint_id, number, 'evt_' || number, 'order.executed.v1', 'book', '{}',
                    CASE number % 10 WHEN 0 THEN 'PENDING' ELSE 'SUCCESS' END, 1, number, number, number, number
                FROM webhook_endpoint, generate_series(1, 20000) AS made (number)\
                """);
            statement.execute("ANALYZE webhook_delivery");
            statement.execute("SET enable_seqscan = off");
            String which = "organization_id = 'north' AND endpoint_id = '" + id + "'";
            for (String[] question : new String[][] {
                {
                    "SELECT * FROM webhook_delivery WHERE " + which
                            + " AND state IN ('PENDING', 'RETRYING') AND position <> ALL ('{1,2}') ORDER BY position"
                            + " LIMIT 9",
                    "webhook_delivery_unfinished_idx"
                },
                {
                    "SELECT * FROM webhook_delivery WHERE " + which + " ORDER BY position DESC LIMIT 9",
                    "webhook_delivery_pkey"
                },
                {
                    "SELECT * FROM webhook_delivery WHERE " + which + " AND event_id = 'evt_7'",
                    "webhook_delivery_event_idx"
                },
                {
                    "SELECT * FROM webhook_delivery WHERE state IN ('SUCCESS', 'DEAD_LETTER') AND updated_at < 7 LIMIT"
                            + " 9",
                    "webhook_delivery_finished_idx"
                },
                {
                    "SELECT * FROM webhook_endpoint WHERE slice = 3 AND active AND verified_at IS NOT NULL"
                            + " AND disabled_reason IS NULL AND deleted_at IS NULL",
                    "webhook_endpoint_slice_idx"
                }
            }) {
                StringBuilder plan = new StringBuilder();
                try (ResultSet rows = statement.executeQuery("EXPLAIN " + question[0])) {
                    while (rows.next()) {
                        plan.append(rows.getString(1)).append('\n');
                    }
                }
                assertThat(plan.toString()).as(question[0]).contains(question[1]);
            }
        }
    }
}
