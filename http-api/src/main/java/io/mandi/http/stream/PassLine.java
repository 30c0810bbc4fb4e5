package io.mandi.http.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Passes of which only some run at one time. The others wait, in order and no more than a limit. On any thread.
 *
 * @param <T> what a pass is made for
 */
final class PassLine<T> {
    private final int together;
    private final int room;
    private final Function<T, CompletionStage<Void>> pass;
    private final Executor executor;

    private final List<T> running = new ArrayList<>();
    private final Deque<T> waiting = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> watchers = new ArrayList<>();
    private boolean stopped;

    /**
     * @param together most that run
     * @param room most that wait
     * @param pass throws nothing; it ends when the stage is completed, in whatever way
     * @param executor where the next pass begins
     */
    PassLine(int together, int room, Function<T, CompletionStage<Void>> pass, Executor executor) {
        this.together = together;
        this.room = room;
        this.pass = pass;
        this.executor = executor;
    }

    /** @return false when as many wait as may, or the line is stopped: there will be no pass */
    boolean add(T one) {
        synchronized (this) {
            if (stopped || running.size() + waiting.size() >= together + room) {
                return false;
            }
            waiting.addLast(one);
        }
        beginNext();
        return true;
    }

    private void beginNext() {
        T next;
        synchronized (this) {
            if (waiting.isEmpty() || running.size() >= together) {
                return;
            }
            next = waiting.removeFirst();
            running.add(next);
        }
        pass.apply(next).whenCompleteAsync((done, failure) -> ended(next), executor);
    }

    private void ended(T one) {
        List<CompletableFuture<Void>> told = List.of();
        synchronized (this) {
            running.remove(one);
            if (isEmpty()) {
                told = List.copyOf(watchers);
                watchers.clear();
            }
        }
        told.forEach(watcher -> watcher.complete(null));
        beginNext();
    }

    private boolean isEmpty() {
        return running.isEmpty() && waiting.isEmpty();
    }

    /** Completed when no pass runs or waits. */
    synchronized CompletableFuture<Void> whenEmpty() {
        CompletableFuture<Void> watcher = new CompletableFuture<>();
        if (isEmpty()) {
            watcher.complete(null);
        } else {
            watchers.add(watcher);
        }
        return watcher;
    }

    /**
     * Begins no more passes; those that run are left alone.
     *
     * @return what has no pass, or one that has not ended
     */
    synchronized List<T> stop() {
        stopped = true;
        List<T> left = new ArrayList<>(running);
        left.addAll(waiting);
        waiting.clear();
        return left;
    }
}
