package io.mandi.persistence.pool;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work that is done as a whole or not at all. */
public final class Transactions {
    private Transactions() {}

    /**
     * What is done.
     *
     * @param <E> what it throws besides, if anything
     */
    public interface Work<T, E extends Exception> {
        T on(Connection connection) throws SQLException, E;
    }

    /** Commits what the work has done, unless it throws. */
    public static <T, E extends Exception> T run(DataSource connections, Work<T, E> work) throws SQLException, E {
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
