package io.mandi.persistence.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.event.EngineModule;
import io.mandi.engine.publication.GivenJson;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The columns {@code location.definition}, {@code commodity.definition} and {@code market_settings.differences}. */
final class CatalogueJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new EngineModule())
            .addModule(new SimpleModule("mandi-catalogue")
                    .addSerializer(Text.writer(LocalDate.class, LocalDate::toString))
                    .addDeserializer(LocalDate.class, Text.reader(LocalDate.class, LocalDate::parse))
                    .addSerializer(Text.writer(ZoneId.class, ZoneId::getId))
                    .addDeserializer(ZoneId.class, Text.reader(ZoneId.class, ZoneId::of))
                    .addSerializer(new CoordinatesWriter())
                    .addDeserializer(Coordinates.class, new CoordinatesReader())
                    .addSerializer(new GivenWriter())
                    .addDeserializer(GivenValue.class, new GivenReader()))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            // What follows from the components is not stored.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private CatalogueJson() {}

    static String write(Location location) throws SQLException {
        return text(location);
    }

    static String write(Commodity commodity) throws SQLException {
        return text(commodity);
    }

    static String write(MarketSettings settings) throws SQLException {
        return text(settings.differences());
    }

    private static String text(Object value) throws SQLException {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new SQLException("a part of the catalogue cannot be written", e);
        }
    }

    static Location location(String definition) throws SQLException {
        return read(definition, Location.class);
    }

    static Commodity commodity(String definition) throws SQLException {
        return read(definition, Commodity.class);
    }

    static MarketSettings settings(String differences) throws SQLException {
        Map<String, GivenValue> values = new LinkedHashMap<>();
        read(differences, JsonNode.class)
                .properties()
                .forEach(field ->
                        GivenJson.read(field.getValue()).ifPresent(value -> values.put(field.getKey(), value)));
        return MarketSettings.DEFAULT
                .patch(values)
                .asOptional()
                .orElseThrow(() -> new SQLException("the settings of a market cannot be read"))
                .settings();
    }

    private static <T> T read(String text, Class<T> type) throws SQLException {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("a part of the catalogue cannot be read", e);
        }
    }

    /** Types that are one text each. */
    private static final class Text {
        private Text() {}

        static <T> StdSerializer<T> writer(Class<T> type, Function<T, String> text) {
            return new StdSerializer<>(type) {
                private static final long serialVersionUID = 1L;

                @Override
                public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                    out.writeString(text.apply(value));
                }
            };
        }

        static <T> StdDeserializer<T> reader(Class<T> type, Function<String, T> value) {
            return new StdDeserializer<>(type) {
                private static final long serialVersionUID = 1L;

                @Override
                public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                    return value.apply(in.getText());
                }
            };
        }
    }

    private static final class CoordinatesWriter extends StdSerializer<Coordinates> {
        private static final long serialVersionUID = 1L;

        CoordinatesWriter() {
            super(Coordinates.class);
        }

        @Override
        public void serialize(Coordinates value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(JsonNodeFactory.instance
                    .objectNode()
                    .put("latitude", value.latitude())
                    .put("longitude", value.longitude()));
        }
    }

    private static final class CoordinatesReader extends StdDeserializer<Coordinates> {
        private static final long serialVersionUID = 1L;

        CoordinatesReader() {
            super(Coordinates.class);
        }

        @Override
        public Coordinates deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            return Coordinates.of(
                            node.required("latitude").doubleValue(),
                            node.required("longitude").doubleValue())
                    .asOptional()
                    .orElseThrow(() -> new IOException("not on the globe: " + node));
        }
    }

    private static final class GivenWriter extends StdSerializer<GivenValue> {
        private static final long serialVersionUID = 1L;

        GivenWriter() {
            super(GivenValue.class);
        }

        @Override
        public void serialize(GivenValue value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(GivenJson.write(value));
        }
    }

    private static final class GivenReader extends StdDeserializer<GivenValue> {
        private static final long serialVersionUID = 1L;

        GivenReader() {
            super(GivenValue.class);
        }

        @Override
        public GivenValue deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            return GivenJson.read(node).orElseThrow(() -> new IOException("not a value: " + node));
        }
    }
}
