package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import io.mandi.http.node.Node;
import java.time.Duration;

/** Runs a node for as long as the process lives. */
final class RunningNode {
    /** A first start makes the database; a start after a crash recovers it. */
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(120);

    private RunningNode() {}

    /** Something to do once the node can serve. */
    interface WhenReady {
        void accept(Node node) throws Exception;
    }

    /** Starts a node, and returns when it has stopped. */
    static void run(NodeSettings settings, String secret, WhenReady whenReady) throws Exception {
        Node node = Node.start(settings, secret);
        // Runs on SIGTERM and Ctrl-C, and when a failure below ends the program.
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "mandi-shutdown"));
        if (!node.awaitReady(READY_TIMEOUT)) {
            throw new IllegalStateException("the node was not ready within " + READY_TIMEOUT.toSeconds() + " s");
        }
        whenReady.accept(node);
        node.awaitStopped();
    }
}
