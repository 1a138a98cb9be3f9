package io.trivium.med.dataset;

/**
 * The limits of one reading, beyond which it refuses. Lengths in a data set are claims; nothing is allocated on a claim alone.
 *
 * @param depth of nested sequences; files of real systems stay below ten
 * @param elements of all elements, items and fragments, at every depth
 * @param longestValue in bytes; longer values are refused where {@code whole}, and otherwise stay where they are
 *     ({@link Element.Bulk})
 * @param memory of all values that are held, in bytes, counted after inflation
 * @param stopAt the first tag, compared unsigned, that is not read any more
 * @param whole whether every value is held, pixels included
 */
public record Limits(int depth, int elements, int longestValue, long memory, int stopAt, boolean whole) {
    private static final int END = 0xFFFFFFFF;

    /** For what identifies an instance: everything before the pixels' own attributes. */
    public static final Limits IDENTITY = new Limits(32, 20_000, 4096, 1 << 20, 0x00290000, false);

    /** For the metadata of an instance, bulk data left in the file. */
    public static final Limits METADATA = new Limits(32, 200_000, 64 << 10, 8 << 20, END, false);

    /** For messages of DIMSE. */
    public static final Limits REQUEST = new Limits(32, 200_000, 4 << 20, 8 << 20, END, false);

    /** For everything before the pixels. */
    public static final Limits HEADER = new Limits(16, 100_000, 4 << 20, 16L << 20, Tag.FLOAT_PIXEL_DATA, true);

    /** For objects that are rewritten in whole, pixels included. */
    public static final Limits OBJECT = object(512 << 20, 768L << 20);

    /** As {@link #OBJECT}, with less memory. */
    public static Limits object(int longestValue, long memory) {
        return new Limits(16, 1_000_000, longestValue, memory, END, true);
    }
}
