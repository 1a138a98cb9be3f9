package io.trivium.med.dicom.data;

import io.trivium.med.dataset.Tag;
import io.trivium.med.dicom.data.Element.Bulk;
import io.trivium.med.dicom.data.Element.Fragments;
import io.trivium.med.dicom.data.Element.Items;
import io.trivium.med.dicom.data.Element.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes data sets that are wholly in memory in one of the two little endian transfer syntaxes. */
public final class DataSetWriter {

    private final boolean explicit;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DataSetWriter(boolean explicit) {
        this.explicit = explicit;
    }

    /**
     * The bytes of a data set.
     *
     * @param transferSyntax implicit or explicit VR little endian
     */
    public static byte[] encode(DataSet data, String transferSyntax) {
        if (!Uids.PLAIN.contains(transferSyntax)) {
            throw new IllegalArgumentException("data sets are written in little endian, not compressed");
        }
        DataSetWriter writer = new DataSetWriter(transferSyntax.equals(Uids.EXPLICIT_LITTLE_ENDIAN));
        writer.write(data);
        return writer.out.toByteArray();
    }

    private void write(DataSet data) {
        if (data.bigEndian()) {
            throw new IllegalArgumentException("the data set is in big endian");
        }
        for (Element element : data.elements()) {
            switch (element) {
                case Value value -> {
                    head(value.tag(), value.vr(), value.bytes().length);
                    out.writeBytes(value.bytes());
                }
                case Items items -> write(items);
                case Bulk bulk -> throw new IllegalArgumentException("a value is not in memory");
                case Fragments fragments -> throw new IllegalArgumentException("pixel data is not in memory");
            }
        }
    }

    private void write(Items items) {
        DataSetWriter nested = new DataSetWriter(explicit);
        for (DataSet item : items.items()) {
            DataSetWriter content = new DataSetWriter(explicit);
            content.write(item);
            nested.tag(Tag.ITEM);
            nested.number(content.out.size());
            nested.out.writeBytes(content.out.toByteArray());
        }
        head(items.tag(), Vr.SQ, nested.out.size());
        out.writeBytes(nested.out.toByteArray());
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
        out.write(value >> 8);
    }

    private void number(int value) {
        half(value);
        half(value >> 16);
    }
}
