package io.mandi.persistence.trail;

import io.mandi.engine.actor.PastRequests;
import io.mandi.engine.actor.PastTransitions;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.PastRequest;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.history.OrderTable;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds requests in the trail and the journal. Those that are asked for while a look is under way are looked for together in the
 * next one, so that a busy book costs a few statements for hundreds of its requests.
 */
public final class PostgresPastRequests implements PastRequests, PastTransitions {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresPastRequests.class);

    /** Looks at the same time. */
    private static final int MOST_LOOKS = 2;
    /** Questions of one look. */
    private static final int MOST_QUESTIONS = 500;

    private static final String KEYS = """
        SELECT request, persistence_id, sequence_number FROM event_trail WHERE organization_id = ? AND request = ANY (?)\
        """;

    // Events of a book come into the trail in their order, and their times never go back: with one of them all before
    // are there.
    private static final String REACHED = """
        SELECT EXISTS (SELECT 1 FROM event_trail
                WHERE organization_id = ? AND occurred_at >= ? AND persistence_id = ? LIMIT 1)
            OR EXISTS (SELECT 1 FROM projection_position position,
                    (SELECT tx_id, ordering FROM organization_journal WHERE persistence_id = ?
                        ORDER BY sequence_number DESC LIMIT 1) newest
                WHERE position.projection = ? AND position.slice = ?
                    AND (newest.tx_id, newest.ordering) <= (position.tx_id, position.ordering))\
        """;

    private final OrganizationReader reader;
    private final Executor executor;
    private final StoredEvents stored = new StoredEvents();
    private final ConcurrentLinkedQueue<Question<?>> questions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    /** Times that the trail is known to have reached. */
    private final Map<EntityId, Long> reached = new ConcurrentHashMap<>();

    /** @param executor whose threads may wait for the database */
    public PostgresPastRequests(OrganizationReader reader, Executor executor) {
        this.reader = reader;
        this.executor = executor;
    }

    /**
     * @param entity whose request it is
     * @param lookUpTo microseconds since the epoch
     */
    private record Question<F>(
            EntityId entity, Idempotency.Scope key, long lookUpTo, Answers<F> answers, CompletableFuture<F> answer) {
        String persistenceId() {
            return entity.persistenceId();
        }

        void find(Connection connection, Optional<StoredEvent> event, long journalSequence, List<Runnable> tell)
                throws SQLException {
            F found = event.isEmpty() ? answers.nothing() : answers.done(connection, event.get(), journalSequence);
            tell.add(() -> answer.complete(found));
        }
    }

    /** What is answered to a question of one kind. */
    private interface Answers<F> {
        F nothing();

        F notYet();

        F done(Connection connection, StoredEvent event, long journalSequence) throws SQLException;
    }

    @Override
    public CompletionStage<PastRequests.Found> find(BookId book, Idempotency.Scope key, long lookUpTo) {
        return ask(EntityId.of(book), key, lookUpTo, new Answers<>() {
            @Override
            public PastRequests.Found nothing() {
                return new PastRequests.Found.Nothing();
            }

            @Override
            public PastRequests.Found notYet() {
                return new PastRequests.Found.NotYet();
            }

            @Override
            public PastRequests.Found done(Connection connection, StoredEvent event, long journalSequence)
                    throws SQLException {
                return switch (event) {
                    case StoredEvent.OfBook ofBook ->
                        PostgresPastRequests.done(connection, book, ofBook.recorded(), journalSequence);
                    case StoredEvent.OfEntity ignored -> nothing();
                };
            }
        });
    }

    @Override
    public CompletionStage<PastTransitions.Found> find(EntityId entity, Idempotency.Scope key, Instant lookUpTo) {
        return ask(entity, key, ChronoUnit.MICROS.between(Instant.EPOCH, lookUpTo), new Answers<>() {
            @Override
            public PastTransitions.Found nothing() {
                return new PastTransitions.Found.Nothing();
            }

            @Override
            public PastTransitions.Found notYet() {
                return new PastTransitions.Found.NotYet();
            }

            @Override
            public PastTransitions.Found done(Connection connection, StoredEvent event, long journalSequence) {
                return switch (event) {
                    case StoredEvent.OfEntity ofEntity -> new PastTransitions.Found.Done(ofEntity.transition());
                    case StoredEvent.OfBook ignored -> nothing();
                };
            }
        });
    }

    private <F> CompletionStage<F> ask(EntityId entity, Idempotency.Scope key, long lookUpTo, Answers<F> answers) {
        CompletableFuture<F> answer = new CompletableFuture<>();
        questions.add(new Question<>(entity, key, lookUpTo, answers, answer));
        begin();
        return answer;
    }

    private void begin() {
        if (looks.incrementAndGet() > MOST_LOOKS) {
            looks.decrementAndGet();
            return;
        }
        try {
            executor.execute(this::look);
        } catch (RuntimeException e) {
            looks.decrementAndGet();
            failAll(e);
        }
    }

    private void failAll(RuntimeException cause) {
        for (Question<?> question = questions.poll(); question != null; question = questions.poll()) {
            question.answer.completeExceptionally(cause);
        }
    }

    private void look() {
        try {
            List<Question<?>> some = some();
            some.stream()
                    .collect(Collectors.groupingBy(question -> question.entity.organization()))
                    .forEach(this::answer);
        } finally {
            looks.decrementAndGet();
            if (!questions.isEmpty()) {
                begin();
            }
        }
    }

    private List<Question<?>> some() {
        List<Question<?>> some = new ArrayList<>();
        while (some.size() < MOST_QUESTIONS) {
            Question<?> question = questions.poll();
            if (question == null) {
                break;
            }
            some.add(question);
        }
        return some;
    }

    private void answer(String organization, List<Question<?>> asked) {
        List<Runnable> tell;
        try {
            tell = reader.readNow(organization, connection -> find(connection, organization, asked));
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Requests of {} cannot be looked for: {}", organization, e.getMessage());
            asked.forEach(question -> question.answer.completeExceptionally(e));
            return;
        }
        tell.forEach(Runnable::run);
    }

    private List<Runnable> find(Connection connection, String organization, List<Question<?>> asked)
            throws SQLException {
        List<Runnable> tell = new ArrayList<>();
        List<Question<?>> within = new ArrayList<>();
        for (Question<?> question : asked) {
            // Before the keys are looked for: what the trail has reached now is then seen.
            if (hasReached(connection, question)) {
                within.add(question);
            } else {
                tell.add(notYet(question));
            }
        }
        Map<Long, List<JournalRows.Key>> rows = rows(connection, organization, within);
        Map<JournalRows.Key, LogEntry> entries = JournalRows.read(
                connection, rows.values().stream().flatMap(List::stream).toList());
        for (Question<?> question : within) {
            find(connection, question, rows, entries, tell);
        }
        return tell;
    }

    private static <F> Runnable notYet(Question<F> question) {
        return () -> question.answer.complete(question.answers.notYet());
    }

    private boolean hasReached(Connection connection, Question<?> question) throws SQLException {
        if (reached.getOrDefault(question.entity, 0L) >= question.lookUpTo) {
            return true;
        }
        String persistenceId = question.persistenceId();
        try (PreparedStatement statement = connection.prepareStatement(REACHED)) {
            statement.setString(1, question.entity.organization());
            statement.setLong(2, question.lookUpTo);
            statement.setString(3, persistenceId);
            statement.setString(4, persistenceId);
            statement.setString(5, TrailProjection.NAME);
            statement.setInt(6, EventLog.sliceOf(persistenceId));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    return false;
                }
            }
        }
        reached.merge(question.entity, question.lookUpTo, Math::max);
        return true;
    }

    private static Map<Long, List<JournalRows.Key>> rows(
            Connection connection, String organization, List<Question<?>> asked) throws SQLException {
        Map<Long, List<JournalRows.Key>> rows = new HashMap<>();
        if (asked.isEmpty()) {
            return rows;
        }
        RequestDigest digest = new RequestDigest();
        Object[] digests = asked.stream()
                .map(question -> digest.of(question.persistenceId(), question.key))
                .toArray();
        try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
            statement.setString(1, organization);
            statement.setArray(2, connection.createArrayOf("bigint", digests));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.computeIfAbsent(found.getLong(1), request -> new ArrayList<>())
                            .add(new JournalRows.Key(found.getString(2), found.getLong(3)));
                }
            }
        }
        return rows;
    }

    private void find(
            Connection connection,
            Question<?> question,
            Map<Long, List<JournalRows.Key>> rows,
            Map<JournalRows.Key, LogEntry> entries,
            List<Runnable> tell)
            throws SQLException {
        String persistenceId = question.persistenceId();
        long digest = new RequestDigest().of(persistenceId, question.key);
        Optional<StoredEvent> newest = Optional.empty();
        long journalSequence = 0;
        for (JournalRows.Key row : rows.getOrDefault(digest, List.of())) {
            StoredEvent event = event(entries.get(row), row);
            boolean same = row.persistenceId().equals(persistenceId)
                    && event.idempotency()
                            .map(key -> key.scope(event.actor().user()))
                            .equals(Optional.of(question.key));
            // The same key may have been used once more after its time.
            if (same && row.sequenceNumber() > journalSequence) {
                newest = Optional.of(event);
                journalSequence = row.sequenceNumber();
            }
        }
        question.find(connection, newest, journalSequence, tell);
    }

    private StoredEvent event(LogEntry entry, JournalRows.Key row) throws SQLException {
        if (entry == null) {
            throw new SQLException("event " + row.sequenceNumber() + " of " + row.persistenceId()
                    + " is not in the journal; run mandi audit verify");
        }
        try {
            return stored.readAny(entry);
        } catch (UnreadableEventException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static PastRequests.Found done(
            Connection connection, BookId book, RecordedEvent event, long journalSequence) throws SQLException {
        Map<Long, OrderState> orders = new HashMap<>();
        OrderTable.read(
                connection,
                Map.of(book, new HashSet<>(PastRequest.ordersOf(event.event()))),
                (id, order) -> orders.put(order.terms().id(), order));
        Instrument instrument = OrganizationReader.instruments(connection, book.organization(), List.of(book.symbol()))
                .get(book.symbol());
        if (instrument == null) {
            return new PastRequests.Found.NotYet();
        }
        // Orders are listed by another projection than the trail, which may not have got as far.
        PastRequest request = new PastRequest(instrument, event, journalSequence, orders);
        return request.isWhole() ? new PastRequests.Found.Done(request) : new PastRequests.Found.NotYet();
    }
}
