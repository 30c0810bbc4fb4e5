package io.mandi.persistence.webhook;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work that is done as a whole or not at all. */
final class Transactions {
    private Transactions() {}

    /** What is done. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    static <T> T run(DataSource connections, Work<T> work) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } finally {
                // Nothing after a commit. To switch to auto-commit would otherwise commit what something thrown has
                // left half done.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
