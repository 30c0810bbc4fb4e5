package io.mandi.persistence.log;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.publication.BookPublication;
import java.util.List;
import java.util.Optional;

/** A row of the journal, read. It has one part for each event that is published of it. */
public sealed interface StoredEvent {

    EntityId entity();

    /** Microseconds since the epoch. */
    long at();

    Actor actor();

    /** The request's idempotency key, where it had one. */
    Optional<Idempotency> idempotency();

    /** Of the request, where it was sampled. */
    Optional<TraceContext> trace();

    int parts();

    /** The type of a part, with its version. */
    String type(int part);

    /** The numbers, within the entity, of what a part has to do with. */
    List<Long> items(int part);

    /**
     * Of an order book.
     *
     * @param effects the parts
     */
    record OfBook(BookId book, RecordedEvent recorded, List<BookEvent> effects) implements StoredEvent {

        static OfBook of(BookId book, RecordedEvent recorded) {
            return new OfBook(book, recorded, BookPublication.effects(recorded.event()));
        }

        @Override
        public EntityId entity() {
            return EntityId.of(book);
        }

        @Override
        public long at() {
            return recorded.at();
        }

        @Override
        public Actor actor() {
            return recorded.actor();
        }

        @Override
        public Optional<Idempotency> idempotency() {
            return recorded.idempotency();
        }

        @Override
        public Optional<TraceContext> trace() {
            return recorded.trace();
        }

        @Override
        public int parts() {
            return effects.size();
        }

        @Override
        public String type(int part) {
            return EventCodec.typeOf(effects.get(part));
        }

        @Override
        public List<Long> items(int part) {
            return BookPublication.items(effects.get(part));
        }
    }

    /** Of an entity of any other kind. */
    record OfEntity(EntityId entity, Transition transition) implements StoredEvent {

        @Override
        public long at() {
            return transition.at();
        }

        @Override
        public Actor actor() {
            return transition.actor();
        }

        @Override
        public Optional<Idempotency> idempotency() {
            return transition.idempotency();
        }

        @Override
        public Optional<TraceContext> trace() {
            return transition.trace();
        }

        @Override
        public int parts() {
            return transition.effects().size();
        }

        @Override
        public String type(int part) {
            return transition.effects().get(part).type();
        }

        @Override
        public List<Long> items(int part) {
            return transition.effects().get(part).items();
        }
    }
}
