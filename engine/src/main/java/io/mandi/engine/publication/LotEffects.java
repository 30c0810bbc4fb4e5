package io.mandi.engine.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.EngineModule;
import io.mandi.engine.event.Transition;
import io.mandi.engine.lots.LotEvent;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.lots.posting.Micros;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens on a book of lots, as its journal holds it: all that a replay needs, under the names that the parts of {@link
 * LotEvent} have. What of it is published is what the catalogue's schema of the type names.
 */
public final class LotEffects {
    private static final String VERSION = ".v1";

    private static final Map<String, Class<? extends LotEvent>> BY_TYPE = byType();

    /** The types of all of them. */
    static final List<String> TYPES = List.copyOf(BY_TYPE.keySet());

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            // What a later release has added to a version is passed over.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .propertyNamingStrategy(new LotNames())
            .addModule(new EngineModule())
            .addModule(new Jdk8Module())
            .addModule(new LotModule())
            .build();

    private LotEffects() {}

    private static Map<String, Class<? extends LotEvent>> byType() {
        Map<String, Class<? extends LotEvent>> types = new LinkedHashMap<>();
        types.put("availability.created.v1", LotEvent.LotCreated.class);
        types.put("availability.submitted.v1", LotEvent.LotSubmitted.class);
        types.put("availability.approved.v1", LotEvent.LotApproved.class);
        types.put("availability.rejected.v1", LotEvent.LotRejected.class);
        types.put("availability.activated.v1", LotEvent.LotActivated.class);
        types.put("availability.blocked.v1", LotEvent.LotBlocked.class);
        types.put("availability.expired.v1", LotEvent.LotExpired.class);
        types.put("availability.cancelled.v1", LotEvent.LotCancelled.class);
        types.put("availability.updated.v1", LotEvent.LotUpdated.class);
        types.put("availability.quality_changed.v1", LotEvent.LotQualityChanged.class);
        types.put("availability.visibility_changed.v1", LotEvent.LotVisibilityChanged.class);
        types.put("availability.price_changed.v1", LotEvent.LotPriceChanged.class);
        types.put("availability.quantity_changed.v1", LotEvent.LotQuantityChanged.class);
        types.put("availability.reserved.v1", LotEvent.Reserved.class);
        types.put("availability.released.v1", LotEvent.Released.class);
        types.put("availability.reservation_expired.v1", LotEvent.ReservationExpired.class);
        types.put("availability.sold.v1", LotEvent.Sold.class);
        types.put("availability.sale_reverted.v1", LotEvent.SaleReverted.class);
        types.put("reservation.rejected.v1", LotEvent.ReservationRejected.class);
        types.put("requirement.created.v1", LotEvent.NeedCreated.class);
        types.put("requirement.published.v1", LotEvent.NeedPublished.class);
        types.put("requirement.blocked.v1", LotEvent.NeedBlocked.class);
        types.put("requirement.risk_alert.v1", LotEvent.NeedRiskAlert.class);
        types.put("requirement.expired.v1", LotEvent.NeedExpired.class);
        types.put("requirement.cancelled.v1", LotEvent.NeedCancelled.class);
        types.put("requirement.updated.v1", LotEvent.NeedUpdated.class);
        types.put("requirement.budget_changed.v1", LotEvent.NeedBudgetChanged.class);
        types.put("requirement.quality_changed.v1", LotEvent.NeedQualityChanged.class);
        types.put("requirement.visibility_changed.v1", LotEvent.NeedVisibilityChanged.class);
        types.put("requirement.committed.v1", LotEvent.NeedCommitted.class);
        types.put("requirement.commitment_released.v1", LotEvent.CommitmentReleased.class);
        types.put("requirement.fulfillment_updated.v1", LotEvent.FulfillmentUpdated.class);
        types.put("requirement.purchase_reverted.v1", LotEvent.PurchaseReverted.class);
        types.put("requirement.fulfilled.v1", LotEvent.NeedFulfilled.class);
        return types;
    }

    public static Effect of(LotEvent event) {
        List<Long> items = new ArrayList<>();
        items.add(event.posting().number());
        if (event instanceof LotEvent.OfStock stock) {
            items.add(stock.reservationId().number());
        }
        return new Effect(event.family() + VERSION, List.copyOf(items), MAPPER.valueToTree(event));
    }

    /**
     * The event that an effect was made of.
     *
     * @throws UnknownEventTypeException when it is of a type that this program does not know
     * @throws IllegalArgumentException when the data is not that of its type
     */
    public static LotEvent read(Effect effect) throws UnknownEventTypeException {
        Class<? extends LotEvent> type = BY_TYPE.get(effect.type());
        if (type == null) {
            throw new UnknownEventTypeException(effect.type());
        }
        try {
            return MAPPER.treeToValue(effect.data(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the data of " + effect.type() + ": " + e.getMessage(), e);
        }
    }

    /** As the journal holds it. */
    public static Transition of(LotTransition transition) {
        return new Transition(
                ChronoUnit.MICROS.between(Instant.EPOCH, transition.at()),
                transition.actor(),
                transition.correlationId(),
                transition.idempotency(),
                transition.trace(),
                transition.firstSequence(),
                transition.events().stream().map(LotEffects::of).toList());
    }

    /**
     * The transition that the journal holds.
     *
     * @throws UnknownEventTypeException when an effect is of a type that this program does not know
     */
    public static LotTransition read(Transition transition) throws UnknownEventTypeException {
        List<LotEvent> events = new ArrayList<>();
        for (Effect effect : transition.effects()) {
            events.add(read(effect));
        }
        return new LotTransition(
                Micros.at(transition.at()),
                transition.actor(),
                transition.correlationId(),
                transition.idempotency(),
                transition.trace(),
                transition.firstSequence(),
                events);
    }
}
