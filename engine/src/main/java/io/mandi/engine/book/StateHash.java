package io.mandi.engine.book;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A fingerprint of everything a book knows. Two books that saw the same events have the same one; it takes time in
 * proportion to the book and is meant for checks, not for every event.
 */
public final class StateHash {
    private final MessageDigest digest;

    private StateHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @return 64 hexadecimal digits */
    public static String of(BookSnapshot book) {
        StateHash hash = new StateHash();
        hash.add(book.instrument());
        hash.add(book.instrumentVersion());
        hash.add(book.sequence());
        hash.add(book.lastId());
        hash.add(book.lastAt());
        hash.add(book.tradeSequence());
        hash.add(book.lastPrice());
        hash.add(book.phase());
        hash.addAll(book.resting());
        hash.addAll(book.memory());
        hash.addAll(book.trades());
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    private void addAll(List<?> values) {
        add(values.size());
        values.forEach(this::add);
    }

    /** Records print all their components, so that none can be forgotten here. */
    private void add(Object value) {
        digest.update(value.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }
}
