package io.trivium.med.study;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Tag;
import io.trivium.med.volume.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The attributes of one stored instance before its pixels. Absent and unusable values are both absent.
 *
 * @param file the file of the instance
 * @param transferSyntax of the file
 * @param attributes everything before the pixels, read with {@link io.trivium.med.dataset.Limits#HEADER}
 */
public record SliceHeader(Path file, String transferSyntax, DataSet attributes) {
    /**
     * Reads an instance up to its pixels.
     *
     * @throws io.trivium.med.dataset.InvalidDataSetException where the file is no data set, or larger than a header may be
     */
    public static SliceHeader read(Path file) throws IOException {
        DicomFile read = DicomFile.readHeader(file);
        return new SliceHeader(file, read.transferSyntax(), read.dataSet());
    }

    public String sopClassUid() {
        return attributes.textOr(Tag.SOP_CLASS_UID, "");
    }

    public String sopInstanceUid() {
        return attributes.textOr(Tag.SOP_INSTANCE_UID, "");
    }

    public String studyInstanceUid() {
        return attributes.textOr(Tag.STUDY_INSTANCE_UID, "");
    }

    public String seriesInstanceUid() {
        return attributes.textOr(Tag.SERIES_INSTANCE_UID, "");
    }

    public String frameOfReferenceUid() {
        return attributes.textOr(Tag.FRAME_OF_REFERENCE_UID, "");
    }

    public String modality() {
        return attributes.textOr(Tag.MODALITY, "");
    }

    public List<String> imageType() {
        return attributes.texts(Tag.IMAGE_TYPE);
    }

    public int rows() {
        return attributes.numberOr(Tag.ROWS, 0);
    }

    public int columns() {
        return attributes.numberOr(Tag.COLUMNS, 0);
    }

    public int frames() {
        return Math.max(1, attributes.numberOr(Tag.NUMBER_OF_FRAMES, 1));
    }

    public int instanceNumber() {
        return attributes.numberOr(Tag.INSTANCE_NUMBER, 0);
    }

    /** Centre of the first pixel. */
    public Optional<Point> position() {
        double[] p = attributes.decimals(Tag.IMAGE_POSITION_PATIENT);
        return p.length == 3 ? Optional.of(new Point(p[0], p[1], p[2])) : Optional.empty();
    }

    public Optional<Orientation> orientation() {
        double[] o = attributes.decimals(Tag.IMAGE_ORIENTATION_PATIENT);
        return o.length == 6 ? Orientation.of(o) : Optional.empty();
    }

    /** Distance between rows and between columns, in this order (PS3.3 10.7.1.3). */
    public Optional<double[]> pixelSpacing() {
        double[] s = attributes.decimals(Tag.PIXEL_SPACING);
        return s.length == 2 && s[0] > 0 && s[1] > 0 ? Optional.of(s) : Optional.empty();
    }

    public OptionalDouble sliceThickness() {
        return attributes.decimal(Tag.SLICE_THICKNESS);
    }

    public OptionalDouble rescaleSlope() {
        return attributes.decimal(Tag.RESCALE_SLOPE);
    }

    public OptionalDouble rescaleIntercept() {
        return attributes.decimal(Tag.RESCALE_INTERCEPT);
    }

    public String kernel() {
        return String.join(" ", attributes.texts(Tag.CONVOLUTION_KERNEL));
    }

    @Override
    public String toString() {
        return "SliceHeader[" + sopInstanceUid() + "]"; // the attributes name the patient
    }
}
