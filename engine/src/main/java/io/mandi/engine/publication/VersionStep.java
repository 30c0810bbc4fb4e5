package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.Period;
import java.util.function.UnaryOperator;

/**
 * The way from a version of a type to the one after it, and back.
 *
 * @param from the earlier version
 * @param since when the later version appeared
 * @param up makes data of the later version
 * @param down makes data of the earlier version, for those who know no other
 */
public record VersionStep(
        EventType from, LocalDate since, UnaryOperator<ObjectNode> up, UnaryOperator<ObjectNode> down) {
    /** How long an earlier version is still served. */
    static final Period GRACE = Period.ofMonths(6);

    /** The first day on which the earlier version is no longer served. */
    LocalDate end() {
        return since.plus(GRACE);
    }
}
