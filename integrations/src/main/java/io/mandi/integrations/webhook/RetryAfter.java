package io.mandi.integrations.webhook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,9})(\\.[0-9]*)?");
    private static final long MICROS = 1_000_000;

    private RetryAfter() {}

    /** What it says in microseconds from now on; a fraction of a second counts as a whole. Absent for what is neither. */
    static OptionalLong micros(Optional<String> header, Instant now) {
        if (header.isEmpty()) {
            return OptionalLong.empty();
        }
        var seconds = SECONDS.matcher(header.get().strip());
        if (seconds.matches()) {
            long whole = Long.parseLong(seconds.group(1));
            boolean fraction = seconds.group(2) != null && seconds.group(2).matches(".*[1-9].*");
            return OptionalLong.of((fraction ? whole + 1 : whole) * MICROS);
        }
        try {
            Instant date = ZonedDateTime.parse(header.get().strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return OptionalLong.of(Math.max(0, ChronoUnit.MICROS.between(now, date)));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }
}
