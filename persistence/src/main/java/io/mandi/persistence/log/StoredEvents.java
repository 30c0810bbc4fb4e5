package io.mandi.persistence.log;

import io.mandi.engine.actor.CborSerializer;
import io.mandi.engine.actor.EngineSerializer;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.event.CborCodec;
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.event.TransitionCodec;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import java.io.IOException;
import java.util.Optional;

/** Makes events of what stands in the log. May be used by several threads. */
public final class StoredEvents {
    private static final String BOOKS = OrderBooks.ENTITY_TYPE + "|";

    private final EventCodec codec = new EventCodec();
    private final CborCodec earlier = new CborCodec();
    private final TransitionCodec transitions = new TransitionCodec();

    /** The book whose event it is; absent when the event belongs to an entity of another kind. */
    public static Optional<BookId> book(LogEntry entry) {
        String id = entry.persistenceId();
        return id.startsWith(BOOKS) ? Optional.of(BookId.ofEntity(id.substring(BOOKS.length()))) : Optional.empty();
    }

    /**
     * The event of any entity.
     *
     * @throws UnreadableEventException when it is damaged, or of a type, a version or an entity of a kind that this program does not
     *     know
     */
    public StoredEvent readAny(LogEntry entry) throws UnreadableEventException {
        EntityId entity = EntityId.parse(entry.persistenceId())
                .orElseThrow(() -> new UnreadableEventException(entry, "no entity of this kind is known"));
        Optional<BookId> book = entity.book();
        if (book.isPresent()) {
            return StoredEvent.OfBook.of(book.get(), read(entry));
        }
        if (entry.serializerId() != EngineSerializer.IDENTIFIER) {
            throw new UnreadableEventException(entry, "no serializer has the number " + entry.serializerId());
        }
        try {
            return new StoredEvent.OfEntity(entity, transitions.read(entry.manifest(), entry.bytes()));
        } catch (IOException e) {
            throw new UnreadableEventException(entry, e);
        }
    }

    /**
     * The event of a book.
     *
     * @throws UnreadableEventException when it is damaged, or of a type or version that this program does not know
     */
    public RecordedEvent read(LogEntry entry) throws UnreadableEventException {
        try {
            return switch (entry.serializerId()) {
                case EngineSerializer.IDENTIFIER -> codec.readEvent(entry.manifest(), entry.bytes());
                case CborSerializer.IDENTIFIER -> earlier.readEvent(entry.manifest(), entry.bytes());
                default -> throw new IOException("no serializer has the number " + entry.serializerId());
            };
        } catch (IOException e) {
            throw new UnreadableEventException(entry, e);
        }
    }
}
