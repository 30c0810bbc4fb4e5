package io.mandi.persistence.lots;

import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Lists of an organisation's lots, needs and reservations, the newest first. They follow the log: what was done a moment ago may not
 * be in them yet, and what its book has forgotten still is. A stage fails as {@link ListReader} says.
 */
public final class PostgresLotLists {
    private static final String ORDER = " ORDER BY created_at DESC, id DESC LIMIT ?";

    private final ListReader reader;

    public PostgresLotLists(ListReader reader) {
        this.reader = reader;
    }

    /**
     * Which lots; absent means all.
     *
     * @param seller partner id
     * @param location of the catalogue
     * @param createdFrom at or after
     * @param createdBefore before
     */
    public record LotFilter(
            Optional<String> seller,
            Optional<ResourceId> commodity,
            Optional<LotStatus> status,
            Optional<ApprovalStatus> approval,
            Optional<ResourceId> location,
            Optional<Instant> createdFrom,
            Optional<Instant> createdBefore) {}

    /**
     * Which needs; absent means all.
     *
     * @param buyer partner id
     */
    public record NeedFilter(
            Optional<String> buyer,
            Optional<ResourceId> commodity,
            Optional<NeedStatus> status,
            Optional<Urgency> urgency,
            Optional<Intent> intent) {}

    /**
     * Which reservations; absent means all.
     *
     * @param party partner id of the holder, or of the lot's seller
     * @param holder partner id
     */
    public record ReservationFilter(
            Optional<String> party,
            Optional<String> holder,
            Optional<ResourceId> lot,
            Optional<ResourceId> need,
            Optional<ReservationStatus> status) {}

    /**
     * A place in a list: that of an item. New ones come before it, so that it stays what it is.
     *
     * @param at when the item was created
     * @param id as clients see it
     */
    public record Place(Instant at, String id) {}

    /** A lot, need or reservation as its book has it. */
    public record Listed<T>(ResourceId id, T item) {}

    /**
     * A reservation with what is its lot's.
     *
     * @param unit in which the quantity is
     */
    public record OfLot(Reservation reservation, String seller, Unit unit) {}

    /** The next lots behind a place; one more than the limit tells that there are more. */
    public CompletionStage<Stamped<List<Listed<Lot>>>> lots(
            ReadScope scope, LotFilter filter, Optional<Place> behind, int limit) {
        Query query = select(LotTables.COLUMNS, "availability", scope.organization());
        filter.seller().ifPresent(seller -> query.and("seller_id = ?", seller));
        filter.commodity().ifPresent(commodity -> query.and("commodity_id = ?", commodity.toString()));
        filter.status().ifPresent(status -> query.and("status = ?", status.name()));
        filter.approval().ifPresent(approval -> query.and("approval_status = ?", approval.name()));
        filter.location().ifPresent(location -> query.and("location_id = ?", location.toString()));
        filter.createdFrom().ifPresent(from -> query.and("created_at >= ?", ceiling(from)));
        filter.createdBefore().ifPresent(before -> query.and("created_at < ?", ceiling(before)));
        behind(query, behind).text(ORDER, limit);
        return list(scope, query, LotTables::lot, PostgresLotLists::listed);
    }

    /** The next needs behind a place; one more than the limit tells that there are more. */
    public CompletionStage<Stamped<List<Listed<Need>>>> needs(
            ReadScope scope, NeedFilter filter, Optional<Place> behind, int limit) {
        Query query = select(LotTables.COLUMNS, "requirement", scope.organization());
        filter.buyer().ifPresent(buyer -> query.and("buyer_id = ?", buyer));
        filter.commodity().ifPresent(commodity -> query.and("commodity_id = ?", commodity.toString()));
        filter.status().ifPresent(status -> query.and("status = ?", status.name()));
        filter.urgency().ifPresent(urgency -> query.and("urgency = ?", urgency.name()));
        filter.intent().ifPresent(intent -> query.and("intent = ?", intent.name()));
        behind(query, behind).text(ORDER, limit);
        return list(scope, query, LotTables::need, PostgresLotLists::listed);
    }

    /** The next reservations behind a place; one more than the limit tells that there are more. */
    public CompletionStage<Stamped<List<Listed<OfLot>>>> reservations(
            ReadScope scope, ReservationFilter filter, Optional<Place> behind, int limit) {
        Query query = new Query("");
        if (filter.party().isPresent()) {
            // Each half along an index of its own; with OR all reservations of the partner would be sorted.
            query.text("SELECT " + LotTables.RESERVATION_COLUMNS + " FROM ((");
            reservations(query, scope, filter, Optional.of("holder_id"), behind, limit);
            query.text(") UNION ALL (");
            reservations(query, scope, filter, Optional.of("holder_id <> seller_id AND seller_id"), behind, limit);
            query.text(")) AS both_sides" + ORDER, limit);
        } else {
            reservations(query, scope, filter, Optional.empty(), behind, limit);
        }
        return list(scope, query, LotTables::reservation, PostgresLotLists::listed);
    }

