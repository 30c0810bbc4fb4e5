package io.mandi.engine.id;

import java.util.regex.Pattern;

/**
 * Which book: the tenant's and the instrument's name. The tenant comes from the caller's token and from nowhere else.
 *
 * @param organization {@link #ORGANIZATION}
 * @param symbol of the instrument
 */
public record BookId(String organization, String symbol) {
    /** An organisation's name is part of entity, journal and resource ids: no slash, no underscore. */
    public static final Pattern ORGANIZATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    /** @throws IllegalArgumentException when the text is no entity id; entity ids are made by this program alone */
    public static BookId ofEntity(String entityId) {
        int slash = entityId.indexOf('/');
        if (slash < 1 || slash == entityId.length() - 1) {
            throw new IllegalArgumentException("not the entity id of a book: " + entityId);
        }
        return new BookId(entityId.substring(0, slash), entityId.substring(slash + 1));
    }

    /** The id of the sharded entity; also what follows the entity's type in the journal's persistence id. */
    public String entityId() {
        return organization + "/" + symbol;
    }
}
