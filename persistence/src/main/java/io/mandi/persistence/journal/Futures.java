package io.mandi.persistence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** Futures of Java as Pekko's plugins want them. */
final class Futures {

    private Futures() {}

    /** Completed on the thread that completes the original: Scala's own converter would change to a common pool. */
    static <T, S extends T> Future<T> asScala(CompletableFuture<S> original) {
        Promise<T> promise = org.apache.pekko.dispatch.Futures.promise();
        original.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.success(value);
            } else {
                promise.failure(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
        return promise.future();
    }
}
