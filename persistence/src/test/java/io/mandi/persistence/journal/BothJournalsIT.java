package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.pool.PoolSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mandi's journal and that of the Pekko project take turns on the same tables. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BothJournalsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ENTITY = "tally";
    private static final int EACH = 50;
    private static final int TURNS = 3;
    private static final int SNAPSHOT_EVERY = 40;

    private final PoolSettings database = TestServer.freshDatabase().withMaximumPoolSize(8);

    @Test
    void eachGoesOnWhereTheOtherHasStopped() throws SQLException {
        for (int turn = 0; turn < TURNS; turn++) {
            try (TestJournal journal =
                    turn % 2 == 0 ? TestJournal.open(database, "") : TestJournal.openLibrarys(database)) {
                ActorRef<Tally.Command> tally = Adapter.spawn(journal.system(), new Tally(ENTITY), "tally");
                Scheduler scheduler = Adapter.toTyped(journal.system()).scheduler();
                assertThat(total(tally, scheduler))
                        .as("what the others have left")
                        .isEqualTo(turn * EACH);
                for (int i = 0; i < EACH; i++) {
                    AskPattern.<Tally.Command, Done>ask(tally, Tally.Add::new, LIMIT, scheduler)
                            .toCompletableFuture()
                            .join();
                }
                int all = (turn + 1) * EACH;
                assertThat(total(tally, scheduler)).isEqualTo(all);
                await("the snapshot").atMost(LIMIT).until(() -> newestSnapshot() == all - all % SNAPSHOT_EVERY);
            }
            // The next one must begin at the snapshot: the events before it are not there any more.
            execute("DELETE FROM event_journal WHERE sequence_number <= " + newestSnapshot());
        }
        assertThat(number("SELECT count(*) FROM event_journal"))
                .isEqualTo(number("SELECT max(sequence_number) FROM event_journal") - newestSnapshot());
    }

    private int newestSnapshot() throws SQLException {
        return number("SELECT coalesce(max(sequence_number), 0) FROM snapshot WHERE persistence_id = '" + ENTITY + "'");
    }

    private int number(String query) throws SQLException {
        try (Connection connection = TestJournal.connect(database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = TestJournal.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int total(ActorRef<Tally.Command> tally, Scheduler scheduler) {
        return AskPattern.<Tally.Command, Integer>ask(tally, Tally.Get::new, LIMIT, scheduler)
                .toCompletableFuture()
                .join();
    }
}
