package io.mandi.persistence.lots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.lots.PostgresLotLists.Listed;
import io.mandi.persistence.lots.PostgresLotLists.LotFilter;
import io.mandi.persistence.lots.PostgresLotLists.NeedFilter;
import io.mandi.persistence.lots.PostgresLotLists.OfLot;
import io.mandi.persistence.lots.PostgresLotLists.Place;
import io.mandi.persistence.lots.PostgresLotLists.ReservationFilter;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.projection.ProjectionStatus;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.PrimaryReads;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import io.mandi.persistence.report.DailyTradeProjection;
import io.mandi.persistence.trail.TrailProjection;
import io.mandi.persistence.trail.TrailVerification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What books of lots have recorded, in the tables for lists, and what lists show of it. */
class LotProjectionIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 21);
    private static final int STEPS = 1_000;
    private static final LotFilter ALL_LOTS = lots(Optional.empty());
    private static final NeedFilter ALL_NEEDS =
            new NeedFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final ReservationFilter ALL_RESERVATIONS = new ReservationFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Map<String, Long> NOTHING_PUT_RIGHT =
            Map.of("availability", 0L, "requirement", 0L, "requirement_reference", 0L, "reservation", 0L);

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresLotLists lists = new PostgresLotLists(PrimaryReads.of(reader));

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private List<SampleLots> written(long seed, int steps) throws SQLException {
        List<SampleLots> books = SampleLots.some(seed, steps);
        SampleLots.write(pool.dataSource(), books, seed);
        return books;
    }

    private List<SampleLots> projected(long seed, int steps) throws SQLException, UnreadableEventException {
        List<SampleLots> books = written(seed, steps);
        ProjectionRun.catchUp(pool.dataSource(), new LotProjection(), 200);
        return books;
    }

    // ------------------------------------------------------------------------------------------------ lists

    private static LotFilter lots(Optional<LotStatus> status) {
        return new LotFilter(
                Optional.empty(),
                Optional.empty(),
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<Listed<Lot>> lots(String organization, LotFilter filter, int page) {
        return pages(page, Lot::createdAt, behind -> lists.lots(ReadScope.of(organization), filter, behind, page));
    }

    private List<Listed<Need>> needs(String organization, NeedFilter filter, int page) {
        return pages(page, Need::createdAt, behind -> lists.needs(ReadScope.of(organization), filter, behind, page));
    }

    private List<Listed<OfLot>> reservations(String organization, ReservationFilter filter, int page) {
        return pages(
                page,
                item -> item.reservation().reservedAt(),
                behind -> lists.reservations(ReadScope.of(organization), filter, behind, page));
    }

    private static <T> List<Listed<T>> pages(
            int size,
            Function<T, Instant> created,
            Function<Optional<Place>, CompletionStage<Stamped<List<Listed<T>>>>> list) {
        List<Listed<T>> all = new ArrayList<>();
        Optional<Place> behind = Optional.empty();
        while (true) {
            List<Listed<T>> found =
                    list.apply(behind).toCompletableFuture().join().found();
            all.addAll(found);
            if (found.size() < size) {
                return all;
            }
            behind = Optional.of(PostgresLotLists.place(found.getLast(), created));
        }
    }

    /** What the lists of an organisation have to be, made of its books. */
    private record Expected(List<Listed<Lot>> lots, List<Listed<Need>> needs, List<Listed<OfLot>> reservations) {

        static Expected of(List<SampleLots> books, String organization) {
            List<Listed<Lot>> lots = new ArrayList<>();
            List<Listed<Need>> needs = new ArrayList<>();
            List<Listed<OfLot>> reservations = new ArrayList<>();
            for (SampleLots book : books) {
                if (book.organization().equals(organization)) {
                    LotBookSnapshot all = book.all();
                    EntityId id = book.walk().id();
                    all.lots()
                            .forEach(lot -> lots.add(
                                    new Listed<>(new ResourceId(ResourceId.Kind.AVAILABILITY, lot.number(), id), lot)));
                    all.needs()
                            .forEach(need -> needs.add(new Listed<>(
                                    new ResourceId(ResourceId.Kind.REQUIREMENT, need.number(), id), need)));
                    Map<Long, Lot> byNumber = all.lots().stream().collect(Collectors.toMap(Lot::number, lot -> lot));
                    for (Reservation reservation : all.reservations()) {
                        Lot lot = byNumber.get(reservation.lot());
                        reservations.add(new Listed<>(
                                new ResourceId(ResourceId.Kind.RESERVATION, reservation.number(), id),
                                new OfLot(
                                        reservation, lot.seller(), lot.content().unit())));
                    }
                }
            }
            lots.sort(newest(Lot::createdAt));
            needs.sort(newest(Need::createdAt));
            reservations.sort(newest(item -> item.reservation().reservedAt()));
            return new Expected(lots, needs, reservations);
        }

        private static <T> Comparator<Listed<T>> newest(Function<T, Instant> created) {
            return Comparator.comparing((Listed<T> item) -> created.apply(item.item()))
                    .thenComparing(item -> item.id().toString())
                    .reversed();
        }
    }

    private void assertListed(List<SampleLots> books) {
        for (String organization : List.of("north", "south")) {
            Expected expected = Expected.of(books, organization);
            assertThat(lots(organization, ALL_LOTS, 100)).isEqualTo(expected.lots);
            assertThat(needs(organization, ALL_NEEDS, 100)).isEqualTo(expected.needs);
            assertThat(reservations(organization, ALL_RESERVATIONS, 100)).isEqualTo(expected.reservations);
        }
    }

    // ------------------------------------------------------------------------------------------------ the tables

    @Test
    void theTablesAreTheBooks() throws SQLException, UnreadableEventException {
        List<SampleLots> books = written(SEED, STEPS);
        ProjectionRun.catchUp(pool.dataSource(), new LotProjection(), 37);
        assertListed(books);
        Expected north = Expected.of(books, "north");
        assertThat(north.lots).hasSizeGreaterThan(60);
        assertThat(north.needs).hasSizeGreaterThan(60);
        assertThat(north.reservations).hasSizeGreaterThan(60);
    }

    /** Fails in the middle of every third page, after it has written its rows. */
    private static final class Failing implements Projection {
        private final LotProjection projection = new LotProjection();
        private int pages;

        @Override
        public String name() {
            return projection.name();
        }

        @Override
        public List<String> tables() {
            return projection.tables();
        }

        @Override
        public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
            long at = projection.take(connection, entries);
            if (++pages % 3 == 0) {
                throw new SQLException("the connection is gone");
            }
            return at;
        }
    }

    @Test
    void theTablesAreTheBooksAtAnyTimeHoweverOftenAPageFails() throws SQLException, UnreadableEventException {
        List<SampleLots> books = SampleLots.some(SEED + 100, 600);
        SplittableRandom random = new SplittableRandom(SEED);
        int failures = 0;
        while (!books.stream().allMatch(SampleLots::isWritten)) {
            try (Connection connection = pool.dataSource().getConnection()) {
                for (int i = 0; i < 12; i++) {
                    books.get(random.nextInt(books.size())).write(connection, 1 + random.nextInt(15));
                }
            }
            Failing projection = new Failing();
            int page = 1 + random.nextInt(30);
            boolean done = false;
            while (!done) {
                try {
                    ProjectionRun.catchUp(pool.dataSource(), projection, page);
                    done = true;
                } catch (SQLException e) {
                    failures++;
                }
            }
            assertListed(books);
        }
        assertThat(failures).isGreaterThan(5);
    }

    @Test
    void aRebuildFindsNothingToPutRightAndPutsRightWhatSomebodyChanged() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        assertThat(rebuild()).isEqualTo(NOTHING_PUT_RIGHT);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            long lots = statement.executeUpdate("UPDATE availability SET status = 'SOLD', definition = '{}'"
                    + " WHERE id IN (SELECT id FROM availability WHERE status <> 'SOLD' ORDER BY id LIMIT 3)");
            long reservations = statement.executeUpdate("DELETE FROM reservation WHERE status = 'RELEASED'");
            long references = statement.executeUpdate("DELETE FROM requirement_reference WHERE kind = 'LOCATION'");
            assertThat(rebuild())
                    .isEqualTo(Map.of(
                            "availability",
                            lots,
                            "requirement",
                            0L,
                            "requirement_reference",
                            references,
                            "reservation",
                            reservations));
            assertThat(List.of(lots, references, reservations))
                    .allSatisfy(changed -> assertThat(changed).isPositive());
        }
        assertListed(books);
        assertThat(rebuild()).isEqualTo(NOTHING_PUT_RIGHT);
        assertThat(ProjectionStatus.of(pool.dataSource(), new LotProjection()).behind())
                .isZero();
    }

    private Map<String, Long> rebuild() throws SQLException, UnreadableEventException {
        return ProjectionRebuild.run(pool.dataSource(), new LotProjection(), 50, pages -> {});
    }

    @Test
    void stopsAtAnEventThatItDoesNotKnow() throws SQLException {
        written(SEED, STEPS);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE event_journal SET event_ser_manifest = 'entity.changed.v9'");
        }
        assertThatThrownBy(() -> ProjectionRun.catchUp(pool.dataSource(), new LotProjection(), 100))
                .isInstanceOf(UnreadableEventException.class);
        assertThat(lots("north", ALL_LOTS, 10)).isEmpty();
    }

    @Test
    void theOthersWhoFollowTheLogGoOn() throws SQLException, UnreadableEventException {
        List<SampleLots> books = written(SEED, STEPS);
        for (Projection projection :
                List.of(new TrailProjection(), new OrderProjection(), new DailyTradeProjection())) {
            ProjectionRun.catchUp(pool.dataSource(), projection, 50);
        }
        List<TrailVerification.Result> results = TrailVerification.run(pool.dataSource(), 50, List.of());
        assertThat(results).extracting(TrailVerification.Result::organization).containsExactly("north", "south");
        for (TrailVerification.Result result : results) {
            assertThat(result.flaw()).isEmpty();
            assertThat(result.position())
                    .as("events of %s", result.organization())
                    .isEqualTo(books.stream()
                            .filter(book -> book.organization().equals(result.organization()))
                            .mapToLong(book -> book.all().sequence())
                            .sum());
        }
    }

    // ------------------------------------------------------------------------------------------------ filters

    private static <T> List<Listed<T>> only(List<Listed<T>> all, Predicate<Listed<T>> filter) {
        return all.stream().filter(filter).toList();
    }

    @Test
    void filtersOfLotsShowWhatTheyName() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        List<Listed<Lot>> all = Expected.of(books, "north").lots;
        ResourceId commodity = ResourceId.ofCommodity(books.getFirst().walk().id());
        ResourceId mumbai = books.getFirst().walk().mumbai();
        Optional<String> seller = Optional.of("partner-1");
        assertThat(lots("north", ALL_LOTS, 7)).isEqualTo(all);
        int statuses = 0;
        for (LotStatus status : LotStatus.values()) {
            List<Listed<Lot>> found = lots("north", lots(Optional.of(status)), 10);
            assertThat(found).isEqualTo(only(all, lot -> lot.item().status() == status));
            statuses += found.isEmpty() ? 0 : 1;
        }
        assertThat(statuses).isGreaterThan(4);
        for (ApprovalStatus approval : ApprovalStatus.values()) {
            LotFilter filter = new LotFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(approval),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            assertThat(lots("north", filter, 10))
                    .isEqualTo(only(all, lot -> lot.item().approval() == approval));
        }
        Instant from = all.get(all.size() / 2).item().createdAt();
        Instant before = all.get(all.size() / 4).item().createdAt();
        LotFilter times = new LotFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(from),
                Optional.of(before));
        assertThat(lots("north", times, 10)).isNotEmpty().isEqualTo(only(all, lot -> {
            Instant created = lot.item().createdAt();
            return !created.isBefore(from) && created.isBefore(before);
        }));
        LotFilter many = new LotFilter(
                seller,
                Optional.of(commodity),
                Optional.empty(),
                Optional.empty(),
                Optional.of(mumbai),
                Optional.empty(),
                Optional.empty());
        assertThat(lots("north", many, 2))
                .isNotEmpty()
                .isEqualTo(only(
                        all,
                        lot -> lot.item().seller().equals("partner-1")
                                && lot.id()
                                        .owner()
                                        .equals(books.getFirst().walk().id())
                                && lot.item().content().site().locationId().equals(Optional.of(mumbai.toString()))));
    }

    @Test
    void filtersOfNeedsShowWhatTheyName() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        List<Listed<Need>> all = Expected.of(books, "north").needs;
        assertThat(needs("north", ALL_NEEDS, 7)).isEqualTo(all);
        int statuses = 0;
        for (NeedStatus status : NeedStatus.values()) {
            NeedFilter filter = new NeedFilter(
                    Optional.empty(), Optional.empty(), Optional.of(status), Optional.empty(), Optional.empty());
            List<Listed<Need>> found = needs("north", filter, 10);
            assertThat(found).isEqualTo(only(all, need -> need.item().status() == status));
            statuses += found.isEmpty() ? 0 : 1;
        }
        assertThat(statuses).isGreaterThan(4);
        for (Urgency urgency : Urgency.values()) {
            NeedFilter filter = new NeedFilter(
                    Optional.of("partner-2"),
                    Optional.of(ResourceId.ofCommodity(books.get(1).walk().id())),
                    Optional.empty(),
                    Optional.of(urgency),
                    Optional.of(Intent.DIRECT_BUY));
            assertThat(needs("north", filter, 3))
                    .isNotEmpty()
                    .isEqualTo(only(
                            all,
                            need -> need.item().buyer().equals("partner-2")
                                    && need.id()
                                            .owner()
                                            .equals(books.get(1).walk().id())
                                    && need.item().content().urgency() == urgency
                                    && need.item().content().intent() == Intent.DIRECT_BUY));
        }
    }

    @Test
    void filtersOfReservationsShowWhatTheyName() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        List<Listed<OfLot>> all = Expected.of(books, "north").reservations;
        assertThat(reservations("north", ALL_RESERVATIONS, 7)).isEqualTo(all);
        int sold = 0;
        int held = 0;
        for (ReservationStatus status : ReservationStatus.values()) {
            for (int page : List.of(1, 4)) {
                ReservationFilter ofHolder = new ReservationFilter(
                        Optional.empty(),
                        Optional.of("partner-3"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(status));
                assertThat(reservations("north", ofHolder, page))
                        .isEqualTo(only(
                                all,
                                item -> item.item().reservation().status() == status
                                        && item.item().reservation().holder().equals("partner-3")));
                ReservationFilter ofParty = new ReservationFilter(
                        Optional.of("partner-3"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(status));
                List<Listed<OfLot>> found = reservations("north", ofParty, page);
                assertThat(found)
                        .isEqualTo(only(
                                all,
                                item -> item.item().reservation().status() == status
                                        && (item.item().reservation().holder().equals("partner-3")
                                                || item.item().seller().equals("partner-3"))));
                sold += only(found, item -> item.item().seller().equals("partner-3"))
                        .size();
                held += only(found, item -> item.item().reservation().holder().equals("partner-3"))
                        .size();
            }
        }
        assertThat(sold).isPositive();
        assertThat(held).isPositive();
        Listed<OfLot> one = only(
                        all, item -> item.item().reservation().requirementId().isPresent())
                .getFirst();
        ResourceId lot = new ResourceId(
                ResourceId.Kind.AVAILABILITY,
                one.item().reservation().lot(),
                one.id().owner());
        String need = one.item().reservation().requirementId().orElseThrow();
        ReservationFilter ofLot = new ReservationFilter(
                Optional.empty(), Optional.empty(), Optional.of(lot), Optional.empty(), Optional.empty());
        assertThat(reservations("north", ofLot, 2))
                .contains(one)
                .isEqualTo(only(
                        all,
                        item -> item.item().reservation().lot() == lot.number()
                                && item.id().owner().equals(lot.owner())));
        ReservationFilter ofNeed = new ReservationFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ResourceId.parse(ResourceId.Kind.REQUIREMENT, need),
                Optional.empty());
        assertThat(reservations("north", ofNeed, 2))
                .contains(one)
                .isEqualTo(only(
                        all, item -> item.item().reservation().requirementId().equals(Optional.of(need))));
    }

    @Test
    void aPlaceStaysWhatItIsWhileNewOnesCome() throws SQLException, UnreadableEventException {
        List<SampleLots> books = SampleLots.some(SEED, STEPS);
        try (Connection connection = pool.dataSource().getConnection()) {
            for (SampleLots book : books) {
                book.write(connection, book.walk().journal().size() / 2);
            }
        }
        ProjectionRun.catchUp(pool.dataSource(), new LotProjection(), 200);
        List<ResourceId> then =
                lots("north", ALL_LOTS, 100).stream().map(Listed::id).toList();
        List<Listed<Lot>> first = lists.lots(ReadScope.of("north"), ALL_LOTS, Optional.empty(), 5)
                .toCompletableFuture()
                .join()
                .found();

        SampleLots.write(pool.dataSource(), books, SEED);
        ProjectionRun.catchUp(pool.dataSource(), new LotProjection(), 200);
        List<Listed<Lot>> rest = lists.lots(
                        ReadScope.of("north"),
                        ALL_LOTS,
                        Optional.of(PostgresLotLists.place(first.getLast(), Lot::createdAt)),
                        10_000)
                .toCompletableFuture()
                .join()
                .found();
        List<ResourceId> seen =
                Stream.concat(first.stream(), rest.stream()).map(Listed::id).toList();
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(then::contains)).isEqualTo(then);
        assertThat(lots("north", ALL_LOTS, 100)).hasSizeGreaterThan(then.size());
    }

    @Test
    void oneIsFoundByItsId() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        Expected north = Expected.of(books, "north");
        Listed<Lot> lot = north.lots.getLast();
        Listed<Need> need = north.needs.getLast();
        Listed<OfLot> reservation = north.reservations.getLast();
        assertThat(lists.lot(lot.id()).toCompletableFuture().join()).contains(lot.item());
        assertThat(lists.need(need.id()).toCompletableFuture().join()).contains(need.item());
        assertThat(lists.reservation(reservation.id()).toCompletableFuture().join())
                .contains(reservation.item());
        ResourceId none =
                new ResourceId(ResourceId.Kind.AVAILABILITY, 1_000_000, lot.id().owner());
        assertThat(lists.lot(none).toCompletableFuture().join()).isEmpty();
    }

    @Test
    void whatRefersToOneIsCountedWhileItIsOpen() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        Expected north = Expected.of(books, "north");
        ResourceId mumbai = books.getFirst().walk().mumbai();
        ResourceId yarn = books.getFirst().walk().yarn();
        List<Listed<Lot>> lots = only(north.lots, lot -> lot.item().isOpen());
        List<Listed<Need>> needs = only(north.needs, need -> need.item().isOpen());
        long lotsThere = lots.stream()
                .filter(lot -> lot.item().content().site().locationId().equals(Optional.of(mumbai.toString())))
                .count();
        long needsThere = needs.stream()
                .filter(need -> need.item().content().deliveries().stream()
                        .anyMatch(place -> place.site().locationId().equals(Optional.of(mumbai.toString()))))
                .count();
        assertThat(lotsThere).isPositive();
        assertThat(needsThere).isPositive();
        assertThat(lists.countOpenAt(mumbai).toCompletableFuture().join()).isEqualTo(lotsThere + needsThere);
        long ofPartner = lots.stream()
                        .filter(lot -> lot.item().seller().equals("partner-1"))
                        .count()
                + needs.stream()
                        .filter(need -> need.item().buyer().equals("partner-1"))
                        .count();
        assertThat(lists.countOpenOf("north", "partner-1").toCompletableFuture().join())
                .isPositive()
                .isEqualTo(ofPartner);
        assertThat(lists.countOpenOf("north", "nobody").toCompletableFuture().join())
                .isZero();
        assertThat(lists.commoditiesWithNeedsFor(yarn).toCompletableFuture().join())
                .isNotEmpty()
                .isEqualTo(needs.stream()
                        .filter(need -> need.item().content().equivalents().containsKey(yarn.toString()))
                        .map(need -> ResourceId.ofCommodity(need.id().owner()))
                        .distinct()
                        .sorted(Comparator.comparing(ResourceId::toString))
                        .toList());
        assertThat(lists.commoditiesWithNeedsFor(
                                ResourceId.ofCommodity(books.getFirst().walk().id()))
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ the database

    @Test
    void aQueryThatForgetsTheOrganisationSeesOnlyOne() throws SQLException, UnreadableEventException {
        projected(SEED, STEPS);
        for (String table : new LotProjection().tables()) {
            for (String organization : List.of("north", "south")) {
                assertThat(organizations(organization, table)).as(table).containsExactly(organization);
            }
            assertThat(organizations("west", table)).as(table).isEmpty();
            assertThatThrownBy(() -> reader.readNow("north", connection -> {
                        try (Statement statement = connection.createStatement()) {
                            return statement.executeUpdate("DELETE FROM " + table);
                        }
                    }))
                    .isInstanceOf(SQLException.class);
        }
    }

    private List<String> organizations(String organization, String table) throws SQLException {
        return reader.readNow(organization, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT DISTINCT organization_id FROM " + table)) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        });
    }

    @Test
    void everyListHasAnIndexThatItsFirstPageIsReadFrom() throws SQLException, UnreadableEventException {
        List<SampleLots> books = projected(SEED, STEPS);
        fill(books);
        List<String> plans = reader.readNow("north", connection -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement()) {
                for (String condition : List.of(
                        "availability",
                        "availability: seller_id = 'partner-1'",
                        "availability: commodity_id = 'com_0000000000007_north'",
                        "availability: status = 'BLOCKED'",
                        "availability: approval_status = 'REJECTED'",
                        "availability: location_id = 'loc_0000000000002_north'",
                        "availability: (created_at, id) < (9000000000000000, 'lot_z')",
                        "requirement",
                        "requirement: buyer_id = 'partner-1'",
                        "requirement: commodity_id = 'com_0000000000007_north'",
                        "requirement: status = 'BLOCKED'",
                        "requirement: urgency = 'URGENT'",
                        "requirement: intent = 'NEGOTIATION'",
                        "reservation",
                        "reservation: holder_id = 'partner-1'",
                        "reservation: seller_id = 'partner-1'",
                        "reservation: availability_id = 'lot_1'",
                        "reservation: requirement_id = 'req_1'",
                        "reservation: status = 'HELD'")) {
                    String[] parts = condition.split(": ");
                    found.add(condition + "\n"
                            + plan(
                                    statement,
                                    "SELECT id FROM " + parts[0] + " WHERE organization_id = 'north'"
                                            + Arrays.stream(parts)
                                                    .skip(1)
                                                    .map(part -> " AND " + part)
                                                    .collect(Collectors.joining())
                                            + " ORDER BY created_at DESC, id DESC LIMIT 5"));
                }
            }
            return found;
        });
        assertThat(plans)
                .allSatisfy(plan ->
                        assertThat(plan).contains("Backward using").doesNotContain("Sort", "Seq Scan", "  Filter:"));
    }

    @Test
    void whatRefersToOneIsFoundThroughAnIndex() throws SQLException, UnreadableEventException {
        fill(projected(SEED, STEPS));
        List<String> plans = reader.readNow("north", connection -> {
            try (Statement statement = connection.createStatement()) {
                return List.of(
                        plan(
                                statement,
                                "SELECT DISTINCT commodity_id FROM requirement_reference WHERE organization_id ="
                                        + " 'north' AND kind = 'EQUIVALENT' AND target_id = 'com_0000000000009_north'"),
                        plan(
                                statement,
                                "SELECT count(*) FROM requirement_reference WHERE organization_id = 'north'"
                                        + " AND kind = 'LOCATION' AND target_id = 'loc_0000000000009_north'"),
                        plan(
                                statement,
                                "SELECT count(*) FROM availability WHERE organization_id = 'north'"
                                        + " AND location_id = 'loc_0000000000009_north' AND open"));
            }
        });
        assertThat(plans).allSatisfy(plan -> assertThat(plan).contains("Index").doesNotContain("Seq Scan"));
    }

    /** With so many rows of others that no plan looks at all of them. */
    private void fill(List<SampleLots> books) throws SQLException {
        assertThat(books).isNotEmpty();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("availability", "requirement", "reservation")) {
                List<String> columns = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("SELECT attname FROM pg_attribute WHERE attrelid = '"
                        + table + "'::regclass AND attnum > 0 AND attgenerated = '' AND attname NOT IN ('id',"
                        + " 'created_at', 'definition')")) {
                    while (rows.next()) {
                        columns.add(rows.getString(1));
                    }
                }
                String others = String.join(", ", columns);
                statement.execute("INSERT INTO " + table + " (id, created_at, definition, " + others + ")"
                        + " SELECT id || '-' || number, created_at + number, '{}', " + others + " FROM " + table
                        + ", generate_series(1, 40) AS number");
            }
            statement.execute(
                    "INSERT INTO requirement_reference SELECT organization_id, kind, target_id || '-' || number,"
                            + " requirement_id, commodity_id FROM requirement_reference, generate_series(1, 400) AS"
                            + " number");
            statement.execute("ANALYZE availability, requirement, requirement_reference, reservation");
        }
    }

    private static String plan(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery("EXPLAIN " + query)) {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }
}
