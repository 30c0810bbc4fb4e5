package io.mandi.engine.event;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of an enum's constants on disk. They follow the list given here, to which a new constant is appended;
 * where a constant stands in its source means nothing.
 */
final class EnumNumbers<E extends Enum<E>> {
    private final Class<E> type;
    private final List<E> constants;
    private final Map<E, Integer> numbers;

    /** @throws IllegalStateException when the list does not hold every constant once */
    EnumNumbers(Class<E> type, List<E> constants) {
        this.type = type;
        this.constants = constants;
        this.numbers = new EnumMap<>(type);
        for (int number = 0; number < constants.size(); number++) {
            numbers.put(constants.get(number), number);
        }
        int declared = type.getEnumConstants().length;
        if (numbers.size() != declared || constants.size() != declared) {
            throw new IllegalStateException("every " + type.getSimpleName() + " needs one number on disk");
        }
    }

    int of(E constant) {
        return numbers.get(constant);
    }

    E at(long number) throws DamagedRecordException {
        if (number < 0 || number >= constants.size()) {
            throw new DamagedRecordException("no " + type.getSimpleName() + " has the number " + number);
        }
        return constants.get((int) number);
    }

    /** The constants in the order of their numbers. */
    List<E> constants() {
        return constants;
    }
}
