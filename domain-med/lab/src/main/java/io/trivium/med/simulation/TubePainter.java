package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;
import java.util.List;

/** Draws tubes into a volume; a voxel takes the share of the tube's HU by which the tube covers it. */
final class TubePainter {
    private final Grid grid;
    private final short[] hounsfield;
    private final double softMm;

    TubePainter(Grid grid, short[] hounsfield) {
        this.grid = grid;
        this.hounsfield = hounsfield;
        this.softMm = (grid.columnSpacingMm() + grid.sliceSpacingMm()) / 2;
    }

    /** Solid tubes; they only brighten. */
    void vessels(List<VesselTree.Segment> segments, double hu) {
        for (VesselTree.Segment segment : segments) draw(segment, 0, hu, false);
    }

    /** Tubes of air with a wall. */
    void airways(List<VesselTree.Segment> segments, double wallHu) {
        for (VesselTree.Segment segment : segments) draw(segment, 0.5 + 0.12 * segment.fromRadius(), wallHu, false);
        for (VesselTree.Segment segment : segments) draw(segment, 0, -960, true);
    }

    private void draw(VesselTree.Segment segment, double wider, double hu, boolean darken) {
        double[] a = segment.from();
        double[] b = segment.to();
        double dx = b[0] - a[0];
        double dy = b[1] - a[1];
        double dz = b[2] - a[2];
        double square = dx * dx + dy * dy + dz * dz;
        double reach = Math.max(segment.fromRadius(), segment.toRadius()) + wider + softMm;
        int k0 = low(Math.min(a[2], b[2]) - reach - grid.origin().z(), grid.sliceSpacingMm());
        int k1 = high(Math.max(a[2], b[2]) + reach - grid.origin().z(), grid.sliceSpacingMm(), grid.slices());
        int j0 = low(Math.min(a[1], b[1]) - reach - grid.origin().y(), grid.rowSpacingMm());
        int j1 = high(Math.max(a[1], b[1]) + reach - grid.origin().y(), grid.rowSpacingMm(), grid.rows());
        int i0 = low(Math.min(a[0], b[0]) - reach - grid.origin().x(), grid.columnSpacingMm());
        int i1 = high(Math.max(a[0], b[0]) + reach - grid.origin().x(), grid.columnSpacingMm(), grid.columns());
        for (int k = k0; k <= k1; k++) {
            double z = grid.origin().z() + k * grid.sliceSpacingMm() - a[2];
            for (int j = j0; j <= j1; j++) {
                double y = grid.origin().y() + j * grid.rowSpacingMm() - a[1];
                for (int i = i0; i <= i1; i++) {
                    double x = grid.origin().x() + i * grid.columnSpacingMm() - a[0];
                    double t = square == 0 ? 0 : Math.clamp((x * dx + y * dy + z * dz) / square, 0, 1);
                    double ex = x - t * dx;
                    double ey = y - t * dy;
                    double ez = z - t * dz;
                    double away = ex * ex + ey * ey + ez * ez;
                    if (away > reach * reach) continue;
                    double radius = segment.fromRadius() + t * (segment.toRadius() - segment.fromRadius()) + wider;
                    double share = Math.clamp((radius - Math.sqrt(away)) / softMm + 0.5, 0, 1)
                            * Math.min(1, 1.6 * radius / softMm);
                    if (share <= 0) continue;
                    int v = grid.index(k, j, i);
                    double mixed = hounsfield[v] + share * (hu - hounsfield[v]);
                    if (darken ? mixed < hounsfield[v] : mixed > hounsfield[v]) hounsfield[v] = (short) mixed;
                }
            }
        }
    }

    private static int low(double mm, double spacing) {
        return Math.max(0, (int) Math.floor(mm / spacing));
    }

    private static int high(double mm, double spacing, int extent) {
        return Math.min(extent - 1, (int) Math.ceil(mm / spacing));
    }
}
