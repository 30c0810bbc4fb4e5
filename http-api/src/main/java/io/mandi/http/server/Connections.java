package io.mandi.http.server;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;

/** The connections that are open. */
final class Connections {
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Done> drained = new CompletableFuture<>();
    private volatile boolean draining;

    void add(Connection connection) {
        open.add(connection);
        // Looked at after it was added, and set before the others are told: one of the two sees a late one.
        if (draining) {
            connection.end(Connection.Ending.WHEN_ANSWERED);
        }
    }

    void remove(Connection connection) {
        open.remove(connection);
        completeWhenEmpty();
    }

    /** Ends each connection when it has answered the request that it has. */
    CompletionStage<Done> drain() {
        draining = true;
        open.forEach(connection -> connection.end(Connection.Ending.WHEN_ANSWERED));
        completeWhenEmpty();
        return drained;
    }

    /** Ends those that are left. */
    void abort() {
        open.forEach(connection -> connection.end(Connection.Ending.AT_ONCE));
    }

    private void completeWhenEmpty() {
        if (draining && open.isEmpty()) {
            drained.complete(Done.getInstance());
        }
    }
}
