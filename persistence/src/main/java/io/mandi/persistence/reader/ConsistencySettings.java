package io.mandi.persistence.reader;

import java.time.Duration;

/**
 * How long is waited for a list that does not show yet what its reader has to see.
 *
 * @param patience longest wait of one reader
 * @param waiters most readers that wait at the same time, of one organisation half of them; the others are told at once
 */
public record ConsistencySettings(Duration patience, int waiters) {}
