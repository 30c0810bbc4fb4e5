package io.mandi.http.node;

import io.mandi.cluster.NodeSettings;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.book.BusyBooks;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the books that were busy last into memory before the node takes traffic, so that their first orders do not wait
 * for a recovery. In a cluster every node asks for them; each comes up once, where it belongs.
 */
final class WarmStart {
    private static final Logger LOG = LoggerFactory.getLogger(WarmStart.class);

    private final CompletableFuture<Void> done;

    private WarmStart(CompletableFuture<Void> done) {
        this.done = done;
    }

    /**
     * Begins.
     *
     * @param sharding completes when books can be asked
     * @param blocking for the one question to the database
     */
    static WarmStart begin(
            NodeSettings.WarmStart settings,
            OrderBooks books,
            DataSource database,
            CompletableFuture<?> sharding,
            Executor blocking) {
        if (settings.books() == 0) {
            return new WarmStart(CompletableFuture.completedFuture(null));
        }
        long start = System.nanoTime();
        CompletableFuture<Void> done = sharding.thenApplyAsync(ready -> busy(database, settings.books()), blocking)
                .thenCompose(busy -> wake(books, busy).thenRun(() -> {
                    if (!busy.isEmpty()) {
                        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                        LOG.info("{} books are up, {} ms after the start", busy.size(), millis);
                    }
                }))
                .completeOnTimeout(null, settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.warn("The books that were busy last could not be brought up: {}", failure.getMessage());
                    return null;
                });
        return new WarmStart(done);
    }

    private static List<BookId> busy(DataSource database, int limit) {
        try {
            return BusyBooks.last(database, limit);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static CompletableFuture<Void> wake(OrderBooks books, List<BookId> busy) {
        return CompletableFuture.allOf(busy.stream()
                .map(book -> books.wake(book).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** Whether it is over, also when it took too long or failed. */
    boolean isDone() {
        return done.isDone();
    }
}
