package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.Gstin;

/** What the registry of the goods and services tax says of a GSTIN. */
public record Registration(Gstin gstNumber, String legalName, boolean active) {}
