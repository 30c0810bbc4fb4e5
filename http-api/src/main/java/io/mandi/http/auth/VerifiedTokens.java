package io.mandi.http.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that were found good a short while ago, by their whole text: checking a signature and reading claims takes longer
 * than all else that the edge does for an order. Only good tokens come in, so that nobody can fill it without the key.
 *
 * <p>It has two generations: when the young one is full it becomes the old one, and what is used again comes back. So it
 * is bounded without keeping account of every use.
 */
final class VerifiedTokens {
    /** Of one generation. With tokens of at most 4 KiB, both together stay below 35 MB, and in practice below 5. */
    static final int GENERATION_SIZE = 4_096;
    /** After this long a token is verified anew, so that no change of the rules can be outlived for longer. */
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    private volatile Generations generations = new Generations(new ConcurrentHashMap<>(), Map.of());

    /** @param verified when the signature and the claims were last looked at */
    record Entry(Principal principal, Tokens.Validity validity, Instant verified) {

        /** A clock that was set back makes an entry too old as well. */
        boolean isFresh(Instant now) {
            return !now.isBefore(verified) && now.isBefore(verified.plus(MAX_AGE));
        }
    }

    private record Generations(ConcurrentHashMap<String, Entry> young, Map<String, Entry> old) {}

    Optional<Entry> find(String token, Instant now) {
        Generations current = generations;
        Entry young = current.young().get(token);
        if (young != null) {
            return young.isFresh(now) ? Optional.of(young) : Optional.empty();
        }
        Entry old = current.old().get(token);
        if (old == null || !old.isFresh(now)) {
            return Optional.empty();
        }
        add(token, old);
        return Optional.of(old);
    }

    synchronized void add(String token, Entry entry) {
        ConcurrentHashMap<String, Entry> young = generations.young();
        if (young.size() >= GENERATION_SIZE && !young.containsKey(token)) {
            generations = new Generations(new ConcurrentHashMap<>(), young);
        }
        generations.young().put(token, entry);
    }

    /** How many are remembered. */
    int size() {
        Generations current = generations;
        return current.young().size() + current.old().size();
    }
}
