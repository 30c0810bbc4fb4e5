package io.mandi.persistence.table;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.event.EngineModule;

/** The column {@code instrument.definition}. */
public final class InstrumentJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new EngineModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private InstrumentJson() {}

    /** The definition as it is stored. */
    public static String write(Instrument instrument) throws JsonProcessingException {
        return JSON.writeValueAsString(instrument);
    }

    /** The instrument of a stored definition. */
    public static Instrument read(String definition) throws JsonProcessingException {
        return JSON.readValue(definition, Instrument.class);
    }
}
