package io.mandi.http.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What lots the rows of a report are: as much as arrived, at the modal price, where the market is.
 *
 * @param seller partner id
 * @param tonnes of a lot whose report does not tell
 * @param expiresAt the market's next midnight when absent
 */
public record ReportLots(String seller, Optional<Decimal> tonnes, Optional<Instant> expiresAt) {
    /** Parameters of a commodity that a report says something about. */
    static final String VARIETY = "VARIETY";

    static final String GRADE = "GRADE";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Tonnes and quintals: what a report counts in, whatever the commodity is otherwise traded in. */
    private static final String QUANTITY_UNIT = "MT";

    private static final String RATE_UNIT = "QUINTAL";

    /** @return why no lot can be made of a row, wherever its commodity and its market are in the catalogue */
    Optional<RowFlaw> flaw(ReportRow row) {
        if (state(row).isEmpty()) {
            return Optional.of(new RowFlaw(RowFlaw.Code.UNKNOWN_STATE, "no state of India is named " + row.state()));
        }
        return quantity(row).isPresent()
                ? Optional.empty()
                : Optional.of(new RowFlaw(
                        RowFlaw.Code.NO_ARRIVALS,
                        "the report does not tell what arrived; --tonnes says it for all rows"));
    }

    static Optional<State> state(ReportRow row) {
        return IndianState.named(row.state());
    }

    private Optional<Decimal> quantity(ReportRow row) {
        return row.tonnes().or(() -> tonnes);
    }

    /** The lot of a row without a flaw. */
    ObjectNode lot(ReportRow row, String commodity, String location) {
        ObjectNode lot = JSON.objectNode()
                .put("commodity_id", commodity)
                .put("seller_partner_id", seller)
                .put("location_id", location)
                .put("total_quantity", quantity(row).orElseThrow().toString())
                .put("quantity_unit", QUANTITY_UNIT)
                .put("price_type", "FIXED")
                .put("base_price", row.modal().toString())
                .put("rate_unit", RATE_UNIT)
                // The same goods of another day are another lot; the key sees to it that a row is posted once.
                .put("allow_duplicate", true);
        ObjectNode quality = lot.putObject("quality_params");
        if (!row.variety().isBlank()) {
            quality.put(VARIETY, row.variety());
        }
        if (!row.grade().isBlank()) {
            quality.put(GRADE, row.grade());
        }
        expiresAt.ifPresent(end -> lot.put("expires_at", end.toString()));
        return lot;
    }

    /** The idempotency key of a row: the same for the same row of the same seller, wherever and whenever it is read. */
    String key(ReportRow row) {
        String identity = String.join(
                "\n",
                seller,
                row.commodity(),
                row.state(),
                row.market(),
                row.date().toString(),
                row.tonnes().map(Decimal::toString).orElse(""),
                row.variety(),
                row.grade(),
                row.lowest(),
                row.highest(),
                row.modal().toString());
        return "report-" + digest(identity);
    }

    /** @param text of any length */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
