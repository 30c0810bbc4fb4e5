package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.trade.TradeWakeUps;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Carries on what nobody else may be at any more: after a crash, and after a step that was not answered (TR-7, TR-8). */
final class TradeSleeper implements Sleeper {
    private final TradeSteps steps;

    TradeSleeper(TradeSteps steps) {
        this.steps = steps;
    }

    @Override
    public WakeUp.Kind kind() {
        return TradeWakeUps.SAGA;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<ResourceId> id = ResourceId.parse(ResourceId.Kind.DESK_TRADE, wakeUp.key());
        // What is left then has a wake-up of its own.
        return id.isEmpty()
                ? CompletableFuture.completedStage(Answer.DONE)
                : steps.carryOn(id.get()).thenApply(carried -> Answer.DONE);
    }
}
