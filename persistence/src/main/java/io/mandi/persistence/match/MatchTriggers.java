package io.mandi.persistence.match;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotEvent;
import io.mandi.engine.publication.LotEffects;
import io.mandi.engine.publication.UnknownEventTypeException;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Sees what matches depend on (section 7.7), and sets the wake-ups of those who look for them anew, in the transaction that keeps the place
 * in the log: no change is missed, whoever is killed when. Several changes of a posting wake once (MT-12).
 */
public final class MatchTriggers implements Projection {
    /** Its name. */
    public static final String NAME = "match-triggers";

    // What is told of again, while a projection is rebuilt, is no change.
    private static final String CHANGED = """
        INSERT INTO match_posting (organization_id, posting_id, changed_at) VALUES (?, ?, ?)
        ON CONFLICT (organization_id, posting_id) DO UPDATE
            SET changed_at = greatest(match_posting.changed_at, excluded.changed_at)\
        """;

    private static final long NONE = Long.MAX_VALUE;

    /** What of a partner's record says whether it may trade, with whom, and for how much. */
    private static final Set<String> OF_PARTNERS = Set.of(
            "partner.updated.v1",
            "partner.approved.v1",
            "partner.rejected.v1",
            "partner.suspended.v1",
            "partner.reactivated.v1",
            "partner.deactivated.v1",
            "partner.tax_id_verified.v1",
            "partner.capabilities_changed.v1",
            "partner.relationship_changed.v1",
            "partner.credit_limit_changed.v1",
            "partner.kyc_expired.v1",
            "partner.kyc_renewed.v1",
            "partner.amendment_approved.v1",
            "partner.branch_added.v1",
            "exposure.limit_breached.v1",
            "partner.risk_score_changed.v1");

    private static final Set<String> OF_COMMODITIES = Set.of(
            "commodity.updated.v1",
            "commodity.deactivated.v1",
            "commodity.parameter_set.v1",
            "commodity.unit_factor_set.v1",
            "commodity.reference_price_set.v1");

    private static final String SETTINGS_CHANGED = "organization.settings_changed.v1";

    private final StoredEvents events = new StoredEvents();
    private final InstantSource clock;
    private final long wait;
    /** When the next of those that were set is due. */
    private final AtomicLong due = new AtomicLong(NONE);

    public MatchTriggers(InstantSource clock) {
        this.clock = clock;
        // An organisation's own setting would have to be read for each page.
        this.wait = Duration.ofMillis(MarketSettings.DEFAULT.get(Setting.TRIGGER_WAIT_MILLISECONDS))
                        .toNanos()
                / 1_000;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of();
    }

    /** When whoever was woken since the last call is due; empty when there is nobody. */
    public OptionalLong takeDue() {
        long next = due.getAndSet(NONE);
        return next == NONE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** What a page of the log asks for. */
    private final class Asked {
        final Map<ResourceId, Long> postings = new HashMap<>();
        final Map<WakeUp, WakeUp> wakeUps = new HashMap<>();
        final long soon;
        final long now;
        long at;

        Asked() {
            now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            soon = now + wait;
        }

        void posting(ResourceId id, long changedAt) {
            postings.merge(id, changedAt, Math::max);
            wake(MatchWakeUps.RUN, id.organization(), id.toString(), soon);
        }

        void wake(WakeUp.Kind kind, String organization, String key, long dueAt) {
            WakeUp wakeUp = new WakeUp(organization, kind, key, dueAt);
            wakeUps.put(new WakeUp(organization, kind, key, 0), wakeUp);
        }
    }

    @Override
    public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
        Asked asked = new Asked();
        for (LogEntry entry : entries) {
            Optional<EntityId> entity = EntityId.parse(entry.persistenceId());
            if (entity.isPresent() && isOfInterest(entity.get().kind())) {
                ask(asked, entry, entity.get());
            }
        }
        if (!asked.wakeUps.isEmpty()) {
            write(connection, asked);
            asked.wakeUps.values().stream()
                    .mapToLong(WakeUp::dueAt)
                    .min()
                    .ifPresent(first -> due.accumulateAndGet(first, Math::min));
        }
        return asked.at;
    }

    private static boolean isOfInterest(EntityId.Kind kind) {
        return switch (kind) {
            case LOT_BOOK, PARTNER, LEDGER, CATALOGUE -> true;
            // What a trade takes of a lot or gives back, its book tells.
            case ORDER_BOOK, MATCHES, DESK_TRADE, WEBHOOKS, ACCESS -> false;
        };
    }

