package io.mandi.engine.partner;

import io.mandi.engine.partner.kind.ApprovalRoute;
import java.time.Instant;

/**
 * That a partner has asked to be approved.
 *
 * @param score 0 to 100 (PT-10)
 * @param route who approves, by the score (PT-11)
 */
public record Submission(Instant at, int score, ApprovalRoute route) {}
