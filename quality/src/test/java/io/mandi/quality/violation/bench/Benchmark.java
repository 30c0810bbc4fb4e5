package io.mandi.quality.violation.bench;

import io.mandi.quality.violation.bench.load.Load;

/** One half of a cycle. */
public record Benchmark(Load load) {}
