package io.mandi.http.api;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Whether a node can serve. */
public interface Readiness {
    /** Each part's name and whether it is well; always completes, and soon. */
    CompletionStage<Map<String, Boolean>> check();
}
