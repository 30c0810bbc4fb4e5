package io.mandi.http.report;

import io.mandi.engine.catalog.Decimal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * How a report of agricultural markets is laid out. Each line is read for itself, so that a broken one does not take others with it.
 */
public enum ReportLayout {
    /** Arrivals and prices, with a header. */
    ARRIVALS {
        @Override
        ReadRow row(List<String> fields) {
            if (fields.size() != 9) {
                return malformed(fields, 9);
            }
            Optional<Decimal> tonnes = positive(fields.get(4));
            if (tonnes.isEmpty()) {
                return ReadRow.bad(RowFlaw.Code.NO_ARRIVALS, "the tonnes that arrived are missing");
            }
            return checked(
                    new Names(fields.get(0), fields.get(1), fields.get(2), fields.get(5), ""),
                    fields.get(3),
                    tonnes,
                    fields.subList(6, 9));
        }
    },
    /** Prices alone, without a header; a name may have commas within brackets. */
    PRICES {
        @Override
        ReadRow row(List<String> fields) {
            if (fields.size() < 10) {
                return malformed(fields, 10);
            }
            int names = fields.size() - PRICE_FIELDS;
            List<String> leading = withBracketsClosed(fields.subList(0, names));
            if (leading.size() != 5) {
                return ReadRow.bad(
                        RowFlaw.Code.AMBIGUOUS_ROW,
                        "there are " + leading.size()
                                + " names before the grade instead of 5: one has a comma outside of brackets");
            }
            List<String> trailing = fields.subList(names, fields.size());
            return checked(
                    new Names(leading.get(3), leading.get(0), leading.get(2), leading.get(4), trailing.get(0)),
                    trailing.get(1),
                    Optional.empty(),
                    trailing.subList(2, PRICE_FIELDS));
        }
    };

    /** The first line of a report of arrivals. */
    public static final String HEADER =
            "commodity,state,market,date,arrivals_tonnes,variety,min_rs_per_quintal,max_rs_per_quintal,modal_rs_per_quintal";

    /** Grade, date, and three prices, at the end of a row of prices. */
    private static final int PRICE_FIELDS = 5;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("dd/MM/uuuu").withResolverStyle(ResolverStyle.STRICT);
    /** Of this century. */
    private static final DateTimeFormatter SHORT_DATE =
            DateTimeFormatter.ofPattern("dd/MM/uu").withResolverStyle(ResolverStyle.STRICT);

    private static final int SHORT_DATE_LENGTH = 8;
    private static final CSVFormat CSV =
            CSVFormat.DEFAULT.builder().setTrim(true).get();
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * The layout of a report, by its first line.
     *
     * @return empty when it is none of these
     */
    public static Optional<ReportLayout> of(String firstLine) {
        List<String> fields = fields(withoutMark(firstLine));
        if (fields.equals(List.of(HEADER.split(",")))) {
            return Optional.of(ARRIVALS);
        }
        boolean prices =
                fields.size() >= 10 && date(fields.get(fields.size() - 4)).isPresent();
        return prices ? Optional.of(PRICES) : Optional.empty();
    }

    /** Whether the first line of a report is no row. */
    public boolean hasHeader() {
        return this == ARRIVALS;
    }

    /** What a line is; the first one may begin with a byte order mark. */
    public ReadRow read(String line) {
        List<String> fields = fields(withoutMark(line));
        return fields.isEmpty()
                ? ReadRow.bad(RowFlaw.Code.MALFORMED_ROW, "a quotation mark is not closed")
                : row(fields);
    }

    abstract ReadRow row(List<String> fields);

    private static String withoutMark(String line) {
        return line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
    }

    /** Empty when the line is no CSV. */
    private static List<String> fields(String line) {
        try (CSVParser parser = CSVParser.parse(line, CSV)) {
            return parser.stream().findFirst().map(CSVRecord::toList).orElse(List.of(""));
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static ReadRow malformed(List<String> fields, int wanted) {
        return ReadRow.bad(RowFlaw.Code.MALFORMED_ROW, "there are " + fields.size() + " fields instead of " + wanted);
    }

    /** Puts together what commas within brackets have parted. A bracket too many that closes is part of a name. */
    private static List<String> withBracketsClosed(List<String> parts) {
        List<String> names = new ArrayList<>();
        int open = 0;
        for (String part : parts) {
            if (open > 0) {
                names.add(names.removeLast() + "," + part);
            } else {
                names.add(part);
            }
            open = Math.max(0, open + count(part, '(') - count(part, ')'));
        }
        return names;
    }

    private static int count(String text, char bracket) {
        return (int) text.chars().filter(c -> c == bracket).count();
    }

    /** Who, where and what. */
    private record Names(String commodity, String state, String market, String variety, String grade) {
        boolean isComplete() {
            return !commodity.isBlank() && !state.isBlank() && !market.isBlank();
        }
    }

    private static ReadRow checked(Names names, String day, Optional<Decimal> tonnes, List<String> prices) {
        Optional<LocalDate> date = date(day);
        Optional<Decimal> modal = positive(prices.get(2));
        if (!names.isComplete()) {
            return ReadRow.bad(RowFlaw.Code.NO_NAME, "commodity, state or market is missing");
        }
        if (date.isEmpty()) {
            return ReadRow.bad(RowFlaw.Code.NO_DATE, "the date is missing, or is neither dd/mm/yyyy nor dd/mm/yy");
        }
        if (modal.isEmpty()) {
            return ReadRow.bad(RowFlaw.Code.NO_PRICE, "the modal price is missing");
        }
        if (names.variety.isBlank() && names.grade.isBlank()) {
            return ReadRow.bad(RowFlaw.Code.NO_QUALITY, "the variety is missing");
        }
        return new ReadRow.Good(new ReportRow(
                names.commodity,
                names.state,
                names.market,
                date.get(),
                tonnes,
                names.variety,
                names.grade,
                prices.get(0),
                prices.get(1),
                modal.get()));
    }

    /** A number above 0; reports write NR for none, and 0. */
    private static Optional<Decimal> positive(String text) {
        return Decimal.parse(text).filter(number -> number.toBigDecimal().signum() > 0);
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text, text.length() == SHORT_DATE_LENGTH ? SHORT_DATE : DATE));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
