package io.trivium.med.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Attributes of one data set or sequence item, in order of their tags (PS3.5 7.1). Values remain the bytes that were
 * read, so that values copied from one object to another keep their characters; text is decoded on access.
 *
 * <p>Not thread-safe while it is changed.
 */
public final class DataSet {
    /** Term of Specific Character Set for UTF-8 (PS3.3 C.12.1.1.2). */
    public static final String UTF_8 = "ISO_IR 192";

    private final TreeMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

    public Collection<Element> elements() {
        return elements.values();
    }

    public boolean has(int tag) {
        return elements.containsKey(tag);
    }

    public Optional<Element> get(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    public void remove(int tag) {
        elements.remove(tag);
    }

    public DataSet put(Element element) {
        elements.put(element.tag(), element);
        return this;
    }

    public DataSet put(int tag, String vr, byte[] value) {
        return put(Element.of(tag, vr, value));
    }

    /** Values of ASCII text, so that they are right in every character set (all of DICOM's begin in ASCII). */
    public DataSet putAs(int tag, String vr, String... values) {
        String joined = String.join("\\", values);
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(joined)) {
            throw new IllegalArgumentException("not ASCII, in " + Tag.text(tag));
        }
        return put(tag, vr, joined.getBytes(StandardCharsets.US_ASCII));
    }

    /** Attribute of the dictionary, with its VR from there. */
    public DataSet put(int tag, String... values) {
        return putAs(tag, Vr.ofTag(tag), values);
    }

