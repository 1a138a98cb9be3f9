package io.trivium.runtime.moe;

import java.util.BitSet;

/** Experts of one layer that may not be chosen. Immutable. */
public final class ExpertMask {
    private final boolean[] masked;
    private final int count;

    private ExpertMask(boolean[] masked) {
        this.masked = masked;
        int sum = 0;
        for (boolean each : masked) if (each) sum++;
        this.count = sum;
    }

    /** Every expert may be chosen. */
    public static ExpertMask none(int experts) {
        return new ExpertMask(new boolean[experts]);
    }

    /** The experts whose bit is set may not be chosen. */
    public static ExpertMask of(int experts, BitSet masked) {
        boolean[] all = new boolean[experts];
        for (int i = 0; i < experts; i++) all[i] = masked.get(i);
        return new ExpertMask(all);
    }

    public boolean isMasked(int expert) {
        return masked[expert];
    }

    public int size() {
        return masked.length;
    }

    /** The number of experts that may not be chosen. */
    public int maskedCount() {
        return count;
    }

    /** The experts that either mask forbids. */
    public ExpertMask and(ExpertMask other) {
        boolean[] all = masked.clone();
        for (int i = 0; i < all.length; i++) all[i] |= other.masked[i];
        return new ExpertMask(all);
    }
}
