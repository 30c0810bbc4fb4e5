package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.partner.Partner;
import io.mandi.persistence.lots.PostgresLotLists;
import io.mandi.persistence.lots.PostgresLotLists.Listed;
import io.mandi.persistence.lots.PostgresLotLists.OfLot;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.reader.Stamped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists, which the log has been made into. */
final class DeskLists {
    private final PostgresLotLists lists;
    private final PostgresPartners partners;

    DeskLists(PostgresLotLists lists, PostgresPartners partners) {
        this.lists = lists;
        this.partners = partners;
    }

    private static Optional<PostgresLotLists.Place> behind(Listing listing) {
        return listing.after().map(place -> new PostgresLotLists.Place(place.at(), place.id()));
    }

    CompletionStage<Stamped<List<PostedLot>>> lots(Filters.Lots filter, Listing listing) {
        return lists.lots(
                        listing.scope(),
                        new PostgresLotLists.LotFilter(
                                filter.seller(),
                                filter.commodity(),
                                filter.status(),
                                filter.approval(),
                                filter.location(),
                                filter.createdFrom(),
                                filter.createdBefore()),
                        behind(listing),
                        listing.limit())
                .thenApply(found -> found.with(found.found().stream()
                        .map(row -> new PostedLot(row.id(), row.item()))
                        .toList()));
    }

    CompletionStage<Stamped<List<PostedNeed>>> needs(Filters.Needs filter, Listing listing) {
        return lists.needs(
                        listing.scope(),
                        new PostgresLotLists.NeedFilter(
                                filter.buyer(), filter.commodity(), filter.status(), filter.urgency(), filter.intent()),
                        behind(listing),
                        listing.limit())
                .thenApply(found -> found.with(found.found().stream()
                        .map(row -> new PostedNeed(row.id(), row.item()))
                        .toList()));
    }

    CompletionStage<Stamped<List<ReservationView>>> reservations(
            Caller caller, Filters.Reservations filter, Listing listing) {
        return lists.reservations(
                        listing.scope(),
                        new PostgresLotLists.ReservationFilter(
                                filter.party(), filter.holder(), filter.lot(), filter.need(), filter.status()),
                        behind(listing),
                        listing.limit())
                .thenCompose(found -> views(caller, found.found()).thenApply(found::with));
    }

    private CompletionStage<List<ReservationView>> views(Caller caller, List<Listed<OfLot>> rows) {
        Set<String> parties = new HashSet<>();
        Map<ResourceId, CompletionStage<Optional<Lot>>> lots = new HashMap<>();
        for (Listed<OfLot> row : rows) {
            parties.add(row.item().seller());
            parties.add(row.item().reservation().holder());
            lots.computeIfAbsent(lotId(row), lists::lot);
        }
        CompletionStage<List<ReservationView>> views = CompletableFuture.completedStage(List.of());
        CompletionStage<Map<String, Partner>> records = partners.records(caller.organization(), parties);
        for (Listed<OfLot> row : rows) {
            views = views.thenCombine(lots.get(lotId(row)), Pair::new).thenCombine(records, (pair, known) -> {
                List<ReservationView> more = new ArrayList<>(pair.before);
                pair.lot.ifPresent(lot -> more.add(ReservationDesk.view(
                        row.id().owner(), row.item().reservation(), lot, Optional.empty(), known)));
                return more;
            });
        }
        return views;
    }

    private record Pair(List<ReservationView> before, Optional<Lot> lot) {}

    private static ResourceId lotId(Listed<OfLot> row) {
        EntityId book = row.id().owner();
        return new ResourceId(
                ResourceId.Kind.AVAILABILITY, row.item().reservation().lot(), book);
    }

    /** A lot that its book has forgotten, or that is somebody else's. */
    CompletionStage<DeskReply<PostedLot>> forgotten(Caller caller, ResourceId id) {
        return lists.lot(id)
                .thenApply(lot ->
                        lot.isPresent() && caller.actor().mayTouch(lot.get().seller())
                                ? new DeskReply.Done<>(new PostedLot(id, lot.get()), List.of(), false, 0)
                                : new DeskReply.NotFound<>(lot.isPresent()));
    }

    /** A need that its book has forgotten, or that is somebody else's. */
    CompletionStage<DeskReply<PostedNeed>> forgottenNeed(Caller caller, ResourceId id) {
        return lists.need(id)
                .thenApply(need ->
                        need.isPresent() && caller.actor().mayTouch(need.get().buyer())
                                ? new DeskReply.Done<>(new PostedNeed(id, need.get()), List.of(), false, 0)
                                : new DeskReply.NotFound<>(need.isPresent()));
    }
}
