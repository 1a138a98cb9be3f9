package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Puts nodules into a volume: free in the lung, at the pleura, or at vessels, none closer than 8 mm to another. What is
 * denser than the nodule stays, so it joins vessels and the chest wall. Belongs to one thread.
 */
public final class NodulePlacer {
    private static final double GAP_MM = 8;
    private static final int ATTEMPTS = 1_500;
    private static final short AERATED = -600;

    private final SplittableRandom random;
    private final Volume coarse;
    private final BitSet lungs;
    private final int[] places;
    private final List<Placed> placed = new ArrayList<>();

    /** The place of a nodule. */
    public enum Place {
        FREE,
        PLEURAL,
        VASCULAR
    }

    /**
     * A nodule that was put in, or a lesion that was there before.
     *
     * @param patientId whose it is, empty for a simulated one
     */
    public record Placed(Point centre, double diameterMm, Place place, String patientId) {}

    /**
     * For a volume whose lungs are known.
     *
     * @param coarse the volume at 2 mm
     * @param lungs within {@code coarse}
     */
    public NodulePlacer(SplittableRandom random, Volume coarse, BitSet lungs) {
        this.random = random;
        this.coarse = coarse;
        this.lungs = lungs;
        this.places = lungs.stream().toArray();
    }

    /** Keeps nodules away from a place. */
    public void avoid(Point centre, double diameterMm) {
        placed.add(new Placed(centre, diameterMm, Place.FREE, ""));
    }

    /**
     * Puts one nodule into a volume, turned about the axis of the slices and mirrored at random.
     *
     * @param target changed; on the same axes as the coarse one
     * @param scale of its size
     * @return empty if no place was found for it
     */
    public Optional<Placed> put(NodulePatch nodule, double scale, Volume target) {
        return put(nodule, scale, scale, target);
    }

    /**
     * As {@link #put(NodulePatch, double, Volume)}, drawn in another size than the place was found for. So a nodule that grows is at
     * the same place in the study before.
     *
     * @param scale of the size that the place has room for
     * @param drawn of the size that is drawn, at most {@code scale}
     */
    public Optional<Placed> put(NodulePatch nodule, double scale, double drawn, Volume target) {
        Optional<Placed> put = place(nodule, scale);
        put.ifPresent(placed -> draw(nodule, drawn, placed.centre(), random, target));
        return put;
    }

    /**
     * Finds a place for a nodule without drawing it.
     *
     * @param scale of its size
     */
    public Optional<Placed> place(NodulePatch nodule, double scale) {
        double diameter = nodule.diameterMm() * scale;
        Place wanted = Place.values()[Math.min(2, random.nextInt(10) / 4)];
        for (int attempt = 0; attempt < 2 * ATTEMPTS && places.length > 0; attempt++) {
            Place place = attempt < ATTEMPTS ? wanted : Place.FREE;
            Optional<Point> centre = centre(place, diameter / 2);
            if (centre.isEmpty() || !fits(centre.orElseThrow(), diameter, place)) continue;
            placed.add(new Placed(centre.orElseThrow(), diameter, place, nodule.patientId()));
            return Optional.of(placed.getLast());
        }
        return Optional.empty();
    }

    /** As {@link #put(NodulePatch, double, Volume)}, but only at a place of that kind. */
    public Optional<Placed> put(NodulePatch nodule, Volume target, Place place) {
        for (int attempt = 0; attempt < ATTEMPTS && places.length > 0; attempt++) {
            Optional<Point> centre = centre(place, nodule.diameterMm() / 2);
            if (centre.isEmpty() || !fits(centre.orElseThrow(), nodule.diameterMm(), place)) continue;
            draw(nodule, 1, centre.orElseThrow(), random, target);
            placed.add(new Placed(centre.orElseThrow(), nodule.diameterMm(), place, nodule.patientId()));
            return Optional.of(placed.getLast());
        }
        return Optional.empty();
    }

    private Optional<Point> centre(Place place, double radius) {
        Grid grid = coarse.grid();
        int v = places[random.nextInt(places.length)];
        int i = v % grid.columns();
        int j = v / grid.columns() % grid.rows();
        int k = v / (grid.columns() * grid.rows());
        boolean aerated = coarse.hounsfield()[v] < AERATED;
        Point at = grid.patient(
                k + random.nextDouble() - 0.5, j + random.nextDouble() - 0.5, i + random.nextDouble() - 0.5);
        Point inwards = inwards(k, j, i);
        boolean border = inwards.length() > 0;
        return switch (place) {
            case FREE -> aerated ? Optional.of(at) : Optional.empty();
            case PLEURAL ->
                border
                        ? Optional.of(at.plus(inwards.times(radius * ThoraxShape.between(random, 0.1, 0.9))))
                        : Optional.empty();
            case VASCULAR -> aerated || border ? Optional.empty() : Optional.of(at.plus(beside(radius)));
        };
    }

    /** Unit vector away from the surface, zero away from it. */
    private Point inwards(int k, int j, int i) {
        Grid grid = coarse.grid();
        Point sum = new Point(0, 0, 0);
        boolean border = false;
        for (int dk = -2; dk <= 2; dk++) {
            for (int dj = -2; dj <= 2; dj++) {
                for (int di = -2; di <= 2; di++) {
                    if (!within(k + dk, j + dj, i + di)) {
                        if (Math.abs(dk) + Math.abs(dj) + Math.abs(di) == 1) border = true;
                        continue;
                    }
                    sum = sum.plus(grid.alongRow()
                            .times(di)
                            .plus(grid.alongColumn().times(dj))
                            .plus(grid.normal().times(dk)));
                }
            }
        }
        return border && sum.length() > 1e-6 ? sum.times(1 / sum.length()) : new Point(0, 0, 0);
    }

