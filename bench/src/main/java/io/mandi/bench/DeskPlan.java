package io.mandi.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How large the market is, and for how long it is measured.
 *
 * @param lots open ones of one commodity
 * @param needs open ones of the same commodity
 * @param postings how many lots, and how many needs, are posted one after the other to see when they match
 * @param time of each case and round of the reservations
 * @param warmUp longest load of each case before that
 * @param rounds of the reservations
 * @param connections that reserve, or send orders, at the same time
 * @param settings of the node, where they differ from the defaults
 * @param folder where the database lies meanwhile
 */
record DeskPlan(
        int lots,
        int needs,
        int postings,
        Duration time,
        Duration warmUp,
        int rounds,
        int connections,
        Map<String, String> settings,
        Path folder) {
    DeskPlan {
        if (lots < 1 || needs < 1 || postings < 1 || rounds < 1 || connections < 1) {
            throw new IllegalArgumentException("numbers must be positive");
        }
        if (!time.isPositive() || warmUp.isNegative()) {
            throw new IllegalArgumentException("times must be positive");
        }
    }
}
