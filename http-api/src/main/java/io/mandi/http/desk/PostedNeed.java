package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.need.Need;

/** A need and its id, for its buyer and for staff. */
public record PostedNeed(ResourceId id, Need need) {}
