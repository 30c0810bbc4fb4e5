package io.mandi.http.report;

/** What a line of a report was read as. */
public sealed interface ReadRow {
    /** It can become a lot. */
    record Good(ReportRow row) implements ReadRow {}

    /** It cannot. */
    record Bad(RowFlaw flaw) implements ReadRow {}

    static ReadRow bad(RowFlaw.Code code, String detail) {
        return new Bad(new RowFlaw(code, detail));
    }
}
