package io.mandi.bench.core;

import java.util.List;

/**
 * What a run does.
 *
 * @param before commands of the flow that a new book has behind it when it is measured, so that what it remembers is full
 * @param commands measured in one round of one book and flow
 * @param warmUps rounds that are played before and not measured
 * @param rounds measured for each book and flow, in turn
 * @param seed of the flows
 */
public record CorePlan(
        List<FlowKind> flows,
        List<ContenderKind> contenders,
        int before,
        int commands,
        int warmUps,
        int rounds,
        long seed) {

    public CorePlan {
        if (flows.isEmpty() || contenders.isEmpty() || before < 0 || commands < 1 || warmUps < 0 || rounds < 1) {
            throw new IllegalArgumentException("a run needs flows, books, commands and rounds");
        }
    }
}
