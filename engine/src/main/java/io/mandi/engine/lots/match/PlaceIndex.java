package io.mandi.engine.lots.match;

import io.mandi.engine.lots.match.PreparedNeed.Delivery;
import io.mandi.engine.lots.match.Shelf.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Postings of one kind by place: what passes the location filter stands at the same location, in the same city, within the
 * distance, or, for needs, wants its goods anywhere. Across borders everything does.
 */
final class PlaceIndex<P> {
    /** Of postings whose distance the other side says, and of needs to which the market's setting applies. */
    private static final int OTHERS_DISTANCE = -1;

    private final Shelf<P> all = new Shelf<>();
    private final Shelf<P> anywhere = new Shelf<>();
    private final Map<String, Shelf<P>> locations = new HashMap<>();
    private final Map<String, Shelf<P>> cities = new HashMap<>();
    /** By the number of bits of the distance in millimetres: one need that looks far does not make all others look far. */
    private final Map<Integer, Grid<P>> grids = new HashMap<>();

    void addGoods(Entry<P> entry, Optional<Spot> spot) {
        all.add(entry);
        spot.ifPresent(known -> add(entry, known, OTHERS_DISTANCE));
    }

    void removeGoods(Entry<P> entry, Optional<Spot> spot) {
        all.remove(entry);
        spot.ifPresent(known -> remove(entry, known, OTHERS_DISTANCE));
    }

    void addWanted(Entry<P> entry, List<Delivery> deliveries) {
        all.add(entry);
        if (deliveries.isEmpty()) {
            anywhere.add(entry);
        }
        deliveries.forEach(delivery -> add(entry, delivery.spot(), bits(delivery)));
    }

    void removeWanted(Entry<P> entry, List<Delivery> deliveries) {
        all.remove(entry);
        if (deliveries.isEmpty()) {
            anywhere.remove(entry);
        }
        deliveries.forEach(delivery -> remove(entry, delivery.spot(), bits(delivery)));
    }

    private static int bits(Delivery delivery) {
        return delivery.maxDistance() == PreparedNeed.MARKET_DISTANCE
                ? OTHERS_DISTANCE
                : Long.SIZE - Long.numberOfLeadingZeros(delivery.maxDistance());
    }

    private void add(Entry<P> entry, Spot spot, int bits) {
        if (!spot.locationId().isEmpty()) {
            locations.computeIfAbsent(spot.locationId(), id -> new Shelf<>()).add(entry);
        }
        if (!spot.city().isEmpty()) {
            cities.computeIfAbsent(city(spot), name -> new Shelf<>()).add(entry);
        }
        spot.coordinates()
                .ifPresent(at ->
                        grids.computeIfAbsent(bits, number -> new Grid<>()).add(entry, at));
    }

    private void remove(Entry<P> entry, Spot spot, int bits) {
        if (!spot.locationId().isEmpty()) {
            remove(entry, locations, spot.locationId());
        }
        if (!spot.city().isEmpty()) {
            remove(entry, cities, city(spot));
        }
        spot.coordinates().ifPresent(at -> {
            Grid<P> grid = grids.get(bits);
            grid.remove(entry, at);
            if (grid.isEmpty()) {
                grids.remove(bits);
            }
        });
    }

    private void remove(Entry<P> entry, Map<String, Shelf<P>> shelves, String name) {
        Shelf<P> shelf = shelves.get(name);
        shelf.remove(entry);
        if (shelf.isEmpty()) {
            shelves.remove(name);
        }
    }

    private static String city(Spot spot) {
        return spot.country() + "/" + spot.city();
    }

    /** Shelves with all goods that a need may reach; the same goods may stand on several of them. */
    void goodsFor(PreparedNeed need, MatchContext context, Consumer<Shelf<P>> visitor) {
        if (context.crossBorder || need.deliveries.isEmpty()) {
            visitor.accept(all);
            return;
        }
        for (Delivery delivery : need.deliveries) {
            named(delivery.spot(), visitor);
            Grid<P> grid = grids.get(OTHERS_DISTANCE);
            if (grid != null && delivery.spot().coordinates().isPresent()) {
                long most = delivery.maxDistance() == PreparedNeed.MARKET_DISTANCE
                        ? context.maxDistanceMillimetres
                        : delivery.maxDistance();
                grid.near(delivery.spot().coordinates().get(), most, visitor);
            }
        }
    }

    /** Shelves with all needs that may reach goods; the same need may stand on several of them. */
    void needsFor(Spot goods, MatchContext context, Consumer<Shelf<P>> visitor) {
        if (context.crossBorder) {
            visitor.accept(all);
            return;
        }
        visitor.accept(anywhere);
        named(goods, visitor);
        goods.coordinates()
                .ifPresent(at -> grids.forEach((bits, grid) -> grid.near(
                        at, bits == OTHERS_DISTANCE ? context.maxDistanceMillimetres : (1L << bits) - 1, visitor)));
    }

    private void named(Spot spot, Consumer<Shelf<P>> visitor) {
        visit(locations.get(spot.locationId()), visitor);
        visit(cities.get(city(spot)), visitor);
    }

    // A map's answer: null when there is none.
    private void visit(Shelf<P> shelf, Consumer<Shelf<P>> visitor) {
        if (shelf != null) {
            visitor.accept(shelf);
        }
    }
}
