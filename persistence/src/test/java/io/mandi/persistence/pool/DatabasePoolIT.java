package io.mandi.persistence.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mandi.persistence.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabasePoolIT {

    @Test
    void keepsAllItsConnectionsOpenUnderItsNameWithALimitOnEveryStatement() throws SQLException {
        PoolSettings settings = TestServer.freshDatabase().withApplicationName("under-test");
        try (DatabasePool pool = DatabasePool.open(settings)) {
            await().untilAsserted(() -> assertThat(pool.usage()).isEqualTo(new PoolUsage(0, 4, 0)));
            assertThat(value(pool, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'under-test'"))
                    .isEqualTo("4");
            assertThat(value(pool, "SHOW statement_timeout")).isEqualTo("15s");
        }
    }

    @Test
    void refusesACallerAfterAShortWaitWhenEveryConnectionIsInUse() throws SQLException {
        PoolSettings settings = TestServer.freshDatabase()
                .withMaximumPoolSize(1)
                .withTimeouts(Duration.ofMillis(250), Duration.ofSeconds(20));
        try (DatabasePool pool = DatabasePool.open(settings);
                Connection inUse = pool.dataSource().getConnection()) {
            assertThat(inUse.isValid(1)).isTrue();
            assertThatExceptionOfType(SQLTransientConnectionException.class)
                    .isThrownBy(() -> pool.dataSource().getConnection());
        }
    }

    @Test
    void endsAStatementThatTakesTooLong() {
        PoolSettings settings = TestServer.freshDatabase().withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(2));
        try (DatabasePool pool = DatabasePool.open(settings)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> value(pool, "SELECT pg_sleep(30)"))
                    .withMessageContaining("statement timeout");
        }
    }

    @Test
    void saysWhichDatabaseIsOutOfReachAndKeepsThePasswordToItself() throws IOException {
        int nobody = portWhereNobodyListens();
        PoolSettings settings = PoolSettings.of(
                        DatabaseUrl.parse("postgres://me:s3cr3t@127.0.0.1:" + nobody + "/mandi"))
                .withStartupWait(Duration.ofMillis(10));
        assertThatExceptionOfType(DatabaseUnavailableException.class)
                .isThrownBy(() -> DatabasePool.open(settings))
                .withMessageContaining("127.0.0.1:" + nobody + "/mandi")
                .withMessageContaining("refused")
                .withMessageNotContaining("s3cr3t");
    }

    private static int portWhereNobodyListens() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static String value(DatabasePool pool, String query) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
