package io.mandi.persistence.partner;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.catalog.CatalogueTables;
import io.mandi.persistence.catalog.Versioned;
import io.mandi.persistence.partner.PostgresPartners.Filter;
import io.mandi.persistence.pool.Transactions;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * Moves what is due of an organisation's partners when the market has another timezone. There may be many partners: each wake-up does a
 * page of them, and leads to the next one.
 */
public final class TimezoneSleeper implements Sleeper {
    /** The partners behind the one with this key are still to be moved. */
    private static final WakeUp.Kind KIND = new WakeUp.Kind("partner_timezone");

    private static final Filter ALL =
            new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Few enough that those who change partners meanwhile wait for a moment only. */
    private static final int PAGE = 250;

    private final DataSource connections;
    private final Executor executor;
    private final int page;

    /** @param executor whose threads may wait for the database */
    public TimezoneSleeper(DataSource connections, Executor executor) {
        this(connections, executor, PAGE);
    }

    /** @param page partners that are moved in one transaction */
    TimezoneSleeper(DataSource connections, Executor executor, int page) {
        this.connections = connections;
        this.executor = executor;
        this.page = page;
    }

    /**
     * Begins to move what is due of the partners, where that follows from the settings that change.
     *
     * @param now microseconds since the epoch
     */
    public static void settingsChanged(
            Connection connection, String organization, MarketSettings was, MarketSettings is, long now)
            throws SQLException {
        // Of all settings only this one says when something is due; the others say what happens then.
        if (!is.get(Setting.TIMEZONE).equals(was.get(Setting.TIMEZONE))) {
            String first = ResourceId.ofPartner(0, organization).owner().key();
            WakeUps.set(connection, new WakeUp(organization, KIND, first, now));
        }
        RiskRounds.settingsChanged(connection, organization, was, is, now);
    }

    @Override
    public WakeUp.Kind kind() {
        return KIND;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<ResourceId> after = ResourceId.ofPartner(wakeUp.key(), wakeUp.organization());
        if (after.isEmpty()) {
            return CompletableFuture.completedStage(Answer.DONE);
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Transactions.run(
                                connections,
                                connection ->
                                        move(connection, wakeUp, after.get().number()));
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private Answer move(Connection connection, WakeUp wakeUp, long after) throws SQLException {
        String organization = wakeUp.organization();
        PartnerWakeUps.awaitOlderSettings(connection, organization);
        MarketSettings settings = CatalogueTables.settings(connection, organization);
        List<Versioned<Partner>> partners =
                PartnerTable.list(connection, organization, ALL, Optional.empty(), Optional.of(after), page);
        for (Versioned<Partner> partner : partners) {
            PartnerWakeUps.follow(connection, organization, partner.value(), settings);
        }
        if (partners.size() == page) {
            String last = PartnerWakeUps.key(partners.getLast().value());
            WakeUps.set(connection, new WakeUp(organization, KIND, last, wakeUp.dueAt()));
        }
        return Answer.DONE;
    }
}
