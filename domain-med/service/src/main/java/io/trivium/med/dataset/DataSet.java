package io.trivium.med.dataset;

import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
 * read, in little endian, so that values copied from one object to another keep their characters; text is decoded on access.
 *
 * <p>Not thread-safe while it is changed.
 */
public final class DataSet {
    /** Term of Specific Character Set for UTF-8 (PS3.3 C.12.1.1.2). */
    public static final String UTF_8 = "ISO_IR 192";

    private final TreeMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);
    private final String inheritedCharacterSet;

    public DataSet() {
        this("");
    }

    private DataSet(String inheritedCharacterSet) {
        this.inheritedCharacterSet = inheritedCharacterSet;
    }

    /** An empty item of a sequence; where it names no character set, that of this data set holds in it (PS3.3 C.12.1.1.2). */
    DataSet newItem() {
        return new DataSet(characterSet());
    }

    public Collection<Element> elements() {
        return elements.values();
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

    /** As {@link #put(Element)}, but an element of the same tag that is there already stays. */
    void add(Element element) {
        elements.putIfAbsent(element.tag(), element);
    }

    public DataSet put(int tag, Vr vr, byte[] value) {
        return put(new Value(tag, vr, value));
    }

    /** Values of ASCII text, so that they are right in every character set (all of DICOM's begin in ASCII). */
    public DataSet putAs(int tag, Vr vr, String... values) {
        String joined = String.join("\\", values);
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(joined)) {
            throw new IllegalArgumentException("not ASCII, in " + Tag.text(tag));
        }
        return put(tag, vr, joined.getBytes(StandardCharsets.US_ASCII));
    }

    /** Attribute of the dictionary, with its VR from there. */
    public DataSet put(int tag, String... values) {
        return putAs(tag, Dictionary.vr(tag), values);
    }

    /** Whole numbers of VR US, SS, UL or SL. */
    public DataSet putNumbers(int tag, Vr vr, int... values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * Math.max(2, vr.unit())).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            switch (vr) {
                case US, SS -> buffer.putShort((short) value);
                case UL, SL -> buffer.putInt(value);
                default -> throw new IllegalArgumentException(vr + " holds no whole numbers");
            }
        }
        return put(tag, vr, buffer.array());
    }

    /** Attribute tags as a value (VR AT). */
    public DataSet putTags(int tag, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) buffer.putShort((short) (value >>> 16)).putShort((short) value);
        return put(tag, Vr.AT, buffer.array());
    }

    public DataSet putFloats(int tag, float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) buffer.putFloat(value);
        return put(tag, Vr.FL, buffer.array());
    }

    public DataSet putDoubles(int tag, double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) buffer.putDouble(value);
        return put(tag, Vr.FD, buffer.array());
    }

    /** Decimal strings of at most 16 characters (PS3.5 6.2). */
    public DataSet putDecimals(int tag, double... values) {
        return putAs(tag, Vr.DS, Arrays.stream(values).mapToObj(DecimalText::of).toArray(String[]::new));
    }

    public DataSet putItems(int tag, List<DataSet> items) {
        return put(new Items(tag, items));
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
        for (int tag : tags) put(from.get(tag).orElseGet(() -> Value.empty(tag, Dictionary.vr(tag))));
        return this;
    }

    /** A copy whose text is in UTF-8 (ISO_IR 192), so that it takes any name; everything else stays the bytes that it was. */
    public DataSet inUtf8() {
        DataSet copy = new DataSet(UTF_8);
        for (Element element : elements.values()) {
            switch (element) {
                case Items items ->
                    copy.putItems(
                            items.tag(),
                            items.items().stream().map(DataSet::inUtf8).toList());
                case Value value
                when value.vr().isByCharacterSet() -> copy.putUtf8(value.tag(), value.vr(), decode(value));
                default -> copy.put(element);
            }
        }
        if (elements.containsKey(Tag.SPECIFIC_CHARACTER_SET)) copy.put(Tag.SPECIFIC_CHARACTER_SET, UTF_8);
        return copy;
    }

    /** Text in UTF-8, in a data set that says so, or says nothing and is an item of one that does; ASCII in any data set. */
    public DataSet putUtf8(int tag, Vr vr, String text) {
        return put(tag, vr, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Items of a sequence; none when absent. */
    public List<DataSet> items(int tag) {
        return elements.get(tag) instanceof Items found ? found.items() : List.of();
    }

    /**
     * Values as text, padding removed; empty if the attribute is missing or empty. Where a VR that is ASCII by PS3.5 6.2 holds other
     * bytes, its writer used the data set's character set all the same.
     */
    public List<String> texts(int tag) {
        return elements.get(tag) instanceof Value value ? texts(value) : List.of();
    }

    List<String> texts(Value value) {
        if (value.isEmpty()) return List.of();
        String text = decode(value);
        return value.vr().isUnsplit()
                ? List.of(withoutPadding(text))
                : Arrays.stream(text.split("\\\\", -1)).map(String::trim).toList();
    }

    private String decode(Value value) {
        return CharacterSets.decode(value.bytes(), characterSet());
    }

    /** Value of Specific Character Set that holds here. */
    private String characterSet() {
        return elements.get(Tag.SPECIFIC_CHARACTER_SET) instanceof Value named
                ? new String(named.bytes(), StandardCharsets.ISO_8859_1)
                : inheritedCharacterSet;
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == 0 || text.charAt(end - 1) == ' ')) end--;
        return text.substring(0, end);
    }

    /** The first value, absent if it is missing or empty. */
    public Optional<String> text(int tag) {
        return texts(tag).stream().findFirst().filter(text -> !text.isEmpty());
    }

    /** The bytes of a value in memory, not copied; none if the attribute is missing. */
    public byte[] bytes(int tag) {
        return elements.get(tag) instanceof Value value ? value.bytes() : new byte[0];
    }

    /** The first value as a UID; absent if it is none. */
    public Optional<String> uid(int tag) {
        return text(tag).filter(Uids::isUid);
    }

    public String textOr(int tag, String otherwise) {
        return text(tag).orElse(otherwise);
    }

    /** Whole number of a binary or text attribute; absent if it is missing or no such number. */
    public OptionalInt number(int tag) {
        if (!(elements.get(tag) instanceof Value value)) return OptionalInt.empty();
        ByteBuffer bytes = ByteBuffer.wrap(value.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        return switch (value.vr()) {
            case US -> bytes.remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(bytes.getShort() & 0xFFFF);
            case SS -> bytes.remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(bytes.getShort());
            case UL, SL -> bytes.remaining() < 4 ? OptionalInt.empty() : OptionalInt.of(bytes.getInt());
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
        if (!(elements.get(tag) instanceof Value value)) return new double[0];
        if (value.vr() == Vr.FD) {
            ByteBuffer bytes = ByteBuffer.wrap(value.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            double[] numbers = new double[bytes.remaining() / 8];
            for (int i = 0; i < numbers.length; i++) numbers[i] = bytes.getDouble();
            return numbers;
        }
        List<String> texts = texts(value);
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
}
