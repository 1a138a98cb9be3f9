package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads binary segmentations back onto the grid of their source series, ours and other toolkits'. */
public final class SegmentationReader {
    private static final double SAME_PLACE_PIXELS = 0.1;

    private SegmentationReader() {}

    /**
     * Returns the segments in order of their numbers.
     *
     * @param seg of class {@link SegmentationWriter#SOP_CLASS}, explicit or implicit, uncompressed
     * @param sources of the grid, in its order
     * @throws IllegalArgumentException if it is not binary, or not on the grid
     */
    public static List<SegmentMask> read(DataSet seg, List<SliceHeader> sources, Grid grid) {
        if (!seg.textOr(Tag.SEGMENTATION_TYPE, "").equals("BINARY")) {
            throw new IllegalArgumentException("only binary segmentations are read");
        }
        if (seg.numberOr(Tag.ROWS, 0) != grid.rows() || seg.numberOr(Tag.COLUMNS, 0) != grid.columns()) {
            throw new IllegalArgumentException("the segmentation has another matrix than its source");
        }
        List<DataSet> frames = seg.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        int perFrame = grid.rows() * grid.columns();
        byte[] pixels = seg.bytes(Tag.PIXEL_DATA);
        if (pixels.length < ((long) frames.size() * perFrame + 7) / 8) {
            throw new IllegalArgumentException("a segmentation with fewer pixels than frames");
        }
        BitSet bits = BitSet.valueOf(pixels);
        Map<String, Integer> sliceOf = new HashMap<>();
        for (int k = 0; k < sources.size(); k++) sliceOf.put(sources.get(k).sopInstanceUid(), k);
        Map<Integer, BitSet> masks = new TreeMap<>();
        for (int f = 0; f < frames.size(); f++) {
            int segment = frames.get(f).items(Tag.SEGMENT_IDENTIFICATION_SEQUENCE).stream()
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("a frame without its segment"))
                    .numberOr(Tag.REFERENCED_SEGMENT_NUMBER, 0);
            int k = slice(frames.get(f), sliceOf, grid);
            BitSet mask = masks.computeIfAbsent(segment, number -> new BitSet());
            int from = f * perFrame;
            for (int bit = bits.nextSetBit(from); bit >= 0 && bit < from + perFrame; bit = bits.nextSetBit(bit + 1)) {
                mask.set(k * perFrame + bit - from);
            }
        }
        List<SegmentMask> read = new ArrayList<>();
        for (DataSet segment : seg.items(Tag.SEGMENT_SEQUENCE)) {
            int number = segment.numberOr(Tag.SEGMENT_NUMBER, 0);
            read.add(new SegmentMask(
                    number,
                    segment.textOr(Tag.SEGMENT_LABEL, ""),
                    segment.textOr(Tag.TRACKING_UID, ""),
                    masks.getOrDefault(number, new BitSet())));
        }
        return read;
    }

    /** Returns the slice of a frame: by its position, which must agree with the source image that it names. */
    private static int slice(DataSet frame, Map<String, Integer> sliceOf, Grid grid) {
        double[] position = frame.items(Tag.PLANE_POSITION_SEQUENCE).stream()
                .findFirst()
                .map(plane -> plane.decimals(Tag.IMAGE_POSITION_PATIENT))
                .orElse(new double[0]);
        if (position.length != 3) throw new IllegalArgumentException("a frame without its position");
        Point index = grid.indexOf(new Point(position[0], position[1], position[2]));
        int k = (int) Math.rint(index.z());
        if (k < 0
                || k >= grid.slices()
                || Math.abs(index.z() - k) > SAME_PLACE_PIXELS
                || Math.abs(index.x()) > SAME_PLACE_PIXELS
                || Math.abs(index.y()) > SAME_PLACE_PIXELS) {
            throw new IllegalArgumentException("a frame that lies off the slices of its source");
        }
        for (DataSet derivation : frame.items(Tag.DERIVATION_IMAGE_SEQUENCE)) {
            for (DataSet image : derivation.items(Tag.SOURCE_IMAGE_SEQUENCE)) {
                Integer named = sliceOf.get(image.textOr(Tag.REFERENCED_SOP_INSTANCE_UID, ""));
                if (named != null && named != k) {
                    throw new IllegalArgumentException("a frame that names another slice than the one it lies on");
                }
            }
        }
        return k;
    }
}
