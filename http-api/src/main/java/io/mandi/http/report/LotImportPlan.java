package io.mandi.http.report;

import io.mandi.engine.catalog.Decimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is imported, where to and how.
 *
 * @param node as {@code http://127.0.0.1:8080}
 * @param seller whose lots they become
 * @param asOf only rows of this day; of all when absent
 * @param expiresAt when the lots end; the market's next midnight when absent
 * @param tonnes of a lot whose report does not tell what arrived
 * @param limit most lots
 * @param dryRun whether the file is only held against the catalogue, and nothing is posted or created
 * @param missing what is done about commodities and locations that the catalogue does not have
 * @param parallel most requests at a time
 * @param patience how long one row is tried before the node is given up
 */
public record LotImportPlan(
        URI node,
        String token,
        String seller,
        Optional<LocalDate> asOf,
        Optional<Instant> expiresAt,
        Optional<Decimal> tonnes,
        OptionalLong limit,
        boolean dryRun,
        Missing missing,
        int parallel,
        Duration patience) {
    public static final int MAX_PARALLEL = 256;

    /**
     * What the catalogue lacks.
     *
     * @param create whether it is created; otherwise its rows are refused
     * @param category of a commodity that is created
     * @param hsnCode of a commodity that is created
     */
    public record Missing(boolean create, String category, String hsnCode) {}

    public LotImportPlan {
        if (parallel < 1 || parallel > MAX_PARALLEL || !patience.isPositive()) {
            throw new IllegalArgumentException("parallel and patience must be positive, and parallel bounded");
        }
    }

    ReportLots lots() {
        return new ReportLots(seller, tonnes, expiresAt);
    }
}
