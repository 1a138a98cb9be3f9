package io.trivium.med.simulation;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.volume.Point;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A simulated axial series as a scanner sends it: CT Image Storage (PS3.3 A.3), Hounsfield units as stored values, explicit
 * VR little endian. Every object says that its content is synthetic (0008,001C).
 *
 * @param patientName of a patient who is plainly none
 * @param acquired in the time of the hospital
 * @param kernel convolution kernel, such as B40f
 * @param sliceMm distance of the slices, and their thickness
 */
public record CtSeries(
        String studyInstance,
        String seriesInstance,
        String frameOfReference,
        String patientName,
        String patientId,
        String accession,
        String description,
        LocalDateTime acquired,
        String kernel,
        int rows,
        int columns,
        double pixelMm,
        double sliceMm) {

    /** CT Image Storage. */
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.2";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
    private static final int HEADER_BYTES = 2048;

    /**
     * The data set of one slice, without meta information.
     *
     * @param number from 1
     * @param position of its first pixel in the patient
     * @param hounsfield row after row, from {@code from} on
     */
    public byte[] slice(String sopInstance, int number, Point position, short[] hounsfield, int from) {
        int length = 2 * rows * columns;
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + HEADER_BYTES);
        out.writeBytes(DataSetWriter.bytes(header(sopInstance, number, position)));
        ByteBuffer pixels = ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN);
        pixels.putShort((short) Tag.group(Tag.PIXEL_DATA)).putShort((short) Tag.PIXEL_DATA);
        pixels.put((byte) 'O').put((byte) 'W').putShort((short) 0).putInt(length);
        pixels.asShortBuffer().put(hounsfield, from, rows * columns);
        out.writeBytes(pixels.array());
        return out.toByteArray();
    }

    private DataSet header(String sopInstance, int number, Point position) {
        return new DataSet()
                .put(Tag.IMAGE_TYPE, "ORIGINAL\\PRIMARY\\AXIAL")
                .put(Tag.SOP_CLASS_UID, SOP_CLASS)
                .put(Tag.SOP_INSTANCE_UID, sopInstance)
                .put(Tag.SYNTHETIC_DATA, "YES")
                .put(Tag.STUDY_DATE, acquired.format(DATE))
                .put(Tag.STUDY_TIME, acquired.format(TIME))
                .put(Tag.ACCESSION_NUMBER, accession)
                .put(Tag.MODALITY, "CT")
                .put(Tag.MANUFACTURER, "Trivium")
                .put(Tag.REFERRING_PHYSICIAN_NAME, "")
                .put(Tag.STUDY_DESCRIPTION, description)
                .put(Tag.SERIES_DESCRIPTION, description)
                .put(Tag.PATIENT_NAME, patientName)
                .put(Tag.PATIENT_ID, patientId)
                .put(Tag.PATIENT_BIRTH_DATE, "19600101")
                .put(Tag.PATIENT_SEX, "O")
                .put(Tag.BODY_PART_EXAMINED, "CHEST")
                .put(Tag.SLICE_THICKNESS, decimal(sliceMm))
                .put(Tag.CONVOLUTION_KERNEL, kernel)
                .put(Tag.STUDY_INSTANCE_UID, studyInstance)
                .put(Tag.SERIES_INSTANCE_UID, seriesInstance)
                .put(Tag.STUDY_ID, accession)
                .put(Tag.SERIES_NUMBER, "1")
                .put(Tag.INSTANCE_NUMBER, Integer.toString(number))
                .put(
                        Tag.IMAGE_POSITION_PATIENT,
                        decimal(position.x()) + "\\" + decimal(position.y()) + "\\" + decimal(position.z()))
                .put(Tag.IMAGE_ORIENTATION_PATIENT, "1\\0\\0\\0\\1\\0")
                .put(Tag.FRAME_OF_REFERENCE_UID, frameOfReference)
                .put(Tag.POSITION_REFERENCE_INDICATOR, "")
                .put(Tag.WINDOW_CENTER, "-600\\40") // lung, then soft tissue
                .put(Tag.WINDOW_WIDTH, "1500\\400")
                .put(Tag.WINDOW_CENTER_WIDTH_EXPLANATION, "LUNG\\SOFT TISSUE")
                .putNumbers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .putNumbers(Tag.ROWS, Vr.US, rows)
                .putNumbers(Tag.COLUMNS, Vr.US, columns)
                .put(Tag.PIXEL_SPACING, decimal(pixelMm) + "\\" + decimal(pixelMm))
                .putNumbers(Tag.BITS_ALLOCATED, Vr.US, 16)
                .putNumbers(Tag.BITS_STORED, Vr.US, 16)
                .putNumbers(Tag.HIGH_BIT, Vr.US, 15)
                .putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 1)
                .put(Tag.RESCALE_INTERCEPT, "0")
                .put(Tag.RESCALE_SLOPE, "1");
    }

    private static String decimal(double mm) {
        return String.format(Locale.ROOT, "%.3f", mm);
    }
}
