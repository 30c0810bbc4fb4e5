package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
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
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Cancels all open orders that partners had when their socket was lost, and not those that they place when they are back. It asks
 * every book of the organisation and no list: a list follows the books, and could miss the very last order. A book that has none of
 * these orders records nothing.
 */
final class CancelOnDisconnect {
    private static final Logger LOG = LoggerFactory.getLogger(CancelOnDisconnect.class);

    private static final int PAGE = 500;
    /** Books of one organisation that are asked at one time. */
    private static final int TOGETHER = 8;

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    /** For each book and page; with the pause and the time that a book takes, some minutes of an outage. */
    private static final int MAX_TRIES = 60;

    private static final CompletionStage<Void> NOTHING = CompletableFuture.completedStage(null);

    private final OrderBooks books;
    private final InstrumentDirectory directory;
    private final Scheduler scheduler;
    private final ExecutionContextExecutor executor;
    private final InstantSource clock;
    private final Duration margin;
    private final PassLine<Loss> line;
    /** What has not ended by now will not end. */
    private volatile boolean stopped;

    CancelOnDisconnect(
            OrderBooks books,
            InstrumentDirectory directory,
            Scheduler scheduler,
            ExecutionContextExecutor executor,
            InstantSource clock,
            StreamSettings settings) {
        this.books = books;
        this.directory = directory;
        this.scheduler = scheduler;
        this.executor = executor;
        this.clock = clock;
        this.margin = settings.cancelMargin();
        this.line = new PassLine<>(
                settings.cancelPasses(),
                settings.cancelQueue(),
                loss -> page(loss, Optional.empty(), MAX_TRIES),
                executor);
    }

    /** What was asked for over a socket that is lost. */
    private record Loss(String organization, Caller caller, Set<String> partners, OptionalLong placedBefore) {}

    /**
     * Cancels what was placed until now, as soon as there is a pass for it.
     *
     * @param correlationId of the socket's upgrade; the events of the cancellations have it
     */
    void begin(Principal user, String correlationId, Set<String> partners) {
        OptionalLong placedBefore = OptionalLong.of(placedBefore(clock.instant(), margin));
        Actor actor = new Actor(user.user(), Optional.of(user.type()), user.partner());
        Caller caller = new Caller(user.organization(), actor, correlationId, Optional.empty());
        Loss loss = new Loss(user.organization(), caller, partners, placedBefore);
        if (line.add(loss)) {
            LOG.info("A socket is lost; the open orders of {} partners are cancelled", partners.size());
        } else {
            left(loss, "more sockets were lost than may wait, or the node stops");
        }
    }

    /**
     * An order that was acknowledged when the socket was lost lies before this, also when its time is that of another node whose
     * clock is ahead by less than the margin: better one order too many is cancelled than one is left open.
     */
    static long placedBefore(Instant lost, Duration margin) {
        // The moment itself is before it, too.
        return ChronoUnit.MICROS.between(Instant.EPOCH, lost.plus(margin)) + 1;
    }

    private static void left(Loss loss, String cause) {
        LOG.error(
                "Orders of the partners {} of {} may be open, whose socket {} is lost: {}",
                loss.partners(),
                loss.organization(),
                loss.caller().correlationId(),
                cause);
    }

    /**
     * Waits for the passes that run or wait; what is not done then is written to the log.
     *
     * @param limit longest wait
     */
    CompletionStage<Done> finish(Duration limit) {
        return line.whenEmpty()
                .completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS)
                .thenApply(waited -> {
                    stopped = true;
                    line.stop().forEach(loss -> left(loss, "the node stops"));
                    return Done.getInstance();
                });
    }

    private CompletionStage<Void> page(Loss loss, Optional<String> after, int tries) {
        return NOTHING.thenCompose(begun -> directory.list(loss.organization(), after, PAGE))
                .handleAsync(
                        (instruments, failure) -> {
                            if (failure == null) {
                                return cancel(loss, instruments);
                            }
                            if (tries > 1 && !stopped) {
                                return afterPause(() -> page(loss, after, tries - 1));
                            }
                            left(loss, "the instruments cannot be read: " + failure.getMessage());
                            return NOTHING;
                        },
                        executor)
                .thenCompose(next -> next);
    }

    /** One line for all books of the page, from which some are taken at a time; the next page follows the last. */
    private CompletionStage<Void> cancel(Loss loss, List<Instrument> instruments) {
        ArrayDeque<BookCommandOn> line = new ArrayDeque<>();
        for (Instrument instrument : instruments) {
            for (String partner : loss.partners()) {
                line.add(new BookCommandOn(
                        new BookId(loss.organization(), instrument.symbol()),
                        new BookCommand.CancelOrders(partner, Optional.empty(), loss.placedBefore())));
            }
        }
        CompletableFuture<?>[] workers = new CompletableFuture<?>[TOGETHER];
        for (int i = 0; i < TOGETHER; i++) {
            workers[i] = work(loss, line).toCompletableFuture();
        }
        return CompletableFuture.allOf(workers)
                .thenComposeAsync(
                        done -> instruments.size() == PAGE && !stopped
                                ? page(loss, Optional.of(instruments.getLast().symbol()), MAX_TRIES)
                                : NOTHING,
                        executor);
    }

    private record BookCommandOn(BookId book, BookCommand command) {}

    private CompletionStage<Void> work(Loss loss, ArrayDeque<BookCommandOn> line) {
        Optional<BookCommandOn> next;
        synchronized (line) {
            next = Optional.ofNullable(line.pollFirst());
        }
        return next.isEmpty() || stopped
                ? NOTHING
                : cancel(loss, next.get(), MAX_TRIES).thenComposeAsync(done -> work(loss, line), executor);
    }

    private CompletionStage<Void> cancel(Loss loss, BookCommandOn one, int tries) {
        return books.execute(one.book(), loss.caller(), one.command())
                .handle((reply, failure) -> failure == null && isCertain(reply))
                .thenComposeAsync(
                        certain -> {
                            if (certain || stopped) {
                                return NOTHING;
                            }
                            if (tries == 1) {
                                left(
                                        loss,
                                        "no answer from the book " + one.book().entityId());
                                return NOTHING;
                            }
                            return afterPause(() -> cancel(loss, one, tries - 1));
                        },
                        executor);
    }

    private static boolean isCertain(OrderBookReply reply) {
        return reply instanceof OrderBookReply.OrdersCancelled || reply instanceof OrderBookReply.Rejected;
    }

    private CompletionStage<Void> afterPause(Supplier<CompletionStage<Void>> next) {
        Executor later = task -> scheduler.scheduleOnce(RETRY_PAUSE, task, executor);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(paused -> next.get());
    }
}
