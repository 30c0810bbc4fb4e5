package io.mandi.engine.publication;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of event in one version: {@code order.executed.v1}.
 *
 * @param family what it is in all its versions: {@code order.executed}
 * @param version from 1
 */
public record EventType(String family, int version) {
    private static final Pattern NAME =
            Pattern.compile("([a-z][a-z_]{0,62}(?:\\.[a-z][a-z_]{0,62}){1,3})\\.v([1-9][0-9]{0,3})");

    /** @return empty when the text is no name of a type */
    public static Optional<EventType> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new EventType(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    EventType next() {
        return new EventType(family, version + 1);
    }

    @Override
    public String toString() {
        return family + ".v" + version;
    }
}
