package io.mandi.persistence.projection;

import io.mandi.persistence.log.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.ObjIntConsumer;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/** The projections of a cluster: each slice of the log is followed on one of its nodes, and on another one when that ends. */
public final class Projections {
    private Projections() {}

    /**
     * Makes this node take its share of the slices.
     *
     * @param connections for the projections
     * @param blocking whose threads may wait for the database, and rest; no more than there are connections
     * @param page most events of one transaction
     * @param poll how often a slice is looked at when nobody has said that it has grown
     * @param busyPercent part of a thread's time that goes into projections while this node writes events, 1 to 100
     * @param afterTurn told of each turn of a projection in a slice, also of one that has found nothing or failed; it does not wait for
     *     anything
     */
    public static void start(
            ActorSystem<?> system,
            List<Projection> projections,
            DataSource connections,
            Executor blocking,
            int page,
            Duration poll,
            int busyPercent,
            ObjIntConsumer<Projection> afterTurn) {
        SliceProjector.Pace pace = new SliceProjector.Pace(poll, busyPercent, afterTurn);
        ProjectionTurn turn = new ProjectionTurn(connections, page);
        ShardedDaemonProcess.get(system)
                .init(
                        SliceProjector.Command.class,
                        "projections",
                        EventLog.SLICES,
                        slice -> SliceProjector.create(slice, projections, turn, blocking, pace),
                        ShardedDaemonProcessSettings.create(system),
                        Optional.of(SliceProjector.Stop.INSTANCE));
    }
}
