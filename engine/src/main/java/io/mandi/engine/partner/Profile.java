package io.mandi.engine.partner;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.kind.GstCompliance;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What the score of an onboarding is made of (PT-10).
 *
 * @param annualTurnover money, with two decimals at most
 */
public record Profile(
        Optional<LocalDate> establishedOn,
        Optional<Decimal> annualTurnover,
        Optional<GstCompliance> gstCompliance,
        boolean ownLaboratory,
        boolean ownTransport) {}
