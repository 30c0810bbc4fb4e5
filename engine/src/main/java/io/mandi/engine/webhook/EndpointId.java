package io.mandi.engine.webhook;

import io.mandi.engine.id.BookId;
import java.util.regex.Pattern;

/**
 * Which endpoint. The organisation comes from the caller's token and from nowhere else.
 *
 * @param organization {@link BookId#ORGANIZATION}
 * @param endpoint {@link #ENDPOINT}
 */
public record EndpointId(String organization, String endpoint) {
    /** Those of one organisation sort by the time of their creation. */
    public static final Pattern ENDPOINT = Pattern.compile("whk_[0-9A-HJKMNP-TV-Z]{26}");

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String PREFIX = "whk_";
    private static final int TIME_DIGITS = 13;
    private static final int RANDOM_DIGITS = 13;

    /**
     * A new one.
     *
     * @param at microseconds since the epoch
     * @param random any number; no two of the same microsecond may have the same
     */
    public static EndpointId of(String organization, long at, long random) {
        return new EndpointId(organization, PREFIX + digits(at, TIME_DIGITS) + digits(random, RANDOM_DIGITS));
    }

    private static String digits(long number, int count) {
        char[] digits = new char[count];
        long rest = number;
        for (int i = count - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(digits);
    }

    /** @throws IllegalArgumentException when the text is no entity id; entity ids are made by this program alone */
    public static EndpointId ofEntity(String entityId) {
        int slash = entityId.indexOf('/');
        if (slash < 1 || !ENDPOINT.matcher(entityId.substring(slash + 1)).matches()) {
            throw new IllegalArgumentException("not the entity id of a webhook endpoint: " + entityId);
        }
        return new EndpointId(entityId.substring(0, slash), entityId.substring(slash + 1));
    }

    /** When it was made, in microseconds since the epoch. Also its number within the organisation, in records of what was done. */
    public long createdAt() {
        long at = 0;
        for (char digit : endpoint.substring(PREFIX.length(), PREFIX.length() + TIME_DIGITS)
                .toCharArray()) {
            at = at << 5 | DIGITS.indexOf(digit);
        }
        return at;
    }

    /** The id of the sharded entity. */
    public String entityId() {
        return organization + "/" + endpoint;
    }
}
