package io.mandi.engine.lots.match;

import java.util.ArrayList;
import java.util.List;

/** Postings in the order of their keys, so that those up to a key stand together. */
final class Shelf<P> {
    private final List<Entry<P>> entries = new ArrayList<>();

    /** A posting that stands on shelves. */
    static final class Entry<P> {
        final P posting;
        /** Compares postings by price: one is of no use for a search whose bound is less. */
        final long key;

        private final long serial;
        /** The search that has looked at it last. */
        private long search;

        /** @param serial another one for each entry */
        Entry(P posting, long key, long serial) {
            this.posting = posting;
            this.key = key;
            this.serial = serial;
        }

        /** Whether it is met for the first time in a search. */
        boolean isNewIn(long currentSearch) {
            boolean isNew = search != currentSearch;
            search = currentSearch;
            return isNew;
        }
    }

    void add(Entry<P> entry) {
        entries.add(placeOf(entry.key, entry.serial), entry);
    }

    void remove(Entry<P> entry) {
        entries.remove(placeOf(entry.key, entry.serial));
    }

    /** How many have a key up to this one; they stand first. */
    int upTo(long key) {
        return key == Long.MAX_VALUE ? entries.size() : placeOf(key + 1, Long.MIN_VALUE);
    }

    Entry<P> get(int index) {
        return entries.get(index);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The place of the first entry that is not before this one. */
    private int placeOf(long key, long serial) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Entry<P> entry = entries.get(middle);
            if (entry.key < key || (entry.key == key && entry.serial < serial)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
