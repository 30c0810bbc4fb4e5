package io.mandi.http.api;

import io.mandi.cluster.Environment;
import io.mandi.cluster.Logging;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.testkit.DataFolders;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Tokens;
import io.mandi.http.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A whole node in this JVM, with a database of its own: what the tests of the API talk to over real connections. */
final class TestNode implements AutoCloseable {
    static final String SECRET = "a key that only these tests sign with: 7f0c2d91e4";
    /** The tenant of most tests. */
    static final String ORGANIZATION = "north-market";
    /** A tenant that must never be seen by the other. */
    static final String OTHER_ORGANIZATION = "south-market";
    /** Short, so that a test can wait for it to pass. */
    static final Duration BODY_TIMEOUT = Duration.ofMillis(1_500);

    static final int MAX_BODY_BYTES = 1_048_576;

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(30);
    private static final int PORT_LINE = 3;

    private static final AtomicInteger SYMBOLS = new AtomicInteger();

    private final Node node;
    private final String jdbcUrl;
    private final Connection database;

    /** One node for all test classes of the JVM: a start takes seconds. */
    private static final class Shared {
        static final TestNode NODE = start();

        private static TestNode start() {
            Path dataDir = newDataDir();
            TestNode started = TestNode.start(dataDir);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                started.close();
                delete(dataDir);
            }));
            return started;
        }
    }

    private TestNode(Node node, String jdbcUrl) throws SQLException {
        this.node = node;
        this.jdbcUrl = jdbcUrl;
        this.database = DriverManager.getConnection(jdbcUrl);
    }

    static TestNode shared() {
        return Shared.NODE;
    }

    /** Starts a node on a data folder, and returns when it can serve. */
    static TestNode start(Path dataDir) {
        return start(dataDir, Map.of());
    }

    /** @param own settings that differ from those of the other tests */
    static TestNode start(Path dataDir, Map<String, String> own) {
        return start(dataDir, own, InstantSource.system());
    }

    /** @param clock of the market */
    static TestNode start(Path dataDir, Map<String, String> own, InstantSource clock) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DATA_DIR", dataDir.toString());
        variables.put("HTTP_PORT", "0");
        variables.put("HTTP_MAX_BODY_BYTES", Integer.toString(MAX_BODY_BYTES));
        variables.put("HTTP_BODY_TIMEOUT", BODY_TIMEOUT.toMillis() + "ms");
        variables.put("LOG_LEVEL", "WARN");
        // Most tests are not about partners.
        variables.put("ORDERS_REQUIRE_APPROVED_PARTNER", "false");
        // Receivers of events are in this process.
        variables.put("WEBHOOK_ALLOW_LOOPBACK", "true");
        variables.put("WEBHOOK_RETRY_FIRST", "100ms");
        variables.put("WEBHOOK_BREAKER_PAUSE", "300ms");
        // Lists show what was done soon after it.
        variables.put("PROJECTION_POLL", "500ms");
        variables.put("PROJECTION_BUSY_PERCENT", "100");
        // One clock; tests are back at once.
        variables.put("STREAM_CANCEL_MARGIN", "0ms");
        variables.putAll(own);
        NodeSettings settings = NodeSettings.from(new Environment(variables));
        Logging.configure(settings.log(), true);
        try {
            Node started = Node.start(settings, SECRET, clock);
            if (!started.awaitReady(READY_TIMEOUT)) {
                started.close();
                throw new AssertionError("the node was not ready within " + READY_TIMEOUT);
            }
            return new TestNode(started, jdbcUrl(dataDir));
        } catch (SQLException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static Path newDataDir() {
        return DataFolders.create("mandi-api-test");
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        } finally {
            node.close();
        }
    }

    // ---------------------------------------------------------------------------------------------------- clients

    URI url() {
        return URI.create(node.url());
    }

    static Tokens tokens() {
        return new Tokens(SECRET, InstantSource.system());
    }

    static String token(String organization, String user, UserType type, Optional<String> partner) {
        return tokens().issue(user, organization, type, partner, Optional.empty(), TOKEN_LIFETIME);
    }

    ApiClient anonymous() {
        return new ApiClient(url(), Optional.empty());
    }

    ApiClient bearing(String token) {
        return new ApiClient(url(), Optional.of(token));
    }

    /** Staff of the usual organisation. */
    ApiClient staff() {
        return staff("clerk");
    }

    ApiClient staff(String user) {
        return bearing(token(ORGANIZATION, user, UserType.INTERNAL, Optional.empty()));
    }

    /** Staff of the other organisation. */
    ApiClient otherStaff() {
        return bearing(token(OTHER_ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty()));
    }

    /** Staff of any organisation. */
    ApiClient staffOf(String organization) {
        return bearing(token(organization, "clerk", UserType.INTERNAL, Optional.empty()));
    }

    /** A user of one partner of the usual organisation. */
    ApiClient partner(String partner) {
        return bearing(token(ORGANIZATION, "user-of-" + partner, UserType.EXTERNAL, Optional.of(partner)));
    }

    ApiClient superAdmin() {
        return bearing(token(ORGANIZATION, "root", UserType.SUPER_ADMIN, Optional.empty()));
    }

    /** A user whose token names what it may do. */
    ApiClient allowed(UserType type, Optional<String> partner, Permission... permissions) {
        return bearing(tokens().issue(
                        "narrow", ORGANIZATION, type, partner, Optional.of(Set.of(permissions)), TOKEN_LIFETIME));
    }

    // ---------------------------------------------------------------------------------------------------- markets

    /** A symbol that no other test has. */
    static String newSymbol() {
        return "TEST-" + SYMBOLS.incrementAndGet();
    }

    /** A new instrument of the usual organisation with ticks of 0.50 and lots of 1. */
    String openMarket() {
        return openMarket("0.50", "1");
    }

    String openMarket(String tickSize, String lotSize) {
        String symbol = newSymbol();
        staff().define(symbol, Orders.instrument(tickSize, lotSize));
        return symbol;
    }

    // ---------------------------------------------------------------------------------------------------- journal

    /**
     * Rows in the event journal, without those of what somebody has tried and of matches that are found, which are written a moment
     * later.
     */
    long journalRows() {
        return count(
                "SELECT count(*) FROM event_journal WHERE persistence_id NOT LIKE 'Access|%'"
                        + " AND persistence_id NOT LIKE 'Matches|%'",
                List.of());
    }

    /** Whether the matches of a posting were looked for since it was last changed. */
    boolean isSearched(String organization, String posting) {
        return count(
                        "SELECT count(*) FROM match_posting WHERE organization_id = ? AND posting_id = ?"
                                + " AND run > 0 AND covered_at >= changed_at",
                        List.of(organization, posting))
                == 1;
    }

    /** Rows in the event journal of one book of the usual organisation. */
    long journalRows(String symbol) {
        return count(
                "SELECT count(*) FROM event_journal WHERE persistence_id = ?",
                List.of("OrderBook|" + ORGANIZATION + "/" + symbol));
    }

    /** What is kept of an endpoint's signing secret. */
    synchronized byte[] webhookSecret(String endpointId) {
        try (PreparedStatement statement =
                database.prepareStatement("SELECT secret FROM webhook_endpoint WHERE endpoint_id = ?")) {
            statement.setString(1, endpointId);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBytes(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** As if a partner had been approved long ago: its KYC is valid to the end of that day. */
    synchronized void endKyc(String partner, LocalDate last) {
        ResourceId id = ResourceId.parse(ResourceId.Kind.PARTNER, partner).orElseThrow();
        try (PreparedStatement statement =
                database.prepareStatement("UPDATE partner SET kyc_valid_until = ?::date, definition ="
                        + " jsonb_set(definition, '{kyc,valid_until}', to_jsonb(?::text))"
                        + " WHERE organization_id = ? AND number = ?")) {
            statement.setString(1, last.toString());
            statement.setString(2, last.toString());
            statement.setString(3, id.organization());
            statement.setLong(4, id.number());
            if (statement.executeUpdate() != 1) {
                throw new AssertionError("there is no " + partner);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The database itself, for what the node shall not hear of. */
    DataSource database() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        return source;
    }

    /** Holds the list of instruments: who asks for it, or for lists of orders, waits until this is closed. Books do not. */
    HeldTable holdInstruments() {
        return new HeldTable(jdbcUrl, "instrument");
    }

    /** Holds an entity in tables: whoever changes it waits until this is closed. */
    HeldEntity hold(EntityId entity) {
        return new HeldEntity(jdbcUrl, entity);
    }

    /** Holds the partners: whoever asks for one waits until this is closed. */
    HeldTable holdPartners() {
        return new HeldTable(jdbcUrl, "partner");
    }

    private synchronized long count(String query, List<String> parameters) {
        try (PreparedStatement statement = database.prepareStatement(query)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The embedded server takes a free port and writes it down for its own programs. */
    private static String jdbcUrl(Path dataDir) {
        Path pidFile = dataDir.resolve("postgres").resolve("postmaster.pid");
        try {
            String port = Files.readAllLines(pidFile).get(PORT_LINE).strip();
            return "jdbc:postgresql://127.0.0.1:" + port + "/mandi?user=postgres";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
