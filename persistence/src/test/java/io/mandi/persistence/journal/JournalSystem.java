package io.mandi.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.mandi.persistence.pool.DatabasePool;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/** Actor systems with a journal, and without everything else that a node has. */
final class JournalSystem {

    private JournalSystem() {}

    static ActorSystem start(String plugin, DatabasePool writes, DatabasePool recovery, Config more) {
        return ActorSystem.create("journal", setup(plugin, writes, recovery, more));
    }

    /** @param plugin a file of settings: {@code persistence-postgres} or {@code persistence-jdbc} */
    static ActorSystemSetup setup(String plugin, DatabasePool writes, DatabasePool recovery, Config more) {
        Config config = more.withFallback(ConfigFactory.parseString("""
            pekko.actor.provider = local
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = WARNING
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            """))
                .withFallback(ConfigFactory.parseResourcesAnySyntax(plugin));
        return ActorSystemSetup.create(
                BootstrapSetup.create(ConfigFactory.load(config)), DatabaseSetup.of(writes, recovery));
    }
}
