package io.mandi.engine.book;

/**
 * Marks a request, so that repeating it has no further effect.
 *
 * @param operation what is asked for, for example {@code POST /orders}; the same key may serve several operations
 * @param key chosen by the client
 * @param fingerprint digest of the request's body: the same key with another body is a mistake
 */
public record Idempotency(String operation, String key, String fingerprint) {

    /** What a key is unique within: the book, the user and the operation. */
    public record Scope(String actor, String operation, String key) {}

    /** Where the key is unique, for this user. */
    public Scope scope(String actor) {
        return new Scope(actor, operation, key);
    }
}
