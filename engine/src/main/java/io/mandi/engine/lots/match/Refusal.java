package io.mandi.engine.lots.match;

import java.util.Optional;

/**
 * One reason why a pair was rejected, for people (section 7.9).
 *
 * @param parameter the quality that it is about
 * @param actual what the pair has; distances in km with one decimal, prices for one base unit with four, other numbers as
 *     they are
 * @param limit what it would have needed
 */
public record Refusal(Reason reason, Optional<String> parameter, Optional<String> actual, Optional<String> limit) {

    public Filter filter() {
        return reason.filter();
    }
}
