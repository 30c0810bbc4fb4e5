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
    /** All of them, once there are more than a few. */
    private Optional<Object2IntHashMap<String>> numbers = Optional.empty();

    /** @return the number of this name, or {@link #ABSENT}: then it has the next one from now on */
    int findOrAdd(String name) {
        return numbers.isPresent() ? findOrAdd(name, numbers.get()) : findOrAddToFew(name);
    }

    private int findOrAddToFew(String name) {
        for (int number = 0; number < size; number++) {
            if (few[number].equals(name)) {
                return number;
            }
        }
        if (size == FEW) {
            Object2IntHashMap<String> all = new Object2IntHashMap<>(ABSENT);
            for (int number = 0; number < size; number++) {
                all.put(few[number], number);
            }
            numbers = Optional.of(all);
            return findOrAdd(name, all);
        }
        if (size == few.length) {
            few = Arrays.copyOf(few, FEW);
        }
        few[size++] = name;
        return ABSENT;
    }

    private int findOrAdd(String name, Object2IntHashMap<String> all) {
        int number = all.getValue(name);
        if (number == ABSENT) {
            all.put(name, size++);
        }
        return number;
    }
}
