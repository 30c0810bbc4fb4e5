package io.mandi.engine.lots.matching;

import io.mandi.engine.lots.match.Verdict;

/** What a run has found out about a pair. */
public sealed interface Judgement {
    Pair pair();

    /** The two were looked at. */
    record Judged(Pair pair, Verdict verdict) implements Judgement {}

    /** A side is not open any more. */
    record Closed(Pair pair, LapseReason reason) implements Judgement {}
}
