package io.mandi.persistence.projection;

import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.UnreadableEventException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gives turns as the actors do, from a test's own thread. */
public final class ProjectionRun {
    private ProjectionRun() {}

    /** Until the projection has taken in what is in the journal, in every slice. */
    public static void catchUp(DataSource connections, Projection projection, int page)
            throws SQLException, UnreadableEventException {
        ProjectionTurn turn = new ProjectionTurn(connections, page);
        for (int slice = 0; slice < EventLog.SLICES; slice++) {
            while (turn.run(projection, slice) != ProjectionTurn.Outcome.CAUGHT_UP) {
                Thread.onSpinWait();
            }
        }
    }
}
