package io.mandi.engine.webhook;

/**
 * What follows from an attempt.
 *
 * @param delivery as it is now
 */
public record Outcome(Delivery delivery, Attempt attempt) {}
