package io.mandi.engine.lots.matching;

import io.mandi.engine.lots.match.Appraisal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which new matches of a run are announced (MT-14, MT-16).
 *
 * @param most of one run
 * @param repeat in which the same pair is not announced again
 * @param similarity 0 to 1, from which on a pair counts as the same
 */
public record Announcing(int most, Duration repeat, BigDecimal similarity) {
    private static final MathContext DIGITS = new MathContext(20, RoundingMode.HALF_UP);

    /**
     * The best of them that are worth it, with the announcement.
     *
     * @param found new matches of one run, the best first
     */
    public List<Match> choose(List<Match> found, Instant at) {
        List<Match> chosen = new ArrayList<>();
        for (Match match : found) {
            Optional<Appraisal> appraisal = match.appraisal();
            if (chosen.size() < most && appraisal.isPresent()) {
                Announcement announcement = Announcement.of(appraisal.get(), at);
                if (match.announced()
                        .filter(before -> isRepeat(before, announcement))
                        .isEmpty()) {
                    chosen.add(match.with(announcement));
                }
            }
        }
        return chosen;
    }

    private boolean isRepeat(Announcement before, Announcement now) {
        return now.at().isBefore(before.at().plus(repeat))
                && similarity(before, now).compareTo(similarity) >= 0;
    }

    /** 1 minus the largest change of score, price and quantity, the last two relative to what they were (MT-16). */
    static BigDecimal similarity(Announcement before, Announcement now) {
        BigDecimal score = now.score().subtract(before.score()).abs();
        BigDecimal quantity = relative(before.quantity(), now.quantity());
        return BigDecimal.ONE.subtract(score.max(price(before, now)).max(quantity));
    }

    /** A price that becomes open, or is no longer open, is another price altogether. */
    private static BigDecimal price(Announcement before, Announcement now) {
        if (before.price().isEmpty() || now.price().isEmpty()) {
            return before.price().isEmpty() && now.price().isEmpty() ? BigDecimal.ZERO : BigDecimal.ONE;
        }
        return relative(before.price().get(), now.price().get());
    }

    private static BigDecimal relative(BigDecimal before, BigDecimal now) {
        if (before.signum() == 0) {
            return now.signum() == 0 ? BigDecimal.ZERO : BigDecimal.ONE;
        }
        return now.subtract(before).abs().divide(before.abs(), DIGITS);
    }
}
