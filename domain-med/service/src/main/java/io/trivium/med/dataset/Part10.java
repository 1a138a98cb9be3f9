package io.trivium.med.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The head of a DICOM file: preamble, prefix and file meta information (PS3.10 chapter 7). */
public final class Part10 {

    private static final int PREAMBLE = 128;
    private static final byte[] PREFIX = {'D', 'I', 'C', 'M'};
    private static final int LONGEST_META = 64 * 1024;
    private static final int GROUP = 2;

    private Part10() {}

    /**
     * The meta information of a file.
     *
     * @param transferSyntax empty if it says none
     * @param length of everything before the data set, in bytes
     */
    public record FileMeta(
            String transferSyntax, Optional<String> sopClass, Optional<String> sopInstance, long length) {}

    /**
     * The head of a file that the node writes. It says nothing of where the instance came from or when, so that the same
     * instance makes the same file.
     */
    public static byte[] head(String sopClass, String sopInstance, String transferSyntax) {
        byte[] meta = DataSetWriter.bytes(new DataSet()
                .put(Tag.FILE_META_INFORMATION_VERSION, Vr.OB, new byte[] {0, 1})
                .put(Tag.MEDIA_STORAGE_SOP_CLASS_UID, sopClass)
                .put(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, sopInstance)
                .put(Tag.TRANSFER_SYNTAX_UID, transferSyntax)
                .put(Tag.IMPLEMENTATION_CLASS_UID, Uids.IMPLEMENTATION_CLASS)
                .put(Tag.IMPLEMENTATION_VERSION_NAME, Uids.IMPLEMENTATION_VERSION));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(new byte[PREAMBLE]);
        head.writeBytes(PREFIX);
        head.writeBytes(DataSetWriter.bytes(
                new DataSet().putNumbers(Tag.FILE_META_INFORMATION_GROUP_LENGTH, Vr.UL, meta.length)));
        head.writeBytes(meta);
        return head.toByteArray();
    }

    /**
     * Reads the head of a file and leaves the stream at its data set. Its elements count, not the group length that
     * precedes them, which some writers get wrong.
     *
     * @param in supports mark
     */
    public static FileMeta read(InputStream in) throws IOException {
        if (!skipPrefix(in)) {
            throw new InvalidDataSetException("not a DICOM file: the prefix DICM is missing at byte 128");
        }
        FileMeta meta = elements(in, PREAMBLE + PREFIX.length);
        if (meta.transferSyntax().isEmpty()) {
            throw new InvalidDataSetException("the file meta information has no transfer syntax");
        }
        return meta;
    }

    /** As {@link #read}, of a file in which preamble, meta information or transfer syntax may be missing. */
    static FileMeta readIfPresent(InputStream in) throws IOException {
        return elements(in, skipPrefix(in) ? PREAMBLE + PREFIX.length : 0);
    }

    private static boolean skipPrefix(InputStream in) throws IOException {
        in.mark(PREAMBLE + PREFIX.length);
        byte[] start = in.readNBytes(PREAMBLE + PREFIX.length);
        boolean found = start.length == PREAMBLE + PREFIX.length
                && Arrays.equals(start, PREAMBLE, start.length, PREFIX, 0, PREFIX.length);
        if (!found) in.reset();
        return found;
    }

    private static FileMeta elements(InputStream in, int from) throws IOException {
        long length = from;
        String transferSyntax = "";
        Optional<String> sopClass = Optional.empty();
        Optional<String> sopInstance = Optional.empty();
        while (true) {
            in.mark(8);
            byte[] head = in.readNBytes(8);
            if (head.length < 8 || half(head, 0) != GROUP) {
                in.reset();
                return new FileMeta(transferSyntax, sopClass, sopInstance, length);
            }
            Vr vr = Vr.of(head[4], head[5]);
            if (vr == null) {
                throw new InvalidDataSetException("the file meta information is not in explicit little endian");
            }
            long valueLength = half(head, 6);
            length += 8;
            if (vr.hasLongLength()) {
                byte[] four = fully(in, 4);
                valueLength = half(four, 0) | (long) half(four, 2) << 16;
                length += 4;
            }
            if (length + valueLength > LONGEST_META) {
                throw new InvalidDataSetException("the file meta information is longer than 64 KiB");
            }
            byte[] value = fully(in, (int) valueLength);
            length += valueLength;
            switch (GROUP << 16 | half(head, 2)) {
                case Tag.MEDIA_STORAGE_SOP_CLASS_UID -> sopClass = uid(value);
                case Tag.MEDIA_STORAGE_SOP_INSTANCE_UID -> sopInstance = uid(value);
                case Tag.TRANSFER_SYNTAX_UID -> transferSyntax = uid(value).orElse("");
                default -> {}
            }
        }
    }

    private static byte[] fully(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) throw new InvalidDataSetException("the file ends within its meta information");
        return bytes;
    }

    private static int half(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }

    private static Optional<String> uid(byte[] value) {
        return Optional.of(new String(value, StandardCharsets.ISO_8859_1)
                        .replace("\0", "")
                        .strip())
                .filter(Uids::isUid);
    }
}
