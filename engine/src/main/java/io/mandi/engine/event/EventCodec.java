package io.mandi.engine.event;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Trade;
import java.io.IOException;
import java.util.List;

/**
 * The bytes of events and snapshots: CBOR, with a type name and version of our own beside it. A field may be added to a
 * version; any other change is a new version. A type this program does not know is refused, never guessed.
 */
public final class EventCodec {
    /** The type name of a book's snapshot. A snapshot of another version is not read: the events are still there. */
    public static final String BOOK_SNAPSHOT = "book.snapshot.v1";

    /** Every type name of an event that this program writes. */
    public static final List<String> EVENT_TYPES = List.of(
            EngineModule.INSTRUMENT_DEFINED,
            EngineModule.ORDER_EXECUTED,
            EngineModule.ORDER_CANCELLED,
            EngineModule.ORDER_AMENDED,
            EngineModule.ORDERS_CANCELLED,
            EngineModule.BATCH_EXECUTED);

    private final ObjectWriter eventWriter;
    private final ObjectReader eventReader;
    private final ObjectWriter snapshotWriter;
    private final ObjectReader snapshotReader;

    public EventCodec() {
        ObjectMapper events = mapper();
        eventWriter = events.writerFor(RecordedEvent.class);
        eventReader = events.readerFor(RecordedEvent.class);
        // A snapshot is never read by another version, so that its many small records need no field names.
        ObjectMapper snapshots = mapper();
        for (Class<?> row : List.of(OrderState.class, OrderTerms.class, Fill.class, Trade.class)) {
            snapshots.configOverride(row).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY));
        }
        snapshotWriter = snapshots.writerFor(BookSnapshot.class);
        snapshotReader = snapshots.readerFor(BookSnapshot.class);
    }

    private static ObjectMapper mapper() {
        return CBORMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new EngineModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                // A field that a later release of the same version added.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
    }

    /** The type name of an event, for example {@code order.executed.v1}. */
    public static String typeOf(BookEvent event) {
        return switch (event) {
            case BookEvent.InstrumentDefined ignored -> EngineModule.INSTRUMENT_DEFINED;
            case BookEvent.OrderExecuted ignored -> EngineModule.ORDER_EXECUTED;
            case BookEvent.OrderCancelled ignored -> EngineModule.ORDER_CANCELLED;
            case BookEvent.OrderAmended ignored -> EngineModule.ORDER_AMENDED;
            case BookEvent.OrdersCancelled ignored -> EngineModule.ORDERS_CANCELLED;
            case BookEvent.BatchExecuted ignored -> EngineModule.BATCH_EXECUTED;
        };
    }

    public byte[] write(RecordedEvent event) {
        return write(eventWriter, event);
    }

    /** @throws IOException when the type is unknown or the bytes are not one of its events */
    public RecordedEvent readEvent(String type, byte[] bytes) throws IOException {
        if (!EVENT_TYPES.contains(type)) {
            throw new IOException("unknown event type " + type + "; it may come from a newer release");
        }
        RecordedEvent event = eventReader.readValue(bytes);
        if (!type.equals(typeOf(event.event()))) {
            throw new IOException("an event of type " + typeOf(event.event()) + " was recorded as " + type);
        }
        return event;
    }

    public byte[] write(BookSnapshot snapshot) {
        return write(snapshotWriter, snapshot);
    }

    /** @throws IOException when the type is unknown or the bytes are no snapshot */
    public BookSnapshot readSnapshot(String type, byte[] bytes) throws IOException {
        if (!BOOK_SNAPSHOT.equals(type)) {
            throw new IOException("unknown snapshot type " + type);
        }
        return snapshotReader.readValue(bytes);
    }

    private static byte[] write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a " + value.getClass().getSimpleName(), e);
        }
    }
}
