package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * What has become of a pair, and why (section 7.9).
 *
 * @param runId of the run that has evaluated the pair; absent when it was evaluated for this question
 */
public record Explained(
        ResourceId need, ResourceId lot, Verdict verdict, Instant evaluatedAt, Optional<String> runId) {}
