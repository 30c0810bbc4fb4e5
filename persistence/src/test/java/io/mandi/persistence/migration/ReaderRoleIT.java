package io.mandi.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The role for lists, where the node's user is not the one who owns the server. */
class ReaderRoleIT {
    private static final String USER = "mandi_app";

    private final PoolSettings server = TestServer.freshDatabase();

    private static void execute(DatabasePool pool, String... statements) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aUserWithoutRightsBeyondItsDatabaseUsesTheRoleThatWasMadeForIt() throws SQLException {
        try (DatabasePool owner = DatabasePool.open(server)) {
            new Migrations(owner.dataSource(), Duration.ofSeconds(10)).up();
            execute(
                    owner,
                    "DROP SCHEMA public CASCADE",
                    "DROP ROLE IF EXISTS " + USER,
                    "CREATE ROLE " + USER + " LOGIN",
                    "CREATE SCHEMA public AUTHORIZATION " + USER);
            try (DatabasePool application = DatabasePool.open(as(USER))) {
                Migrations migrations = new Migrations(application.dataSource(), Duration.ofSeconds(10));
                assertThatThrownBy(migrations::up).hasMessageContaining("permission denied to grant role");

                execute(owner, "GRANT mandi_reader TO " + USER);
                migrations.up();

                try (Connection connection = application.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("SET LOCAL ROLE mandi_reader");
                    statement.execute("SELECT set_config('mandi.organization', 'north', true)");
                    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM book_order")) {
                        row.next();
                        assertThat(row.getInt(1)).isZero();
                    }
                    connection.rollback();
                }
            } finally {
                execute(owner, "DROP OWNED BY " + USER + " CASCADE", "DROP ROLE " + USER);
            }
        }
    }

    private PoolSettings as(String user) {
        String url = server.jdbcUrl();
        return PoolSettings.of(DatabaseUrl.parse(url + (url.contains("?") ? "&" : "?") + "user=" + user))
                .withMaximumPoolSize(2);
    }
}
