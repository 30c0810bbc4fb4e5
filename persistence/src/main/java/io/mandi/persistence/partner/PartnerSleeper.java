package io.mandi.persistence.partner;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sees to it that what time does to partners happens: reminders, the ends of their KYC and of its renewal, documents that expire. */
public final class PartnerSleeper implements Sleeper {
    private final PostgresPartners partners;

    public PartnerSleeper(PostgresPartners partners) {
        this.partners = partners;
    }

    @Override
    public WakeUp.Kind kind() {
        return PartnerWakeUps.KIND;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        return ResourceId.ofPartner(wakeUp.key(), wakeUp.organization())
                .map(id -> partners.passTime(id.organization(), id.number(), wakeUp.dueAt()))
                // There is no partner of such a key.
                .orElse(CompletableFuture.completedStage(Answer.DONE));
    }
}
