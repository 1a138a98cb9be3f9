package io.trivium.med.finding;

import io.trivium.med.volume.Grid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outline of a mask in one slice, as closed paths along the edges of its pixels.
 *
 * @param slice index k of the grid
 * @param paths each {@code [x0, y0, x1, y1, …]} in pixels of the slice, where (0, 0) is the outer corner of the first pixel;
 *     the last point joins the first. Outer borders run clockwise on the screen, holes the other way
 */
public record MaskOutline(int slice, List<List<Integer>> paths) {
    public MaskOutline {
        paths = List.copyOf(paths);
    }

    /** One for every slice that the mask touches, by rising k. */
    public static List<MaskOutline> of(BitSet mask, Grid grid) {
        int perSlice = grid.rows() * grid.columns();
        List<MaskOutline> outlines = new ArrayList<>();
        for (int voxel = mask.nextSetBit(0); voxel >= 0; ) {
            int k = voxel / perSlice;
            outlines.add(new MaskOutline(k, paths(mask, grid, k)));
            voxel = mask.nextSetBit((k + 1) * perSlice);
        }
        return outlines;
    }

    /** A step along a pixel's edge; the set pixel is to its right on the screen. */
    private record Step(int x, int y, int dx, int dy) {}

    private static List<List<Integer>> paths(BitSet mask, Grid grid, int k) {
        int width = grid.columns();
        int first = grid.index(k, 0, 0);
        int end = first + grid.rows() * width;
        Map<Long, List<Step>> from = new HashMap<>();
        List<Step> order = new ArrayList<>();
        for (int v = mask.nextSetBit(first); v >= 0 && v < end; v = mask.nextSetBit(v + 1)) {
            int x = (v - first) % width;
            int y = (v - first) / width;
            if (y == 0 || !mask.get(v - width)) add(new Step(x, y, 1, 0), from, order);
            if (x == width - 1 || !mask.get(v + 1)) add(new Step(x + 1, y, 0, 1), from, order);
            if (y == grid.rows() - 1 || !mask.get(v + width)) add(new Step(x + 1, y + 1, -1, 0), from, order);
            if (x == 0 || !mask.get(v - 1)) add(new Step(x, y + 1, 0, -1), from, order);
        }
        List<List<Integer>> paths = new ArrayList<>();
        for (Step start : order) {
            List<Step> here = from.get(key(start.x(), start.y()));
            if (here != null && here.remove(start)) paths.add(path(start, from));
        }
        return paths;
    }

    private static void add(Step step, Map<Long, List<Step>> from, List<Step> order) {
        from.computeIfAbsent(key(step.x(), step.y()), ignored -> new ArrayList<>(2))
                .add(step);
        order.add(step);
    }

    private static long key(int x, int y) {
        return (long) y << 32 | x;
    }

    private static List<Integer> path(Step start, Map<Long, List<Step>> from) {
        List<Integer> path = new ArrayList<>(List.of(start.x(), start.y()));
        Step step = start;
        while (true) {
            int x = step.x() + step.dx();
            int y = step.y() + step.dy();
            if (x == start.x() && y == start.y()) return List.copyOf(path);
            Step next = next(step, from.getOrDefault(key(x, y), List.of()));
            if (next.dx() != step.dx() || next.dy() != step.dy()) {
                path.add(x);
                path.add(y);
            }
            step = next;
        }
    }

    /** If two pixels touch only at a corner, the path stays with its own pixel: it turns right. */
    private static Step next(Step step, List<Step> choices) {
        Step chosen = choices.getFirst();
        for (Step choice : choices) {
            if (choice.dx() == -step.dy() && choice.dy() == step.dx()) chosen = choice;
        }
        choices.remove(chosen);
        return chosen;
    }
}
