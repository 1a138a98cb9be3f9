package io.trivium.med.dataset;

import com.fasterxml.jackson.core.JsonGenerator;
import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Fragments;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/** Writes data sets in the DICOM JSON model (PS3.18 annex F). */
public final class DicomJson {

    private static final int LONGEST_NUMBER = 64;

    private final JsonGenerator json;
    private final String bulkBase;

    private DicomJson(JsonGenerator json, String bulkBase) {
        this.json = json;
        this.bulkBase = bulkBase;
    }

    /**
     * Writes one object.
     *
     * @param bulkBase address under which the values of bulk data can be requested by their tags
     */
    public static void write(JsonGenerator json, DataSet data, String bulkBase) throws IOException {
        new DicomJson(json, bulkBase).object(data, true);
    }

    private void object(DataSet data, boolean top) throws IOException {
        json.writeStartObject();
        for (Element element : data.elements()) {
            if ((element.tag() & 0xFFFF) == 0) {
                continue; // group lengths say nothing of the data
            }
            json.writeObjectFieldStart(Tag.hex(element.tag()));
            json.writeStringField("vr", element.vr().name());
            switch (element) {
                case Value value -> value(data, value);
                case Items items -> items(items);
                case Bulk _, Fragments _, Encapsulated _ -> bulk(element.tag(), top);
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void bulk(int tag, boolean top) throws IOException {
        if (top) json.writeStringField("BulkDataURI", bulkBase + "/" + Tag.hex(tag));
    }

    private void items(Items items) throws IOException {
        if (items.items().isEmpty()) return;
        json.writeArrayFieldStart("Value");
        for (DataSet item : items.items()) object(item, false);
        json.writeEndArray();
    }

    private void value(DataSet data, Value value) throws IOException {
        if (value.isEmpty()) return;
        if (value.vr().isText()) {
            text(data, value);
        } else if (value.vr().isBinary()) {
            json.writeFieldName("InlineBinary");
            json.writeBinary(value.bytes());
        } else {
            numbers(value);
        }
    }

    private void text(DataSet data, Value value) throws IOException {
        List<String> values = data.texts(value);
        json.writeArrayFieldStart("Value");
        for (String text : values) {
            if (text.isEmpty()) json.writeNull();
            else if (value.vr() == Vr.PN) personName(text);
            else if (value.vr() == Vr.DS || value.vr() == Vr.IS) decimal(text);
            else json.writeString(text);
        }
        json.writeEndArray();
    }

    private void personName(String text) throws IOException {
        String[] groups = text.split("=", 3);
        String[] names = {"Alphabetic", "Ideographic", "Phonetic"};
        json.writeStartObject();
        for (int i = 0; i < groups.length; i++) {
            if (!groups[i].isEmpty()) json.writeStringField(names[i], groups[i]);
        }
        json.writeEndObject();
    }

    /** A number where it is one, and otherwise what is there. */
    private void decimal(String text) throws IOException {
        if (text.length() > LONGEST_NUMBER || !text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
            json.writeString(text);
        } else {
            json.writeNumber(new BigDecimal(text));
        }
    }

    private void numbers(Value value) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(value.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int width = value.vr().width();
        json.writeArrayFieldStart("Value");
        while (buffer.remaining() >= width) {
            switch (value.vr()) {
                case US -> json.writeNumber(buffer.getShort() & 0xFFFF);
                case SS -> json.writeNumber(buffer.getShort());
                case UL -> json.writeNumber(buffer.getInt() & 0xFFFFFFFFL);
                case SL -> json.writeNumber(buffer.getInt());
                case SV -> json.writeNumber(buffer.getLong());
                case UV -> json.writeString(Long.toUnsignedString(buffer.getLong()));
                case FL -> real(buffer.getFloat());
                case FD -> real(buffer.getDouble());
                case AT ->
                    json.writeString(String.format(
                            Locale.ROOT, "%04X%04X", buffer.getShort() & 0xFFFF, buffer.getShort() & 0xFFFF));
                default -> throw new IllegalStateException("not a number: " + value.vr());
            }
        }
        json.writeEndArray();
    }

    /** JSON has no infinity and no NaN; PS3.18 F.2.3 leaves them to text. */
    private void real(double number) throws IOException {
        if (Double.isFinite(number)) json.writeNumber(number);
        else json.writeString(Double.toString(number));
    }
}
