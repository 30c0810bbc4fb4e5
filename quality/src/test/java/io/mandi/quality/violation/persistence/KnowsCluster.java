package io.mandi.quality.violation.persistence;

import io.mandi.quality.violation.cluster.KnowsHttp;

/** Modules beside each other do not know each other. */
public record KnowsCluster(KnowsHttp other) {}
