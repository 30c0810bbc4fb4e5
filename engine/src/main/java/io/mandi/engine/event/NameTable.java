package io.mandi.engine.event;

import java.util.Arrays;
import java.util.Optional;
import org.agrona.collections.Object2IntHashMap;

/** The names that a row has written, by the number that a reader gives them: in the order of their first use. */
final class NameTable {
    static final int ABSENT = -1;

    /** So few are found faster by looking at each; most rows have no more. */
    private static final int FEW = 8;

    private String[] few = new String[4];
    private int size;
    /** Those after the first few. */
    private Optional<Object2IntHashMap<String>> rest = Optional.empty();

    /** @return the number of this name, or {@link #ABSENT}: then it has one from now on */
    int findOrAdd(String name) {
        for (int number = 0; number < Math.min(size, FEW); number++) {
            if (few[number].equals(name)) {
                return number;
            }
        }
        if (size < FEW) {
            if (size == few.length) {
                few = Arrays.copyOf(few, FEW);
            }
            few[size++] = name;
            return ABSENT;
        }
        if (rest.isEmpty()) {
            rest = Optional.of(new Object2IntHashMap<>(ABSENT));
        }
        Object2IntHashMap<String> numbers = rest.get();
        int number = numbers.getValue(name);
        if (number == ABSENT) {
            numbers.put(name, size++);
        }
        return number;
    }
}
