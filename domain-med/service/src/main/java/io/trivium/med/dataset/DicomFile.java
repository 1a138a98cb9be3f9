package io.trivium.med.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of DICOM PS3.10, or a bare data set as some systems still write it.
 *
 * @param meta group 0002; empty if the file has none
 * @param transferSyntax of the data set, from the meta information or, without it, from the form of the first attribute
 * @param truncatedAtPixels whether reading stopped before the pixels, as requested
 */
public record DicomFile(DataSet meta, String transferSyntax, DataSet dataSet, boolean truncatedAtPixels) {

    /** Everything before the pixels. */
    public static DicomFile readHeader(Path file) throws IOException {
        return read(file, Limits.HEADER, false);
    }

    /** The whole object, pixels included, as far as {@code limits} allow. */
    public static DicomFile read(Path file, Limits limits) throws IOException {
        return read(file, limits, true);
    }

    private static DicomFile read(Path file, Limits limits, boolean pixels) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, Files.size(file), limits, pixels);
        }
    }

    /**
     * Reads from a stream, which is left open.
     *
     * @param length of the stream in bytes; a value that claims to go beyond it is refused before anything is allocated
     * @throws MalformedDataSetException where the bytes are no data set, or more than the limits allow
     */
    public static DicomFile read(InputStream in, long length, Limits limits, boolean pixels) throws IOException {
        return new DataSetReader(in, length, limits, pixels).file();
    }
}
