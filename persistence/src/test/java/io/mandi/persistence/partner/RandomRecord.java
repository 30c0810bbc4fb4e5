package io.mandi.persistence.partner;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Coordinates;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Makes records of any shape, with anything in them: a new component is in the tests without a word. */
record RandomRecord(Random random) {
    private static final String[] TEXTS = {"", "a", "24AAACG1234A1ZK", "Grüße, \"ना\"", "two\nlines", "\\u0000?"};

    <T> T of(Class<T> type) {
        return type.cast(any(type));
    }

    private Object any(Type type) {
        if (type instanceof ParameterizedType of) {
            Type inner = of.getActualTypeArguments()[0];
            if (of.getRawType() == Optional.class) {
                return random.nextBoolean() ? Optional.of(any(inner)) : Optional.empty();
            }
            if (of.getRawType() == List.class) {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(any(inner));
                }
                return list;
            }
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return TEXTS[random.nextInt(TEXTS.length)];
        }
        if (plain == boolean.class) {
            return random.nextBoolean();
        }
        if (plain == int.class || plain == Integer.class) {
            return random.nextInt(1_000);
        }
        if (plain == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L);
        }
        if (plain == LocalDate.class) {
            return LocalDate.ofEpochDay(random.nextInt(100_000));
        }
        if (plain == Decimal.class) {
            return new Decimal(random.nextInt(1_000_000), random.nextInt(5));
        }
        if (plain == Coordinates.class) {
            return Coordinates.of(random.nextDouble(-90, 90), random.nextDouble(-180, 180))
                    .asOptional()
                    .orElseThrow();
        }
        if (plain.isEnum()) {
            Object[] constants = plain.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        return record(plain);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            return type.getDeclaredConstructor(
                            Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new))
                    .newInstance(Stream.of(components)
                            .map(component -> any(component.getGenericType()))
                            .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no record can be made of " + type, e);
        }
    }
}
