package io.mandi.engine.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.OrderConditions;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.PhaseState;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.TradingRules;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the types of the core are written by Jackson. It stands here, and not as annotations in the core, so that names on
 * disk and on the wire are decided in one place and survive the renaming of a class.
 */
public final class EngineModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    static final String INSTRUMENT_DEFINED = "instrument.defined.v1";
    static final String ORDER_EXECUTED = "order.executed.v1";
    static final String ORDER_CANCELLED = "order.cancelled.v1";
    static final String ORDER_AMENDED = "order.amended.v1";
    static final String ORDERS_CANCELLED = "orders.cancelled.v1";
    static final String BATCH_EXECUTED = "batch.executed.v1";
    static final String PHASE_CHANGED = "phase.changed.v1";
    static final String AUCTION_UNCROSSED = "auction.uncrossed.v1";
    static final String ORDERS_EXPIRED = "orders.expired.v1";
    static final String ORDER_TRIGGERED = "order.triggered.v1";

    public EngineModule() {
        super("mandi-engine");
        setMixInAnnotation(BookEvent.class, Events.class);
        setMixInAnnotation(BookEvent.Outcome.class, Outcomes.class);
        setMixInAnnotation(BookSnapshot.Remembered.class, Memories.class);
        setMixInAnnotation(BookCommand.class, Commands.class);
        setMixInAnnotation(OrderResult.class, Results.class);
        addSerializer(new DecimalSerializer());
        addDeserializer(Decimal.class, new DecimalDeserializer());
        addDeserializer(Actor.class, new ActorDeserializer());
        setDeserializerModifier(new Defaults());
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BookEvent.InstrumentDefined.class, name = INSTRUMENT_DEFINED),
        @JsonSubTypes.Type(value = BookEvent.OrderExecuted.class, name = ORDER_EXECUTED),
        @JsonSubTypes.Type(value = BookEvent.OrderCancelled.class, name = ORDER_CANCELLED),
        @JsonSubTypes.Type(value = BookEvent.OrderAmended.class, name = ORDER_AMENDED),
        @JsonSubTypes.Type(value = BookEvent.OrderTriggered.class, name = ORDER_TRIGGERED),
        @JsonSubTypes.Type(value = BookEvent.OrdersCancelled.class, name = ORDERS_CANCELLED),
        @JsonSubTypes.Type(value = BookEvent.BatchExecuted.class, name = BATCH_EXECUTED),
        @JsonSubTypes.Type(value = BookEvent.PhaseChanged.class, name = PHASE_CHANGED),
        @JsonSubTypes.Type(value = BookEvent.AuctionUncrossed.class, name = AUCTION_UNCROSSED),
        @JsonSubTypes.Type(value = BookEvent.OrdersExpired.class, name = ORDERS_EXPIRED)
    })
    private interface Events {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BookEvent.Outcome.Done.class, name = "done"),
        @JsonSubTypes.Type(value = BookEvent.Outcome.Caused.class, name = "caused"),
        @JsonSubTypes.Type(value = BookEvent.Outcome.Refused.class, name = "refused")
    })
    private interface Outcomes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BookSnapshot.Remembered.ClosedOrder.class, name = "order"),
        @JsonSubTypes.Type(value = BookSnapshot.Remembered.Request.class, name = "request")
    })
    private interface Memories {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = OrderResult.Done.class, name = "done"),
        @JsonSubTypes.Type(value = OrderResult.Refused.class, name = "refused")
    })
    private interface Results {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BookCommand.DefineInstrument.class, name = "define_instrument"),
        @JsonSubTypes.Type(value = BookCommand.SubmitOrder.class, name = "submit_order"),
        @JsonSubTypes.Type(value = BookCommand.CancelByClientOrderId.class, name = "cancel_by_client_order_id"),
        @JsonSubTypes.Type(value = BookCommand.CancelOrder.class, name = "cancel_order"),
        @JsonSubTypes.Type(value = BookCommand.AmendOrder.class, name = "amend_order"),
        @JsonSubTypes.Type(value = BookCommand.CancelOrders.class, name = "cancel_orders"),
        @JsonSubTypes.Type(value = BookCommand.ExecuteBatch.class, name = "execute_batch"),
        @JsonSubTypes.Type(value = BookCommand.ChangePhase.class, name = "change_phase")
    })
    private interface Commands {}

    /** What has been said since some later release, and what it was before then. */
    private static final class Defaults extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
            Class<?> type = description.getBeanClass();
            if (type == OrderConditions.class) {
                return new WithDefault(deserializer, OrderConditions.NONE);
            }
            if (type == PhaseState.class) {
                return new WithDefault(deserializer, PhaseState.CONTINUOUS);
            }
            if (type == OrderLimits.class) {
                return new WithDefault(deserializer, OrderLimits.NONE);
            }
            return type == TradingRules.class ? new WithDefault(deserializer, TradingRules.USUAL) : deserializer;
        }
    }

    private static final class WithDefault extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        private final transient Object whereAbsent;

        WithDefault(JsonDeserializer<?> deserializer, Object whereAbsent) {
            super(deserializer);
            this.whereAbsent = whereAbsent;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> deserializer) {
            return new WithDefault(deserializer, whereAbsent);
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return whereAbsent;
        }
    }

    private static final class DecimalSerializer extends StdScalarSerializer<Decimal> {
        private static final long serialVersionUID = 1L;

        DecimalSerializer() {
            super(Decimal.class);
        }

        @Override
        public void serialize(Decimal value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class DecimalDeserializer extends StdScalarDeserializer<Decimal> {
        private static final long serialVersionUID = 1L;

        DecimalDeserializer() {
            super(Decimal.class);
        }

        @Override
        public Decimal deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            Optional<Decimal> value = Decimal.parse(text);
            return value.isPresent()
                    ? value.get()
                    : (Decimal) context.handleWeirdStringValue(Decimal.class, text, "not a plain decimal number");
        }
    }

    /** Events in CBOR name the user alone; messages name all of the actor. */
    private static final class ActorDeserializer extends StdDeserializer<Actor> {
        private static final long serialVersionUID = 1L;

        ActorDeserializer() {
            super(Actor.class);
        }

        @Override
        public Actor deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode told = in.readValueAsTree();
            if (told.isTextual()) {
                return new Actor(told.textValue(), Optional.empty(), Optional.empty());
            }
            String user = told.path("user").textValue();
            String type = told.path("type").textValue();
            if (user == null || type != null && !TYPES.contains(type)) {
                return (Actor) context.handleWeirdStringValue(Actor.class, told.toString(), "not an actor");
            }
            return new Actor(
                    user,
                    Optional.ofNullable(type).map(UserType::valueOf),
                    Optional.ofNullable(told.path("partner").textValue()));
        }

        private static final Set<String> TYPES =
                Arrays.stream(UserType.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());
    }
}
