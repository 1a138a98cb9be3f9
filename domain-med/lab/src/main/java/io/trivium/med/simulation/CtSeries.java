package io.trivium.med.simulation;

import io.trivium.med.dicom.data.DataSet;
import io.trivium.med.dicom.data.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dicom.data.Uids;
import io.trivium.med.dicom.data.Vr;
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
        out.writeBytes(DataSetWriter.encode(header(sopInstance, number, position), Uids.EXPLICIT_LITTLE_ENDIAN));
        ByteBuffer pixels = ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN);
        pixels.putShort((short) Tag.group(Tag.PIXEL_DATA)).putShort((short) Tag.PIXEL_DATA);
        pixels.put((byte) 'O').put((byte) 'W').putShort((short) 0).putInt(length);
        pixels.asShortBuffer().put(hounsfield, from, rows * columns);
        out.writeBytes(pixels.array());
        return out.toByteArray();
    }

    private DataSet header(String sopInstance, int number, Point position) {
        return new DataSet()
                .text(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL\\PRIMARY\\AXIAL")
                .text(Tag.SOP_CLASS_UID, Vr.UI, SOP_CLASS)
                .text(Tag.SOP_INSTANCE_UID, Vr.UI, sopInstance)
                .text(Tag.SYNTHETIC_DATA, Vr.CS, "YES")
                .text(Tag.STUDY_DATE, Vr.DA, acquired.format(DATE))
                .text(Tag.STUDY_TIME, Vr.TM, acquired.format(TIME))
                .text(Tag.ACCESSION_NUMBER, Vr.SH, accession)
                .text(Tag.MODALITY, Vr.CS, "CT")
                .text(Tag.MANUFACTURER, Vr.LO, "Trivium")
                .text(Tag.REFERRING_PHYSICIAN_NAME, Vr.PN, "")
                .text(Tag.STUDY_DESCRIPTION, Vr.LO, description)
                .text(Tag.SERIES_DESCRIPTION, Vr.LO, description)
                .text(Tag.PATIENT_NAME, Vr.PN, patientName)
                .text(Tag.PATIENT_ID, Vr.LO, patientId)
                .text(Tag.PATIENT_BIRTH_DATE, Vr.DA, "19600101")
                .text(Tag.PATIENT_SEX, Vr.CS, "O")
                .text(Tag.BODY_PART_EXAMINED, Vr.CS, "CHEST")
                .text(Tag.SLICE_THICKNESS, Vr.DS, decimal(sliceMm))
                .text(Tag.CONVOLUTION_KERNEL, Vr.SH, kernel)
                .text(Tag.STUDY_INSTANCE_UID, Vr.UI, studyInstance)
                .text(Tag.SERIES_INSTANCE_UID, Vr.UI, seriesInstance)
                .text(Tag.STUDY_ID, Vr.SH, accession)
                .text(Tag.SERIES_NUMBER, Vr.IS, "1")
                .text(Tag.INSTANCE_NUMBER, Vr.IS, Integer.toString(number))
                .text(
                        Tag.IMAGE_POSITION_PATIENT,
                        Vr.DS,
                        decimal(position.x()) + "\\" + decimal(position.y()) + "\\" + decimal(position.z()))
                .text(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, "1\\0\\0\\0\\1\\0")
                .text(Tag.FRAME_OF_REFERENCE_UID, Vr.UI, frameOfReference)
                .text(Tag.POSITION_REFERENCE_INDICATOR, Vr.LO, "")
                .text(Tag.WINDOW_CENTER, Vr.DS, "-600\\40") // lung, then soft tissue
                .text(Tag.WINDOW_WIDTH, Vr.DS, "1500\\400")
                .text(Tag.WINDOW_CENTER_WIDTH_EXPLANATION, Vr.LO, "LUNG\\SOFT TISSUE")
                .number(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "MONOCHROME2")
                .number(Tag.ROWS, rows)
                .number(Tag.COLUMNS, columns)
                .text(Tag.PIXEL_SPACING, Vr.DS, decimal(pixelMm) + "\\" + decimal(pixelMm))
                .number(Tag.BITS_ALLOCATED, 16)
                .number(Tag.BITS_STORED, 16)
                .number(Tag.HIGH_BIT, 15)
                .number(Tag.PIXEL_REPRESENTATION, 1)
                .text(Tag.RESCALE_INTERCEPT, Vr.DS, "0")
                .text(Tag.RESCALE_SLOPE, Vr.DS, "1");
    }

    private static String decimal(double mm) {
        return String.format(Locale.ROOT, "%.3f", mm);
    }
}
