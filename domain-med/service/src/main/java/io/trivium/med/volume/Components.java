package io.trivium.med.volume;

import java.util.BitSet;

/**
 * Connected components of the voxels of a mask, neighbours being those that share a face; labelled slice by slice with
 * union and find.
 */
public final class Components {
    private final Grid grid;
    private final int[] labels;
    private final int[] sizes;

    private Components(Grid grid, int[] labels, int[] sizes) {
        this.grid = grid;
        this.labels = labels;
        this.sizes = sizes;
    }

    public static Components of(Grid grid, BitSet mask) {
        Labelling labelling = new Labelling(grid, mask);
        while (labelling.hasNext()) labelling.next();
        return labelling.components();
    }

    /** Components, numbered from 1 in the order of their first voxels. */
    public int count() {
        return sizes.length - 1;
    }

    /** The component of a voxel; 0 outside the mask. */
    public int label(int voxel) {
        return labels[voxel];
    }

    /** Voxels of a component. */
    public int size(int label) {
        return sizes[label];
    }

    public BitSet mask(int label) {
        BitSet mask = new BitSet(grid.voxels());
        for (int v = 0; v < labels.length; v++) if (labels[v] == label) mask.set(v);
        return mask;
    }

    /** The work in pieces of one slice each. Belongs to one thread. */
    public static final class Labelling {
        private final Grid grid;
        private final BitSet mask;
        private final int[] labels;
        private int[] parents = new int[1_024];
        private int used = 1;
        private int next;

        public Labelling(Grid grid, BitSet mask) {
            this.grid = grid;
            this.mask = mask;
            this.labels = new int[grid.voxels()];
        }

        public boolean hasNext() {
            return next < grid.slices();
        }

        /** Labels one more slice. */
        public void next() {
            int plane = grid.rows() * grid.columns();
            int end = (next + 1) * plane;
            for (int v = mask.nextSetBit(next * plane); v >= 0 && v < end; v = mask.nextSetBit(v + 1)) {
                int left = v % grid.columns() > 0 ? labels[v - 1] : 0;
                int above = v % plane >= grid.columns() ? labels[v - grid.columns()] : 0;
                int below = v >= plane ? labels[v - plane] : 0;
                int own = joined(joined(left, above), below);
                labels[v] = own == 0 ? fresh() : own;
            }
            next++;
        }

        private int fresh() {
            if (used == parents.length) parents = java.util.Arrays.copyOf(parents, used * 2);
            parents[used] = used;
            return used++;
        }

        private int joined(int a, int b) {
            if (a == 0 || b == 0) return a + b;
            int first = root(a);
            int second = root(b);
            parents[Math.max(first, second)] = Math.min(first, second);
            return Math.min(first, second);
        }

        private int root(int label) {
            int at = label;
            while (parents[at] != at) {
                parents[at] = parents[parents[at]];
                at = parents[at];
            }
            return at;
        }

        public Components components() {
            if (hasNext()) throw new IllegalStateException("slice " + next + " has not been labelled yet");
            int[] numbers = new int[used];
            int count = 0;
            for (int label = 1; label < used; label++) if (root(label) == label) numbers[label] = ++count;
            int[] sizes = new int[count + 1];
            for (int v = mask.nextSetBit(0); v >= 0; v = mask.nextSetBit(v + 1)) {
                labels[v] = numbers[root(labels[v])];
                sizes[labels[v]]++;
            }
            return new Components(grid, labels, sizes);
        }
    }
}
