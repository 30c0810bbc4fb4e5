package io.mandi.http.stream;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.OrderBookReply;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.InstrumentDirectory;
import io.mandi.engine.id.BookId;
import io.mandi.http.auth.Principal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Cancels all open orders of partners whose socket was lost. It asks every book of the organisation and no list: a list follows
 * the books, and could miss the very last order. A book that has none of these orders records nothing.
 */
final class CancelOnDisconnect {
    private static final Logger LOG = LoggerFactory.getLogger(CancelOnDisconnect.class);

    private static final int PAGE = 500;
    /** Books of one organisation that are asked at one time. */
    private static final int TOGETHER = 8;

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    /** For each book and page; with the pause and the time that a book takes, some minutes of an outage. */
    private static final int MAX_TRIES = 60;

    private final OrderBooks books;
    private final InstrumentDirectory directory;
    private final Scheduler scheduler;
    private final ExecutionContextExecutor executor;

    CancelOnDisconnect(
            OrderBooks books, InstrumentDirectory directory, Scheduler scheduler, ExecutionContextExecutor executor) {
        this.books = books;
        this.directory = directory;
        this.scheduler = scheduler;
        this.executor = executor;
    }

    /** What was asked for over a socket that is lost. */
    private record Loss(String organization, Caller caller, Set<String> partners) {}

    /** @param correlationId of the socket's upgrade; the events of the cancellations have it */
    void begin(Principal user, String correlationId, Set<String> partners) {
        Actor actor = new Actor(user.user(), Optional.of(user.type()), user.partner());
        Caller caller = new Caller(user.organization(), actor, correlationId, Optional.empty());
        Loss loss = new Loss(user.organization(), caller, partners);
        LOG.info("A socket is lost; the open orders of {} partners are cancelled", partners.size());
        page(loss, Optional.empty(), MAX_TRIES);
    }

    private void page(Loss loss, Optional<String> after, int tries) {
        directory
                .list(loss.organization(), after, PAGE)
                .whenCompleteAsync(
                        (instruments, failure) -> {
                            if (failure == null) {
                                cancel(loss, instruments);
                            } else if (tries > 1) {
                                later(() -> page(loss, after, tries - 1));
                            } else {
                                LOG.error(
                                        "Orders of a lost socket may be open: the instruments cannot be read", failure);
                            }
                        },
                        executor);
    }

    /** One line for all books of the page, from which some are taken at a time; the next page follows the last. */
    private void cancel(Loss loss, List<Instrument> instruments) {
        ArrayDeque<BookCommandOn> line = new ArrayDeque<>();
        for (Instrument instrument : instruments) {
            for (String partner : loss.partners()) {
                line.add(new BookCommandOn(
                        new BookId(loss.organization(), instrument.symbol()),
                        new BookCommand.CancelOrders(partner, Optional.empty())));
            }
        }
        CompletableFuture<?>[] workers = new CompletableFuture<?>[TOGETHER];
        for (int i = 0; i < TOGETHER; i++) {
            workers[i] = work(loss, line).toCompletableFuture();
        }
        CompletableFuture.allOf(workers)
                .thenRunAsync(
                        () -> {
                            if (instruments.size() == PAGE) {
                                page(loss, Optional.of(instruments.getLast().symbol()), MAX_TRIES);
                            }
                        },
                        executor);
    }

    private record BookCommandOn(BookId book, BookCommand command) {}

    private CompletionStage<Void> work(Loss loss, ArrayDeque<BookCommandOn> line) {
        Optional<BookCommandOn> next;
        synchronized (line) {
            next = Optional.ofNullable(line.pollFirst());
        }
        return next.isEmpty()
                ? CompletableFuture.completedStage(null)
                : cancel(loss, next.get(), MAX_TRIES).thenComposeAsync(done -> work(loss, line), executor);
    }

    private CompletionStage<Void> cancel(Loss loss, BookCommandOn one, int tries) {
        return books.execute(one.book(), loss.caller(), one.command())
                .handle((reply, failure) -> failure == null && isCertain(reply))
                .thenComposeAsync(
                        certain -> {
                            if (certain) {
                                return CompletableFuture.completedStage(null);
                            }
                            if (tries == 1) {
                                LOG.error(
                                        "Orders of a lost socket may be open on {}",
                                        one.book().entityId());
                                return CompletableFuture.completedStage(null);
                            }
                            Executor afterPause = task -> later(task);
                            return CompletableFuture.runAsync(() -> {}, afterPause)
                                    .thenCompose(paused -> cancel(loss, one, tries - 1));
                        },
                        executor);
    }

    private static boolean isCertain(OrderBookReply reply) {
        return reply instanceof OrderBookReply.OrdersCancelled || reply instanceof OrderBookReply.Rejected;
    }

    private void later(Runnable task) {
        scheduler.scheduleOnce(RETRY_PAUSE, task, executor);
    }
}
