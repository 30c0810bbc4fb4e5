package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mandi.engine.event.Effect;
import java.util.List;

/** What users have asked for, where that is worth a record. */
public final class AccessEffects {
    private static final String ISOLATION_VIOLATED = "access.isolation_violated.v1";
    private static final String LIST_EXPORTED = "access.list_exported.v1";

    /** The types of all of them. */
    static final List<String> TYPES = List.of(ISOLATION_VIOLATED, LIST_EXPORTED);

    private AccessEffects() {}

    /**
     * A user has named what belongs to another partner or organisation.
     *
     * @param named as the user has named it; of several names the first
     * @param count how often, with whatever name, since the last record of this user
     */
    public static Effect isolationViolated(String named, long count) {
        return new Effect(
                ISOLATION_VIOLATED,
                List.of(),
                JsonNodeFactory.instance.objectNode().put("named", named).put("count", count));
    }

    /**
     * A user has taken a page of a list away as a file.
     *
     * @param list its name
     * @param rows how many
     */
    public static Effect listExported(String list, int rows) {
        return new Effect(
                LIST_EXPORTED,
                List.of(),
                JsonNodeFactory.instance.objectNode().put("list", list).put("rows", rows));
    }
}
