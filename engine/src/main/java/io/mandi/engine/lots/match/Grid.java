package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.lots.match.Shelf.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Postings by where they are. The globe has radius 1 and stands in a space of cubes, so that a distance in a straight line
 * bounds each coordinate, at the poles and at the date line as anywhere.
 */
final class Grid<P> {
    /** Edges of cubes are about 50 km. */
    private static final int CUBES_PER_RADIUS = 128;

    private static final int BITS = 9;
    private static final int MASK = (1 << BITS) - 1;
    /** Beyond it everything is looked at: there is little left to leave out. */
    private static final long FARTHEST_MILLIMETRES = 2_000 * Spot.MILLIMETRES_PER_KM;
    /** A metre: more than distances are rounded by. */
    private static final long MARGIN_MILLIMETRES = 1_000;

    private static final double RADIUS_MILLIMETRES = Coordinates.EARTH_RADIUS_KM * Spot.MILLIMETRES_PER_KM;

    private final Map<Integer, Shelf<P>> cubes = new HashMap<>();

    private record Point(double x, double y, double z) {
        static Point of(Coordinates coordinates) {
            double phi = StrictMath.toRadians(coordinates.latitude());
            double lambda = StrictMath.toRadians(coordinates.longitude());
            return new Point(
                    StrictMath.cos(phi) * StrictMath.cos(lambda),
                    StrictMath.cos(phi) * StrictMath.sin(lambda),
                    StrictMath.sin(phi));
        }

        int cube() {
            return key(index(x), index(y), index(z));
        }
    }

    private static int index(double coordinate) {
        double bounded = Math.clamp(coordinate, -1.0, 1.0);
        return (int) Math.floor((bounded + 1) * CUBES_PER_RADIUS);
    }

    private static int key(int x, int y, int z) {
        return (x << BITS | y) << BITS | z;
    }

    void add(Entry<P> entry, Coordinates at) {
        cubes.computeIfAbsent(Point.of(at).cube(), cube -> new Shelf<>()).add(entry);
    }

    void remove(Entry<P> entry, Coordinates at) {
        int cube = Point.of(at).cube();
        Shelf<P> shelf = cubes.get(cube);
        shelf.remove(entry);
        if (shelf.isEmpty()) {
            cubes.remove(cube);
        }
    }

    boolean isEmpty() {
        return cubes.isEmpty();
    }

    /** All that may be within a distance of a point, and perhaps others. */
    void near(Coordinates centre, long millimetres, Consumer<Shelf<P>> visitor) {
        if (millimetres > FARTHEST_MILLIMETRES) {
            cubes.values().forEach(visitor);
            return;
        }
        Point point = Point.of(centre);
        double chord = 2 * StrictMath.sin((millimetres + MARGIN_MILLIMETRES) / RADIUS_MILLIMETRES / 2);
        int fromX = index(point.x - chord);
        int toX = index(point.x + chord);
        int fromY = index(point.y - chord);
        int toY = index(point.y + chord);
        int fromZ = index(point.z - chord);
        int toZ = index(point.z + chord);
        if ((toX - fromX + 1) * (toY - fromY + 1) * (toZ - fromZ + 1) > cubes.size()) {
            cubes.forEach((cube, shelf) -> {
                int x = cube >> 2 * BITS;
                int y = cube >> BITS & MASK;
                int z = cube & MASK;
                if (fromX <= x && x <= toX && fromY <= y && y <= toY && fromZ <= z && z <= toZ) {
                    visitor.accept(shelf);
                }
            });
            return;
        }
        for (int x = fromX; x <= toX; x++) {
            for (int y = fromY; y <= toY; y++) {
                for (int z = fromZ; z <= toZ; z++) {
                    Shelf<P> shelf = cubes.get(key(x, y, z));
                    if (shelf != null) {
                        visitor.accept(shelf);
                    }
                }
            }
        }
    }
}
