package io.mandi.http.node;

import io.mandi.cluster.NodeSettings;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.actor.PastTransitions;
import io.mandi.engine.actor.Quarantine;
import io.mandi.engine.trace.Traces;
import io.mandi.http.desk.TradingDesk;
import io.mandi.persistence.catalog.PostgresMarkets;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.ledger.PartyDirectory;
import io.mandi.persistence.log.EntityNews;
import io.mandi.persistence.lots.PostgresLotLists;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.trade.PostgresTrades;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node's share of the trade desk: its books of lots, and the desk in front of all of them. */
final class NodeDesk {
    private NodeDesk() {}

    /**
     * What a node has already that its desk needs.
     *
     * @param blocking whose threads may wait for the database
     * @param expect told when somebody is to be woken whom this node has set, in microseconds since the epoch
     */
    record Parts(
            DataSource queries,
            OrganizationReader reader,
            ListReader lists,
            Executor blocking,
            EntityNews news,
            PostgresPartners partners,
            PartnerLedgers ledgers,
            PartyDirectory directory,
            Quarantine quarantine,
            IsolationViolations violations,
            PastTransitions past,
            InstantSource clock,
            Traces traces,
            PostgresMatches matches,
            LongConsumer expect,
            MeterRegistry registry) {}

    /** @param secret that tokens are signed with */
    static TradingDesk start(ActorSystem<?> system, NodeSettings settings, String secret, Parts parts)
            throws SQLException {
        PostgresMarkets markets = new PostgresMarkets(
                parts.reader(),
                parts.blocking(),
                settings.partners().initial(),
                settings.catalogue().maxCommodities(),
                settings.partners().directoryTime());
        parts.news().listen(markets::forget);
        LotBooks books = LotBooks.start(
                system,
                settings.lots(),
                TradingDesk.knowledge(markets, parts.directory()),
                parts.quarantine(),
                parts.violations(),
                parts.past(),
                parts.clock(),
                parts.traces());
        TradingDesk.begin(parts.queries(), parts.clock());
        return new TradingDesk(new TradingDesk.Surroundings(
                books,
                markets,
                parts.partners(),
                parts.ledgers(),
                parts.directory(),
                new PostgresLotLists(parts.lists()),
                parts.matches(),
                new PostgresTrades(
                        new EntityJournal(parts.queries(), parts.news()::changed, parts.clock()),
                        parts.reader(),
                        parts.violations(),
                        parts.blocking()),
                settings.trades().patience(),
                secret,
                parts.queries(),
                parts.blocking(),
                settings.desk(),
                parts.clock(),
                settings.matching(),
                parts.expect(),
                parts.registry()));
    }
}
