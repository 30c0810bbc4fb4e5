package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.pool.PoolSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots that are damaged, or slow on their way into the table. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SnapshotFaultsIT {

    private static final String ENTITY = "entity";

    private final PoolSettings database = TestServer.freshDatabase().withMaximumPoolSize(8);

    @Test
    void aDamagedSnapshotIsPassedOverForAnOlderOneAndAtLastForNone() throws Exception {
        try (TestJournal journal = TestJournal.open(database, "")) {
            JournalClient client = journal.client();
            for (long number : new long[] {10, 20, 30}) {
                client.save(ENTITY, number, "state-" + number).join();
            }
            assertThat(load(client).map(SelectedSnapshot::snapshot)).contains("state-30");

            // Of no serializer there is, and of one that cannot read it.
            execute("UPDATE snapshot SET snapshot_ser_id = 987654 WHERE sequence_number = 30");
            assertThat(load(client).map(SelectedSnapshot::snapshot)).contains("state-20");
            execute("UPDATE snapshot SET snapshot_ser_id = 1, snapshot_payload = '\\x00' WHERE sequence_number = 20");
            assertThat(load(client).map(SelectedSnapshot::snapshot)).contains("state-10");
            assertThat(load(client).orElseThrow().metadata().sequenceNr()).isEqualTo(10);
            execute("UPDATE snapshot SET snapshot_ser_id = 987654");
            assertThat(load(client)).isEmpty();

            client.save(ENTITY, 40, "state-40").join();
            assertThat(load(client).map(SelectedSnapshot::snapshot)).contains("state-40");
        }
    }

    @Test
    void aSlowSaveHoldsUpNobodyAndALoadAfterItSeesIt() throws Exception {
        try (TestJournal journal = TestJournal.open(database, "")) {
            JournalClient client = journal.client();
            CompletableFuture<Optional<SelectedSnapshot>> load;
            CompletableFuture<Void> next;
            try (Connection connection = TestJournal.connect(database);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("LOCK TABLE snapshot IN SHARE MODE");
                client.save(ENTITY, 10, "state-10").get(20, TimeUnit.SECONDS);
                client.write(ENTITY, "w", 11, "the entity goes on").get(20, TimeUnit.SECONDS);
                load = client.load(ENTITY);
                assertThat(client.load("another").get(20, TimeUnit.SECONDS)).isEmpty();
                assertThat(load).isNotDone();
                // One more waits for its turn, and does not pile up.
                next = client.save(ENTITY, 20, "state-20");
                assertThat(next).isNotDone();
                connection.rollback();
            }
            next.get(20, TimeUnit.SECONDS);
            assertThat(load.get(20, TimeUnit.SECONDS).orElseThrow().metadata().sequenceNr())
                    .isIn(10L, 20L);
            assertThat(load(client).map(SelectedSnapshot::snapshot)).contains("state-20");
        }
    }

    private static Optional<SelectedSnapshot> load(JournalClient client) throws Exception {
        return client.load(ENTITY).get(20, TimeUnit.SECONDS);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = TestJournal.connect(database);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
