package io.mandi.bench.node;

import java.time.Duration;

/** Processor time spent in a window, by who spent it. */
public record Cpu(Duration node, Duration database, Duration generator) {
    public static final Cpu NONE = new Cpu(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Cpu plus(Cpu other) {
        return new Cpu(node.plus(other.node), database.plus(other.database), generator.plus(other.generator));
    }
}
