package io.mandi.quality.violation.integrations;

import io.mandi.quality.violation.persistence.KnowsCluster;

/** What goes out is told by the engine's ports what to send. */
public record KnowsStore(KnowsCluster other) {}
