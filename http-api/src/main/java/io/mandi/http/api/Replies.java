package io.mandi.http.api;

import io.mandi.engine.actor.OrderBookReply;

/** What a book's answer means over HTTP when it is none of those that the handler expects. */
final class Replies {
    /** It takes people to mend it. */
    private static final int QUARANTINE_RETRY_SECONDS = 60;

    private Replies() {}

    static ProblemException problem(OrderBookReply reply) {
        return new ProblemException(
                switch (reply) {
                    case OrderBookReply.Rejected rejected -> Problem.of(rejected.rejection());
                    case OrderBookReply.NotFound ignored -> Problem.notFound();
                    case OrderBookReply.Overloaded ignored -> Problem.overloaded();
                    case OrderBookReply.OutcomeUnknown ignored -> Problem.outcomeUnknown();
                    case OrderBookReply.Quarantined ignored ->
                        Problem.retry(
                                503,
                                "book_quarantined",
                                "what is stored of this book is damaged; nothing was done, and its operator is told",
                                QUARANTINE_RETRY_SECONDS);
                    case OrderBookReply.InProgress ignored ->
                        Problem.retry(
                                409,
                                "idempotency_in_progress",
                                "a request with this Idempotency-Key is still running; repeat this one later",
                                1);
                    case OrderBookReply.Executed unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.KeyForgotten unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.Defined unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.PhaseIs unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.OrdersCancelled unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.FoundOrder unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.FoundBook unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.FoundQueues unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.TimePassed unexpected -> throw unexpected(unexpected);
                    case OrderBookReply.FoundState unexpected -> throw unexpected(unexpected);
                });
    }

    /** The same for a question: it has no effect, so that nothing about it is unknown. */
    static ProblemException unreadable(OrderBookReply reply) {
        boolean silent = reply instanceof OrderBookReply.OutcomeUnknown || reply instanceof OrderBookReply.Overloaded;
        return silent
                ? new ProblemException(Problem.retry(503, "unavailable", "the book does not answer now", 1))
                : problem(reply);
    }

    private static IllegalStateException unexpected(OrderBookReply reply) {
        return new IllegalStateException(
                "not an answer to this question: " + reply.getClass().getSimpleName());
    }
}
