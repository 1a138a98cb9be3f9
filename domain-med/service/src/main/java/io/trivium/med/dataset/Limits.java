package io.trivium.med.dataset;

/**
 * The limits of a reader's memory, beyond which it refuses. Lengths in a data set are claims; nothing is allocated on a
 * claim alone.
 *
 * @param maxDepth nesting of sequences; files of real systems stay below ten
 * @param maxElements of all levels together
 * @param maxValueBytes of one value
 * @param maxTotalBytes of all values together, counted after inflation
 */
public record Limits(int maxDepth, int maxElements, int maxValueBytes, long maxTotalBytes) {
    /** For everything before the pixels. */
    public static final Limits HEADER = new Limits(16, 100_000, 4 << 20, 16L << 20);

    /** For objects that are rewritten in whole, pixels included. */
    public static final Limits OBJECT = new Limits(16, 1_000_000, 512 << 20, 768L << 20);
}
