package io.mandi.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database answers and has the journal, within a bound, however often it is asked.
 *
 * <p>One thread asks the database, at most once at a time and at most once in the time that an answer is good for.
 * While a database hangs, that one question hangs, everyone who asks gets {@code false} at the end of the bound, and no
 * further question is put.
 */
public final class DatabaseHealth implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);

    /** Also fails when the journal is missing or locked; reads at most one row. */
    private static final String QUESTION = "SELECT 1 FROM event_journal LIMIT 1";

    private final DataSource dataSource;
    private final Duration bound;
    private final Duration goodFor;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("database-health").factory());

    /** The question being put or the last one put; replaced under this object's monitor. */
    private Optional<Question> latest = Optional.empty();

    /** Only used by the one thread. */
    private boolean lastAnswer = true;

    /** Answers within 2 s, and puts a question to the database at most once a second. */
    public DatabaseHealth(DataSource dataSource) {
        this(dataSource, Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    /**
     * @param bound how long {@link #check} takes at most
     * @param goodFor how long an answer is used again
     */
    public DatabaseHealth(DataSource dataSource, Duration bound, Duration goodFor) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.bound = bound;
        this.goodFor = goodFor;
    }

    /**
     * Whether the database answers. Never blocks and never fails: the stage completes within the bound.
     *
     * @return true when the journal could be read within the bound, at most as long ago as an answer is good for
     */
    public CompletionStage<Boolean> check() {
        CompletableFuture<Boolean> question = current();
        return question.copy().completeOnTimeout(false, bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the thread; a question that hangs is left to its own time limits. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private synchronized CompletableFuture<Boolean> current() {
        if (thread.isShutdown()) {
            return CompletableFuture.completedFuture(false);
        }
        Question question = latest.filter(this::isUsable)
                .orElseGet(() -> new Question(CompletableFuture.supplyAsync(this::ask, thread), System.nanoTime()));
        latest = Optional.of(question);
        return question.answer();
    }

    private boolean isUsable(Question question) {
        return !question.answer().isDone() || System.nanoTime() - question.askedAt() < goodFor.toNanos();
    }

    private boolean ask() {
        boolean answer = false;
        String problem = "";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            // Ends a question that hangs, so that its connection goes back.
            statement.setQueryTimeout((int) Math.max(1, bound.toSeconds()));
            statement.execute(QUESTION);
            answer = true;
        } catch (SQLException | RuntimeException failure) {
            problem = failure.getMessage();
        }
        if (answer != lastAnswer) {
            lastAnswer = answer;
            if (answer) {
                LOG.info("The database answers again");
            } else {
                LOG.warn("The database does not answer: {}", problem);
            }
        }
        return answer;
    }

    private record Question(CompletableFuture<Boolean> answer, long askedAt) {}
}
