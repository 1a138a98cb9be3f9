package io.trivium.med.workitem;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads data sets in the DICOM JSON model (PS3.18 annex F), without bulk data. Text becomes UTF-8. */
final class DicomJsonReader {
    private static final int MOST_ELEMENTS = 20_000;
    private static final int DEEPEST = 16;
    private static final int LONGEST_VALUE = 1 << 20;

    private int elements;

    private DicomJsonReader() {}

    /**
     * Reads one data set.
     *
     * @throws IllegalArgumentException naming the attribute that is wrong, without its value
     */
    static DataSet read(JsonNode object) {
        DataSet data = new DicomJsonReader().dataSet(object, 0);
        return data.put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192");
    }

    private DataSet dataSet(JsonNode object, int depth) {
        if (!object.isObject()) throw new IllegalArgumentException("a data set is a JSON object");
        if (depth > DEEPEST) throw new IllegalArgumentException("sequences are nested deeper than " + DEEPEST);
        DataSet data = new DataSet();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            if (!name.matches("[0-9A-Fa-f]{8}")) {
                throw new IllegalArgumentException("an attribute is named by eight hexadecimal digits");
            }
            if (++elements > MOST_ELEMENTS) {
                throw new IllegalArgumentException("more than " + MOST_ELEMENTS + " attributes");
            }
            int tag = Integer.parseUnsignedInt(name, 16);
            if (tag >>> 16 < 8) throw new IllegalArgumentException("attribute " + name + " is none of a data set");
            if (tag != Tag.SPECIFIC_CHARACTER_SET) data.put(element(tag, name, member.getValue(), depth));
        }
        return data;
    }

    private Element element(int tag, String name, JsonNode json, int depth) {
        Vr vr = Vr.of(json.path("vr").asText());
        JsonNode values = json.path("Value");
        if (vr == null || !(values.isMissingNode() || values.isArray())) {
            throw new IllegalArgumentException("attribute " + name + " lacks its vr, or its Value is no list");
        }
        if (vr.isText()) return new Value(tag, vr, text(name, vr, values).getBytes(StandardCharsets.UTF_8));
        return switch (vr) {
            case SQ -> {
                List<DataSet> items = new ArrayList<>();
                for (JsonNode item : values) items.add(dataSet(item, depth + 1));
                yield new Items(tag, items);
            }
            case US, SS, UL, SL -> numbers(tag, name, vr, values);
            case FL, FD -> decimals(tag, name, vr, values);
            default ->
                throw new IllegalArgumentException("attribute " + name + " has a vr that is not taken here: " + vr);
        };
    }

    private static Element numbers(int tag, String name, Vr vr, JsonNode values) {
        int[] numbers = new int[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!values.get(i).isIntegralNumber()) throw new IllegalArgumentException(name + " holds no whole number");
            numbers[i] = (int) values.get(i).asLong();
        }
        return new DataSet().putNumbers(tag, vr, numbers).get(tag).orElseThrow();
    }

    private static Element decimals(int tag, String name, Vr vr, JsonNode values) {
        double[] numbers = new double[values.size()];
        float[] floats = new float[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!values.get(i).isNumber()) throw new IllegalArgumentException(name + " holds no number");
            numbers[i] = values.get(i).asDouble();
            floats[i] = (float) numbers[i];
        }
        DataSet data = vr == Vr.FL ? new DataSet().putFloats(tag, floats) : new DataSet().putDoubles(tag, numbers);
        return data.get(tag).orElseThrow();
    }

    private static String text(String name, Vr vr, JsonNode values) {
        List<String> texts = new ArrayList<>();
        int length = 0;
        for (JsonNode value : values) {
            String text;
            if (vr == Vr.PN && value.isObject()) text = person(value);
            else if (value.isNull()) text = "";
            else if (value.isTextual() || value.isNumber()) text = value.asText();
            else throw new IllegalArgumentException("attribute " + name + " has a value of the wrong form");
            length += text.length();
            if (length > LONGEST_VALUE) throw new IllegalArgumentException("attribute " + name + " is too long");
            texts.add(text);
        }
        return String.join("\\", texts);
    }

    private static String person(JsonNode value) {
        String name = value.path("Alphabetic").asText() + "="
                + value.path("Ideographic").asText() + "="
                + value.path("Phonetic").asText();
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '=') end--;
        return name.substring(0, end);
    }
}
