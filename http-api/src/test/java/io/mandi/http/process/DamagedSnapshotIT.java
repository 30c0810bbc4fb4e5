package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.http.process.ApiClient.Request;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A snapshot is a shortcut: a book whose snapshots cannot be read is built from its events. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.THIRD)
class DamagedSnapshotIT {
    private static final String SYMBOL = "SNAPSHOT";

    @RegisterExtension
    static final Nodes NODES = new Nodes();

    @Test
    void aBookWhoseSnapshotsAreDamagedIsBuiltFromItsEvents() throws SQLException {
        String database = Database.create();
        Map<String, String> settings = Map.of("DATABASE_URL", database, "BOOK_SNAPSHOT_EVERY", "10");
        NodeProcess first = NODES.start("first", settings).awaitReady();
        String before;
        try (ApiClient api = new ApiClient(first::url)) {
            Market.open(api, SYMBOL);
            for (int i = 0; i < 35; i++) {
                String side = i % 2 == 0 ? "BUY" : "SELL";
                api.untilCertain(
                        Request.post("/orders", "k" + i, Market.order(SYMBOL, "p" + i, side, "100.00", "1.5")));
            }
            before = state(api);
        }
        first.terminate();

        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            int damaged = statement.executeUpdate(
                    "UPDATE snapshot SET snapshot_payload = substring(snapshot_payload FROM 1 FOR 20)");
            assertThat(damaged).as("snapshots to damage").isPositive();
        }

        NodeProcess second = NODES.start("second", settings).awaitReady();
        try (ApiClient api = new ApiClient(second::url)) {
            assertThat(state(api)).isEqualTo(before);
        }
    }

    private static String state(ApiClient api) {
        ApiClient.Reply reply = api.untilCertain(Request.get("/instruments/" + SYMBOL + "/state"));
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.body().path("state_hash").asText();
    }
}