    private boolean within(int k, int j, int i) {
        Grid grid = coarse.grid();
        return k >= 0
                && j >= 0
                && i >= 0
                && k < grid.slices()
                && j < grid.rows()
                && i < grid.columns()
                && lungs.get(grid.index(k, j, i));
    }

    private Point beside(double radius) {
        Point any = new Point(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
        return any.times(ThoraxShape.between(random, 0.5, 1.1) * radius / Math.max(1e-6, any.length()));
    }

    /** Whether enough of it is in aerated lung, and nothing is near. */
    private boolean fits(Point centre, double diameter, Place place) {
        for (Placed other : placed) {
            double gap = other.centre().minus(centre).length() - (other.diameterMm() + diameter) / 2;
            if (gap < GAP_MM) return false;
        }
        int inside = 0;
        int aerated = 0;
        int asked = 60;
        for (int n = 0; n < asked; n++) {
            Point any = new Point(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
            double far = diameter / 2 * Math.cbrt(random.nextDouble()) / Math.max(1e-6, any.length());
            Point at = coarse.grid().indexOf(centre.plus(any.times(far)));
            int k = (int) Math.rint(at.z());
            int j = (int) Math.rint(at.y());
            int i = (int) Math.rint(at.x());
            if (!within(k, j, i)) continue;
            inside++;
            if (coarse.at(k, j, i) < AERATED) aerated++;
        }
        double least = place == Place.FREE ? 0.9 : 0.55;
        return inside >= least * asked && aerated >= (place == Place.FREE ? 0.75 : 0.45) * asked;
    }

    /**
     * Draws a nodule at a place, turned about the axis of the slices and mirrored as {@code random} says.
     *
     * @param target changed
     */
    public static void draw(NodulePatch nodule, double scale, Point centre, SplittableRandom random, Volume target) {
        Grid from = nodule.grid();
        Grid to = target.grid();
        double turn = 2 * Math.PI * random.nextDouble();
        double cos = Math.cos(turn) / scale;
        double sin = Math.sin(turn) / scale;
        double flipX = random.nextBoolean() ? 1 : -1;
        double flipZ = (random.nextBoolean() ? 1 : -1) / scale;
        Point middle = from.indexOf(nodule.middle());
        double reach = scale
                * 0.5
                * Math.hypot(
                        Math.hypot(from.columns() * from.columnSpacingMm(), from.rows() * from.rowSpacingMm()),
                        from.slices() * from.sliceSpacingMm());
        Point at = to.indexOf(centre);
        int parts = Math.max(1, (int) Math.round(to.sliceSpacingMm() / 1.25));
        for (int k = low(at.z(), reach, to.sliceSpacingMm());
                k <= high(at.z(), reach, to.sliceSpacingMm(), to.slices());
                k++) {
            for (int j = low(at.y(), reach, to.rowSpacingMm());
                    j <= high(at.y(), reach, to.rowSpacingMm(), to.rows());
                    j++) {
                double y = (j - at.y()) * to.rowSpacingMm();
                for (int i = low(at.x(), reach, to.columnSpacingMm());
                        i <= high(at.x(), reach, to.columnSpacingMm(), to.columns());
                        i++) {
                    double x = (i - at.x()) * to.columnSpacingMm();
                    int v = to.index(k, j, i);
                    double added = 0;
                    for (int part = 0; part < parts; part++) {
                        double z = (k - at.z() + (part + 0.5) / parts - 0.5) * to.sliceSpacingMm();
                        double px = middle.x() + flipX * (cos * x - sin * y) / from.columnSpacingMm();
                        double py = middle.y() + (sin * x + cos * y) / from.rowSpacingMm();
                        double pz = middle.z() + flipZ * z / from.sliceSpacingMm();
                        double share = sampled(nodule.share(), from, pz, py, px, false);
                        if (share <= 0) continue;
                        double hu = sampled(nodule.hounsfield(), from, pz, py, px, true);
                        added += share * Math.max(0, hu - target.hounsfield()[v]);
                    }
                    if (added > 0) target.hounsfield()[v] += (short) Math.round(added / parts);
                }
            }
        }
    }

    private static int low(double at, double reach, double spacing) {
        return Math.max(0, (int) Math.floor(at - reach / spacing));
    }

    private static int high(double at, double reach, double spacing, int extent) {
        return Math.min(extent - 1, (int) Math.ceil(at + reach / spacing));
    }

    /** Trilinear; beyond the patch the nearest value where {@code repeated}, else 0. */
    private static double sampled(float[] values, Grid grid, double z, double y, double x, boolean repeated) {
        int k = (int) Math.floor(z);
        int j = (int) Math.floor(y);
        int i = (int) Math.floor(x);
        if (k < -1 || j < -1 || i < -1 || k >= grid.slices() || j >= grid.rows() || i >= grid.columns()) return 0;
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int c = k + (corner >> 2);
            int b = j + (corner >> 1 & 1);
            int a = i + (corner & 1);
            double weight = (1 - Math.abs(z - c)) * (1 - Math.abs(y - b)) * (1 - Math.abs(x - a));
            if (repeated) {
                c = Math.clamp(c, 0, grid.slices() - 1);
                b = Math.clamp(b, 0, grid.rows() - 1);
                a = Math.clamp(a, 0, grid.columns() - 1);
            } else if (c < 0 || b < 0 || a < 0 || c >= grid.slices() || b >= grid.rows() || a >= grid.columns()) {
                continue;
            }
            sum += weight * values[grid.index(c, b, a)];
        }
        return sum;
    }
}
