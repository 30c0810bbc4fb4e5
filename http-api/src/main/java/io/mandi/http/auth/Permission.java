package io.mandi.http.auth;

import io.mandi.engine.book.UserType;
import java.util.EnumSet;
import java.util.Set;

/** What a user may be allowed to do. */
public enum Permission {
    INSTRUMENT_READ,
    INSTRUMENT_UPDATE,
    ORDER_CREATE,
    ORDER_READ,
    ORDER_UPDATE,
    ORDER_CANCEL,
    /** The events of the whole organisation, which name all its partners. */
    EVENT_READ,
    AUDIT_READ,
    /** Endpoints that the events of the whole organisation are sent to. */
    WEBHOOK_MANAGE;

    /** What users of a type may do at most. */
    static Set<Permission> of(UserType type) {
        return switch (type) {
            case INTERNAL -> EnumSet.allOf(Permission.class);
            case EXTERNAL -> EnumSet.of(INSTRUMENT_READ, ORDER_CREATE, ORDER_READ, ORDER_UPDATE, ORDER_CANCEL);
            case SUPER_ADMIN -> EnumSet.of(INSTRUMENT_READ, ORDER_READ, EVENT_READ, AUDIT_READ);
        };
    }
}
