package io.mandi.http.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has become of the rows of a report.
 *
 * @param rows that were read
 * @param skipped rows of other days
 * @param bad rows that no lot can be made of, by what is wrong with them
 * @param posted lots that are new; in a dry run those that would be posted
 * @param repeated rows whose lots were posted before
 * @param refused rows that the node has refused, by its codes
 * @param stopped why the rest of the file was not read; empty when all of it was
 */
public record ImportSummary(
        @JsonProperty("rows") long rows,
        @JsonProperty("skipped") long skipped,
        @JsonProperty("bad_rows") SortedMap<String, Long> bad,
        @JsonProperty("posted") long posted,
        @JsonProperty("repeated") long repeated,
        @JsonProperty("refused") SortedMap<String, Long> refused,
        @JsonProperty("commodities_created") int commoditiesCreated,
        @JsonProperty("locations_created") int locationsCreated,
        @JsonProperty("dry_run") boolean dryRun,
        @JsonProperty("stopped") String stopped,
        @JsonProperty("seconds") double seconds) {

    public ImportSummary {
        bad = new TreeMap<>(bad);
        refused = new TreeMap<>(refused);
    }

    /** Whether each row is a lot now. */
    @JsonIgnore
    public boolean isClean() {
        return bad.isEmpty() && refused.isEmpty();
    }

    static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
