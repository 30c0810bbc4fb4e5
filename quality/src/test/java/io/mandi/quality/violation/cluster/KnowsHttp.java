package io.mandi.quality.violation.cluster;

import io.mandi.quality.violation.http.KnowsBench;

/** Nobody knows the module that puts all together. */
public record KnowsHttp(KnowsBench other) {}
