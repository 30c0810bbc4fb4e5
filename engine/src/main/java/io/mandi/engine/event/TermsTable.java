package io.mandi.engine.event;

import io.mandi.engine.book.OrderTerms;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;

/** The orders' terms that a row has written, numbered in the order of their first use. */
final class TermsTable {
    static final int ABSENT = -1;

    private final Long2LongHashMap numbers = new Long2LongHashMap(ABSENT);
    private final List<OrderTerms> written = new ArrayList<>();

    /** @return the number of equal terms written before, or {@link #ABSENT}: then these have the next number */
    int findOrAdd(OrderTerms terms) {
        int number = (int) numbers.get(terms.id());
        if (number != ABSENT && written.get(number).equals(terms)) {
            return number;
        }
        numbers.put(terms.id(), written.size());
        written.add(terms);
        return ABSENT;
    }
}
