package io.mandi.engine.lots.match;

import java.util.Set;

/** Codes of terms. Whether two sets share one is mostly answered by a bit for each code, by its hash. */
record Codes(Set<String> codes, long bits) {

    static Codes of(Set<String> codes) {
        long bits = 0;
        for (String code : codes) {
            bits |= bit(code);
        }
        return new Codes(codes, bits);
    }

    private static long bit(String code) {
        // A shift takes the lowest six bits.
        return 1L << code.hashCode();
    }

    boolean isEmpty() {
        return codes.isEmpty();
    }

    boolean contains(String code) {
        return (bits & bit(code)) != 0 && codes.contains(code);
    }

    boolean shares(Codes other) {
        if ((bits & other.bits) == 0) {
            return false;
        }
        for (String code : codes) {
            if (other.contains(code)) {
                return true;
            }
        }
        return false;
    }
}
