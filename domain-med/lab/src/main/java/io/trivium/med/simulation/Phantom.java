package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A simulated chest before it is scanned: no noise, thin slices. Chest wall with ribs, mediastinum, heart, spine and
 * aorta, diaphragm, lungs with a density that rises to the back, emphysema or ground glass in some, fissures, two trees of
 * vessels and one of airways in each lung. It holds no nodules; those are put in and then it is {@link #scanned}. The same
 * seed gives the same chest. Belongs to one thread.
 */
public final class Phantom {
    private static final double FIELD_MM = 3;
    private static final double LEAST_VESSEL_MM = 0.35;
    private static final double LEAST_AIRWAY_MM = 0.9;

    private final Protocol protocol;
    private final SplittableRandom random;
    private final ThoraxShape shape;
    private final Grid grid;
    private final short[] hounsfield;
    private CoarseField lung;
    private CoarseField cage;

    /** A chest that follows from the seed alone. */
    public Phantom(long seed, Protocol protocol) {
        this.protocol = protocol;
        this.random = new SplittableRandom(seed);
        this.shape = new ThoraxShape(random);
        double thin = protocol.sliceMm() / protocol.parts();
        double x = shape.width + 26;
        double y = shape.depth + 24;
        double z = shape.height + 8;
        this.grid = Grid.axial(
                protocol.parts() * (int) Math.ceil(2 * z / protocol.sliceMm()),
                (int) Math.ceil(2 * y / protocol.inPlaneMm()),
                (int) Math.ceil(2 * x / protocol.inPlaneMm()),
                new Point(-x, -y, -z),
                protocol.inPlaneMm(),
                thin);
        this.hounsfield = new short[grid.voxels()];
        this.lung = new CoarseField(grid, FIELD_MM, shape::lung);
        this.cage = new CoarseField(grid, FIELD_MM, shape::cage);
        fill();
        fissures();
        trees();
    }

    /** The ideal volume; what is written into it is scanned. */
    public Volume ideal() {
        return new Volume(grid, hounsfield);
    }

    /** The image: slices of the protocol's thickness, with the kernel's blur and noise. */
    public Volume scanned(long seed) {
        return scanned(ideal(), protocol, seed);
    }

    /**
     * The image of an ideal volume.
     *
     * @param ideal on the lattice that {@link BreathHold#chest} gives for the protocol
     */
    public static Volume scanned(Volume ideal, Protocol protocol, long seed) {
        return Scanner.scanned(ideal, protocol, new SplittableRandom(seed));
    }

    private void fill() {
        CoarseField tissue = new CoarseField(grid, FIELD_MM, parenchyma());
        double[] lungRow = new double[grid.columns()];
        double[] cageRow = new double[grid.columns()];
        double[] tissueRow = new double[grid.columns()];
        double soft = (grid.columnSpacingMm() + grid.sliceSpacingMm()) / 2;
        for (int k = 0; k < grid.slices(); k++) {
            double z = grid.origin().z() + k * grid.sliceSpacingMm();
            for (int j = 0; j < grid.rows(); j++) {
                double y = grid.origin().y() + j * grid.rowSpacingMm();
                lung.row(k, j, lungRow);
                cage.row(k, j, cageRow);
                tissue.row(k, j, tissueRow);
                int v = grid.index(k, j, 0);
                for (int i = 0; i < grid.columns(); i++, v++) {
                    double share = Math.clamp(lungRow[i] / soft + 0.5, 0, 1);
                    double hu = share * tissueRow[i];
                    if (share < 1) {
                        double x = grid.origin().x() + i * grid.columnSpacingMm();
                        hu += (1 - share) * shape.outside(x, y, z, cageRow[i]);
                    }
                    hounsfield[v] = (short) hu;
                }
            }
        }
    }

    private CoarseField.Function parenchyma() {
        double base = ThoraxShape.between(random, -900, -800);
        double gradient = ThoraxShape.between(random, 0, 0.5);
        double grain = ThoraxShape.between(random, 8, 35);
        double clouds = ThoraxShape.between(random, 5, 30);
        WaveField slow = new WaveField(random, 10, 25, 120);
        WaveField patches = new WaveField(random, 10, 30, 80);
        boolean emphysema = random.nextInt(4) == 0;
        boolean glass = random.nextInt(5) == 0;
        double glassDepth = ThoraxShape.between(random, 80, 250);
        return (x, y, z) -> {
            double hu = base + gradient * y + clouds * slow.at(x, y, z) + grain * random.nextGaussian();
            if (emphysema || glass) {
                double patch = patches.at(x, y, z) - 1.2;
                if (patch > 0 && emphysema) hu -= Math.min(1, patch * 2) * 90;
                if (patch > 0 && glass) hu += Math.min(1, patch * 1.5) * glassDepth;
            }
            return Math.max(hu, -980);
        };
    }

    /** Sheets between the lobes: an oblique one on either side, a flat one on the right. */
    private void fissures() {
        for (int side = -1; side <= 1; side += 2) {
            double slope = ThoraxShape.between(random, 0.6, 1.3);
            sheet(side, slope, ThoraxShape.between(random, -0.2, 0.25) * shape.height, false);
            if (side < 0) sheet(side, ThoraxShape.between(random, -0.2, 0.2), 0.12 * shape.height, true);
        }
    }

    private void sheet(int side, double slope, double height, boolean frontOnly) {
        double thickness = ThoraxShape.between(random, 0.4, 1.1);
        double hu = ThoraxShape.between(random, 60, 260);
        WaveField bumps = new WaveField(random, 6, 50, 140);
        double slant = Math.sqrt(1 + slope * slope);
        for (int j = 0; j < grid.rows(); j++) {
            double y = grid.origin().y() + j * grid.rowSpacingMm();
            if (frontOnly && y > 0) continue;
            for (int i = 0; i < grid.columns(); i++) {
                double x = grid.origin().x() + i * grid.columnSpacingMm();
                if (x * side < 0) continue;
                double middle = height + slope * y + 4 * bumps.at(x, y, 0);
                double reach = thickness * slant * 2.5;
                double spacing = grid.sliceSpacingMm();
                int from = Math.max(
                        0, (int) Math.ceil((middle - reach - grid.origin().z()) / spacing));
                int to = Math.min(grid.slices() - 1, (int)
                        ((middle + reach - grid.origin().z()) / spacing));
                for (int k = from; k <= to; k++) {
                    double z = grid.origin().z() + k * spacing;
                    if (shape.lung(x, y, z) < 0.5) continue;
                    double away = (z - middle) / slant / thickness;
                    int v = grid.index(k, j, i);
                    hounsfield[v] = (short) Math.min(40, hounsfield[v] + hu * Math.exp(-away * away));
                }
            }
        }
    }

    private void trees() {
        TubePainter painter = new TubePainter(grid, hounsfield);
        boolean enhanced = random.nextInt(5) < 2;
        double hu = enhanced ? ThoraxShape.between(random, 100, 300) : ThoraxShape.between(random, 20, 60);
        double calibre = ThoraxShape.between(random, 4.5, 7.5);
        for (int side = -1; side <= 1; side += 2) {
            double[] hilum = {
                side * ThoraxShape.between(random, 24, 36),
                ThoraxShape.between(random, -8, 14),
                ThoraxShape.between(random, -0.1, 0.15) * shape.height
            };
            for (int tree = 0; tree < 2; tree++) {
                double[] root = {hilum[0], hilum[1] + (tree == 0 ? 0 : -8), hilum[2] + (tree == 0 ? 8 : -12)};
                double[][] points = supplied(side, 700 + random.nextInt(1_100));
                painter.vessels(VesselTree.grown(random, root, calibre, points, LEAST_VESSEL_MM), hu);
            }
            List<VesselTree.Segment> airways =
                    VesselTree.grown(random, hilum, 5.5, supplied(side, 40 + random.nextInt(50)), LEAST_AIRWAY_MM);
            painter.airways(airways, ThoraxShape.between(random, -150, 20));
        }
        double[] carina = {0, 8, 0.2 * shape.height};
        double[] top = {0, -2, shape.height + 20};
        painter.airways(List.of(new VesselTree.Segment(top, carina, 8, 8)), 20);
    }

    /** Points within a lung, at least 2 mm from its surface. */
    private double[][] supplied(int side, int count) {
        List<double[]> points = new ArrayList<>();
        for (int tried = 0; tried < 60 * count && points.size() < count; tried++) {
            double x = side * random.nextDouble() * shape.width;
            double y = (2 * random.nextDouble() - 1) * shape.depth;
            double z = (2 * random.nextDouble() - 1) * shape.height;
            if (lung.at(x, y, z) > 2) points.add(new double[] {x, y, z});
        }
        return points.toArray(new double[0][]);
    }
}
