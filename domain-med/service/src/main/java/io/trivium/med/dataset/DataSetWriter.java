package io.trivium.med.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes files of PS3.10 in explicit VR little endian, with sequences of defined length. The same data set gives the same
 * bytes, so an object that is delivered twice is the same object.
 */
public final class DataSetWriter {
    /** A UID of PS3.5 B.2 that identifies this implementation. */
    public static final String IMPLEMENTATION_CLASS_UID = "2.25.225161550892402553464613322417595950282";

    private static final String IMPLEMENTATION_VERSION = "TRIVIUM_0_1";
    private static final int UNDEFINED = -1;

    private DataSetWriter() {}

    /** A whole file: preamble, meta information and the data set. */
    public static byte[] file(DataSet dataSet) {
        return file(dataSet, TransferSyntaxes.EXPLICIT_LITTLE);
    }

    /**
     * As {@link #file(DataSet)}, with pixels that are encapsulated already.
     *
     * @param transferSyntax of the pixels; their bytes stay as they are
     */
    public static byte[] file(DataSet dataSet, String transferSyntax) {
        DataSet meta = new DataSet()
                .put(Tag.FILE_META_INFORMATION_VERSION, "OB", new byte[] {0, 1})
                .putAs(Tag.MEDIA_STORAGE_SOP_CLASS_UID, "UI", dataSet.textOr(Tag.SOP_CLASS_UID, ""))
                .putAs(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, "UI", dataSet.textOr(Tag.SOP_INSTANCE_UID, ""))
                .putAs(Tag.TRANSFER_SYNTAX_UID, "UI", transferSyntax)
                .putAs(Tag.IMPLEMENTATION_CLASS_UID, "UI", IMPLEMENTATION_CLASS_UID)
                .putAs(Tag.IMPLEMENTATION_VERSION_NAME, "SH", IMPLEMENTATION_VERSION);
        byte[] metaBytes = bytes(meta);
        ByteArrayOutputStream out = new ByteArrayOutputStream(metaBytes.length + 1024);
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        DataSet length = new DataSet().putNumbers(Tag.FILE_META_INFORMATION_GROUP_LENGTH, "UL", metaBytes.length);
        out.writeBytes(bytes(length));
        out.writeBytes(metaBytes);
        out.writeBytes(bytes(dataSet));
        return out.toByteArray();
    }

    /** The data set alone, as it travels behind a DIMSE command. */
    public static byte[] bytes(DataSet dataSet) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Element element : dataSet.elements()) write(element, out);
        return out.toByteArray();
    }

    /** Writes the file of {@link #file(DataSet)} to a stream that the caller closes. */
    public static void write(DataSet dataSet, OutputStream out) throws IOException {
        out.write(file(dataSet));
    }

    private static void write(Element element, ByteArrayOutputStream out) {
        String vr = element.vr();
        if (element.isSequence()) {
            byte[] items = items(element.items());
            header(element.tag(), vr, items.length, out);
            out.writeBytes(items);
        } else if (!element.fragments().isEmpty()) {
            header(element.tag(), vr, UNDEFINED, out);
            for (byte[] fragment : element.fragments()) {
                item(fragment.length + (fragment.length & 1), out);
                out.writeBytes(fragment);
                if ((fragment.length & 1) == 1) out.write(0);
            }
            tag(Tag.SEQUENCE_DELIMITATION_ITEM, out);
            int32(0, out);
        } else {
            byte[] value = element.value();
            int padded = value.length + (value.length & 1);
            if (!Vr.hasLongHeader(vr) && padded > 0xFFFF) vr = "UN"; // PS3.5 6.2.2, note 3
            header(element.tag(), vr, padded, out);
            out.writeBytes(value);
            if ((value.length & 1) == 1) out.write(PADDING.getOrDefault(element.vr(), (byte) ' '));
        }
    }

    private static final Map<String, Byte> PADDING = Map.of("UI", (byte) 0, "OB", (byte) 0, "UN", (byte) 0);

    private static byte[] items(List<DataSet> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (DataSet each : items) {
            byte[] content = bytes(each);
            item(content.length, out);
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static void item(int length, ByteArrayOutputStream out) {
        tag(Tag.ITEM, out);
        int32(length, out);
    }

    private static void header(int tag, String vr, int length, ByteArrayOutputStream out) {
        tag(tag, out);
        out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
        if (Vr.hasLongHeader(vr)) {
            int16(0, out);
            int32(length, out);
        } else {
            int16(length, out);
        }
    }

    private static void tag(int tag, ByteArrayOutputStream out) {
        int16(tag >>> 16, out);
        int16(tag, out);
    }

    private static void int16(int value, ByteArrayOutputStream out) {
        out.write(value);
        out.write(value >>> 8);
    }

    private static void int32(int value, ByteArrayOutputStream out) {
        int16(value, out);
        int16(value >>> 16, out);
    }
}
