package io.mandi.engine.ledger;

/**
 * What an assessment has deducted for.
 *
 * @param points 1 to 100
 */
public record RiskFactor(Kind kind, int points) {

    /** What is looked at. */
    public enum Kind {
        CREDIT,
        RATING,
        PERFORMANCE,
        DISPUTES,
        PAST_TRADES
    }

    @Override
    public String toString() {
        return kind.name();
    }
}