    private void ask(Asked asked, LogEntry entry, EntityId entity) throws UnreadableEventException {
        if (!(events.readAny(entry) instanceof StoredEvent.OfEntity stored)) {
            throw new UnreadableEventException(entry, "an entity of this kind has no events of this kind");
        }
        Transition transition = stored.transition();
        asked.at = Math.max(asked.at, transition.at());
        for (Effect effect : transition.effects()) {
            if (entity.kind() == EntityId.Kind.LOT_BOOK) {
                ofPosting(asked, entry, effect, transition.at());
            } else if (OF_PARTNERS.contains(effect.type())) {
                spread(asked, entity, effect, "partner_id", asked.now);
            } else if (OF_COMMODITIES.contains(effect.type())) {
                spread(asked, entity, effect, "commodity_id", asked.soon);
            } else if (effect.type().equals(SETTINGS_CHANGED)) {
                asked.wake(MatchWakeUps.SPREAD, entity.organization(), MatchWakeUps.ORGANIZATION, asked.soon);
            }
        }
    }

    private static void spread(Asked asked, EntityId entity, Effect effect, String field, long dueAt) {
        String key = effect.data().path(field).asText();
        if (!key.isEmpty()) {
            asked.wake(MatchWakeUps.SPREAD, entity.organization(), key, dueAt);
        }
    }

    private static void ofPosting(Asked asked, LogEntry entry, Effect effect, long at) throws UnreadableEventException {
        LotEvent event;
        try {
            event = LotEffects.read(effect);
        } catch (UnknownEventTypeException | IllegalArgumentException e) {
            throw new UnreadableEventException(entry, e.getMessage());
        }
        if (matters(event)) {
            asked.posting(event.posting(), at);
        }
        if (event instanceof LotEvent.OfStock stock) {
            ResourceId reservation = stock.reservationId();
            asked.wake(MatchWakeUps.RESERVATION, reservation.organization(), reservation.toString(), asked.now);
        }
    }

    /** Whether the matches of the posting may be others now. */
    private static boolean matters(LotEvent event) {
        return switch (event) {
            case LotEvent.LotCreated ignored -> false;
            case LotEvent.LotSubmitted ignored -> false;
            case LotEvent.LotApproved ignored -> false;
            case LotEvent.LotRejected ignored -> true;
            case LotEvent.LotActivated ignored -> true;
            case LotEvent.LotBlocked ignored -> true;
            case LotEvent.LotExpired ignored -> true;
            case LotEvent.LotCancelled ignored -> true;
            case LotEvent.LotUpdated ignored -> true;
            case LotEvent.LotQualityChanged ignored -> true;
            case LotEvent.LotVisibilityChanged ignored -> true;
            case LotEvent.LotPriceChanged ignored -> true;
            case LotEvent.LotQuantityChanged ignored -> true;
            case LotEvent.OfStock ignored -> true;
            // The pair was a match until then, or somebody has thought so.
            case LotEvent.ReservationRejected ignored -> true;
            case LotEvent.NeedCreated ignored -> false;
            case LotEvent.NeedRiskAlert ignored -> false;
            case LotEvent.NeedPublished ignored -> true;
            case LotEvent.NeedBlocked ignored -> true;
            case LotEvent.NeedExpired ignored -> true;
            case LotEvent.NeedCancelled ignored -> true;
            case LotEvent.NeedUpdated ignored -> true;
            case LotEvent.NeedBudgetChanged ignored -> true;
            case LotEvent.NeedQualityChanged ignored -> true;
            case LotEvent.NeedVisibilityChanged ignored -> true;
            case LotEvent.NeedCommitted ignored -> true;
            case LotEvent.CommitmentReleased ignored -> true;
            case LotEvent.FulfillmentUpdated ignored -> true;
            case LotEvent.PurchaseReverted ignored -> true;
            case LotEvent.NeedFulfilled ignored -> true;
        };
    }

    private static void write(Connection connection, Asked asked) throws SQLException {
        try (PreparedStatement changed = connection.prepareStatement(CHANGED)) {
            List<Map.Entry<ResourceId, Long>> inOrder = asked.postings.entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                    .toList();
            for (Map.Entry<ResourceId, Long> entry : inOrder) {
                changed.setString(1, entry.getKey().organization());
                changed.setString(2, entry.getKey().toString());
                changed.setLong(3, entry.getValue());
                changed.addBatch();
            }
            changed.executeBatch();
        }
        WakeUps.setSooner(connection, asked.wakeUps.values());
        Set<String> organizations = new HashSet<>();
        Stream.concat(
                        asked.postings.keySet().stream().map(ResourceId::organization),
                        asked.wakeUps.values().stream().map(WakeUp::organization))
                .forEach(organizations::add);
        for (String organization : organizations.stream().sorted().toList()) {
            WakeUps.setFirst(
                    connection, new WakeUp(organization, MatchWakeUps.SWEEP, MatchWakeUps.CHANGED, asked.soon));
        }
    }
}