    public DataSet putNumbers(int tag, String vr, int... values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * Math.max(2, Vr.unit(vr))).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            switch (vr) {
                case "US", "SS" -> buffer.putShort((short) value);
                case "UL", "SL" -> buffer.putInt(value);
                default -> throw new IllegalArgumentException(vr + " holds no whole numbers");
            }
        }
        return put(tag, vr, buffer.array());
    }

    /** Attribute tags as a value (VR AT). */
    public DataSet putTags(int tag, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putShort((short) (value >>> 16)).putShort((short) value);
        }
        return put(tag, "AT", buffer.array());
    }

    public DataSet putFloats(int tag, float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) buffer.putFloat(value);
        return put(tag, "FL", buffer.array());
    }

    public DataSet putDoubles(int tag, double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) buffer.putDouble(value);
        return put(tag, "FD", buffer.array());
    }

    /** Decimal strings of at most 16 characters (PS3.5 6.2). */
    public DataSet putDecimals(int tag, double... values) {
        return putAs(tag, "DS", Arrays.stream(values).mapToObj(DecimalText::of).toArray(String[]::new));
    }

    public DataSet putItems(int tag, List<DataSet> items) {
        return put(Element.sequence(tag, List.copyOf(items)));
    }

    /** A sequence of one item, filled by the caller. */
    public DataSet putItem(int tag, Consumer<DataSet> content) {
        DataSet item = new DataSet();
        content.accept(item);
        return putItems(tag, List.of(item));
    }

    /** Copies an attribute unchanged; a missing one stays missing. */
    public DataSet copy(DataSet from, int... tags) {
        for (int tag : tags) from.get(tag).ifPresent(this::put);
        return this;
    }

    /** As {@link #copy}, with an empty value where the attribute is missing (type 2 of PS3.5 7.4.3). */
    public DataSet copyOrEmpty(DataSet from, int... tags) {
        for (int tag : tags) put(from.get(tag).orElseGet(() -> Element.of(tag, Vr.ofTag(tag), new byte[0])));
        return this;
    }

    /** A copy whose text is in UTF-8 (ISO_IR 192), so that it takes any name; everything else stays the bytes that it was. */
    public DataSet inUtf8() {
        DataSet copy = new DataSet();
        for (Element element : elements.values()) {
            if (element.isSequence()) {
                copy.putItems(
                        element.tag(),
                        element.items().stream().map(DataSet::inUtf8).toList());
            } else if (Vr.isByCharacterSet(element.vr())) {
                copy.putUtf8(element.tag(), element.vr(), CharacterSets.decode(element.value(), characterSet()));
            } else {
                copy.put(element);
            }
        }
        if (has(Tag.SPECIFIC_CHARACTER_SET)) copy.put(Tag.SPECIFIC_CHARACTER_SET, UTF_8);
        return copy;
    }

    /** Text in UTF-8, in a data set that says so or says nothing and is an item of one that does. */
    public DataSet putUtf8(int tag, String vr, String text) {
        return put(tag, vr, text.getBytes(StandardCharsets.UTF_8));
    }

    public List<DataSet> items(int tag) {
        Element element = elements.get(tag);
        return element == null ? List.of() : element.items();
    }

    /**
     * Values as text, padding removed; empty if the attribute is missing or empty. Where a VR that is ASCII by PS3.5 6.2 holds other
     * bytes, its writer used the data set's character set all the same.
     */
    public List<String> texts(int tag) {
        Element element = elements.get(tag);
        if (element == null || element.value().length == 0) return List.of();
        String text = CharacterSets.decode(element.value(), characterSet());
        if (Vr.isUnsplit(element.vr())) return List.of(text.stripTrailing());
        List<String> values = new ArrayList<>();
        for (String value : text.split("\\\\", -1)) values.add(trim(value));
        return values;
    }

    /** The first value, absent if it is missing or empty. */
    public Optional<String> text(int tag) {
        return texts(tag).stream().findFirst().filter(text -> !text.isEmpty());
    }

    public String textOr(int tag, String otherwise) {
        return text(tag).orElse(otherwise);
    }

    /** Whole number of a binary or integer-string attribute; absent if it is missing or no such number. */
    public OptionalInt number(int tag) {
        Element element = elements.get(tag);
        if (element == null) return OptionalInt.empty();
        ByteBuffer value = ByteBuffer.wrap(element.value()).order(ByteOrder.LITTLE_ENDIAN);
        return switch (element.vr()) {
            case "US" -> value.remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(value.getShort() & 0xFFFF);
            case "SS" -> value.remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(value.getShort());
            case "UL", "SL" -> value.remaining() < 4 ? OptionalInt.empty() : OptionalInt.of(value.getInt());
            default -> whole(decimal(tag));
        };
    }

    private static OptionalInt whole(OptionalDouble decimal) {
        double value = decimal.orElse(Double.NaN);
        return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE
                ? OptionalInt.of((int) value)
                : OptionalInt.empty();
    }

    public int numberOr(int tag, int otherwise) {
        return number(tag).orElse(otherwise);
    }

    /** Decimal numbers; empty if the attribute is missing or one of its values is no finite number. */
    public double[] decimals(int tag) {
        Element element = elements.get(tag);
        if (element == null) return new double[0];
        if (element.vr().equals("FD")) {
            ByteBuffer value = ByteBuffer.wrap(element.value()).order(ByteOrder.LITTLE_ENDIAN);
            double[] numbers = new double[value.remaining() / 8];
            for (int i = 0; i < numbers.length; i++) numbers[i] = value.getDouble();
            return numbers;
        }
        List<String> texts = texts(tag);
        double[] numbers = new double[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Double.parseDouble(texts.get(i));
            } catch (NumberFormatException e) {
                return new double[0];
            }
            if (!Double.isFinite(numbers[i])) return new double[0];
        }
        return numbers;
    }

    public OptionalDouble decimal(int tag) {
        double[] numbers = decimals(tag);
        return numbers.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(numbers[0]);
    }

    private String inheritedCharacterSet = "";

    /**
     * Value of Specific Character Set that holds here. An item of a sequence that names none has the one of the data set around it
     * (PS3.3 C.12.1.1.2); the reader copies it down.
     */
    String characterSet() {
        Element named = elements.get(Tag.SPECIFIC_CHARACTER_SET);
        return named == null ? inheritedCharacterSet : named.latin();
    }

    void inheritCharacterSet(String around) {
        inheritedCharacterSet = around;
    }

    private static String trim(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) <= ' ') end--;
        int start = 0;
        while (start < end && value.charAt(start) == ' ') start++;
        return value.substring(start, end);
    }
}
