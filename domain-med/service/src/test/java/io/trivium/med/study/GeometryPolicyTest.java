package io.trivium.med.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.TestData;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.study.Refusal.Reason;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeometryPolicyTest {
    @TempDir
    Path folder;

    @Test
    void ordersSlicesAlongTheNormalAndReadsHounsfieldUnits() throws Exception {
        List<SliceHeader> slices = new ArrayList<>(Slices.series(folder, 24, (k, slice) -> {}));
        Collections.shuffle(slices, new Random(7));
        var regular = assertInstanceOf(GeometryPolicy.Result.Regular.class, check(slices));
        assertEquals(5, regular.grid().sliceSpacingMm(), 1e-9);
        assertEquals(0.7, regular.grid().columnSpacingMm(), 1e-9);
        assertEquals(0.8, regular.grid().rowSpacingMm(), 1e-9);
        assertEquals(0, regular.grid().origin().z(), 1e-9);
        Volume volume = assembled(regular);
        assertEquals(3 * 10 + 4, volume.at(3, 9, 4));
    }

    @Test
    void takesPaddingForAirAndExtendsTheSign() throws Exception {
        List<SliceHeader> slices = Slices.series(folder, 24, (k, slice) -> {
            slice.putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 1);
            slice.putNumbers(Tag.BITS_STORED, Vr.US, 16);
            slice.putNumbers(Tag.PIXEL_PADDING_VALUE, Vr.SS, -2000);
            slice.put(Tag.RESCALE_INTERCEPT, "0");
            byte[] pixels = slice.bytes(Tag.PIXEL_DATA);
            pixels[0] = (byte) -2000;
            pixels[1] = (byte) (-2000 >> 8);
            pixels[2] = (byte) -700;
            pixels[3] = (byte) (-700 >> 8);
        });
        Volume volume = assembled(assertInstanceOf(GeometryPolicy.Result.Regular.class, check(slices)));
        assertEquals(Volume.AIR, volume.at(0, 0, 0));
        assertEquals(-700, volume.at(0, 0, 1));
    }

    @Test
    void refusesWhatIsNoLattice() throws Exception {
        refuses(Reason.TOO_FEW_SLICES, 5, (k, slice) -> {});
        refuses(Reason.GAP, 24, (k, slice) -> move(slice, k < 10 ? 5.0 * k : 5.0 * k + 5));
        refuses(Reason.UNEVEN_SPACING, 24, (k, slice) -> move(slice, k == 7 ? 36 : 5.0 * k));
        refuses(Reason.DUPLICATE_POSITION, 24, (k, slice) -> move(slice, 5.0 * (k / 2)));
        refuses(Reason.TOO_THICK, 24, (k, slice) -> move(slice, 12.0 * k));
        refuses(Reason.TOO_SHORT, 24, (k, slice) -> move(slice, 1.0 * k));
        refuses(
                Reason.GANTRY_TILT,
                24,
                (k, slice) -> slice.putDecimals(Tag.IMAGE_POSITION_PATIENT, -100, -100 + 0.5 * k, 5.0 * k));
        refuses(Reason.MISSING_RESCALE, 24, (k, slice) -> {
            if (k == 3) slice.remove(Tag.RESCALE_SLOPE);
        });
        refuses(Reason.MISSING_GEOMETRY, 24, (k, slice) -> {
            if (k == 3) slice.put(Tag.PIXEL_SPACING, "0.7");
        });
        refuses(Reason.MIXED_FRAME_OF_REFERENCE, 24, (k, slice) -> {
            if (k == 3) slice.put(Tag.FRAME_OF_REFERENCE_UID, "2.25.401");
        });
        refuses(Reason.MIXED_SIZE, 24, (k, slice) -> {
            if (k == 3) slice.putNumbers(Tag.ROWS, Vr.US, 8);
        });
        refuses(Reason.MIXED_PIXEL_SPACING, 24, (k, slice) -> {
            if (k == 3) slice.putDecimals(Tag.PIXEL_SPACING, 0.81, 0.7);
        });
        refuses(Reason.MIXED_ORIENTATION, 24, (k, slice) -> {
            if (k == 3) slice.putDecimals(Tag.IMAGE_ORIENTATION_PATIENT, 1, 0, 0, 0, 0.9998, 0.02);
        });
    }

    @Test
    void refusesTheTiltedHeadOfTheDataSet() throws Exception {
        List<SliceHeader> slices = headers(TestData.require("ct-geometry-odd/GE-gantry-tilt-variable-spacing"));
        var refused = assertInstanceOf(GeometryPolicy.Result.Refused.class, check(slices));
        assertEquals(Reason.GANTRY_TILT, refused.refusal().reason());
        assertTrue(
                refused.refusal().sentence().contains("18.5°"),
                refused.refusal().sentence());
    }

    @Test
    void assemblesTheChestOfTheDataSet() throws Exception {
        List<SliceHeader> slices = headers(TestData.require("chest-ct/A0001/series2-lung"));
        var regular = assertInstanceOf(GeometryPolicy.Result.Regular.class, check(slices));
        assertEquals(64, regular.grid().slices());
        assertEquals(-439, regular.grid().origin().z(), 1e-6);
        assertEquals(5, regular.grid().sliceSpacingMm(), 1e-6);
        Volume volume = assembled(regular);
        int lung = 0;
        for (short value : volume.hounsfield()) if (value > -950 && value < -700) lung++;
        double litres = lung * regular.grid().voxelMm3() / 1e6;
        assertTrue(litres > 1.5 && litres < 12, litres + " l of lung");
    }

    private void refuses(Reason reason, int count, BiConsumer<Integer, DataSet> change) throws IOException {
        var refused = assertInstanceOf(
                GeometryPolicy.Result.Refused.class, check(Slices.series(folder, count, change)), reason.name());
        assertEquals(reason, refused.refusal().reason(), refused.refusal().sentence());
    }

    private static void move(DataSet slice, double z) {
        slice.putDecimals(Tag.IMAGE_POSITION_PATIENT, -100, -100, z);
    }

    private static GeometryPolicy.Result check(List<SliceHeader> slices) {
        return GeometryPolicy.DEFAULT.check(new SeriesHeaders(slices.getFirst().seriesInstanceUid(), slices));
    }

    private static Volume assembled(GeometryPolicy.Result.Regular regular) throws IOException {
        return assertInstanceOf(VolumeAssembler.Result.Assembled.class, VolumeAssembler.assemble(regular))
                .volume();
    }

    static List<SliceHeader> headers(Path folder) throws IOException {
        List<SliceHeader> headers = new ArrayList<>();
        for (Path file : TestData.files(folder)) headers.add(SliceHeader.read(file));
        return headers;
    }
}
