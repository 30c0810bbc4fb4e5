package io.mandi.engine.actor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.scaladsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.util.Timeout;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.util.Try;

/**
 * Asks the entities of a region.
 *
 * @param limit how long somebody waits for an answer
 * @param tooLate the answer for somebody who does not wait any more: nothing was begun
 * @param unknown the answer when none comes in time
 * @param <M> what the entities understand
 * @param <R> what they answer
 */
record ShardAsk<M, R>(ActorRef<ShardingEnvelope<M>> region, Scheduler scheduler, Duration limit, R tooLate, R unknown) {

    /** Makes a message of the milliseconds that the asker still waits and of where it does. */
    interface Question<M, R> {
        M of(long patienceMillis, ActorRef<R> replyTo);
    }

    /** @param since {@link System#nanoTime} since when the asker waits */
    long nanosLeft(long since) {
        return limit.toNanos() - (System.nanoTime() - since);
    }

    /** The answer comes on the entity's own thread. */
    CompletionStage<R> ask(String entityId, long since, Question<M, R> question) {
        long nanosLeft = nanosLeft(since);
        if (nanosLeft <= 0) {
            return CompletableFuture.completedStage(tooLate);
        }
        long patienceMillis = TimeUnit.NANOSECONDS.toMillis(nanosLeft);
        CompletableFuture<R> answer = new CompletableFuture<>();
        // By the region itself, for which no reference has to be made, and as a Scala future: what is chained to the
        // Java one goes through the JVM's common pool, one hop for each answer and a pool that is nobody's.
        Future<R> asked = new AskPattern.Askable<>(region)
                .ask(
                        replyTo -> new ShardingEnvelope<>(entityId, question.of(patienceMillis, replyTo)),
                        Timeout.create(Duration.ofNanos(nanosLeft)),
                        scheduler);
        asked.onComplete(result -> complete(answer, result), ExecutionContext.parasitic$.MODULE$);
        return answer;
    }

    private boolean complete(CompletableFuture<R> answer, Try<R> result) {
        if (result.isSuccess()) {
            return answer.complete(result.get());
        }
        Throwable failure = result.failed().get();
        return failure instanceof TimeoutException ? answer.complete(unknown) : answer.completeExceptionally(failure);
    }
}
