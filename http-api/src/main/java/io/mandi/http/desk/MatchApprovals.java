package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import java.util.concurrent.CompletionStage;

/** What staff has said to pairs whose risk is a WARN (MT-11). */
public interface MatchApprovals {

    /** Whether the two may trade with each other in spite of it. The stage fails when that cannot be told now. */
    CompletionStage<Boolean> isApproved(String organization, ResourceId lot, ResourceId need);
}
