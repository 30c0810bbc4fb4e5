package io.mandi.persistence.pool;

/**
 * What a pool's connections are doing at one moment, for metrics.
 *
 * @param active connections in use
 * @param idle connections at hand
 * @param waiting threads that wait for one
 */
public record PoolUsage(int active, int idle, int waiting) {}
