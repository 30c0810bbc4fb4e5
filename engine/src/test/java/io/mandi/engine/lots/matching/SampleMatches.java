package io.mandi.engine.lots.matching;

import io.mandi.engine.catalog.setting.Weights;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.Band;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.Refusal;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.match.Warning;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A pair, and what is thought of it. */
public final class SampleMatches {
    public static final EntityId MATCHES = EntityId.ofMatches(LotEventSamples.BOOK);
    public static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");
    public static final Pair PAIR = new Pair(
            new ResourceId(ResourceId.Kind.REQUIREMENT, 12, LotEventSamples.BOOK),
            new ResourceId(ResourceId.Kind.AVAILABILITY, 11, LotEventSamples.BOOK),
            "mill",
            "ginner");
    public static final ResourceId RESERVATION = new ResourceId(ResourceId.Kind.RESERVATION, 13, LotEventSamples.BOOK);

    private SampleMatches() {}

    public static ResourceId id(long number) {
        return new ResourceId(ResourceId.Kind.MATCH, number, MATCHES);
    }

    public static Supplier<ResourceId> next(long number) {
        return () -> id(number);
    }

    public static Verdict accepted(String score, String price, String quantity) {
        return new Verdict.Accepted(appraisal(score, price, quantity));
    }

    public static Appraisal appraisal(String score, String price, String quantity) {
        return new Appraisal(
                new BigDecimal(score),
                new BigDecimal(score),
                false,
                false,
                new Appraisal.Breakdown(
                        new BigDecimal("0.9166666667"),
                        new BigDecimal("0.7000000000"),
                        new BigDecimal("0.6782000000"),
                        new BigDecimal("1.0000000000")),
                new Weights(
                        new BigDecimal("0.40"), new BigDecimal("0.30"), new BigDecimal("0.15"), new BigDecimal("0.15")),
                List.of(new Appraisal.ParameterScore("STAPLE_LENGTH", new BigDecimal("0.7500000000"))),
                new BigDecimal(quantity),
                Optional.of(new UnitPrice(new BigDecimal(price), BigDecimal.ONE, new BigDecimal(price))),
                Optional.of(new BigDecimal("39.270000")),
                Optional.of(0),
                Band.GOOD,
                RiskStatus.PASS,
                Set.of(),
                Set.of(Warning.NO_HISTORY),
                Set.of());
    }

    public static Verdict rejected() {
        return new Verdict.Rejected(
                List.of(new Refusal(
                        Reason.OVER_BUDGET, Optional.empty(), Optional.of("213.7113"), Optional.of("210.8993"))),
                List.of(Filter.RISK, Filter.EXPOSURE),
                Set.of());
    }

    /** For another reason than {@link #rejected}. */
    public static Verdict rejectedForQuality() {
        return new Verdict.Rejected(
                List.of(new Refusal(
                        Reason.QUALITY_MISSING, Optional.of("MICRONAIRE"), Optional.empty(), Optional.empty())),
                List.of(),
                Set.of());
    }

    public static Verdict pending() {
        return new Verdict.PendingRisk(Set.of(Warning.SAME_MOBILE));
    }

    /** A match that the first run has found. */
    public static Match found() {
        return MatchRules.judged(Optional.empty(), PAIR, accepted("0.8284", "201.08", "16200.000000"), 1, AT, next(1))
                .match()
                .orElseThrow();
    }
}
