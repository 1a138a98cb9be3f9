package io.trivium.med.study;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Small axial CT series, written as files, with whatever a test changes in a slice. */
public final class Slices {
    public static final String STUDY = "2.25.100";
    public static final String SERIES = "2.25.200";
    public static final int SIZE = 16;

    private Slices() {}

    /** One slice at k × 5 mm; its pixels are k × 10 + column, stored with an intercept of -1024. */
    public static DataSet slice(int k) {
        ByteBuffer pixels = ByteBuffer.allocate(SIZE * SIZE * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int p = 0; p < SIZE * SIZE; p++) pixels.putShort((short) (1024 + k * 10 + p % SIZE));
        return new DataSet()
                .put(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY", "AXIAL")
                .put(Tag.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.2")
                .put(Tag.SOP_INSTANCE_UID, "2.25.300" + k)
                .put(Tag.STUDY_DATE, "20260102")
                .put(Tag.STUDY_TIME, "101500")
                .put(Tag.ACCESSION_NUMBER, "ACC17")
                .put(Tag.MODALITY, "CT")
                .put(Tag.MANUFACTURER, "Maker")
                .put(Tag.REFERRING_PHYSICIAN_NAME, "")
                .put(Tag.PATIENT_NAME, "Test^Patient")
                .put(Tag.PATIENT_ID, "P1")
                .put(Tag.PATIENT_BIRTH_DATE, "19600101")
                .put(Tag.PATIENT_SEX, "O")
                .put(Tag.SLICE_THICKNESS, "5")
                .put(Tag.CONVOLUTION_KERNEL, "B40f")
                .put(Tag.STUDY_INSTANCE_UID, STUDY)
                .put(Tag.SERIES_INSTANCE_UID, SERIES)
                .put(Tag.STUDY_ID, "S1")
                .put(Tag.SERIES_NUMBER, "2")
                .put(Tag.INSTANCE_NUMBER, Integer.toString(k + 1))
                .putDecimals(Tag.IMAGE_POSITION_PATIENT, -100, -100, 5.0 * k)
                .putDecimals(Tag.IMAGE_ORIENTATION_PATIENT, 1, 0, 0, 0, 1, 0)
                .put(Tag.FRAME_OF_REFERENCE_UID, "2.25.400")
                .put(Tag.POSITION_REFERENCE_INDICATOR, "")
                .putNumbers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .putNumbers(Tag.ROWS, Vr.US, SIZE)
                .putNumbers(Tag.COLUMNS, Vr.US, SIZE)
                .putDecimals(Tag.PIXEL_SPACING, 0.8, 0.7)
                .putNumbers(Tag.BITS_ALLOCATED, Vr.US, 16)
                .putNumbers(Tag.BITS_STORED, Vr.US, 12)
                .putNumbers(Tag.HIGH_BIT, Vr.US, 11)
                .putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 0)
                .put(Tag.RESCALE_INTERCEPT, "-1024")
                .put(Tag.RESCALE_SLOPE, "1")
                .put(Tag.PIXEL_DATA, Vr.OW, pixels.array());
    }

    /** Writes {@code count} slices, changed by {@code change}, and reads their headers back. */
    public static List<SliceHeader> series(Path folder, int count, BiConsumer<Integer, DataSet> change)
            throws IOException {
        List<SliceHeader> headers = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            DataSet slice = slice(k);
            change.accept(k, slice);
            Path file = folder.resolve(slice.textOr(Tag.SOP_INSTANCE_UID, "x") + "-" + k + ".dcm");
            Files.write(file, DataSetWriter.file(slice));
            headers.add(SliceHeader.read(file));
        }
        return headers;
    }
}