    private static void reservations(
            Query query,
            ReadScope scope,
            ReservationFilter filter,
            Optional<String> partyColumn,
            Optional<Place> behind,
            int limit) {
        query.text(
                "SELECT " + LotTables.RESERVATION_COLUMNS + ", created_at FROM reservation WHERE organization_id = ?",
                scope.organization());
        partyColumn.ifPresent(
                column -> query.and(column + " = ?", filter.party().orElseThrow()));
        filter.holder().ifPresent(holder -> query.and("holder_id = ?", holder));
        filter.lot().ifPresent(lot -> query.and("availability_id = ?", lot.toString()));
        filter.need().ifPresent(need -> query.and("requirement_id = ?", need.toString()));
        filter.status().ifPresent(status -> query.and("status = ?", status.name()));
        behind(query, behind).text(ORDER, limit);
    }

    private static Query select(String columns, String table, String organization) {
        return new Query("SELECT " + columns + " FROM " + table + " WHERE organization_id = ?", organization);
    }

    private static Query behind(Query query, Optional<Place> place) {
        place.ifPresent(known -> query.and("(created_at, id) < (?, ?)", Micros.of(known.at()), known.id()));
        return query;
    }

    /** The first microsecond that is not before a time. */
    private static long ceiling(Instant time) {
        long micros = Micros.of(time);
        return Micros.at(micros).isBefore(time) ? micros + 1 : micros;
    }

    private static Listed<Lot> listed(LotTables.LotRow row) {
        return new Listed<>(row.id(), row.lot());
    }

    private static Listed<Need> listed(LotTables.NeedRow row) {
        return new Listed<>(row.id(), row.need());
    }

    private static Listed<OfLot> listed(LotTables.ReservationRow row) {
        return new Listed<>(row.id(), new OfLot(row.reservation(), row.seller(), row.unit()));
    }

    private <R, T> CompletionStage<Stamped<List<Listed<T>>>> list(
            ReadScope scope, Query query, Query.RowReader<R> row, Function<R, Listed<T>> listed) {
        return reader.read(
                scope,
                LotProjection.NAME,
                connection -> query.run(connection, row).stream().map(listed).toList());
    }

    /** The place of the last of a list, behind which the next page begins. */
    public static <T> Place place(Listed<T> last, Function<T, Instant> created) {
        return new Place(created.apply(last.item()), last.id().toString());
    }

    // ------------------------------------------------------------------------------------------------------ one

    /** One lot, whoever's it is, also one that its book has forgotten; absent where there is none. From the primary. */
    public CompletionStage<Optional<Lot>> lot(ResourceId id) {
        return one(id, LotTables.COLUMNS, "availability", LotTables::lot)
                .thenApply(row -> row.map(LotTables.LotRow::lot));
    }

    /** One need, as {@link #lot}. */
    public CompletionStage<Optional<Need>> need(ResourceId id) {
        return one(id, LotTables.COLUMNS, "requirement", LotTables::need)
                .thenApply(row -> row.map(LotTables.NeedRow::need));
    }

    /** One reservation, as {@link #lot}. */
    public CompletionStage<Optional<OfLot>> reservation(ResourceId id) {
        return one(id, LotTables.RESERVATION_COLUMNS, "reservation", LotTables::reservation)
                .thenApply(row -> row.map(PostgresLotLists::listed).map(Listed::item));
    }

    /** Those of some lots of an organisation that are there. From the primary. */
    public CompletionStage<Map<ResourceId, Lot>> lots(String organization, Collection<ResourceId> ids) {
        return reader.primary().read(organization, connection -> {
            Map<ResourceId, Lot> found = new HashMap<>();
            LotTables.read(connection, "availability", LotTables.COLUMNS, ids, row -> {
                LotTables.LotRow lot = LotTables.lot(row);
                found.put(lot.id(), lot.lot());
            });
            return found;
        });
    }

    /** Those of some needs of an organisation that are there. From the primary. */
    public CompletionStage<Map<ResourceId, Need>> needs(String organization, Collection<ResourceId> ids) {
        return reader.primary().read(organization, connection -> {
            Map<ResourceId, Need> found = new HashMap<>();
            LotTables.read(connection, "requirement", LotTables.COLUMNS, ids, row -> {
                LotTables.NeedRow need = LotTables.need(row);
                found.put(need.id(), need.need());
            });
            return found;
        });
    }

    private <R> CompletionStage<Optional<R>> one(
            ResourceId id, String columns, String table, Query.RowReader<R> reading) {
        return reader.primary().read(id.organization(), connection -> {
            List<R> found = new ArrayList<>();
            LotTables.read(connection, table, columns, List.of(id), row -> found.add(reading.read(row)));
            return found.stream().findFirst();
        });
    }

    // ---------------------------------------------------------------------------------------------------- what refers

    /**
     * The commodities whose open needs take this one as an equivalent (RQ-7), by id. Drafts are counted in. From the primary, as far
     * as the projection has come.
     */
    public CompletionStage<List<ResourceId>> commoditiesWithNeedsFor(ResourceId commodity) {
        return reader.primary()
                .read(
                        commodity.organization(),
                        connection -> LotReferences.commoditiesWithNeedsFor(connection, commodity));
    }

    /** How many open lots and needs refer to a location of the catalogue. From the primary, as far as the projection has come. */
    public CompletionStage<Long> countOpenAt(ResourceId location) {
        return reader.primary()
                .read(location.organization(), connection -> LotReferences.countOpenAt(connection, location));
    }

    /** How many lots and needs of a partner are open. From the primary, as far as the projection has come. */
    public CompletionStage<Long> countOpenOf(String organization, String partner) {
        return reader.primary()
                .read(organization, connection -> LotReferences.countOpenOf(connection, organization, partner));
    }
}
