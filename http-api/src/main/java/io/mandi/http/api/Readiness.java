package io.mandi.http.api;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Whether a node can serve. */
public interface Readiness {
    /**
     * How a node is.
     *
     * @param parts each part's name and whether it is well; a node with a part that is not cannot serve
     * @param quarantinedBooks books of the whole cluster that are not served because what is stored of them is damaged;
     *     the others are
     * @param readReplica {@code ok}, or why lists are not read from the replica, without which the node can serve; absent where
     *     none is set
     */
    record Report(Map<String, Boolean> parts, int quarantinedBooks, Optional<String> readReplica) {
        /** Whether the node can serve. */
        public boolean isReady() {
            return parts.values().stream().allMatch(Boolean::booleanValue);
        }
    }

    /** Always completes, and soon. */
    CompletionStage<Report> check();
}
