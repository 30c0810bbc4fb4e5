package io.mandi.http.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.engine.trade.Alert;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeSamples;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.trade.PostgresTrades;
import io.mandi.persistence.trade.TradeWakeUps;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** TR-3, TR-11: what takes too long is told of once, and goes on. */
class TradeAlertSleeperIT {
    private static final Caller STAFF = new Caller("demo", Actor.staff("asha"), "request-1", Optional.empty());

    private final AtomicReference<Instant> clock = new AtomicReference<>(TradeSamples.AT);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static WakeUp wakeUp(Trade trade, Instant due) {
        return new WakeUp("demo", TradeWakeUps.ALERT, trade.id().toString(), Micros.of(due));
    }

    private static Sleeper.Answer wake(TradeAlertSleeper sleeper, WakeUp wakeUp) {
        return sleeper.wake(wakeUp, wakeUp.dueAt()).toCompletableFuture().join();
    }

    private double told(String alert) {
        return registry.get("mandi.trades.alerts").tag("alert", alert).counter().count();
    }

    @Test
    void tellsOfStepsAfterFiveMinutesAndOfWhatIsNotConfirmedAfterTwoDays() {
        try (DatabasePool pool = DatabasePool.open(TestServer.freshDatabase())) {
            new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
            PostgresTrades trades = new PostgresTrades(
                    new EntityJournal(pool.dataSource(), entity -> {}, clock::get),
                    new OrganizationReader(pool.dataSource(), Runnable::run),
                    (caller, named) -> {},
                    Runnable::run);
            TradeAlertSleeper sleeper = new TradeAlertSleeper(trades, registry);
            trades.begin(STAFF, TradeSamples.RESERVATION, TradeSamples.terms())
                    .toCompletableFuture()
                    .join();
            Trade pending = TradeSamples.pending();
            Instant slow = TradeSamples.AT.plus(TradeRules.SLOW);

            assertThat(wake(sleeper, wakeUp(pending, slow))).isEqualTo(Sleeper.Answer.NOT_YET);
            clock.set(slow);
            assertThat(wake(sleeper, wakeUp(pending, slow))).isEqualTo(Sleeper.Answer.DONE);
            assertThat(wake(sleeper, wakeUp(pending, slow))).isEqualTo(Sleeper.Answer.DONE);
            assertThat(told("unfinished")).isEqualTo(1);
            Trade found = trades.find(pending.id()).toCompletableFuture().join().orElseThrow();
            assertThat(found.alerts()).containsExactly(Alert.UNFINISHED);
            assertThat(found.run().orElseThrow().kind()).isEqualTo(Run.Kind.CREATE);

            Trade made = carriedOut(trades, found);
            Instant due = slow.plus(TradeRules.UNCONFIRMED);
            // One of before, which comes once more, finds that there is time.
            assertThat(wake(sleeper, wakeUp(made, slow))).isEqualTo(Sleeper.Answer.DONE);
            clock.set(due);
            assertThat(wake(sleeper, wakeUp(made, due))).isEqualTo(Sleeper.Answer.DONE);
            assertThat(told("unconfirmed")).isEqualTo(1);
            assertThat(told("unfinished")).isEqualTo(1);
        }
    }

    private static Trade carriedOut(PostgresTrades trades, Trade trade) {
        Trade now = trade;
        while (now.run().isPresent()) {
            Run run = now.run().get();
            now = trades.progress(
                            STAFF,
                            now.id(),
                            (known, at) -> run.next() == Step.NUMBER
                                    ? TradeRules.numbered(known, "TR-2026-000001", at)
                                    : TradeRules.done(known, run.kind(), run.next(), at))
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
        }
        return now;
    }
}
