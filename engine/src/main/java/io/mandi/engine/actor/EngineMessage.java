package io.mandi.engine.actor;

/** Marks what travels between nodes; bound to a serializer in the configuration. */
public interface EngineMessage {}
