package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.setting.Weights;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How good a pair is, and why (section 7.9).
 *
 * @param score 0 to 1 with 4 decimals, after penalty and boost
 * @param baseScore the weighted sum of the parts, with 4 decimals, before both
 * @param warnPenaltyApplied whether the score was lowered for a risk of WARN
 * @param aiBoostApplied whether the score was raised for the advisor
 * @param breakdown the parts, before weights
 * @param quality for each parameter that was asked for, in the need's order
 * @param matchedQuantity q of section 7.4, in base units of the wanted commodity, 6 decimals
 * @param price what is asked; for an equivalent what that comes to for the wanted commodity. Absent for an open price
 * @param distanceKm to the delivery place that counts, to the millimetre; absent when it is not known
 * @param delivery that delivery place's number in the need, from 0; absent when the need has none
 */
public record Appraisal(
        BigDecimal score,
        BigDecimal baseScore,
        boolean warnPenaltyApplied,
        boolean aiBoostApplied,
        Breakdown breakdown,
        Weights weights,
        List<ParameterScore> quality,
        BigDecimal matchedQuantity,
        Optional<UnitPrice> price,
        Optional<BigDecimal> distanceKm,
        Optional<Integer> delivery,
        Band band,
        RiskStatus riskStatus,
        Set<Flag> flags,
        Set<Warning> warnings,
        Set<AdvisorAlert> aiAlerts) {

    public Appraisal {
        quality = List.copyOf(quality);
        flags = Set.copyOf(flags);
        warnings = Set.copyOf(warnings);
        aiAlerts = Set.copyOf(aiAlerts);
    }

    /** 0 to 1 each, with 10 decimals. */
    public record Breakdown(BigDecimal quality, BigDecimal price, BigDecimal delivery, BigDecimal risk) {}

    /**
     * @param code of the parameter
     * @param score 0 to 1 with 10 decimals
     */
    public record ParameterScore(String code, BigDecimal score) {}

    /** The price for one base unit of the wanted commodity, 10 decimals; absent for an open price. */
    public Optional<BigDecimal> pricePerBaseUnit() {
        return price.map(UnitPrice::perBaseUnit);
    }
}
