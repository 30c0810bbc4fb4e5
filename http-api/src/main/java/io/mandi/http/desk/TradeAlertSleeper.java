package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.engine.trade.Alert;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeRules;
import io.mandi.persistence.trade.PostgresTrades;
import io.mandi.persistence.trade.TradeWakeUps;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of trades that take too long (TR-3, TR-11). Nothing is undone for it. */
final class TradeAlertSleeper implements Sleeper {
    private static final Logger LOG = LoggerFactory.getLogger(TradeAlertSleeper.class);

    private final PostgresTrades trades;
    private final Map<Alert, Counter> counters = new EnumMap<>(Alert.class);

    TradeAlertSleeper(PostgresTrades trades, MeterRegistry registry) {
        this.trades = trades;
        for (Alert alert : Alert.values()) {
            counters.put(
                    alert,
                    Counter.builder("mandi.trades.alerts")
                            .description("Trades of the desk that take too long, by what they wait for")
                            .tag("alert", alert.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public WakeUp.Kind kind() {
        return TradeWakeUps.ALERT;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<ResourceId> id = ResourceId.parse(ResourceId.Kind.DESK_TRADE, wakeUp.key());
        return id.isEmpty()
                ? CompletableFuture.completedStage(Answer.DONE)
                : trades.note(EndSleeper.clock(wakeUp), id.get(), TradeRules::alerted)
                        .thenCompose(noted -> {
                            if (noted.isPresent()) {
                                tell(noted.get());
                                return CompletableFuture.completedStage(Answer.DONE);
                            }
                            return trades.find(id.get()).thenApply(found -> answer(found, wakeUp));
                        });
    }

    /** What is due and was not noted has not come yet, by the clock that decides. What is due later has another wake-up. */
    private static Answer answer(Optional<Trade> found, WakeUp wakeUp) {
        return found.flatMap(TradeRules::alertAt)
                        .filter(due -> Micros.of(due) <= wakeUp.dueAt())
                        .isPresent()
                ? Answer.NOT_YET
                : Answer.DONE;
    }

    private void tell(Trade trade) {
        Alert alert = trade.run().isPresent() ? Alert.UNFINISHED : Alert.UNCONFIRMED;
        counters.get(alert).increment();
        switch (alert) {
            case UNFINISHED ->
                LOG.warn(
                        "The trade {} is not done after {}: {} of {} is under way",
                        trade.id(),
                        TradeRules.SLOW,
                        trade.run().orElseThrow().next(),
                        trade.run().orElseThrow().kind());
            case UNCONFIRMED ->
                LOG.warn(
                        "The trade {} ({}) is not confirmed after {}",
                        trade.id(),
                        trade.number().orElse(""),
                        TradeRules.UNCONFIRMED);
        }
    }
}
