package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.place.Region;
import java.util.Set;

/**
 * Who may see a posting (AV-15, RQ-8).
 *
 * @param partners ids: {@code allowed_partner_ids} of a lot, {@code invited_seller_ids} of a need
 * @param regions for RESTRICTED
 */
public record Audience(Visibility visibility, Set<String> partners, Set<Region> regions) {
    /** Every partner of the organisation. */
    public static final Audience EVERYBODY = new Audience(Visibility.PUBLIC, Set.of(), Set.of());

    public Audience {
        partners = Set.copyOf(partners);
        regions = Set.copyOf(regions);
    }

    /** How the rest of an audience is to be read. */
    public enum Visibility {
        /** Every partner. */
        PUBLIC,
        /** The partners that are named. */
        PRIVATE,
        /** The partners that are named, and those of the regions. */
        RESTRICTED,
        /** Staff; never matched. */
        INTERNAL
    }
}
