package io.trivium.med.study;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;

/**
 * The layout of the samples of one frame (PS3.3 C.7.6.3).
 *
 * @param bitsAllocated 1, 8, 16 or 32 a sample
 * @param planar whether native pixels come plane by plane
 */
public record FrameLayout(
        int rows,
        int columns,
        int samples,
        int bitsAllocated,
        int bitsStored,
        boolean signed,
        boolean planar,
        int frames) {
    private static final long MOST_BYTES = 512L << 20;

    public FrameLayout {
        if (rows < 1 || columns < 1 || samples < 1 || samples > 4 || frames < 1) {
            throw new IllegalArgumentException("no image of " + rows + " × " + columns + " × " + samples + " samples");
        }
        if (bitsAllocated != 1 && bitsAllocated != 8 && bitsAllocated != 16 && bitsAllocated != 32) {
            throw new IllegalArgumentException(bitsAllocated + " bits allocated");
        }
        if (bitsStored < 1 || bitsStored > bitsAllocated) {
            throw new IllegalArgumentException(bitsStored + " bits stored of " + bitsAllocated);
        }
        if ((long) rows * columns * samples * Math.max(1, bitsAllocated / 8) * frames > MOST_BYTES) {
            throw new IllegalArgumentException("more than " + (MOST_BYTES >> 20) + " MB of pixels");
        }
    }

    /**
     * The layout that an image's attributes describe.
     *
     * @throws IllegalArgumentException where they are missing or name no image that is read
     */
    public static FrameLayout of(DataSet image) {
        int allocated = image.numberOr(Tag.BITS_ALLOCATED, 0);
        return new FrameLayout(
                image.numberOr(Tag.ROWS, 0),
                image.numberOr(Tag.COLUMNS, 0),
                image.numberOr(Tag.SAMPLES_PER_PIXEL, 1),
                allocated,
                image.numberOr(Tag.BITS_STORED, allocated),
                image.numberOr(Tag.PIXEL_REPRESENTATION, 0) == 1,
                image.numberOr(Tag.PLANAR_CONFIGURATION, 0) == 1,
                Math.max(1, image.numberOr(Tag.NUMBER_OF_FRAMES, 1)));
    }

    int bytesPerSample() {
        return Math.max(1, bitsAllocated / 8);
    }

    int pixels() {
        return rows * columns;
    }

    /** Size of one decoded frame. */
    int frameBytes() {
        return pixels() * samples * bytesPerSample();
    }
}
