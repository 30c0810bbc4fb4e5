package io.mandi.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.PoolSettings;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigrationsIT {

    private static final Duration WAIT = Duration.ofSeconds(20);

    private static final String SCHEMA = """
        SELECT concat_ws(' ', 'column', table_name, ordinal_position, column_name, data_type,
                         character_maximum_length, is_nullable, column_default)
          FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migration'
        UNION ALL
        SELECT concat_ws(' ', 'index', indexdef)
          FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migration'
        UNION ALL
        SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND conrelid <> 'schema_migration'::regclass
        UNION ALL
        SELECT concat_ws(' ', 'options', relname, reloptions::text)
          FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'schema_migration%'
        ORDER BY 1
        """;

    private static final String PLUGIN_COLUMNS = """
        SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable,
                         column_default)
          FROM information_schema.columns
         WHERE table_name IN ('event_journal', 'event_tag', 'snapshot') AND column_name NOT IN ('tx_id', 'slice')
         ORDER BY table_name, ordinal_position
        """;

    private final PoolSettings settings = TestServer.freshDatabase();
    private final DatabasePool pool = DatabasePool.open(settings);
    private final Migrations migrations = new Migrations(pool.dataSource(), WAIT);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void appliesUndoesAndAppliesAgainToTheSameTables() throws SQLException {
        List<MigrationStatus> applied = migrations.up();
        assertThat(applied).hasSizeGreaterThanOrEqualTo(2).noneMatch(MigrationStatus::isPending);
        List<String> schema = query(SCHEMA);
        assertThat(schema).anyMatch(line -> line.contains("event_journal") && line.contains("tx_id xid8"));
        assertThat(migrations.up()).isEmpty();

        for (MigrationStatus expected : applied.reversed()) {
            assertThat(migrations.down().map(MigrationStatus::id)).contains(expected.id());
        }
        assertThat(migrations.down()).isEmpty();
        assertThat(query(SCHEMA)).isEmpty();

        migrations.up();
        assertThat(query(SCHEMA)).isEqualTo(schema);
    }

    @Test
    void tellsWhatIsPendingAndSinceWhenTheRestIsThere() {
        assertThat(migrations.status()).isNotEmpty().allMatch(MigrationStatus::isPending);
        Instant before = Instant.now().minusSeconds(5);
        migrations.up();
        assertThat(migrations.status())
                .allSatisfy(migration -> assertThat(migration.appliedAt())
                        .hasValueSatisfying(at ->
                                assertThat(at).isBetween(before, Instant.now().plusSeconds(5))));
        assertThat(migrations.status().getFirst())
                .satisfies(first -> assertThat(first.description()).isEqualTo("event journal"));

        MigrationStatus undone = migrations.down().orElseThrow();
        assertThat(migrations.status().stream().filter(MigrationStatus::isPending))
                .singleElement()
                .extracting(MigrationStatus::id)
                .isEqualTo(undone.id());
    }

    @Test
    void makesTheColumnsThatTheJournalPluginExpects() throws Exception {
        migrations.up();
        List<String> ours = query(PLUGIN_COLUMNS);
        try (DatabasePool theirs = DatabasePool.open(TestServer.freshDatabase())) {
            for (String statement : pluginSchema().split(";")) {
                execute(theirs, statement);
            }
            assertThat(ours).hasSize(24).isEqualTo(query(theirs, PLUGIN_COLUMNS));
        }
    }

    @Test
    void isDoneOnceWhenThreeNodesStartAtOnce() throws Exception {
        List<DatabasePool> nodes = List.of(
                DatabasePool.open(settings.withMaximumPoolSize(1)),
                DatabasePool.open(settings.withMaximumPoolSize(1)),
                DatabasePool.open(settings.withMaximumPoolSize(1)));
        try (ExecutorService threads = Executors.newFixedThreadPool(nodes.size())) {
            List<Callable<List<MigrationStatus>>> starts = nodes.stream()
                    .<Callable<List<MigrationStatus>>>map(node -> () -> new Migrations(node.dataSource(), WAIT).up())
                    .toList();
            List<MigrationStatus> applied = new ArrayList<>();
            for (Future<List<MigrationStatus>> start : threads.invokeAll(starts)) {
                applied.addAll(start.get());
            }
            assertThat(applied).hasSameSizeAs(migrations.status()).doesNotHaveDuplicates();
        } finally {
            nodes.forEach(DatabasePool::close);
        }
    }

    @Test
    void givesUpWhenAnotherNodeMigratesForTooLong() throws SQLException {
        try (Connection other = pool.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + 0x6D_61_6E_64_69L + ")");
            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> new Migrations(pool.dataSource(), Duration.ofMillis(200)).up())
                    .withMessageContaining("Another node");
            statement.execute("SELECT pg_advisory_unlock_all()");
        }
        assertThat(migrations.up()).isNotEmpty();
    }

    @Test
    void leavesNothingOfAScriptThatFails() throws SQLException {
        Migrations failing = scripts("failing");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(failing::up)
                .withMessageContaining("2 bad")
                .withMessageContaining("no_such_table");
        assertThat(tables()).containsExactlyInAnyOrder("good", "schema_migration");
        assertThat(failing.status()).extracting(MigrationStatus::isPending).containsExactly(false, true);
    }

    @Test
    void leavesNothingOfAScriptDuringWhichTheSessionDiesAndGivesTheLockFree() throws SQLException {
        Migrations dying = scripts("dying");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(dying::up);
        assertThat(tables()).containsExactly("schema_migration");
        assertThat(migrations.up()).isNotEmpty();
    }

    @Test
    void leavesNothingOfAScriptThatRanButCouldNotBeRecorded() throws SQLException {
        Migrations unrecorded = scripts("unrecorded");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(unrecorded::up)
                .withMessageContaining("1 unrecorded");
        assertThat(tables()).containsExactly("schema_migration");
        assertThat(unrecorded.status()).allMatch(MigrationStatus::isPending);
    }

    @Test
    void refusesAScriptThatIsOlderThanWhatTheDatabaseHas() throws SQLException {
        migrations.up();
        execute(pool, "DELETE FROM schema_migration WHERE id = (SELECT min(id) FROM schema_migration)");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(migrations::up)
                .withMessageContaining("pending but older");
    }

    @Test
    void leavesAloneWhatANewerBuildApplied() throws SQLException {
        migrations.up();
        execute(
                pool,
                "INSERT INTO schema_migration (id, applied_at, description)"
                        + " VALUES (99991231000000, '9999-12-31 00:00:00', 'from the future')");
        assertThat(migrations.up()).isEmpty();
        assertThat(migrations.status().getLast())
                .satisfies(last -> assertThat(last.id()).isEqualTo(new BigDecimal("99991231000000")))
                .satisfies(last -> assertThat(last.description()).isEqualTo("from the future"));
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(migrations::down)
                .withMessageContaining("not in this build");
    }

    @Test
    void numbersEveryRowOfTheJournalWithItsTransaction() throws SQLException {
        migrations.up();
        String row = "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
                + " event_ser_manifest, event_payload) VALUES ('%s', 1, 'w', 1, '', '')";
        execute(pool, row.formatted("a"));
        execute(pool, row.formatted("b"));
        assertThat(query("SELECT count(DISTINCT tx_id) FROM event_journal")).containsExactly("2");
        assertThat(query("SELECT count(*) FROM event_journal WHERE tx_id < pg_snapshot_xmin(pg_current_snapshot())"))
                .containsExactly("2");
    }

    private Migrations scripts(String folder) {
        return new Migrations(
                pool.dataSource(), WAIT, getClass().getClassLoader(), "io/mandi/persistence/migrations-" + folder);
    }

    private List<String> tables() throws SQLException {
        return query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    }

    private static String pluginSchema() throws IOException {
        try (InputStream stream = Optional.ofNullable(MigrationsIT.class
                        .getClassLoader()
                        .getResourceAsStream("schema/postgres/postgres-create-schema.sql"))
                .orElseThrow()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> query(String query) throws SQLException {
        return query(pool, query);
    }

    private static List<String> query(DatabasePool pool, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }

    private static void execute(DatabasePool pool, String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
