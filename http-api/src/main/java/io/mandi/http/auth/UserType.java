package io.mandi.http.auth;

import java.util.EnumSet;
import java.util.Set;

/** What sort of user a token speaks for, and what such users may do at most. */
public enum UserType {
    /** Staff of the organisation: acts for any of its partners. */
    INTERNAL(EnumSet.allOf(Permission.class)),
    /** A partner's user: acts for that partner alone. */
    EXTERNAL(EnumSet.of(
            Permission.INSTRUMENT_READ,
            Permission.ORDER_CREATE,
            Permission.ORDER_READ,
            Permission.ORDER_UPDATE,
            Permission.ORDER_CANCEL)),
    /** Platform staff: reads one tenant with a token issued for it, never trades. */
    SUPER_ADMIN(EnumSet.of(Permission.INSTRUMENT_READ, Permission.ORDER_READ));

    private final Set<Permission> permissions;

    UserType(Set<Permission> permissions) {
        this.permissions = permissions;
    }

    Set<Permission> permissions() {
        return permissions;
    }
}
