package io.mandi.engine.event;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Trade;
import java.io.IOException;
import java.util.List;

/**
 * Reads events and snapshots that earlier releases wrote: CBOR, with a type name and version beside it. What is written
 * now is in {@link EventCodec}.
 */
public final class CborCodec {
    private final ObjectReader eventReader;
    private final ObjectReader snapshotReader;

    public CborCodec() {
        eventReader = mapper().readerFor(RecordedEvent.class);
        // The many small records of a snapshot were written without field names.
        ObjectMapper snapshots = mapper();
        for (Class<?> row : List.of(OrderState.class, OrderTerms.class, Fill.class, Trade.class)) {
            snapshots.configOverride(row).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY));
        }
        snapshotReader = snapshots.readerFor(BookSnapshot.class);
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = CBORMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new EngineModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                // A field that a later release of the same version added.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        // A list that a later release of the same version added.
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        return mapper;
    }

    /** @throws IOException when the type is unknown or the bytes are not one of its events */
    public RecordedEvent readEvent(String type, byte[] bytes) throws IOException {
        if (!EventCodec.EVENT_TYPES.contains(type)) {
            throw new IOException("unknown event type " + type + "; it may come from a newer release");
        }
        RecordedEvent event = eventReader.readValue(bytes);
        if (!type.equals(EventCodec.typeOf(event.event()))) {
            throw new IOException("an event of type " + EventCodec.typeOf(event.event()) + " was recorded as " + type);
        }
        return event;
    }

    /** @throws IOException when the type is unknown or the bytes are no snapshot */
    public BookSnapshot readSnapshot(String type, byte[] bytes) throws IOException {
        if (!EventCodec.BOOK_SNAPSHOT.equals(type)) {
            throw new IOException("unknown snapshot type " + type);
        }
        return snapshotReader.readValue(bytes);
    }
}
