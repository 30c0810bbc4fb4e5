package io.mandi.persistence.ledger;

/**
 * A reservation between two partners.
 *
 * @param key unique to it
 * @param buyer partner id
 * @param seller partner id
 * @param commodity id of the goods
 */
public record Deal(String key, String buyer, String seller, String commodity) {}
