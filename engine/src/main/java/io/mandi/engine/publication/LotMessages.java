package io.mandi.engine.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.io.IOException;

/**
 * How what a book of lots is asked, and what it answers, stands in messages between nodes: in the words of {@link LotJson},
 * whatever the names and modules are that the message around it is written with.
 */
public final class LotMessages extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public LotMessages() {
        super("mandi-lot-messages");
        add(LotCommand.class);
        add(LotAnswer.class);
        add(LotRejection.class);
        add(Lot.class);
        add(Need.class);
        add(Reservation.class);
        setMixInAnnotation(Verdict.class, LotModule.Verdicts.class);
    }

    private <T> void add(Class<T> type) {
        addSerializer(type, new Writer<>(type));
        addDeserializer(type, new Reader<>(type));
    }

    private static final class Writer<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;

        Writer(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            LotJson.MAPPER.writerFor(handledType()).writeValue(out, value);
        }
    }

    private static final class Reader<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final Class<T> type;

        Reader(Class<T> type) {
            super(type);
            this.type = type;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return LotJson.MAPPER.readValue(in, type);
        }
    }
}
