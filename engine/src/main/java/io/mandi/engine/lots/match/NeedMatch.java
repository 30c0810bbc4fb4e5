package io.mandi.engine.lots.match;

/** A need that a lot is matched with. */
public record NeedMatch(OpenNeed need, Appraisal appraisal) {}
