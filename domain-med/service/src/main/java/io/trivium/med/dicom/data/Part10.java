package io.trivium.med.dicom.data;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The head of a DICOM file: preamble, prefix and file meta information (PS3.10 chapter 7). */
public final class Part10 {

    private static final int PREAMBLE = 128;
    private static final int LONGEST_META = 64 * 1024;

    private Part10() {}

    /**
     * The meta information of a file.
     *
     * @param length of everything before the data set, in bytes
     */
    public record FileMeta(
            String transferSyntax, Optional<String> sopClass, Optional<String> sopInstance, long length) {}

    /**
     * The head of a file that the node writes. It says nothing of where the instance came from or when, so that the same
     * instance makes the same file.
     */
    public static byte[] head(String sopClass, String sopInstance, String transferSyntax) {
        ByteArrayOutputStream meta = new ByteArrayOutputStream();
        meta.writeBytes(new byte[] {2, 0, 1, 0, 'O', 'B', 0, 0, 2, 0, 0, 0, 0, 1});
        text(meta, 0x0002, "UI", sopClass);
        text(meta, 0x0003, "UI", sopInstance);
        text(meta, 0x0010, "UI", transferSyntax);
        text(meta, 0x0012, "UI", Uids.IMPLEMENTATION_CLASS);
        text(meta, 0x0013, "SH", Uids.IMPLEMENTATION_VERSION);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(new byte[PREAMBLE]);
        head.writeBytes(new byte[] {'D', 'I', 'C', 'M', 2, 0, 0, 0, 'U', 'L', 4, 0});
        int length = meta.size();
        head.writeBytes(new byte[] {(byte) length, (byte) (length >> 8), 0, 0});
        head.writeBytes(meta.toByteArray());
        return head.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, int element, String vr, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        int even = bytes.length + (bytes.length & 1);
        out.writeBytes(new byte[] {2, 0, (byte) element, (byte) (element >> 8)});
        out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {(byte) even, (byte) (even >> 8)});
        out.writeBytes(bytes);
        if (even > bytes.length) {
            out.write(vr.equals("UI") ? 0 : ' ');
        }
    }

    /**
     * Reads the head of a file and leaves the stream at its data set. Its elements count, not the group length that
     * precedes them, which some writers get wrong.
     *
     * @param in supports mark
     */
    public static FileMeta read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(PREAMBLE + 4);
        if (start.length < PREAMBLE + 4
                || start[PREAMBLE] != 'D'
                || start[PREAMBLE + 1] != 'I'
                || start[PREAMBLE + 2] != 'C'
                || start[PREAMBLE + 3] != 'M') {
            throw new InvalidDataSetException("not a DICOM file: the prefix DICM is missing at byte 128");
        }
        long length = PREAMBLE + 4;
        Optional<String> transferSyntax = Optional.empty();
        Optional<String> sopClass = Optional.empty();
        Optional<String> sopInstance = Optional.empty();
        while (true) {
            in.mark(8);
            byte[] head = in.readNBytes(8);
            if (head.length < 8 || head[0] != 2 || head[1] != 0) {
                in.reset();
                break;
            }
            Vr vr = Vr.of(head[4], head[5]);
            if (vr == null) {
                throw new InvalidDataSetException("the file meta information is not in explicit little endian");
            }
            long valueLength = (head[6] & 0xFF) | (head[7] & 0xFF) << 8;
            length += 8;
            if (vr.hasLongLength()) {
                byte[] four = in.readNBytes(4);
                if (four.length < 4) {
                    throw new EOFException("the file ends within its meta information");
                }
                valueLength =
                        (four[0] & 0xFFL) | (four[1] & 0xFFL) << 8 | (four[2] & 0xFFL) << 16 | (four[3] & 0xFFL) << 24;
                length += 4;
            }
            if (valueLength > LONGEST_META || length + valueLength > LONGEST_META) {
                throw new InvalidDataSetException("the file meta information is longer than 64 KiB");
            }
            byte[] value = in.readNBytes((int) valueLength);
            if (value.length < valueLength) {
                throw new EOFException("the file ends within its meta information");
            }
            length += valueLength;
            switch ((head[2] & 0xFF) | (head[3] & 0xFF) << 8) {
                case 0x0002 -> sopClass = uid(value);
                case 0x0003 -> sopInstance = uid(value);
                case 0x0010 -> transferSyntax = uid(value);
                default -> {}
            }
        }
        String syntax = transferSyntax.orElseThrow(
                () -> new InvalidDataSetException("the file meta information has no transfer syntax"));
        return new FileMeta(syntax, sopClass, sopInstance, length);
    }

    private static Optional<String> uid(byte[] value) {
        return Optional.of(new String(value, StandardCharsets.ISO_8859_1)
                        .replace("\0", "")
                        .strip())
                .filter(Uids::isUid);
    }
}
