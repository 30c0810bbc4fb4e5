package io.mandi.engine.schedule;

import java.util.regex.Pattern;

/**
 * Somebody is to be woken. There is one for each organisation, kind and key: setting it again moves it.
 *
 * @param organization whose state it is
 * @param key what is to be looked at, in the words of those who have the kind: an id, 200 characters at most
 * @param dueAt microseconds since the epoch
 */
public record WakeUp(String organization, Kind kind, String key, long dueAt) {
    /**
     * What is due. The names are in the database: added to, never changed. A node that knows nobody to wake for a name leaves its
     * wake-ups alone, for a node that does.
     *
     * @param name {@link #NAME}
     */
    public record Kind(String name) {
        /** Words of small letters, with an underscore in between. */
        public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

        /** @throws IllegalArgumentException when that cannot be a name */
        public Kind {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of a kind of wake-up: " + name);
            }
        }
    }
}
