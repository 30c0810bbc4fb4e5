package io.mandi.engine.trade;

import io.mandi.engine.id.ResourceId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one reservation has become.
 *
 * @param id of the kind DESK_TRADE; leads to the reservation
 * @param run what is under way; absent when nothing is
 * @param number by which people know it: {@code TR-2026-000001}; absent before it is made
 * @param failure why it was not made
 * @param alerts what the desk was told about since its status was last changed
 * @param changedAt when its status was last changed
 * @param version counts what clients can see of it change
 */
public record Trade(
        ResourceId id,
        TradeTerms terms,
        TradeStatus status,
        Optional<Run> run,
        Optional<String> number,
        Optional<Failure> failure,
        Optional<Act> confirmed,
        Optional<Act> completed,
        Optional<Act> cancelled,
        Set<Alert> alerts,
        Instant createdAt,
        Instant changedAt,
        long version) {

    public Trade {
        alerts = Set.copyOf(alerts);
    }

    /** One whose first step is to be done. */
    static Trade pending(ResourceId id, TradeTerms terms, Run run, Instant at) {
        return new Trade(
                id,
                terms,
                TradeStatus.PENDING,
                Optional.of(run),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                at,
                at,
                1);
    }

    /** Whether a partner is one of the two. */
    public boolean isOf(String partnerId) {
        return terms.buyer().partnerId().equals(partnerId)
                || terms.seller().partnerId().equals(partnerId);
    }

    /** The same with other steps under way; nothing that clients see of it is another one. */
    Trade with(Optional<Run> next) {
        return new Trade(
                id, terms, status, next, number, failure, confirmed, completed, cancelled, alerts, createdAt, changedAt,
                version);
    }

    Trade alerted(Alert alert) {
        Set<Alert> more = EnumSet.of(alert);
        more.addAll(alerts);
        return new Trade(
                id, terms, status, run, number, failure, confirmed, completed, cancelled, more, createdAt, changedAt,
                version);
    }

    private Trade ended(
            TradeStatus next,
            Optional<String> newNumber,
            Optional<Failure> newFailure,
            Optional<Act> newConfirmed,
            Optional<Act> newCompleted,
            Optional<Act> newCancelled,
            Instant at) {
        return new Trade(
                id,
                terms,
                next,
                Optional.empty(),
                newNumber,
                newFailure,
                newConfirmed,
                newCompleted,
                newCancelled,
                Set.of(),
                createdAt,
                at,
                version + 1);
    }

    Trade created(String given, Instant at) {
        return ended(TradeStatus.CREATED, Optional.of(given), failure, confirmed, completed, cancelled, at);
    }

    Trade failed(Failure why, Instant at) {
        return ended(TradeStatus.FAILED, number, Optional.of(why), confirmed, completed, cancelled, at);
    }

    Trade confirmed(Act act) {
        return ended(TradeStatus.CONFIRMED, number, failure, Optional.of(act), completed, cancelled, act.at());
    }

    Trade completed(Act act) {
        return ended(TradeStatus.COMPLETED, number, failure, confirmed, Optional.of(act), cancelled, act.at());
    }

    Trade cancelled(Act act) {
        return ended(TradeStatus.CANCELLED, number, failure, confirmed, completed, Optional.of(act), act.at());
    }
}
