package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.apache.pekko.persistence.journal.JournalSpec$;
import org.apache.pekko.persistence.snapshot.SnapshotStoreSpec$;
import org.junit.jupiter.api.Test;
import org.scalatest.tools.Runner;

/** Pekko's own rules for journals and snapshot stores, on PostgreSQL, with everything that is optional in them. */
class PersistenceTckIT {

    /** Larger than the kit's default: the machine may be busy. */
    private static final Config TIMES = ConfigFactory.parseString("pekko.test.timefactor = 5");

    @Test
    void theJournalKeepsTheRules() throws IOException {
        assertThat(failuresOf(JournalRules.class)).isEmpty();
    }

    @Test
    void theSnapshotStoreKeepsTheRules() throws IOException {
        assertThat(failuresOf(SnapshotRules.class)).isEmpty();
    }

    private static String failuresOf(Class<?> rules) throws IOException {
        Path report = Path.of("target", "failsafe-reports", rules.getSimpleName() + ".txt");
        boolean passed = Runner.run(new String[] {"-s", rules.getName(), "-fW", report.toString()});
        String text = Files.readString(report);
        System.out.println(text);
        assertThat(text).as("rules that were checked").containsPattern("Tests: succeeded [1-9][0-9]*, ");
        return passed ? "" : text;
    }

    private static ActorSystem start(Config rules) {
        DatabasePool pool = DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(10));
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
        ActorSystem system = JournalSystem.start("persistence-postgres", pool, pool, TIMES.withFallback(rules));
        system.registerOnTermination(pool::close);
        return system;
    }

    /** The kit makes its own actor system, which would have no database. */
    public static final class JournalRules extends JavaJournalSpec {
        private static final long serialVersionUID = 1L;

        private transient ActorSystem system;

        public JournalRules() {
            super(TIMES);
        }

        @Override
        public ActorSystem system() {
            // Asked for before this class's own constructor has run.
            if (system == null) {
                system = start(JournalSpec$.MODULE$.config());
            }
            return system;
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.on();
        }
    }

    /** As above. */
    public static final class SnapshotRules extends JavaSnapshotStoreSpec {
        private static final long serialVersionUID = 1L;

        private transient ActorSystem system;

        public SnapshotRules() {
            super(TIMES);
        }

        @Override
        public ActorSystem system() {
            if (system == null) {
                system = start(SnapshotStoreSpec$.MODULE$.config());
            }
            return system;
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.on();
        }
    }
}
