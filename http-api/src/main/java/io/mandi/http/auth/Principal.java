package io.mandi.http.auth;

import io.mandi.engine.book.UserType;
import java.util.Optional;
import java.util.Set;

/**
 * Who a request comes from, as its token says.
 *
 * @param user {@code sub}
 * @param organization {@code org_id}: the tenant
 * @param partner {@code partner_id}: present exactly for EXTERNAL users
 */
public record Principal(
        String user, String organization, UserType type, Optional<String> partner, Set<Permission> permissions) {

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
