package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;

/** A lot and its id, for its seller and for staff. */
public record PostedLot(ResourceId id, Lot lot) {}
