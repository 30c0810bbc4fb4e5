package io.mandi.engine.catalog;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a trading day ends.
 *
 * @param timezone name of the market's time zone in the IANA database
 * @param end when the session ends, as HH:MM of that time zone; the end of the day when absent
 */
public record TradingSession(String timezone, Optional<String> end) {
    /** That of an instrument that says nothing about it. */
    public static final TradingSession USUAL = new TradingSession("Asia/Kolkata", Optional.empty());

    private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59, 999_000_000);
    private static final int HOUR_AND_MINUTE = 5;
    private static final int MICROS = 1_000_000;

    /**
     * The first end of a session behind a time.
     *
     * @param micros microseconds since the epoch
     * @return microseconds since the epoch
     */
    public long endAfter(long micros) {
        ZoneId zone = ZoneId.of(timezone);
        LocalTime time = end.map(LocalTime::parse).orElse(END_OF_DAY);
        LocalDate day = Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000)
                .atZone(zone)
                .toLocalDate();
        // A clock that is put forward can make the end of a day that of an hour later, and one that is put back can
        // have it twice.
        long ends = endOf(day, time, zone);
        while (ends <= micros) {
            day = day.plusDays(1);
            ends = endOf(day, time, zone);
        }
        return ends;
    }

    private static long endOf(LocalDate day, LocalTime time, ZoneId zone) {
        Instant ends = day.atTime(time).atZone(zone).toInstant();
        return ends.getEpochSecond() * MICROS + ends.getNano() / 1_000;
    }

    /** What is wrong with it, if anything. */
    Optional<Flaw> flaw() {
        if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
            return Optional.of(new Flaw(
                    FlawCode.INVALID_INSTRUMENT,
                    "session/timezone",
                    "must be the name of a time zone, as Asia/Kolkata"));
        }
        return end.isPresent() && !isTime(end.get())
                ? Optional.of(new Flaw(
                        FlawCode.INVALID_INSTRUMENT, "session/session_end", "must be a time of the day, as 23:30"))
                : Optional.empty();
    }

    private static boolean isTime(String text) {
        return text.length() == HOUR_AND_MINUTE && text.matches("([01][0-9]|2[0-3]):[0-5][0-9]");
    }
}
