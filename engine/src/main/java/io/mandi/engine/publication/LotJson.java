package io.mandi.engine.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.event.EngineModule;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;

/**
 * Lots, needs and reservations with all that they consist of, as JSON that is read back equal. It is for tables and for messages
 * between nodes, not for clients: they are shown what they may see, in other words.
 */
public final class LotJson {
    static final JsonMapper MAPPER = mapper(JsonMapper.builder());

    private LotJson() {}

    /** One that writes everything that lots have to do with; what is absent is left out. */
    static <M extends ObjectMapper> M mapper(MapperBuilder<M, ?> builder) {
        return builder
                // What follows from the components is not written.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                // What a later release has added is passed over.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .propertyNamingStrategy(new LotNames())
                .addModule(new EngineModule())
                .addModule(new Jdk8Module())
                .addModule(new LotModule())
                .build();
    }

    /** A lot as text; {@link #lot} reads it back. */
    public static String write(Lot lot) {
        return text(lot);
    }

    /** A need as text; {@link #need} reads it back. */
    public static String write(Need need) {
        return text(need);
    }

    /** A reservation as text; {@link #reservation} reads it back. */
    public static String write(Reservation reservation) {
        return text(reservation);
    }

    /** A match as text; {@link #match} reads it back. */
    public static String write(Match match) {
        return text(match);
    }

    /** A verdict as text: equal verdicts have equal texts. */
    public static String write(Verdict verdict) {
        try {
            return MAPPER.writerFor(Verdict.class).writeValueAsString(verdict);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verdict cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws JsonProcessingException when the text is no match */
    public static Match match(String text) throws JsonProcessingException {
        return MAPPER.readValue(text, Match.class);
    }

    /** @throws JsonProcessingException when the text is no lot */
    public static Lot lot(String text) throws JsonProcessingException {
        return MAPPER.readValue(text, Lot.class);
    }

    /** @throws JsonProcessingException when the text is no need */
    public static Need need(String text) throws JsonProcessingException {
        return MAPPER.readValue(text, Need.class);
    }

    /** @throws JsonProcessingException when the text is no reservation */
    public static Reservation reservation(String text) throws JsonProcessingException {
        return MAPPER.readValue(text, Reservation.class);
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a book of lots holds cannot be written: " + e.getMessage(), e);
        }
    }
}
