package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;

/** How a buyer names the lot that it reserves from (TEN-6). */
public sealed interface LotReference {

    /** By its id, of a lot that the buyer sees. */
    record ById(ResourceId lot) implements LotReference {}

    /** By the token of a match, which may be one that nobody was ever given. */
    record ByToken(String token) implements LotReference {}
}
