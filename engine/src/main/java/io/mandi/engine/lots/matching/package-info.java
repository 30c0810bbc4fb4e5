/**
 * Matches that are kept: which pairs of a need and a lot are known to match, what became of each, and who is told of it.
 *
 * <p>{@link io.mandi.engine.lots.matching.MatchRules} decides what a judgement, a reservation or a person makes of a
 * {@link io.mandi.engine.lots.matching.Match}; {@link io.mandi.engine.lots.matching.Announcing} which of the new ones are worth a
 * notice. Whether a pair matches is not decided here but in {@link io.mandi.engine.lots.match}.
 */
package io.mandi.engine.lots.matching;
