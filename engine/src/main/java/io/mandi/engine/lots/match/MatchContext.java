package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.setting.Weights;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/** The rules of a market and what is known of its partners: all that a pair is judged by beside itself. */
public final class MatchContext {
    private static final int SETTING_SCALE = 4;

    final MarketSettings settings;
    final Parties parties;
    final Advisor advisor;

    final boolean crossState;
    final boolean crossBorder;
    /** Of a need that does not say it. */
    final long maxDistanceMillimetres;
    /** In ten-thousandths, as the others here. */
    final long warnFactor;

    final long boost;
    final int confidenceFloor;
    final BigDecimal priceDeviationPercent;

    private final Map<ScoringCategory, Scale> scales = new EnumMap<>(ScoringCategory.class);

    /** The weights of a category and the score that it asks for, in ten-thousandths. */
    record Scale(Weights weights, long quality, long price, long delivery, long risk, long minimum) {}

    private MatchContext(MarketSettings settings, Parties parties, Advisor advisor) {
        this.settings = settings;
        this.parties = parties;
        this.advisor = advisor;
        crossState = settings.get(Setting.CROSS_STATE_ALLOWED);
        crossBorder = settings.get(Setting.CROSS_BORDER_ALLOWED);
        maxDistanceMillimetres = settings.get(Setting.MAX_DISTANCE_KM) * Spot.MILLIMETRES_PER_KM;
        warnFactor = unscaled(settings.get(Setting.WARN_FACTOR));
        boost = unscaled(settings.get(Setting.AI_BOOST));
        confidenceFloor = settings.get(Setting.AI_CONFIDENCE_FLOOR);
        priceDeviationPercent = settings.get(Setting.AI_PRICE_DEVIATION_PERCENT);
        for (ScoringCategory category : ScoringCategory.values()) {
            Weights weights = settings.weights(category);
            scales.put(
                    category,
                    new Scale(
                            weights,
                            unscaled(weights.quality()),
                            unscaled(weights.price()),
                            unscaled(weights.delivery()),
                            unscaled(weights.risk()),
                            unscaled(settings.minimumScore(category))));
        }
    }

    public static MatchContext of(MarketSettings settings, Parties parties) {
        return new MatchContext(settings, parties, Advisor.NONE);
    }

    /** The same with an advisor. */
    public MatchContext advisedBy(Advisor other) {
        return new MatchContext(settings, parties, other);
    }

    Scale scale(ScoringCategory category) {
        return scales.get(category);
    }

    // Settings that are shares have no more decimals.
    private static long unscaled(BigDecimal share) {
        return share.setScale(SETTING_SCALE).unscaledValue().longValueExact();
    }
}
