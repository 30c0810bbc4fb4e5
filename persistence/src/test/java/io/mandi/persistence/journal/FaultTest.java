package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {

    @ParameterizedTest
    @CsvSource({
        // A character that is not one, a text too long, a key twice, a value missing.
        "22021, ROW",
        "22001, ROW",
        "23505, ROW",
        "23502, ROW",
        // The statement took too long; deadlock, serialization; locks, full disk, memory, connections; after a
        // failover.
        "57014, TRANSIENT",
        "40P01, TRANSIENT",
        "40001, TRANSIENT",
        "55P03, TRANSIENT",
        "53100, TRANSIENT",
        "53200, TRANSIENT",
        "53300, TRANSIENT",
        "25006, TRANSIENT",
        "58030, TRANSIENT",
        // The connection has ended, or is being ended by the server.
        "08006, UNKNOWN",
        "08003, UNKNOWN",
        "08P01, UNKNOWN",
        "57P01, UNKNOWN",
        "57P02, UNKNOWN",
        "57P03, UNKNOWN",
        "40003, UNKNOWN",
        // No such table or column, no right, an error in the server.
        "42P01, PERMANENT",
        "42703, PERMANENT",
        "42501, PERMANENT",
        "XX000, PERMANENT",
        "0A000, PERMANENT",
    })
    void saysWhatBecameOfTheRows(String state, Fault fault) {
        assertThat(Fault.of(new SQLException("failed", state))).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none", "''", "08"})
    void knowsNothingWithoutAState(String state) {
        assertThat(Fault.of(new SQLException("failed", state))).isEqualTo(Fault.UNKNOWN);
    }
}
