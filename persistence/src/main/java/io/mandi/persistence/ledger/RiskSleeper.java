package io.mandi.persistence.ledger;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.catalog.CatalogueTables;
import io.mandi.persistence.partner.PartnerTables;
import io.mandi.persistence.partner.RiskRounds;
import io.mandi.persistence.pool.Transactions;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * Assesses the partners of each organisation on the first of a month (RK-4). There may be many: each wake-up does a page of them, one after
 * another, and leads to the next one. Whoever was assessed since the round began is passed over, so that a page that is done again
 * assesses nobody twice.
 */
public final class RiskSleeper implements Sleeper {
    /** Those who trade, or may again. */
    private static final Set<PartnerStatus> ASSESSED = Set.of(PartnerStatus.APPROVED, PartnerStatus.SUSPENDED);

    /** Few enough to be done within a claim. */
    private static final int PAGE = 50;

    private final PartnerLedgers ledgers;
    private final DataSource connections;
    private final Executor executor;
    private final int page;

    /** @param executor whose threads may wait for the database */
    public RiskSleeper(PartnerLedgers ledgers, DataSource connections, Executor executor) {
        this(ledgers, connections, executor, PAGE);
    }

    /** @param page most partners that are assessed at one wake-up */
    RiskSleeper(PartnerLedgers ledgers, DataSource connections, Executor executor, int page) {
        this.ledgers = ledgers;
        this.connections = connections;
        this.executor = executor;
        this.page = page;
    }

    /** A node starts: somebody sees to it that every organisation with partners has a round. */
    public static void begin(DataSource connections, long now) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            WakeUps.set(connection, new WakeUp("", RiskRounds.KIND, RiskRounds.ALL, now));
        }
    }

    @Override
    public WakeUp.Kind kind() {
        return RiskRounds.KIND;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        if (wakeUp.key().equals(RiskRounds.ALL)) {
            return run(connection -> {
                RiskRounds.followAll(connection, now);
                return Answer.DONE;
            });
        }
        return ResourceId.ofPartner(wakeUp.key(), wakeUp.organization())
                .map(after -> page(wakeUp, after.number(), now))
                // There is no partner of such a key.
                .orElse(CompletableFuture.completedStage(Answer.DONE));
    }

    private CompletionStage<Answer> page(WakeUp wakeUp, long after, long now) {
        String organization = wakeUp.organization();
        return run(connection -> PartnerTables.page(connection, organization, after, page))
                .thenCompose(partners -> assess(organization, partners, wakeUp.dueAt())
                        .thenCompose(done -> run(connection -> goOn(connection, wakeUp, partners, now))));
    }

    private CompletionStage<Void> assess(String organization, List<Partner> partners, long round) {
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (Partner partner : partners) {
            if (ASSESSED.contains(partner.status())) {
                done = done.thenCompose(before -> ledgers.assessUnlessDoneSince(number(partner), organization, round)
                        .thenAccept(risk -> {}));
            }
        }
        return done;
    }

    private Answer goOn(Connection connection, WakeUp wakeUp, List<Partner> partners, long now) throws SQLException {
        String organization = wakeUp.organization();
        if (partners.size() == page) {
            WakeUps.set(connection, RiskRounds.goingOn(organization, number(partners.getLast()), wakeUp.dueAt()));
        } else {
            MarketSettings settings = CatalogueTables.settings(connection, organization);
            WakeUps.set(connection, RiskRounds.next(organization, settings, now));
        }
        return Answer.DONE;
    }

    private static long number(Partner partner) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partner.id())
                .orElseThrow()
                .number();
    }

    private <T> CompletionStage<T> run(Transactions.Work<T, SQLException> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Transactions.run(connections, work);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
