package io.mandi.engine.lots.match;

/** What an assessment of risk says to do with a pair (RK-2). */
public enum RiskStatus {
    PASS,
    WARN,
    FAIL
}
