package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.PreparedQuality.Grade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A requirement of one parameter, made ready for many lots. */
final class QualityCheck {
    /** In place of a score: the lot does not say what it has. */
    static final long MISSING = -1;

    static final long OUT_OF_RANGE = -2;
    static final long NOT_ACCEPTED = -3;

    final QualityRequirement requirement;

    private final boolean limited;
    private final Optional<Grade> min;
    private final Optional<Grade> max;
    private final Optional<Grade> preferred;
    /** How far a value inside the limits can be from the preferred one; 0 when that cannot be told. */
    private final Grade reach;

    private final boolean narrow;
    private final long minNanos;
    private final long maxNanos;

    private final Set<String> acceptedTexts = new HashSet<>();
    private final List<BigDecimal> acceptedNumbers = new ArrayList<>();
    private final String preferredText;

    QualityCheck(QualityRequirement requirement) {
        this.requirement = requirement;
        min = requirement.min().map(QualityCheck::grade);
        max = requirement.max().map(QualityCheck::grade);
        limited = min.isPresent() || max.isPresent();
        preferred = requirement.preferred().flatMap(QualityCheck::number);
        reach = reach();
        narrow = isNarrow(min) && isNarrow(max) && isNarrow(preferred) && reach.narrow();
        minNanos = min.map(Grade::nanos).orElse(Long.MIN_VALUE);
        maxNanos = max.map(Grade::nanos).orElse(Long.MAX_VALUE);
        for (String accepted : requirement.accepted()) {
            acceptedTexts.add(Texts.tidy(accepted));
            number(accepted).map(Grade::number).ifPresent(acceptedNumbers::add);
        }
        preferredText = requirement.preferred().map(Texts::tidy).orElse("");
    }

    private static Grade grade(Decimal number) {
        return Grade.of(number.toBigDecimal());
    }

    private static Optional<Grade> number(String text) {
        return Decimal.parse(text.strip()).map(QualityCheck::grade);
    }

    private static boolean isNarrow(Optional<Grade> grade) {
        return grade.isEmpty() || grade.get().narrow();
    }

    private Grade reach() {
        if (preferred.isEmpty()) {
            return Grade.NONE;
        }
        BigDecimal middle = preferred.get().number();
        BigDecimal farthest = BigDecimal.ZERO;
        Optional<Decimal> least = requirement.min().or(requirement::catalogueMin);
        Optional<Decimal> most = requirement.max().or(requirement::catalogueMax);
        if (least.isPresent()) {
            farthest = farthest.max(middle.subtract(least.get().toBigDecimal()));
        }
        if (most.isPresent()) {
            farthest = farthest.max(most.get().toBigDecimal().subtract(middle));
        }
        return Grade.of(farthest);
    }

    /** The score of a value, as a {@link Ratio}, or why it has none. */
    long score(PreparedQuality value) {
        if (!value.numeric()) {
            return scoreText(value.text());
        }
        boolean fits = narrow && value.isNarrow();
        boolean inside = fits
                ? value.low().nanos() >= minNanos && value.high().nanos() <= maxNanos
                : (min.isEmpty() || value.low().number().compareTo(min.get().number()) >= 0)
                        && (max.isEmpty()
                                || value.high().number().compareTo(max.get().number()) <= 0);
        if (!inside) {
            return OUT_OF_RANGE;
        }
        if (!requirement.accepted().isEmpty() && !accepts(value)) {
            return NOT_ACCEPTED;
        }
        if (preferred.isEmpty()) {
            return Ratio.ONE;
        }
        return fits
                ? nearness(value.middle().nanos(), preferred.get().nanos(), reach.nanos())
                : nearness(value.middle().number(), preferred.get().number(), reach.number());
    }

    private boolean accepts(PreparedQuality value) {
        return value.low().number().compareTo(value.high().number()) == 0
                && acceptedNumbers.stream()
                        .anyMatch(number -> number.compareTo(value.low().number()) == 0);
    }

    // 1 - 0.5 x distance / reach, as one division.
    private static long nearness(long value, long preferred, long reach) {
        long distance = Math.abs(value - preferred);
        if (distance == 0) {
            return Ratio.ONE;
        }
        return distance >= reach ? Ratio.HALF : Ratio.of(2 * reach - distance, 2 * reach);
    }

    private static long nearness(BigDecimal value, BigDecimal preferred, BigDecimal reach) {
        BigDecimal distance = value.subtract(preferred).abs();
        if (distance.signum() == 0) {
            return Ratio.ONE;
        }
        BigDecimal twice = reach.multiply(BigDecimal.TWO);
        return distance.compareTo(reach) >= 0 ? Ratio.HALF : Ratio.of(twice.subtract(distance), twice);
    }

    private long scoreText(String text) {
        if (limited) {
            // Words are in no range of numbers.
            return OUT_OF_RANGE;
        }
        if (!acceptedTexts.isEmpty() && !acceptedTexts.contains(text)) {
            return NOT_ACCEPTED;
        }
        return requirement.preferred().isEmpty() || preferredText.equals(text) ? Ratio.ONE : Ratio.HALF;
    }

    /** What it takes, for people. */
    String shown(long failure) {
        if (failure == NOT_ACCEPTED) {
            return String.join(", ", requirement.accepted());
        }
        return requirement.min().map(Decimal::toString).orElse("") + ".."
                + requirement.max().map(Decimal::toString).orElse("");
    }
}
