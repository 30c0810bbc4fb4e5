package io.mandi.quality.violation.http;

import io.mandi.quality.violation.bench.Benchmark;

/** What is measured does not know who measures it. */
public record KnowsBench(Benchmark other) {}
