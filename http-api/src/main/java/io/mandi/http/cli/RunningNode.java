package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import io.mandi.http.node.Node;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a node for as long as the process lives. */
final class RunningNode {
    /** A first start makes the database; a start after a crash recovers it. */
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(120);

    private RunningNode() {}

    /** Something to do once the node can serve. */
    interface WhenReady {
        void accept(Node node) throws Exception;
    }

    /**
     * Starts a node, and returns when it has stopped.
     *
     * @throws IllegalStateException when nobody told it to stop: it was cut off from its cluster, for example, and has to
     *     be started again
     */
    static void run(NodeSettings settings, String secret, WhenReady whenReady) throws Exception {
        Node node = Node.start(settings, secret);
        AtomicBoolean told = new AtomicBoolean();
        // Runs on SIGTERM and Ctrl-C, and when a failure below ends the program.
        node.onJvmExit(() -> {
            told.set(true);
            node.close();
        });
        if (!node.awaitReady(READY_TIMEOUT)) {
            throw new IllegalStateException("the node was not ready within " + READY_TIMEOUT.toSeconds() + " s");
        }
        whenReady.accept(node);
        node.awaitStopped();
        if (!told.get()) {
            throw new IllegalStateException("the node has stopped by itself; the log says why");
        }
    }
}
