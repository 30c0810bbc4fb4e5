package io.mandi.http.node;

import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.lots.LotProjection;
import io.mandi.persistence.match.MatchTriggers;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.report.CandleProjection;
import io.mandi.persistence.report.DailyTradeProjection;
import io.mandi.persistence.trail.TrailProjection;
import java.time.InstantSource;
import java.util.List;

/** The projections of every node. */
public final class NodeProjections {
    private NodeProjections() {}

    /** All there are. */
    public static List<Projection> all() {
        return all(InstantSource.system());
    }

    /** @param clock of the market */
    static List<Projection> all(InstantSource clock) {
        return List.of(
                new OrderProjection(),
                new TrailProjection(),
                new DailyTradeProjection(),
                new CandleProjection(),
                new LotProjection(),
                new MatchTriggers(clock));
    }
}
