package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PooledSlickDatabaseProviderIT {

    private static final Duration ASK = Duration.ofSeconds(10);

    private final DatabasePool pool = DatabasePool.open(TestServer.freshDatabase());
    private final List<ActorSystem<?>> systems = new ArrayList<>();

    @AfterEach
    void end() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(
                system -> system.getWhenTerminated().toCompletableFuture().join());
        pool.close();
    }

    @Test
    void entitiesComeBackAsTheyWereFromTheNodesOwnPoolWhichStaysOpen() throws Exception {
        new Migrations(pool.dataSource(), ASK).up();
        ActorSystem<Tally.Command> first = system("tally", new Tally("tally"));
        for (int i = 0; i < 100; i++) {
            add(first).join();
        }
        assertThat(count(first)).isEqualTo(100);
        await().untilAsserted(() ->
                assertThat(value("SELECT max(sequence_number) FROM snapshot")).isEqualTo("80"));
        assertThat(journalThreads()).isBetween(1L, 4L);
        stop(first);

        assertThat(pool.isClosed()).isFalse();
        assertThat(value("SELECT count(*) FROM event_journal WHERE persistence_id = 'tally'"))
                .isEqualTo("100");
        await().untilAsserted(() -> assertThat(journalThreads()).isZero());

        ActorSystem<Tally.Command> second = system("tally-again", new Tally("tally"));
        assertThat(count(second)).isEqualTo(100);
        add(second).join();
        assertThat(count(second)).isEqualTo(101);

        // The read journal, too, works on the pool.
        List<EventEnvelope> events = PersistenceQuery.get(second)
                .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
                .currentEventsByPersistenceId("tally", 90, 1_000)
                .runWith(Sink.seq(), second)
                .toCompletableFuture()
                .get();
        assertThat(events).extracting(EventEnvelope::sequenceNr).containsExactlyElementsOf(range(90, 101));
        assertThat(pool.usage().waiting()).isZero();
    }

    @Test
    void saysWhatIsMissingWhenTheActorSystemWasMadeWithoutTheDatabase() {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(), "without", ActorSystemSetup.create(BootstrapSetup.create(config(""))));
        systems.add(system);
        assertThatThrownBy(() -> new PooledSlickDatabaseProvider(system.classicSystem()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DatabaseSetup");
    }

    private ActorSystem<Tally.Command> system(String name, Tally tally) {
        Config config = config("include \"persistence-jdbc\"");
        ActorSystem<Tally.Command> system = ActorSystem.create(
                tally, name, ActorSystemSetup.create(BootstrapSetup.create(config), DatabaseSetup.of(pool, pool)));
        systems.add(system);
        return system;
    }

    private static Config config(String include) {
        return ConfigFactory.load(ConfigFactory.parseString(include).withFallback(ConfigFactory.parseString("""
            pekko.actor.provider = local
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = WARNING
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            """)));
    }

    private static CompletableFuture<Done> add(ActorSystem<Tally.Command> system) {
        return AskPattern.<Tally.Command, Done>ask(system, Tally.Add::new, ASK, system.scheduler())
                .toCompletableFuture();
    }

    private static int count(ActorSystem<Tally.Command> system) {
        return AskPattern.<Tally.Command, Integer>ask(
                        system, (ActorRef<Integer> replyTo) -> new Tally.Get(replyTo), ASK, system.scheduler())
                .toCompletableFuture()
                .join();
    }

    private void stop(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        systems.remove(system);
    }

    private static List<Long> range(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Long::valueOf).toList();
    }

    private static long journalThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("journal-database-"))
                .count();
    }

    private String value(String query) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
