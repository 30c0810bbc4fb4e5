package io.mandi.http.node;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.OrderBookReply;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.BookId;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.history.BookWakeUps;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sees to it that order books do what is due by time, also those that nobody touches. */
final class BookSleeper implements Sleeper {
    private final OrderBooks books;

    BookSleeper(OrderBooks books) {
        this.books = books;
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
        Caller clock = new Caller(wakeUp.organization(), Actor.system(), wakeUp.key(), Optional.empty());
        return books.passTime(book.get(), clock).thenApply(reply -> {
            if (!(reply instanceof OrderBookReply.TimePassed passed)) {
                throw new IllegalStateException(
                        "time has not passed in " + book.get().entityId() + ": " + reply);
            }
            boolean early = passed.nextDue().isPresent() && passed.nextDue().getAsLong() <= wakeUp.dueAt();
            return early ? Answer.NOT_YET : Answer.DONE;
        });
    }
}
