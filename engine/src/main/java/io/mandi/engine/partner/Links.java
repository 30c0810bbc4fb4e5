package io.mandi.engine.partner;

import java.util.Optional;

/**
 * What a partner belongs to (8.1).
 *
 * @param masterEntityId the id of the partner that it is a branch of
 * @param corporateGroupId any text that the partners of a group have in common
 */
public record Links(Optional<String> masterEntityId, Optional<String> corporateGroupId) {
    public static final Links NONE = new Links(Optional.empty(), Optional.empty());
    /** Longest id of a master or group. */
    public static final int MAX_LENGTH = 120;
}
