package io.mandi.http.node;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.OrderBookReply;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.BookId;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.history.BookWakeUps;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Sees to it that order books do what is due by time, also those that nobody touches. */
final class BookSleeper implements Sleeper {
    private final OrderBooks books;
    private final DataSource connections;
    private final Executor executor;

    /** @param executor whose threads may wait for the database */
    BookSleeper(OrderBooks books, DataSource connections, Executor executor) {
        this.books = books;
        this.connections = connections;
        this.executor = executor;
    }

    @Override
    public WakeUp.Kind kind() {
        return BookWakeUps.KIND;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<BookId> book = BookWakeUps.book(wakeUp);
        if (book.isEmpty()) {
            return CompletableFuture.completedStage(Answer.DONE);
        }
        Caller clock = new Caller(wakeUp.organization(), Actor.system(), "due-" + wakeUp.dueAt(), Optional.empty());
        return books.passTime(book.get(), clock)
                .thenApplyAsync(
                        reply -> {
                            if (!(reply instanceof OrderBookReply.TimePassed passed)) {
                                throw new IllegalStateException(
                                        "time has not passed in " + book.get().entityId() + ": " + reply);
                            }
                            if (passed.nextDue().isPresent() && passed.nextDue().getAsLong() <= wakeUp.dueAt()) {
                                return Answer.NOT_YET;
                            }
                            BookWakeUps.next(book.get(), passed.nextDue(), now).ifPresent(this::set);
                            return Answer.DONE;
                        },
                        executor);
    }

    /** One that is there already leads to the same. */
    private void set(WakeUp next) {
        try (Connection connection = connections.getConnection()) {
            WakeUps.setFirst(connection, next);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
