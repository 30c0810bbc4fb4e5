package io.mandi.persistence.ledger;

import io.mandi.engine.ledger.OpenPosting;

/**
 * A posting that is registered without an id.
 *
 * @param key under which it is
 */
public record PendingPosting(String organization, String partnerId, String key, OpenPosting posting) {}
