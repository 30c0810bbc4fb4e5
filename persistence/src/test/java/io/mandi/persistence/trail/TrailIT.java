package io.mandi.persistence.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.publication.BookPublication;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventDefinition;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.EventType;
import io.mandi.engine.publication.PublishedEvent;
import io.mandi.engine.publication.VersionStep;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.history.SampleBook;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.PrimaryReads;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.trail.PostgresEvents.AuditFilter;
import io.mandi.persistence.trail.PostgresEvents.Entity;
import io.mandi.persistence.trail.PostgresEvents.Page;
import io.mandi.persistence.trail.PostgresEvents.Positioned;
import io.mandi.persistence.trail.TrailVerification.PutDown;
import io.mandi.persistence.trail.TrailVerification.Result;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events of an organisation in their order, and what is found when somebody has changed them. */
class TrailIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 13);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final AuditFilter ANY = new AuditFilter(Optional.empty(), Optional.empty(), OptionalLong.empty());
    private static final EventCatalogue STANDARD = EventCatalogue.standard();

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresEvents events = new PostgresEvents(PrimaryReads.of(reader), STANDARD);
    private List<SampleBook> books;

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private void write(int commands) throws SQLException, UnreadableEventException {
        books = SampleBook.some(SEED, commands);
        SampleBook.write(pool.dataSource(), books, SEED);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 37);
    }

    private static List<Positioned> all(PostgresEvents events, String organization, EventSelection selection) {
        List<Positioned> all = new ArrayList<>();
        long position = 0;
        while (true) {
            Page page = events.behind(ReadScope.of(organization), selection, position, 83, TODAY)
                    .toCompletableFuture()
                    .join()
                    .found();
            all.addAll(page.events());
            if (page.events().isEmpty()) {
                assertThat(page.last()).isEqualTo(position);
                return all;
            }
            position = page.last();
        }
    }

    private List<Positioned> all(String organization) {
        return all(events, organization, EventSelection.all(STANDARD));
    }

    private List<Positioned> audit(AuditFilter filter) {
        return events.audit(ReadScope.of("north"), filter, OptionalLong.empty(), 100_000)
                .toCompletableFuture()
                .join()
                .found();
    }

    private List<SampleBook> books(String organization) {
        return books.stream()
                .filter(book -> book.id().organization().equals(organization))
                .toList();
    }

    private static List<PublishedEvent> published(SampleBook book) {
        List<PublishedEvent> published = new ArrayList<>();
        for (RecordedEvent recorded : book.recorded()) {
            for (BookEvent effect : BookPublication.effects(recorded.event())) {
                published.add(BookPublication.of(book.id(), book.instrument(), recorded, effect));
            }
        }
        return published;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
    }

    /** Writes when a page's second statement is about to be made, as another transaction may. */
    private Connection withEventsThatComeMeanwhile(Connection connection) {
        AtomicInteger statements = new AtomicInteger();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && statements.incrementAndGet() == 2) {
                        write(200);
                    }
                    return method.invoke(connection, arguments);
                });
    }

    @Test
    void eventsThatComeWhileAPageIsReadAreNotThereAgainOnTheNext() throws Exception {
        EventSelection selection = EventSelection.all(STANDARD);
        Page page = reader.readNow(
                "north",
                connection -> new EventPages(STANDARD)
                        .behind(withEventsThatComeMeanwhile(connection), "north", selection, 0, 100_000, TODAY));
        assertThat(page.events()).isNotEmpty();
        assertThat(page.last()).isEqualTo(page.events().getLast().position());
    }

    @Test
    void everyEventOfAnOrganisationIsThereOnceAndEachBooksInTheirOrder() throws Exception {
        write(700);
        for (String organization : List.of("north", "south")) {
            List<Positioned> all = all(organization);
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).position()).isEqualTo(i + 1L);
                assertThat(all.get(i).event().organization()).isEqualTo(organization);
            }
            int expected = 0;
            for (SampleBook book : books(organization)) {
                List<PublishedEvent> published = published(book);
                assertThat(all.stream()
                                .map(Positioned::event)
                                .filter(event -> event.aggregateId()
                                        .equals(published.getFirst().aggregateId())))
                        .as("%s, seed %d", book.id(), SEED)
                        .isEqualTo(published);
                expected += published.size();
            }
            assertThat(all).hasSize(expected).hasSizeGreaterThan(500);
        }
        assertThat(all("west")).isEmpty();
    }

    @Test
    void typesThatAreAskedForAreThoseThatCome() throws Exception {
        write(300);
        List<Positioned> all = all("north");
        for (List<String> names : List.of(
                List.of("order.cancelled.v1"),
                List.of("instrument.*", "orders.cancelled"),
                List.of("order.executed", "order.amended.v1"))) {
            EventSelection selection = EventSelection.of(STANDARD, names);
            assertThat(all(events, "north", selection))
                    .as(names.toString())
                    .isNotEmpty()
                    .isEqualTo(all.stream()
                            .filter(event -> !selection
                                    .accepted(event.event().type().family())
                                    .isEmpty())
                            .toList());
        }
    }

    /** A catalogue in which a quantity has got its unit beside it, with a new version of a type for that. */
    private static EventCatalogue later() {
        EventType first = new EventType("order.cancelled", 1);
        EventDefinition second = STANDARD.definitions().stream()
                .filter(definition -> definition.type().equals(first))
                .map(definition -> new EventDefinition(
                        new EventType("order.cancelled", 2),
                        definition.owner(),
                        definition.description(),
                        definition.schema(),
                        definition.example()))
                .findAny()
                .orElseThrow();
        return new EventCatalogue(
                Stream.concat(STANDARD.definitions().stream(), Stream.of(second))
                        .toList(),
                List.of(new VersionStep(first, TODAY.minusMonths(1), TrailIT::withUnit, TrailIT::withoutUnit)));
    }

    private static ObjectNode withUnit(ObjectNode data) {
        String value = data.path("quantity").asText();
        data.putObject("quantity").put("value", value).put("unit", "BALE");
        return data;
    }

    private static ObjectNode withoutUnit(ObjectNode data) {
        return data.put("quantity", data.path("quantity").path("value").asText());
    }

    @Test
    void eventsThatWereWrittenBeforeComeInTheVersionThatTheReaderKnows() throws Exception {
        write(300);
        EventCatalogue later = later();
        PostgresEvents newer = new PostgresEvents(PrimaryReads.of(reader), later);
        List<Positioned> earlier = all(events, "north", EventSelection.of(STANDARD, List.of("order.cancelled")));
        assertThat(earlier).isNotEmpty();
        for (List<String> names : List.of(
                List.of("order.cancelled"),
                List.of("order.cancelled.v2"),
                List.of("order.cancelled.v1", "order.cancelled.v2"))) {
            List<Positioned> found = all(newer, "north", EventSelection.of(later, names));
            assertThat(found).hasSameSizeAs(earlier);
            for (int i = 0; i < found.size(); i++) {
                PublishedEvent event = found.get(i).event();
                JsonNode quantity = event.data().path("quantity");
                assertThat(event.type()).hasToString("order.cancelled.v2");
                assertThat(quantity.path("unit").asText()).isEqualTo("BALE");
                assertThat(quantity.path("value"))
                        .isEqualTo(earlier.get(i).event().data().path("quantity"));
                assertThat(event.id()).isEqualTo(earlier.get(i).event().id());
            }
        }
        assertThat(all(newer, "north", EventSelection.of(later, List.of("order.cancelled.v1"))))
                .isEqualTo(earlier);
        assertThat(all(newer, "north", EventSelection.all(later))).hasSameSizeAs(all("north"));
    }

    @Test
    void stopsAtAnEventThatIsNewerThanTheProgram() throws Exception {
        write(50);
        List<Result> whole = verify(List.of());
        execute("INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest,"
            + " event_payload) SELECT persistence_id, sequence_number + 100000, 'w', event_ser_id,"
            + " 'order.executed.v3', event_payload FROM event_journal WHERE event_ser_manifest = 'order.executed.v1'"
            + " ORDER BY ordering DESC LIMIT 1");
        assertThatThrownBy(() -> ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 100))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("order.executed.v3");
        assertThat(verify(List.of())).as("what was taken in before").isEqualTo(whole);
    }

    @Test
    void stopsAtAnEventOfAnEntityThatItDoesNotKnow() throws Exception {
        write(20);
        execute("INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest,"
                + " event_payload) VALUES ('Lot|north/1', 1, 'w', 1, 'lot.created.v1', '')");
        assertThatThrownBy(() -> ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 100))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("Lot|north/1");
    }

    @Test
    void anAuditFindsEventsByWhatTheyHaveToDoWithAndByUserAndByTime() throws Exception {
        write(400);
        List<Positioned> all = all("north").reversed();
        assertThat(audit(ANY)).isEqualTo(all);

        SampleBook book = books("north").getFirst();
        long item = book.recorded().stream()
                .flatMap(recorded -> BookPublication.effects(recorded.event()).stream())
                .map(BookPublication::items)
                .filter(items -> items.size() > 2)
                .map(List::getLast)
                .findFirst()
                .orElseThrow();
        List<String> wanted = book.recorded().stream()
                .flatMap(recorded -> BookPublication.effects(recorded.event()).stream()
                        .filter(effect -> BookPublication.items(effect).contains(item))
                        .map(effect -> BookPublication.of(book.id(), book.instrument(), recorded, effect)
                                .id()))
                .toList();
        AuditFilter ofItem = new AuditFilter(
                Optional.of(new Entity(EntityId.of(book.id()), OptionalLong.of(item))),
                Optional.empty(),
                OptionalLong.empty());
        assertThat(audit(ofItem).reversed().stream().map(found -> found.event().id()))
                .isEqualTo(wanted)
                .isNotEmpty();
        AuditFilter ofInstrument = new AuditFilter(
                Optional.of(new Entity(EntityId.of(book.id()), OptionalLong.empty())),
                Optional.empty(),
                OptionalLong.empty());
        assertThat(audit(ofInstrument))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found.event().type()).hasToString("instrument.defined.v1"));
        BookId elsewhere = new BookId("south", book.id().symbol());
        assertThat(audit(new AuditFilter(
                        Optional.of(new Entity(EntityId.of(elsewhere), OptionalLong.of(item))),
                        Optional.empty(),
                        OptionalLong.empty())))
                .isEmpty();

        String user = all.getFirst().event().actor().user();
        assertThat(audit(new AuditFilter(Optional.empty(), Optional.of(user), OptionalLong.empty())))
                .isEqualTo(all.stream()
                        .filter(found -> found.event().actor().user().equals(user))
                        .toList());
        long time = all.get(all.size() / 2).event().occurredAt();
        assertThat(audit(new AuditFilter(Optional.empty(), Optional.empty(), OptionalLong.of(time))))
                .hasSizeBetween(1, all.size() - 1)
                .isEqualTo(all.stream()
                        .filter(found -> found.event().occurredAt() >= time)
                        .toList());

        List<Positioned> pages = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        while (pages.size() < all.size()) {
            List<Positioned> page = events.audit(ReadScope.of("north"), ANY, before, 61)
                    .toCompletableFuture()
                    .join()
                    .found();
            pages.addAll(page);
            before = OptionalLong.of(page.getLast().position());
        }
        assertThat(pages).isEqualTo(all);
    }

    // -------------------------------------------------------------------------------------------------- verification

    private List<Result> verify(List<PutDown> earlier) throws SQLException {
        return TrailVerification.run(pool.dataSource(), 29, earlier);
    }

    private static List<PutDown> putDown(List<Result> results) {
        return results.stream()
                .map(result -> new PutDown(result.organization(), result.position(), result.hash()))
                .toList();
    }

    @Test
    void aTrailThatNobodyHasTouchedIsWhole() throws Exception {
        write(300);
        List<Result> results = verify(List.of());
        assertThat(results).extracting(Result::organization).containsExactly("north", "south");
        for (Result result : results) {
            Positioned last = all(result.organization()).getLast();
            assertThat(result)
                    .isEqualTo(new Result(result.organization(), last.position(), last.hash(), Optional.empty()));
        }
        assertThat(verify(putDown(results))).isEqualTo(results);
    }

    /** What somebody may do, and what is then found. */
    private static final Map<String, String> TAMPERINGS = Map.ofEntries(
            Map.entry(
                    "UPDATE event_trail SET user_id = 'nobody' WHERE position = 40",
                    "event 40 differs from the journal in user_id"),
            Map.entry(
                    "UPDATE event_trail SET occurred_at = occurred_at + 1 WHERE position = 40",
                    "event 40 differs from the journal in occurred_at"),
            Map.entry(
                    "UPDATE event_trail SET items = array_append(items, 7) WHERE position = 40",
                    "event 40 differs from the journal in items"),
            Map.entry(
                    "UPDATE event_trail SET request = 7 WHERE position = 40",
                    "event 40 differs from the journal in request"),
            Map.entry(
                    "UPDATE event_trail SET hash = sha256(hash) WHERE position = 40",
                    "event 40 differs from the journal in hash"),
            Map.entry("DELETE FROM event_trail WHERE position = 40", "event 40 is missing from the trail"),
            Map.entry("DELETE FROM event_trail WHERE position > 40", "event 41 is missing from the trail"),
            Map.entry("DELETE FROM event_trail", "event 1 is missing from the trail"),
            Map.entry(
                    "INSERT INTO event_trail SELECT organization_id, position + 100000, persistence_id,"
                        + " sequence_number, part, type, user_id, occurred_at, items, request, hash FROM event_trail"
                        + " WHERE position = 40",
                    "is in the trail and not in the journal"));

    @Test
    void whateverWasChangedInTheTrailIsFound() throws Exception {
        write(200);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE copy AS TABLE event_trail");
        }
        for (Map.Entry<String, String> tampering : TAMPERINGS.entrySet()) {
            execute(tampering.getKey());
            assertFlaw(tampering.getKey(), tampering.getValue());
            restore();
        }
        assertThat(verify(List.of()))
                .allSatisfy(result -> assertThat(result.flaw()).isEmpty());
    }

    private void restore() throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE event_trail");
            statement.execute("INSERT INTO event_trail SELECT * FROM copy");
        }
    }

    private void assertFlaw(String tampering, String flaw) throws SQLException {
        assertThat(verify(List.of()))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.flaw())
                        .as(tampering)
                        .hasValueSatisfying(found -> assertThat(found).contains(flaw)));
    }

    @Test
    void whateverWasChangedInTheJournalIsFound() throws Exception {
        write(200);
        String flip =
                "UPDATE event_journal j SET event_payload = set_byte(event_payload, 20, 255 - get_byte(event_payload,"
                        + " 20)) FROM event_trail t WHERE t.position = 40 AND j.persistence_id = t.persistence_id"
                        + " AND j.sequence_number = t.sequence_number";
        execute(flip);
        assertFlaw(flip, "cannot be read");
        execute(flip);
        String delete = "DELETE FROM event_journal j USING event_trail t WHERE t.position = 40"
                + " AND j.persistence_id = t.persistence_id AND j.sequence_number = t.sequence_number";
        execute(delete);
        assertFlaw(delete, "differs from the journal in");
    }

    /** An event is replaced by another one, with all checksums right, and the trail made anew of it. */
    @Test
    void aJournalThatWasChangedWithAllThatIsMadeOfItIsFoundByAHeadThatWasPutDown() throws Exception {
        write(200);
        List<PutDown> earlier = putDown(verify(List.of()));
        execute("UPDATE event_journal j SET event_payload = other.event_payload,"
                + " event_ser_manifest = other.event_ser_manifest FROM (SELECT persistence_id, sequence_number,"
                + " lead(event_payload) OVER book AS event_payload, lead(event_ser_manifest) OVER book AS"
                + " event_ser_manifest FROM event_journal WINDOW book AS (PARTITION BY persistence_id ORDER BY"
                + " sequence_number)) other WHERE j.persistence_id = other.persistence_id AND j.sequence_number ="
                + " other.sequence_number AND j.sequence_number = 30");
        assertThat(verify(List.of()))
                .allSatisfy(result -> assertThat(result.flaw())
                        .hasValueSatisfying(found -> assertThat(found).contains("differs from the journal")));
        ProjectionRebuild.run(pool.dataSource(), new TrailProjection(), 100, pages -> {});
        assertThat(verify(List.of()))
                .allSatisfy(result -> assertThat(result.flaw()).isEmpty());
        assertThat(verify(earlier))
                .allSatisfy(result -> assertThat(result.flaw())
                        .hasValueSatisfying(found -> assertThat(found).contains("another hash than was put down")));
        execute("DELETE FROM event_journal WHERE sequence_number > 100");
        ProjectionRebuild.run(pool.dataSource(), new TrailProjection(), 100, pages -> {});
        assertThat(verify(earlier))
                .allSatisfy(result -> assertThat(result.flaw())
                        .hasValueSatisfying(
                                found -> assertThat(found).contains("was put down and is not in the journal")));
    }

    @Test
    void aRebuildComesOutTheSame() throws Exception {
        write(300);
        assertThat(ProjectionRebuild.run(pool.dataSource(), new TrailProjection(), 250, pages -> {}))
                .isEqualTo(Map.of("event_trail", 0L));
        execute("UPDATE event_trail SET user_id = 'nobody' WHERE position = 40");
        assertThat(ProjectionRebuild.run(pool.dataSource(), new TrailProjection(), 250, pages -> {}))
                .isEqualTo(Map.of("event_trail", 2L));
        assertThat(verify(List.of()))
                .allSatisfy(result -> assertThat(result.flaw()).isEmpty());
    }

    // ------------------------------------------------------------------------------------------------- the two locks

    private List<String> organizations(String organization, String sql) throws SQLException {
        return reader.readNow(organization, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        });
    }

    @Test
    void aQueryThatForgetsTheOrganisationSeesOnlyOne() throws Exception {
        write(50);
        for (String organization : List.of("north", "south")) {
            assertThat(organizations(organization, "SELECT DISTINCT organization_id FROM event_trail"))
                    .containsExactly(organization);
            assertThat(organizations(organization, "SELECT DISTINCT persistence_id FROM organization_journal"))
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(id).startsWith("OrderBook|" + organization + "/"));
        }
        assertThat(organizations("west", "SELECT persistence_id FROM organization_journal"))
                .isEmpty();
    }

    @Test
    void everyQuestionHasAnIndexThatItIsAnsweredFrom() throws Exception {
        write(3_000);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE event_trail");
            Map<String, String> indexes = Map.of(
                    "position > 1000 ORDER BY position LIMIT 10", "event_trail_pkey",
                    "type = 'orders.cancelled.v1' AND position > 10 ORDER BY position LIMIT 10", "event_trail_type_idx",
                    "user_id = 'user of p99' ORDER BY position DESC LIMIT 10", "event_trail_user_idx",
                    "items @> ARRAY[7]::bigint[] ORDER BY position DESC LIMIT 10", "event_trail_item_idx",
                    "occurred_at >= 99999999999999999 ORDER BY position DESC LIMIT 10", "event_trail_time_idx");
            for (Map.Entry<String, String> question : indexes.entrySet().stream()
                    .sorted(Comparator.comparing(Map.Entry::getKey))
                    .toList()) {
                StringBuilder plan = new StringBuilder();
                try (ResultSet rows = statement.executeQuery(
                        "EXPLAIN SELECT * FROM event_trail WHERE organization_id = 'north' AND " + question.getKey())) {
                    while (rows.next()) {
                        plan.append(rows.getString(1)).append('\n');
                    }
                }
                assertThat(plan.toString()).as(question.getKey()).contains(question.getValue());
            }
        }
    }
}
