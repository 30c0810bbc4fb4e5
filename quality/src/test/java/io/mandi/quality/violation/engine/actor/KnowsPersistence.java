package io.mandi.quality.violation.engine.actor;

import io.mandi.quality.violation.persistence.KnowsCluster;

/** Arrows point to the engine, not from it. */
public record KnowsPersistence(KnowsCluster other) {}
