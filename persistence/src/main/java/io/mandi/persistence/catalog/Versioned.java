package io.mandi.persistence.catalog;

/**
 * Something of the catalogue as it is stored.
 *
 * @param version grows with each change
 * @param createdAt microseconds since the epoch
 * @param updatedAt microseconds since the epoch
 */
public record Versioned<T>(T value, long version, long createdAt, long updatedAt) {}
