package io.trivium.med.dataset;

import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Fragments;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes data sets that are wholly in memory in little endian, with sequences of defined length. Values are written as the bytes
 * that they are, padded to even length. The same data set gives the same bytes, so an object that is delivered twice is the same
 * object.
 */
public final class DataSetWriter {
    private static final int UNDEFINED = -1;
    private static final int LONGEST_SHORT = 0xFFFF;

    private final boolean explicit;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DataSetWriter(boolean explicit) {
        this.explicit = explicit;
    }

    /** A whole file in explicit VR little endian: preamble, meta information and the data set. */
    public static byte[] file(DataSet dataSet) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Part10.head(
                dataSet.textOr(Tag.SOP_CLASS_UID, ""),
                dataSet.textOr(Tag.SOP_INSTANCE_UID, ""),
                Uids.EXPLICIT_LITTLE_ENDIAN));
        file.writeBytes(bytes(dataSet));
        return file.toByteArray();
    }

    /** The data set alone in explicit VR little endian, as it travels behind a DIMSE command. */
    public static byte[] bytes(DataSet dataSet) {
        return bytes(dataSet, Uids.EXPLICIT_LITTLE_ENDIAN);
    }

    /**
     * As {@link #bytes(DataSet)}, in one of two transfer syntaxes.
     *
     * @param transferSyntax implicit or explicit VR little endian
     * @throws IllegalArgumentException if a value is not in memory
     */
    public static byte[] bytes(DataSet dataSet, String transferSyntax) {
        if (!Uids.PLAIN.contains(transferSyntax)) {
            throw new IllegalArgumentException("data sets are written in little endian, not compressed");
        }
        return bytes(dataSet, transferSyntax.equals(Uids.EXPLICIT_LITTLE_ENDIAN));
    }

    private static byte[] bytes(DataSet dataSet, boolean explicit) {
        DataSetWriter writer = new DataSetWriter(explicit);
        for (Element element : dataSet.elements()) writer.write(element);
        return writer.out.toByteArray();
    }

    private void write(Element element) {
        switch (element) {
            case Value value -> {
                Vr vr = value.vr();
                int length = even(value.bytes().length);
                // PS3.5 6.2.2, note 3
                head(value.tag(), !vr.hasLongLength() && length > LONGEST_SHORT ? Vr.UN : vr, length);
                padded(value.bytes(), vr.padding());
            }
            case Items items -> {
                DataSetWriter nested = new DataSetWriter(explicit);
                for (DataSet item : items.items()) {
                    byte[] content = bytes(item, explicit);
                    nested.item(content.length);
                    nested.out.writeBytes(content);
                }
                head(items.tag(), Vr.SQ, nested.out.size());
                out.writeBytes(nested.out.toByteArray());
            }
            case Encapsulated pixels -> {
                head(pixels.tag(), pixels.vr(), UNDEFINED);
                for (byte[] fragment : pixels.fragments()) {
                    item(even(fragment.length));
                    padded(fragment, (byte) 0);
                }
                tag(Tag.SEQUENCE_DELIMITATION_ITEM);
                number(0);
            }
            case Bulk bulk -> throw notInMemory(bulk);
            case Fragments fragments -> throw notInMemory(fragments);
        }
    }

    private static IllegalArgumentException notInMemory(Element element) {
        return new IllegalArgumentException("the value of " + Tag.text(element.tag()) + " is not in memory");
    }

    private static int even(int length) {
        return length + (length & 1);
    }

    private void padded(byte[] bytes, byte padding) {
        out.writeBytes(bytes);
        if ((bytes.length & 1) == 1) out.write(padding);
    }

    private void item(int length) {
        tag(Tag.ITEM);
        number(length);
    }

    private void head(int tag, Vr vr, int length) {
        tag(tag);
        if (explicit) {
            out.writeBytes(vr.name().getBytes(StandardCharsets.US_ASCII));
            if (!vr.hasLongLength()) {
                half(length);
                return;
            }
            half(0);
        }
        number(length);
    }

    private void tag(int tag) {
        half(tag >>> 16);
        half(tag);
    }

    private void half(int value) {
        out.write(value);
        out.write(value >>> 8);
    }

    private void number(int value) {
        half(value);
        half(value >>> 16);
    }
}
