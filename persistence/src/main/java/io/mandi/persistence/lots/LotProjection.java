package io.mandi.persistence.lots;

import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotEvent;
import io.mandi.engine.lots.LotHistory;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.publication.LotEffects;
import io.mandi.engine.publication.UnknownEventTypeException;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.lots.LotTables.LotRow;
import io.mandi.persistence.lots.LotTables.NeedRow;
import io.mandi.persistence.lots.LotTables.ReservationRow;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps {@code availability}, {@code requirement}, {@code requirement_reference} and {@code reservation}, and sees to it that
 * somebody is woken when something in them is due ({@link LotWakeUps}). A page of events costs at most nine statements, however many
 * events it has: what they change is read at once, and all rows are written at once.
 */
public final class LotProjection implements Projection {
    /** Its name. */
    public static final String NAME = "lots";

    private final StoredEvents events = new StoredEvents();

    private record BookEntry(EntityId book, LotTransition transition) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("availability", "requirement", "requirement_reference", "reservation");
    }

    @Override
    public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
        List<BookEntry> page = new ArrayList<>(entries.size());
        long at = 0;
        for (LogEntry entry : entries) {
            Optional<EntityId> book =
                    EntityId.parse(entry.persistenceId()).filter(entity -> entity.kind() == EntityId.Kind.LOT_BOOK);
            if (book.isPresent()) {
                page.add(new BookEntry(book.get(), transition(entry)));
                at = Math.max(at, Micros.of(page.getLast().transition.at()));
            }
        }
        if (!page.isEmpty()) {
            project(connection, page);
        }
        return at;
    }

    private LotTransition transition(LogEntry entry) throws UnreadableEventException {
        if (!(events.readAny(entry) instanceof StoredEvent.OfEntity stored)) {
            throw new UnreadableEventException(entry, "a book of lots has no events of this kind");
        }
        try {
            return LotEffects.read(stored.transition());
        } catch (UnknownEventTypeException | IllegalArgumentException e) {
            throw new UnreadableEventException(entry, e.getMessage());
        }
    }

    private static void project(Connection connection, List<BookEntry> page) throws SQLException {
        Map<EntityId, LotHistory> histories = new HashMap<>();
        Map<ResourceId.Kind, Set<ResourceId>> wanted = new EnumMap<>(ResourceId.Kind.class);
        for (BookEntry entry : page) {
            histories.computeIfAbsent(entry.book, book -> new LotHistory());
            for (LotEvent event : entry.transition.events()) {
                LotHistory.changedBy(event).forEach(id -> of(wanted, id.kind()).add(id));
            }
        }
        // What the page itself brings is not there yet, and is not found.
        LotTables.read(
                connection, "availability", LotTables.COLUMNS, of(wanted, ResourceId.Kind.AVAILABILITY), found -> {
                    LotRow row = LotTables.lot(found);
                    histories.get(row.id().owner()).know(row.lot());
                });
        LotTables.read(connection, "requirement", LotTables.COLUMNS, of(wanted, ResourceId.Kind.REQUIREMENT), found -> {
            NeedRow row = LotTables.need(found);
            histories.get(row.id().owner()).know(row.need());
        });
        LotTables.read(
                connection,
                "reservation",
                LotTables.RESERVATION_COLUMNS,
                of(wanted, ResourceId.Kind.RESERVATION),
                found -> {
                    ReservationRow row = LotTables.reservation(found);
                    histories.get(row.id().owner()).know(row.reservation());
                });
        Set<ResourceId> changed = new LinkedHashSet<>();
        for (BookEntry entry : page) {
            histories.get(entry.book).apply(entry.transition, changed);
        }
        write(connection, histories, changed);
    }

    private static Set<ResourceId> of(Map<ResourceId.Kind, Set<ResourceId>> ids, ResourceId.Kind kind) {
        return ids.computeIfAbsent(kind, one -> new LinkedHashSet<>());
    }

    private static void write(Connection connection, Map<EntityId, LotHistory> histories, Set<ResourceId> changed)
            throws SQLException {
        List<LotRow> lots = new ArrayList<>();
        List<NeedRow> needs = new ArrayList<>();
        List<ReservationRow> reservations = new ArrayList<>();
        for (ResourceId id : changed) {
            LotHistory history = histories.get(id.owner());
            history.lot(id.number())
                    .filter(lot -> id.kind() == ResourceId.Kind.AVAILABILITY)
                    .ifPresent(lot -> lots.add(new LotRow(id, lot)));
            history.need(id.number())
                    .filter(need -> id.kind() == ResourceId.Kind.REQUIREMENT)
                    .ifPresent(need -> needs.add(new NeedRow(id, need)));
            history.reservation(id.number())
                    .filter(reservation -> id.kind() == ResourceId.Kind.RESERVATION)
                    .ifPresent(reservation -> {
                        // An event of a reservation is one of its lot too.
                        Lot lot = history.lot(reservation.lot()).orElseThrow();
                        reservations.add(new ReservationRow(
                                id, reservation, lot.seller(), lot.content().unit()));
                    });
        }
        LotTables.writeLots(connection, lots);
        LotTables.writeNeeds(connection, needs);
        LotTables.writeReservations(connection, reservations);
        WakeUps.setAll(connection, LotWakeUps.of(lots, needs, reservations));
    }
}
