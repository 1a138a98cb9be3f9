package io.trivium.med.report;

import java.util.BitSet;

/**
 * One segment of a segmentation, on the grid of its source series.
 *
 * @param number from 1
 * @param trackingUid empty if the segment has none
 * @param mask by {@code Grid.index}
 */
public record SegmentMask(int number, String label, String trackingUid, BitSet mask) {
    public SegmentMask {
        mask = (BitSet) mask.clone();
    }

    @Override
    public BitSet mask() {
        return (BitSet) mask.clone();
    }
}
