package io.trivium.med.study;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.Refusal.Reason;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Reads the pixels of a regular series into Hounsfield units. */
public final class VolumeAssembler {
    private VolumeAssembler() {}

    /** The result of assembling the pixels. */
    public sealed interface Result {
        record Assembled(Volume volume) implements Result {}

        record Refused(Refusal refusal) implements Result {}
    }

    /**
     * Stored values become {@code slope × value + intercept}, rounded and kept within a short; padding becomes air.
     *
     * @throws IOException where a file is gone or cannot be read; bad content is a refusal
     */
    public static Result assemble(GeometryPolicy.Result.Regular series) throws IOException {
        Grid grid = series.grid();
        short[] hounsfield = new short[grid.voxels()];
        List<SliceHeader> slices = series.slices();
        for (int k = 0; k < slices.size(); k++) {
            SliceHeader slice = slices.get(k);
            try {
                DicomFile file = DicomFile.read(slice.file(), Limits.OBJECT);
                byte[] pixels = Pixels.read(file.dataSet(), file.transferSyntax());
                FrameLayout layout = FrameLayout.of(file.dataSet());
                if (layout.samples() != 1 || layout.bitsAllocated() > 16) {
                    return refused(
                            Reason.NOT_GRAYSCALE,
                            slice,
                            layout.samples() + " samples of " + layout.bitsAllocated() + " bits");
                }
                if (layout.rows() != grid.rows() || layout.columns() != grid.columns()) {
                    return refused(Reason.MIXED_SIZE, slice, layout.rows() + " × " + layout.columns() + " pixels");
                }
                rescale(pixels, layout, file.dataSet(), hounsfield, grid.index(k, 0, 0));
            } catch (UnreadablePixelsException | InvalidDataSetException e) {
                return refused(Reason.UNREADABLE_PIXELS, slice, String.valueOf(e.getMessage()));
            }
        }
        return new Result.Assembled(new Volume(grid, hounsfield));
    }

    private static void rescale(byte[] pixels, FrameLayout layout, DataSet image, short[] into, int offset) {
        double slope = image.decimal(Tag.RESCALE_SLOPE).orElse(1);
        double intercept = image.decimal(Tag.RESCALE_INTERCEPT).orElse(0);
        OptionalInt padding = stored(image, Tag.PIXEL_PADDING_VALUE, layout);
        OptionalInt limit = stored(image, Tag.PIXEL_PADDING_RANGE_LIMIT, layout);
        int low = padding.isEmpty() ? 1 : Math.min(padding.getAsInt(), limit.orElse(padding.getAsInt()));
        int high = padding.isEmpty() ? 0 : Math.max(padding.getAsInt(), limit.orElse(padding.getAsInt()));
        int unused = 32 - layout.bitsStored();
        int width = layout.bytesPerSample();
        for (int p = 0; p < layout.pixels(); p++) {
            int raw = width == 1 ? pixels[p] : (pixels[2 * p] & 0xFF) | (pixels[2 * p + 1] << 8);
            int value = layout.signed() ? (raw << unused) >> unused : (raw << unused) >>> unused;
            into[offset + p] = value >= low && value <= high
                    ? Volume.AIR
                    : (short) Math.clamp(Math.round(slope * value + intercept), Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    /** Padding is written as US or SS by Pixel Representation; implicit VR does not tell, so the sign is taken from there. */
    private static OptionalInt stored(DataSet image, int tag, FrameLayout layout) {
        OptionalInt value = image.number(tag);
        if (value.isEmpty()) return value;
        return OptionalInt.of(layout.signed() ? (short) value.getAsInt() : value.getAsInt() & 0xFFFF);
    }

    private static Result refused(Reason reason, SliceHeader slice, String what) {
        return new Result.Refused(new Refusal(reason, "Slice " + slice.instanceNumber() + ": " + what));
    }
}
