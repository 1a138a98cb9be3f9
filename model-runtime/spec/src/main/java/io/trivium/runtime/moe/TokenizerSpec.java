package io.trivium.runtime.moe;

import java.util.List;

/** The conversion of one input of a task to tokens. */
public sealed interface TokenizerSpec {
    /** Name of the task's input tensor. */
    String input();

    /** Tokens it gives, always the same number. */
    int tokens();

    /**
     * The processing of columns of numbers before the first matrix product.
     *
     * @param columns columns of the input, without those derived
     * @param derived logarithms of ratios appended to them
     * @param signedLog per column, derived ones included, whether {@code sign(x)·ln(1 + |x|)} is taken before
     *     standardising; never for the piecewise-linear embedding
     * @param standardise whether numbers are shifted and scaled to mean 0 and deviation 1 of the training rows
     * @param bins of the piecewise-linear embedding, per column; 0 leaves the embedding out
     * @param embedding numbers of one column's embedding
     * @param targetCuts whether three quarters of the cut points are where the share of positive rows changes most, each as
     *     a step; for a binary head
     */
    @SuppressWarnings("ArrayRecordComponent") // a flag per column; never compared
    record Columns(
            int columns,
            List<LogRatio> derived,
            boolean[] signedLog,
            boolean standardise,
            int bins,
            int embedding,
            boolean targetCuts) {
        public Columns {
            derived = List.copyOf(derived);
            if (signedLog.length != columns + derived.size()) {
                throw new IllegalArgumentException(signedLog.length + " flags for " + columns + " columns");
            }
        }

        /** Columns with those derived, C. */
        public int all() {
            return columns + derived.size();
        }
    }

    /** {@code l(numerator) − l(denominator)} with {@code l(x) = sign(x)·ln(1 + |x|)}, of two of the input's columns. */
    record LogRatio(int numerator, int denominator) {}

    /** {@code [B, F]}: one token per row. */
    record Tabular(String input, Columns columns) implements TokenizerSpec {
        @Override
        public int tokens() {
            return 1;
        }
    }

    /**
     * {@code [B, T, F]}: one token per event, the oldest first. Column 0 is 1 for an event and 0 for padding, whose
     * other columns are 0 too and which comes first; it is not part of {@code columns}, whose column 0 is the input's
     * column 1.
     */
    record EventSequence(String input, int tokens, Columns columns) implements TokenizerSpec {}

    /**
     * {@code [B, L, C]}: one token per {@code patch} steps, which must divide L.
     *
     * @param channels C
     * @param signedLog as in {@link Columns}, for every channel
     */
    record SeriesPatch(String input, int steps, int channels, int patch, boolean signedLog, boolean standardise)
            implements TokenizerSpec {
        @Override
        public int tokens() {
            return steps / patch;
        }
    }

    /**
     * {@code [B, C, D, H, W]}: convolutions of kernel 3, stride 2 and padding 1, each followed by SiLU, then one token
     * per cube of {@code patch}³.
     *
     * @param channels C
     * @param size D, H and W
     * @param stem channels of each convolution
     */
    record Volume(String input, int channels, List<Integer> size, List<Integer> stem, int patch, boolean standardise)
            implements TokenizerSpec {
        public Volume {
            size = List.copyOf(size);
            stem = List.copyOf(stem);
        }

        @Override
        public int tokens() {
            int tokens = 1;
            for (int extent : size) tokens *= reduced(extent, stem.size()) / patch;
            return tokens;
        }

        /** An extent behind {@code times} convolutions of stride 2. */
        public static int reduced(int extent, int times) {
            int left = extent;
            for (int i = 0; i < times; i++) left = (left + 1) / 2;
            return left;
        }
    }
}
