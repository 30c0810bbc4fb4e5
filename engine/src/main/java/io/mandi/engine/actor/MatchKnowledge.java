package io.mandi.engine.actor;

import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.lots.match.Parties;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Where matching learns what it has to know beside lots and needs. */
public interface MatchKnowledge {

    /**
     * What is known for one run.
     *
     * @param commodity of the book
     * @param priorities a buyer's priority (RQ-11), by partner id; 1.0 for one that nobody knows
     */
    record Known(
            Commodity commodity, MarketSettings settings, Parties parties, Function<String, BigDecimal> priorities) {}

    /** Mostly known at once. The stage fails when it cannot be told now; it is never without an answer for long. */
    CompletionStage<Known> of(EntityId book);
}
