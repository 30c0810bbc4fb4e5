package io.mandi.engine.partner.kind;

/** How well a partner has met its duties for the goods and services tax. */
public enum GstCompliance {
    EXCELLENT,
    GOOD,
    FAIR,
    POOR
}
