package io.mandi.engine.lots.matching;

/**
 * What keeping matches may cost a node.
 *
 * @param judged matches found before that one run looks at; the next run goes on with the rest
 * @param notices that are kept of each partner; older ones are deleted
 */
public record MatchingLimits(int judged, int notices) {
    public static final MatchingLimits DEFAULT = new MatchingLimits(200, 1_000);
}
