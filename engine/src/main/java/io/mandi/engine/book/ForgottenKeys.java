package io.mandi.engine.book;

import java.util.ArrayDeque;
import org.agrona.collections.LongHashSet;

/**
 * Digests of the idempotency keys that a book has forgotten before their time: a key that is not among them was not used, or not
 * since {@link #unknownTo}. A key that is among them may have been used, and has to be looked for where all requests are kept.
 *
 * <p>They are kept in generations, of which the oldest is dropped whole when there are too many, or when it is too old to matter.
 * They are no part of a snapshot: a book that was restored knows of none before it.
 */
public final class ForgottenKeys {
    /** Digests to a request that is remembered. */
    static final int TIMES_REMEMBERED = 10;

    private static final int GENERATIONS = 8;

    private static final long FIRST = 0xCBF29CE484222325L;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final int generationSize;
    private final long rememberedMicros;
    private final ArrayDeque<Generation> generations = new ArrayDeque<>();
    private long unknownTo;

    private static final class Generation {
        final LongHashSet digests = new LongHashSet();
        long newest;
    }

    /**
     * @param remembered how many requests are remembered at most
     * @param rememberedMicros how long a request matters, in microseconds
     */
    public ForgottenKeys(int remembered, long rememberedMicros) {
        this.generationSize = (int)
                Math.min(Integer.MAX_VALUE / 2, ((long) remembered * TIMES_REMEMBERED + GENERATIONS - 1) / GENERATIONS);
        this.rememberedMicros = rememberedMicros;
    }

    /** Requests until then, in microseconds since the epoch, may be forgotten without being here; 0 when there are none. */
    public long unknownTo() {
        return unknownTo;
    }

    /** Nothing is known of requests until then. */
    public void beginAfter(long at) {
        unknownTo = at;
    }

    /** @param at when the request came, in microseconds since the epoch */
    public void add(Idempotency.Scope key, long at) {
        while (!generations.isEmpty() && generations.peekFirst().newest < at - rememberedMicros) {
            generations.removeFirst();
        }
        if (generationSize == 0) {
            unknownTo = at;
            return;
        }
        if (generations.isEmpty() || generations.peekLast().digests.size() >= generationSize) {
            generations.addLast(new Generation());
            if (generations.size() > GENERATIONS) {
                unknownTo = generations.removeFirst().newest;
            }
        }
        Generation newest = generations.peekLast();
        newest.digests.add(digest(key));
        newest.newest = at;
    }

    /**
     * Whether the key may be that of a forgotten request.
     *
     * @param oldest requests before this time do not matter
     */
    public boolean mayContain(Idempotency.Scope key, long oldest) {
        if (generations.isEmpty()) {
            return false;
        }
        long digest = digest(key);
        for (Generation generation : generations) {
            if (generation.newest > oldest && generation.digests.contains(digest)) {
                return true;
            }
        }
        return false;
    }

    private static long digest(Idempotency.Scope key) {
        long digest = add(add(add(FIRST, key.key()), key.operation()), key.actor());
        return digest ^ digest >>> 32;
    }

    private static long add(long before, String text) {
        long digest = before;
        for (int i = 0; i < text.length(); i++) {
            digest = (digest ^ text.charAt(i)) * FACTOR;
            digest ^= digest >>> 29;
        }
        // No character is this one, so that the end of one text is not the start of the next.
        return (digest ^ 0x1_0000L) * FACTOR;
    }
}
