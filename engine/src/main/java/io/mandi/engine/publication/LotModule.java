package io.mandi.engine.publication;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.match.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How values of lots and needs are written that are more, or less, than the sum of their parts. */
final class LotModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    private static final String TYPE = "type";
    private static final String VALUE = "value";
    private static final String MIN = "min";
    private static final String MAX = "max";
    private static final List<ResourceId.Kind> IDS = List.of(
            ResourceId.Kind.AVAILABILITY,
            ResourceId.Kind.REQUIREMENT,
            ResourceId.Kind.RESERVATION,
            ResourceId.Kind.MATCH,
            ResourceId.Kind.DESK_TRADE);
    private static final Map<String, LotRejectionCode> CODES = Arrays.stream(LotRejectionCode.values())
            .collect(Collectors.toUnmodifiableMap(LotRejectionCode::code, Function.identity()));

    LotModule() {
        super("mandi-lots");
        text(ResourceId.class, ResourceId::toString, LotModule::resourceId);
        text(LotRejectionCode.class, LotRejectionCode::code, text -> Optional.ofNullable(CODES.get(text)));
        text(BigDecimal.class, BigDecimal::toPlainString, LotModule::number);
        text(Instant.class, time -> Timestamp.of(ChronoUnit.MICROS.between(Instant.EPOCH, time)), LotModule::instant);
        tree(GivenValue.class, GivenJson::write, GivenJson::read);
        tree(QualityValue.class, LotModule::quality, LotModule::quality);
        tree(Coordinates.class, LotModule::coordinates, LotModule::coordinates);
        tree(MarketSettings.class, LotModule::settings, LotModule::settings);
        text(LocalDate.class, LocalDate::toString, text -> time(text, LocalDate::parse));
        text(ZoneId.class, ZoneId::getId, text -> time(text, ZoneId::of));
        addSerializer(Set.class, new InOrder());
        setMixInAnnotation(LotCommand.class, Commands.class);
        setMixInAnnotation(LotCommand.Target.class, Targets.class);
        setMixInAnnotation(Verdict.class, Verdicts.class);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addDeserializers(new PatchedDeserializer.Finder());
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = LotCommand.CreateLot.class, name = "create_lot"),
        @JsonSubTypes.Type(value = LotCommand.SubmitLot.class, name = "submit_lot"),
        @JsonSubTypes.Type(value = LotCommand.ApproveLot.class, name = "approve_lot"),
        @JsonSubTypes.Type(value = LotCommand.RejectLot.class, name = "reject_lot"),
        @JsonSubTypes.Type(value = LotCommand.EditLot.class, name = "edit_lot"),
        @JsonSubTypes.Type(value = LotCommand.CancelLot.class, name = "cancel_lot"),
        @JsonSubTypes.Type(value = LotCommand.CreateNeed.class, name = "create_need"),
        @JsonSubTypes.Type(value = LotCommand.PublishNeed.class, name = "publish_need"),
        @JsonSubTypes.Type(value = LotCommand.EditNeed.class, name = "edit_need"),
        @JsonSubTypes.Type(value = LotCommand.CancelNeed.class, name = "cancel_need"),
        @JsonSubTypes.Type(value = LotCommand.CloseNeed.class, name = "close_need"),
        @JsonSubTypes.Type(value = LotCommand.Reserve.class, name = "reserve"),
        @JsonSubTypes.Type(value = LotCommand.Release.class, name = "release"),
        @JsonSubTypes.Type(value = LotCommand.Convert.class, name = "convert"),
        @JsonSubTypes.Type(value = LotCommand.RevertSale.class, name = "revert_sale"),
        @JsonSubTypes.Type(value = LotCommand.KeepRoom.class, name = "keep_room"),
        @JsonSubTypes.Type(value = LotCommand.GiveBackRoom.class, name = "give_back_room"),
        @JsonSubTypes.Type(value = LotCommand.RecordPurchase.class, name = "record_purchase"),
        @JsonSubTypes.Type(value = LotCommand.RevertPurchase.class, name = "revert_purchase"),
        @JsonSubTypes.Type(value = LotCommand.TimePassed.class, name = "time_passed")
    })
    private interface Commands {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "where")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = LotCommand.Target.Here.class, name = "here"),
        @JsonSubTypes.Type(value = LotCommand.Target.Elsewhere.class, name = "elsewhere")
    })
    private interface Targets {}

    /** What a verdict says of which kind it is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Verdict.Accepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = Verdict.BelowMinScore.class, name = "below_min_score"),
        @JsonSubTypes.Type(value = Verdict.PendingRisk.class, name = "pending_risk"),
        @JsonSubTypes.Type(value = Verdict.Rejected.class, name = "rejected")
    })
    interface Verdicts {}

    private <T> void text(Class<T> type, Function<T, String> write, Function<String, Optional<T>> read) {
        tree(
                type,
                value -> JsonNodeFactory.instance.textNode(write.apply(value)),
                node -> node.isTextual() ? read.apply(node.textValue()) : Optional.empty());
    }

    private <T> void tree(Class<T> type, Function<T, JsonNode> write, Function<JsonNode, Optional<T>> read) {
        addSerializer(type, new Writer<>(type, write));
        addDeserializer(type, new Reader<>(type, read));
    }

    private static Optional<ResourceId> resourceId(String text) {
        return IDS.stream()
                .flatMap(kind -> ResourceId.parse(kind, text).stream())
                .findFirst();
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        return time(text, Instant::parse);
    }

    private static <T> Optional<T> time(String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static JsonNode settings(MarketSettings settings) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        settings.differences().forEach((name, value) -> node.set(name, GivenJson.write(value)));
        return node;
    }

    /** Settings that only a later release has, mean nothing to this one. */
    private static Optional<MarketSettings> settings(JsonNode node) {
        Map<String, GivenValue> differences = new LinkedHashMap<>();
        node.properties().stream()
                .filter(field -> Setting.named(field.getKey()).isPresent())
                .forEach(field ->
                        GivenJson.read(field.getValue()).ifPresent(value -> differences.put(field.getKey(), value)));
        return MarketSettings.DEFAULT.patch(differences).asOptional().map(MarketSettings.Patched::settings);
    }

    private static JsonNode quality(QualityValue value) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (value) {
            case QualityValue.Numeric(Decimal number) ->
                node.put(TYPE, "NUMERIC").put(VALUE, number.toString());
            case QualityValue.Text(String text) -> node.put(TYPE, "TEXT").put(VALUE, text);
            case QualityValue.Range(Decimal min, Decimal max) ->
                node.put(TYPE, "RANGE").put(MIN, min.toString()).put(MAX, max.toString());
        };
    }

    private static Optional<QualityValue> quality(JsonNode node) {
        return switch (node.path(TYPE).asText()) {
            case "NUMERIC" -> decimal(node, VALUE).map(QualityValue.Numeric::new);
            case "TEXT" -> Optional.ofNullable(node.path(VALUE).textValue()).map(QualityValue.Text::new);
            case "RANGE" ->
                decimal(node, MIN).flatMap(min -> decimal(node, MAX).map(max -> new QualityValue.Range(min, max)));
            default -> Optional.empty();
        };
    }

    private static Optional<Decimal> decimal(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue()).flatMap(Decimal::parse);
    }

    private static JsonNode coordinates(Coordinates coordinates) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("latitude", coordinates.latitude())
                .put("longitude", coordinates.longitude());
    }

    private static Optional<Coordinates> coordinates(JsonNode node) {
        return node.path("latitude").isNumber() && node.path("longitude").isNumber()
                ? Coordinates.of(
                                node.path("latitude").doubleValue(),
                                node.path("longitude").doubleValue())
                        .asOptional()
                : Optional.empty();
    }

    private static final class Writer<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<T, JsonNode> write;

        Writer(Class<T> type, Function<T, JsonNode> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(write.apply(value));
        }
    }

    private static final class Reader<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<JsonNode, Optional<T>> read;

        Reader(Class<T> type, Function<JsonNode, Optional<T>> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            Optional<T> value = read.apply(node);
            if (value.isPresent()) {
                return value.get();
            }
            return context.reportInputMismatch(
                    this, "not a %s: %s", handledType().getSimpleName(), node);
        }
    }

    /** The order of a set is none; what is written of it is always the same. */
    @SuppressWarnings("rawtypes")
    private static final class InOrder extends StdSerializer<Set> {
        private static final long serialVersionUID = 1L;

        InOrder() {
            super(Set.class);
        }

        @Override
        public void serialize(Set value, JsonGenerator out, SerializerProvider provider) throws IOException {
            Stream<?> elements = value.stream();
            out.writeStartArray();
            for (Object element :
                    elements.sorted(Comparator.comparing(Object::toString)).toList()) {
                provider.defaultSerializeValue(element, out);
            }
            out.writeEndArray();
        }
    }
}
