package io.mandi.quality.violation.bench.load;

import io.mandi.quality.violation.bench.Benchmark;

/** The other half of a cycle. */
public record Load(Benchmark benchmark) {}
