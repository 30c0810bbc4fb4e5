package io.mandi.engine.lots.matching;

import io.mandi.engine.id.ResourceId;

/**
 * A need and a lot.
 *
 * @param buyer partner id of the need's owner
 * @param seller partner id of the lot's owner
 */
public record Pair(ResourceId need, ResourceId lot, String buyer, String seller) {}
