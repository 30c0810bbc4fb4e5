package io.mandi.engine.lots.match;

/** A lot that a need is matched with. */
public record LotMatch(OpenLot lot, Appraisal appraisal) {}
