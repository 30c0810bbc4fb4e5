package io.mandi.persistence.partner;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.event.EngineModule;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.identifier.Bic;
import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.ForeignTaxId;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Ifsc;
import io.mandi.engine.partner.identifier.Mobile;
import io.mandi.engine.partner.identifier.Pan;
import java.io.IOException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;

/**
 * The column {@code partner.definition}: all of a partner. A member that is absent, because it came to be later than the record was
 * written, is read as nothing; one that this program does not know is an error, since it would be lost with the next change.
 */
final class PartnerJson {
    /** The member that lists leave out, which is most of the text. */
    static final String CHILDREN = "children";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new EngineModule())
            .addModule(texts())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .withConfigOverride(
                    List.class, lists -> lists.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            // What follows from the components is not stored.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    private PartnerJson() {}

    private static SimpleModule texts() {
        SimpleModule module = new SimpleModule("mandi-partners");
        text(module, LocalDate.class, LocalDate::toString, LocalDate::parse);
        text(module, Instant.class, Instant::toString, Instant::parse);
        text(module, Gstin.class, Gstin::text, Gstin::new);
        text(module, Pan.class, Pan::text, Pan::new);
        text(module, ForeignTaxId.class, ForeignTaxId::text, ForeignTaxId::new);
        text(module, Ifsc.class, Ifsc::text, Ifsc::new);
        text(module, Bic.class, Bic::text, Bic::new);
        text(module, Mobile.class, Mobile::text, Mobile::new);
        text(module, Email.class, Email::text, Email::new);
        module.addSerializer(new CoordinatesWriter());
        module.addDeserializer(Coordinates.class, new CoordinatesReader());
        return module;
    }

    /** A type whose values are one text each. */
    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> writer, Function<String, T> reader) {
        module.addSerializer(new StdSerializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(writer.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                try {
                    return reader.apply(in.getText());
                } catch (DateTimeException e) {
                    throw new IOException("not a time: " + in.getText(), e);
                }
            }
        });
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

    static String write(Partner partner) throws SQLException {
        try {
            return JSON.writeValueAsString(partner);
        } catch (JsonProcessingException e) {
            throw new SQLException("a partner cannot be written", e);
        }
    }

    /** @param definition that of a partner; without {@link #CHILDREN} it is one that has none */
    static Partner read(String definition) throws SQLException {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(definition);
            if (!tree.has(CHILDREN)) {
                tree.set(CHILDREN, JSON.valueToTree(Children.NONE));
            }
            return JSON.treeToValue(tree, Partner.class);
        } catch (JsonProcessingException e) {
            throw new SQLException("a partner cannot be read", e);
        }
    }
}
