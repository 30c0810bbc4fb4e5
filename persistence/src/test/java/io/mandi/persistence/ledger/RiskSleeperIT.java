package io.mandi.persistence.ledger;

import static io.mandi.persistence.ledger.LedgerMarket.NORTH;
import static io.mandi.persistence.ledger.LedgerMarket.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.schedule.Sleeper.Answer;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.partner.RiskRounds;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rounds in which all partners are assessed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RiskSleeperIT {
    private static final Instant DECEMBER = Instant.parse("2026-11-30T20:30:00Z");
    private static final Instant JANUARY = Instant.parse("2026-12-31T20:30:00Z");
    private static final int PAGE = 2;

    private final LedgerMarket market = new LedgerMarket();
    private final RiskSleeper sleeper = new RiskSleeper(market.ledgers, market.pool.dataSource(), Runnable::run, PAGE);

    @AfterEach
    void close() {
        market.close();
    }

    private String partner(String name, PartnerStatus status) {
        String partner = market.partner(name, "1000.00");
        market.change(partner, was -> was.with(was.onboarding().with(status, Optional.empty())));
        return partner;
    }

    private List<WakeUp> rounds() throws Exception {
        try (Connection connection = market.pool.dataSource().getConnection()) {
            return new Query("SELECT organization_id, key, due_at FROM wake_up WHERE kind = '" + RiskRounds.KIND.name()
                            + "' ORDER BY due_at, key")
                    .run(
                            connection,
                            row -> new WakeUp(row.getString(1), RiskRounds.KIND, row.getString(2), row.getLong(3)));
        }
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** Wakes whatever is due, as the schedule does, until nothing is. */
    private List<WakeUp> pass(Instant now) throws Exception {
        market.clock.set(now);
        List<WakeUp> woken = new ArrayList<>();
        for (List<WakeUp> rounds = rounds();
                !rounds.isEmpty() && rounds.getFirst().dueAt() <= micros(now);
                rounds = rounds()) {
            WakeUp first = rounds.getFirst();
            assertThat(join(sleeper.wake(first, micros(now)))).isEqualTo(Answer.DONE);
            // As the schedule ends one: unless it was set anew meanwhile.
            market.execute("DELETE FROM wake_up WHERE kind = '" + RiskRounds.KIND.name() + "' AND key = '" + first.key()
                    + "' AND due_at = " + first.dueAt());
            woken.add(first);
        }
        return woken;
    }

    private int assessments(String partner) throws Exception {
        return Collections.frequency(
                market.events(partner).stream()
                        .map(event -> event.substring(0, event.indexOf(' ')))
                        .toList(),
                "risk.assessed.v1");
    }

    // RK-4
    @Test
    void rk4EveryoneWhoTradesIsAssessedOnceAMonth() throws Exception {
        List<String> trading = new ArrayList<>();
        for (int i = 0; i < 2 * PAGE; i++) {
            trading.add(partner("Mill " + i, i == 0 ? PartnerStatus.SUSPENDED : PartnerStatus.APPROVED));
        }
        String applicant = partner("Not Yet", PartnerStatus.PENDING);
        assertThat(rounds()).extracting(WakeUp::dueAt).containsExactly(micros(DECEMBER));

        assertThat(pass(DECEMBER.minusMillis(1))).isEmpty();
        assertThat(pass(DECEMBER)).hasSize(3);
        for (String partner : trading) {
            assertThat(assessments(partner)).as(partner).isEqualTo(1);
        }
        assertThat(assessments(applicant)).isZero();
        assertThat(rounds()).extracting(WakeUp::dueAt).containsExactly(micros(JANUARY));

        // The node was down when the next round was due, and for two more.
        pass(JANUARY.plus(70, ChronoUnit.DAYS));
        for (String partner : trading) {
            assertThat(assessments(partner)).as(partner).isEqualTo(2);
        }
        assertThat(rounds()).extracting(WakeUp::dueAt).containsExactly(micros(Instant.parse("2027-03-31T20:30:00Z")));
    }

    // RK-4
    @Test
    void rk4APageThatIsDoneAgainAssessesNobodyTwice() throws Exception {
        String partner = partner("Surat Mills", PartnerStatus.APPROVED);
        WakeUp round = rounds().getFirst();
        market.clock.set(DECEMBER);
        join(sleeper.wake(round, micros(DECEMBER)));
        join(sleeper.wake(round, micros(DECEMBER)));
        assertThat(assessments(partner)).isEqualTo(1);
    }

    // RK-4
    @Test
    void rk4OrganisationsThatHaveNoRoundGetOne() throws Exception {
        partner("Surat Mills", PartnerStatus.APPROVED);
        market.execute("DELETE FROM wake_up");
        RiskSleeper.begin(market.pool.dataSource(), micros(market.clock.get()));
        assertThat(pass(market.clock.get())).hasSize(1);
        assertThat(rounds())
                .extracting(WakeUp::organization, WakeUp::dueAt)
                .containsExactly(tuple(NORTH, micros(DECEMBER)));

        // Those that have one keep it.
        try (Connection connection = market.pool.dataSource().getConnection()) {
            WakeUps.set(connection, RiskRounds.goingOn(NORTH, 7, micros(DECEMBER)));
        }
        RiskSleeper.begin(market.pool.dataSource(), micros(market.clock.get()));
        pass(market.clock.get());
        assertThat(rounds()).hasSize(2);
    }
}
