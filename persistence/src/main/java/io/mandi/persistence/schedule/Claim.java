package io.mandi.persistence.schedule;

import io.mandi.engine.schedule.WakeUp;

/**
 * A wake-up that a node has for itself.
 *
 * @param until when that ends, in microseconds since the epoch; no two claims of a wake-up have the same
 * @param attempts claims so far, with this one
 */
record Claim(WakeUp wakeUp, long until, int attempts) {}
