package io.mandi.persistence.trail;

import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.actor.PastRequests;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.PastRequest;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.history.OrderTable;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
public final class PostgresPastRequests implements PastRequests {
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
    private final ConcurrentLinkedQueue<Question> questions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    /** Times that the trail is known to have reached. */
    private final Map<BookId, Long> reached = new ConcurrentHashMap<>();

    /** @param executor whose threads may wait for the database */
    public PostgresPastRequests(OrganizationReader reader, Executor executor) {
        this.reader = reader;
        this.executor = executor;
    }

    private record Question(BookId book, Idempotency.Scope key, long lookUpTo, CompletableFuture<Found> answer) {}

    @Override
    public CompletionStage<Found> find(BookId book, Idempotency.Scope key, long lookUpTo) {
        CompletableFuture<Found> answer = new CompletableFuture<>();
        questions.add(new Question(book, key, lookUpTo, answer));
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
        for (Question question = questions.poll(); question != null; question = questions.poll()) {
            question.answer.completeExceptionally(cause);
        }
    }

    private void look() {
        try {
            List<Question> some = some();
            some.stream()
                    .collect(Collectors.groupingBy(question -> question.book.organization()))
                    .forEach(this::answer);
        } finally {
            looks.decrementAndGet();
            if (!questions.isEmpty()) {
                begin();
            }
        }
    }

    private List<Question> some() {
        List<Question> some = new ArrayList<>();
        while (some.size() < MOST_QUESTIONS) {
            Question question = questions.poll();
            if (question == null) {
                break;
            }
            some.add(question);
        }
        return some;
    }

    private void answer(String organization, List<Question> asked) {
        Map<Question, Found> answers;
        try {
            answers = reader.readNow(organization, connection -> find(connection, organization, asked));
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Requests of {} cannot be looked for: {}", organization, e.getMessage());
            asked.forEach(question -> question.answer.completeExceptionally(e));
            return;
        }
        answers.forEach((question, found) -> question.answer.complete(found));
    }

    private Map<Question, Found> find(Connection connection, String organization, List<Question> asked)
            throws SQLException {
        Map<Question, Found> answers = new HashMap<>();
        List<Question> within = new ArrayList<>();
        for (Question question : asked) {
            // Before the keys are looked for: what the trail has reached now is then seen.
            if (hasReached(connection, question)) {
                within.add(question);
            } else {
                answers.put(question, new Found.NotYet());
            }
        }
        Map<Long, List<JournalRows.Key>> rows = rows(connection, organization, within);
        Map<JournalRows.Key, LogEntry> entries = JournalRows.read(
                connection, rows.values().stream().flatMap(List::stream).toList());
        for (Question question : within) {
            answers.put(question, found(connection, question, rows, entries));
        }
        return answers;
    }

    private boolean hasReached(Connection connection, Question question) throws SQLException {
        if (reached.getOrDefault(question.book, 0L) >= question.lookUpTo) {
            return true;
        }
        String persistenceId = OrderBooks.persistenceId(question.book).id();
        try (PreparedStatement statement = connection.prepareStatement(REACHED)) {
            statement.setString(1, question.book.organization());
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
        reached.merge(question.book, question.lookUpTo, Math::max);
        return true;
    }

    private static Map<Long, List<JournalRows.Key>> rows(
            Connection connection, String organization, List<Question> asked) throws SQLException {
        Map<Long, List<JournalRows.Key>> rows = new HashMap<>();
        if (asked.isEmpty()) {
            return rows;
        }
        RequestDigest digest = new RequestDigest();
        Object[] digests = asked.stream()
                .map(question ->
                        digest.of(OrderBooks.persistenceId(question.book).id(), question.key))
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

    private Found found(
            Connection connection,
            Question question,
            Map<Long, List<JournalRows.Key>> rows,
            Map<JournalRows.Key, LogEntry> entries)
            throws SQLException {
        String persistenceId = OrderBooks.persistenceId(question.book).id();
        long digest = new RequestDigest().of(persistenceId, question.key);
        Optional<RecordedEvent> newest = Optional.empty();
        long journalSequence = 0;
        for (JournalRows.Key row : rows.getOrDefault(digest, List.of())) {
            RecordedEvent event = event(entries.get(row), row);
            boolean same = row.persistenceId().equals(persistenceId)
                    && event.idempotency()
                            .map(key -> key.scope(event.actor().user()))
                            .equals(Optional.of(question.key));
            // The same key may have been used once more after its time.
            if (same
                    && (newest.isEmpty()
                            || newest.get().event().sequence() < event.event().sequence())) {
                newest = Optional.of(event);
                journalSequence = row.sequenceNumber();
            }
        }
        return newest.isEmpty() ? new Found.Nothing() : done(connection, question.book, newest.get(), journalSequence);
    }

    private RecordedEvent event(LogEntry entry, JournalRows.Key row) throws SQLException {
        if (entry == null) {
            throw new SQLException("event " + row.sequenceNumber() + " of " + row.persistenceId()
                    + " is not in the journal; run mandi audit verify");
        }
        try {
            return stored.read(entry);
        } catch (UnreadableEventException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static Found done(Connection connection, BookId book, RecordedEvent event, long journalSequence)
            throws SQLException {
        Map<Long, OrderState> orders = new HashMap<>();
        OrderTable.read(
                connection,
                Map.of(book, new HashSet<>(PastRequest.ordersOf(event.event()))),
                (id, order) -> orders.put(order.terms().id(), order));
        Instrument instrument = OrganizationReader.instruments(connection, book.organization(), List.of(book.symbol()))
                .get(book.symbol());
        if (instrument == null) {
            return new Found.NotYet();
        }
        // Orders are listed by another projection than the trail, which may not have got as far.
        PastRequest request = new PastRequest(instrument, event, journalSequence, orders);
        return request.isWhole() ? new Found.Done(request) : new Found.NotYet();
    }
}
