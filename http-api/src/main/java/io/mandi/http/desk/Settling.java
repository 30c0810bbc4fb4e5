package io.mandi.http.desk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Copies what is somewhere to somewhere else, where several may do so side by side. Who has read early may write late; so whoever has
 * written reads once more, and the last one to write has written what is so.
 *
 * @param most times that it is written before it is given up
 */
record Settling(int most) {

    /**
     * @param same two that are read with equal ones of these do not have to be written anew
     * @return fails when it is still another one after all these times
     */
    <T> CompletionStage<Void> settle(
            Supplier<CompletionStage<T>> read, Function<T, Object> same, Function<T, CompletionStage<Void>> write) {
        return read.get().thenCompose(first -> settle(first, most, read, same, write));
    }

    private static <T> CompletionStage<Void> settle(
            T known,
            int times,
            Supplier<CompletionStage<T>> read,
            Function<T, Object> same,
            Function<T, CompletionStage<Void>> write) {
        if (times == 0) {
            return CompletableFuture.failedStage(new IllegalStateException("it does not come to rest: " + known));
        }
        return write.apply(known)
                .thenCompose(written -> read.get())
                .thenCompose(now -> same.apply(now).equals(same.apply(known))
                        ? CompletableFuture.<Void>completedStage(null)
                        : settle(now, times - 1, read, same, write));
    }
}
