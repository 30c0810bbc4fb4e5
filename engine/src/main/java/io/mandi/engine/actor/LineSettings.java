package io.mandi.engine.actor;

import java.time.Duration;

/**
 * How the line in front of a journalled entity works.
 *
 * @param capacity what may stand in line; what comes on top is answered {@link LineRefusal#OVERLOADED}
 * @param maxBatch most of it that is committed together; a single larger message goes alone
 * @param restartMin pause before a failed entity is started again; doubles with every failure in a row
 * @param restartMax longest such pause
 * @param quarantineRetry how often an entity that is quarantined is tried again
 */
record LineSettings(int capacity, int maxBatch, Duration restartMin, Duration restartMax, Duration quarantineRetry) {}
