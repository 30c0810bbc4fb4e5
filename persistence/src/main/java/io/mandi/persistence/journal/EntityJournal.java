package io.mandi.persistence.journal;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.EngineSerializer;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.event.TransitionCodec;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.pool.Transactions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Changes of entities that are no actors: those whose state is in tables, because people edit them now and then. The tables and
 * the event that says what was done to them change in one transaction, so that the log has every change, and no other.
 */
public final class EntityJournal {
    // Before anything gets the transaction a number: those who follow the log know the writers under way by this lock.
    private static final String ANNOUNCE = "LOCK TABLE event_journal IN ROW EXCLUSIVE MODE";

    // One change of an entity at a time, on all nodes.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('changes of ' || ?, 0))";

    /** Rows of the journal say which incarnation of an actor wrote them; here the lock takes its place. */
    private static final String WRITER = "tables";

    private final DataSource connections;
    private final Consumer<String> stored;
    private final InstantSource clock;
    private final TransitionCodec codec = new TransitionCodec();

    /** @param stored told the persistence id of the entity after each change */
    public EntityJournal(DataSource connections, Consumer<String> stored, InstantSource clock) {
        this.connections = connections;
        this.stored = stored;
        this.clock = clock;
    }

    /** A change. */
    public interface Work<T> {
        /**
         * @param at microseconds since the epoch: when the change happens
         * @param happened takes what it does to the entity, in order; without any effect there is no event
         */
        T on(Connection connection, long at, Consumer<Effect> happened) throws SQLException;
    }

    /** Does all of it, or nothing and fails. */
    public <T> T change(EntityId entity, Caller caller, Work<T> work) throws SQLException {
        return change(entity, entity, caller, work);
    }

    /**
     * The same, while nobody changes another entity either.
     *
     * @param entity the one that something happens to
     */
    public <T> T change(EntityId entity, EntityId other, Caller caller, Work<T> work) throws SQLException {
        List<Effect> effects = new ArrayList<>();
        // Always in one order, so that two changes of the same two do not wait for each other.
        SortedSet<String> locked = new TreeSet<>(List.of(entity.persistenceId(), other.persistenceId()));
        T result = Transactions.run(connections, connection -> {
            lock(connection, locked);
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            T done = work.on(connection, now, effects::add);
            if (!effects.isEmpty()) {
                store(connection, entity.persistenceId(), caller, now, effects);
            }
            return done;
        });
        if (!effects.isEmpty()) {
            stored.accept(entity.persistenceId());
        }
        return result;
    }

    private static void lock(Connection connection, SortedSet<String> persistenceIds) throws SQLException {
        try (PreparedStatement announce = connection.prepareStatement(ANNOUNCE);
                PreparedStatement lock = connection.prepareStatement(LOCK)) {
            announce.execute();
            for (String persistenceId : persistenceIds) {
                lock.setString(1, persistenceId);
                lock.execute();
            }
        }
    }

    private void store(Connection connection, String persistenceId, Caller caller, long now, List<Effect> effects)
            throws SQLException {
        long highest = EventTable.highest(connection, persistenceId);
        Optional<Transition> last =
                highest == 0 ? Optional.empty() : Optional.of(read(connection, persistenceId, highest));
        Transition transition = new Transition(
                // A clock of another node may be ahead.
                Math.max(now, last.map(Transition::at).orElse(0L)),
                caller.actor(),
                caller.correlationId(),
                caller.idempotency(),
                caller.trace(),
                last.map(Transition::nextSequence).orElse(1L),
                effects);
        EventTable.insert(
                connection,
                List.of(new EventRow(
                        persistenceId,
                        highest + 1,
                        WRITER,
                        now / 1_000,
                        "",
                        new EventRow.Content(
                                EngineSerializer.IDENTIFIER, TransitionCodec.TYPE, codec.write(transition)),
                        Optional.empty())));
    }

    private Transition read(Connection connection, String persistenceId, long number) throws SQLException {
        EventRow row = EventTable.page(connection, persistenceId, number - 1, number, 1)
                .getFirst();
        try {
            return codec.read(row.event().manifest(), row.event().bytes());
        } catch (IOException e) {
            throw new SQLException(
                    "event " + number + " of " + persistenceId + " cannot be read: " + e.getMessage(), e);
        }
    }
}
