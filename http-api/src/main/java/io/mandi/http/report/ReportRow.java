package io.mandi.http.report;

import io.mandi.engine.catalog.Decimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What one market reports of one variety of goods on one day.
 *
 * @param state the name of the state, as the report has it
 * @param tonnes what arrived; absent in reports of prices alone
 * @param variety blank when the report does not tell
 * @param grade blank when the report does not tell
 * @param lowest price, as the report has it: a lot is not made of it
 * @param highest price, as the report has it
 * @param modal rupees for a quintal that most of the goods were sold for
 */
public record ReportRow(
        String commodity,
        String state,
        String market,
        LocalDate date,
        Optional<Decimal> tonnes,
        String variety,
        String grade,
        String lowest,
        String highest,
        Decimal modal) {}
