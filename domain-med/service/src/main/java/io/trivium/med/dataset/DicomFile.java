package io.trivium.med.dataset;

import io.trivium.med.dataset.Part10.FileMeta;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of DICOM PS3.10, or a bare data set as some systems still write it.
 *
 * @param transferSyntax of the data set, from the meta information or, without it, from the form of the first attribute
 */
public record DicomFile(String transferSyntax, DataSet dataSet) {
    private static final int HEAD = 1024;

    /** Everything before the pixels. */
    public static DicomFile readHeader(Path file) throws IOException {
        return read(file, Limits.HEADER);
    }

    /** As {@link #read(SeekableByteChannel, Limits)}. */
    public static DicomFile read(Path file, Limits limits) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return read(channel, limits);
        }
    }

    /**
     * Reads a file from its present position; offsets of values that stay in it count from its data set.
     *
     * @throws InvalidDataSetException where the bytes are no data set, or more than the limits allow
     */
    public static DicomFile read(SeekableByteChannel file, Limits limits) throws IOException {
        long start = file.position();
        Form form = Form.of(new BufferedInputStream(Channels.newInputStream(file), HEAD));
        file.position(start + form.offset());
        return form.file(DataSetReader.read(file, form.encoding(), limits));
    }

    /** As {@link #read(SeekableByteChannel, Limits)}, of a file in memory. */
    public static DicomFile read(byte[] file, Limits limits) throws IOException {
        Form form = Form.of(new ByteArrayInputStream(file));
        return form.file(DataSetReader.read(file, (int) form.offset(), form.encoding(), limits));
    }

    /**
     * What the head of a file shows.
     *
     * @param encoding transfer syntax that the data set is read as: some writers put implicit VR behind an explicit name
     * @param offset of the data set
     */
    private record Form(String transferSyntax, String encoding, long offset) {

        static Form of(InputStream in) throws IOException {
            FileMeta meta = Part10.readIfPresent(in);
            byte[] first = in.readNBytes(8);
            String named = meta.transferSyntax();
            if (named.isEmpty()) named = shown(first);
            boolean little = !named.equals(Uids.EXPLICIT_BIG_ENDIAN) && !named.equals(Uids.DEFLATED);
            return new Form(named, little && looksImplicit(first) ? Uids.IMPLICIT_LITTLE_ENDIAN : named, meta.length());
        }

        private static String shown(byte[] first) throws IOException {
            if (first.length < 8) throw new InvalidDataSetException("the file is too short for a data set");
            if (first[0] == 0 && first[1] == 8) return Uids.EXPLICIT_BIG_ENDIAN;
            if (first[0] != 8 || first[1] != 0) {
                throw new InvalidDataSetException("the file begins with neither a preamble nor group 0008");
            }
            return looksImplicit(first) ? Uids.IMPLICIT_LITTLE_ENDIAN : Uids.EXPLICIT_LITTLE_ENDIAN;
        }

        private static boolean looksImplicit(byte[] first) {
            return first.length > 5 && Vr.of(first[4], first[5]) == null;
        }

        DicomFile file(DataSet dataSet) throws IOException {
            if (dataSet.elements().isEmpty()) throw new InvalidDataSetException("the data set holds no attribute");
            return new DicomFile(transferSyntax, dataSet);
        }
    }
}
