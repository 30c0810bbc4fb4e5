package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import java.util.concurrent.CompletionStage;

/** What staff has said to matches whose risk is a WARN (MT-11). */
public interface MatchApprovals {

    /** Whether a trade of the lot for the need may be made by whoever is no staff, although its risk is a WARN. */
    CompletionStage<Boolean> isApproved(String organization, ResourceId lot, ResourceId need);
}
