package io.mandi.engine.catalog.place;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;

/**
 * A point on the globe, in degrees. (0, 0) is a point like any other; that a place is not known is said by having no
 * coordinates at all (LOC-3).
 */
public final class Coordinates {
    /** Radius of the globe in km (LOC-4). */
    public static final double EARTH_RADIUS_KM = 6371.0;

    private static final double MAX_LATITUDE = 90;
    private static final double MAX_LONGITUDE = 180;

    private final double latitude;
    private final double longitude;

    // The point on a globe of radius 1: with it a distance takes one arc sine and no other function of an angle.
    private final double x;
    private final double y;
    private final double z;

    private Coordinates(double latitude, double longitude) {
        // Minus zero is the same point as zero.
        this.latitude = latitude + 0.0;
        this.longitude = longitude + 0.0;
        // StrictMath: the same journal gives the same distances on every machine.
        double phi = StrictMath.toRadians(latitude);
        double lambda = StrictMath.toRadians(longitude);
        x = StrictMath.cos(phi) * StrictMath.cos(lambda);
        y = StrictMath.cos(phi) * StrictMath.sin(lambda);
        z = StrictMath.sin(phi);
    }

    /**
     * @param latitude in degrees, -90 to 90
     * @param longitude in degrees, -180 to 180
     */
    public static Checked<Coordinates> of(double latitude, double longitude) {
        Inspection inspection = new Inspection();
        // Written so that what is not a number is outside too.
        if (!(Math.abs(latitude) <= MAX_LATITUDE)) {
            inspection.note(FlawCode.NUMBER_OUT_OF_RANGE, "latitude", "must be -90 to 90 degrees");
        }
        if (!(Math.abs(longitude) <= MAX_LONGITUDE)) {
            inspection.note(FlawCode.NUMBER_OUT_OF_RANGE, "longitude", "must be -180 to 180 degrees");
        }
        return inspection.result(() -> new Coordinates(latitude, longitude));
    }

    public double latitude() {
        return latitude;
    }

    public double longitude() {
        return longitude;
    }

    /**
     * The distance along the surface in km (LOC-4). The haversine of the angle between two points is the square of half
     * the straight line between them, which is what this computes.
     */
    public double distanceKm(Coordinates other) {
        double dx = x - other.x;
        double dy = y - other.y;
        double dz = z - other.z;
        double halfChord = StrictMath.sqrt(dx * dx + dy * dy + dz * dz) / 2;
        return 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, halfChord));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Coordinates that && latitude == that.latitude && longitude == that.longitude;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(latitude) + Double.hashCode(longitude);
    }

    @Override
    public String toString() {
        return latitude + ", " + longitude;
    }
}
