package io.mandi.engine.catalog.commodity;

/**
 * A kind of a commodity.
 *
 * @param code unique within the commodity
 * @param standard whether it is the kind that prices are quoted for
 */
public record Variety(String name, String code, boolean standard) {}
