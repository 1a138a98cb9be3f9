package io.trivium.med.dicom.data;

import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.CharacterSets;
import io.trivium.med.dicom.data.Element.Items;
import io.trivium.med.dicom.data.Element.Value;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A data set: elements by tag, in the order of the standard. Not thread-safe while it is filled. */
public final class DataSet {

    private final TreeMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);
    private final boolean bigEndian;
    private final String inheritedCharacterSet;

    public DataSet() {
        this(false, "");
    }

    private DataSet(boolean bigEndian, String inheritedCharacterSet) {
        this.bigEndian = bigEndian;
        this.inheritedCharacterSet = inheritedCharacterSet;
    }

    DataSet(boolean bigEndian) {
        this(bigEndian, "");
    }

    /** An empty item of a sequence; where it names no character set, that of this data set holds in it (PS3.3 C.12.1.1.2). */
    DataSet newItem(boolean bigEndian) {
        return new DataSet(bigEndian, characterSet());
    }

    /** Whether binary numbers have their most significant byte first. */
    public boolean bigEndian() {
        return bigEndian;
    }

    public Collection<Element> elements() {
        return elements.values();
    }

    public Optional<Element> element(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    /** Adds an element; one of the same tag that is there already stays, and the answer is false. */
    boolean add(Element element) {
        return elements.putIfAbsent(element.tag(), element) == null;
    }

    /** Sets a value of text, padded to even length, in UTF-8 (ISO_IR 192 must be said when it is not ASCII). */
    public DataSet text(int tag, Vr vr, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        byte[] even = new byte[bytes.length + (bytes.length & 1)];
        System.arraycopy(bytes, 0, even, 0, bytes.length);
        if (even.length > bytes.length) {
            even[bytes.length] = (byte) (vr == Vr.UI ? 0 : ' ');
        }
        elements.put(tag, new Value(tag, vr, even));
        return this;
    }

    /** Sets a value of VR US. */
    public DataSet number(int tag, int value) {
        elements.put(tag, new Value(tag, Vr.US, new byte[] {(byte) value, (byte) (value >> 8)}));
        return this;
    }

    public DataSet items(int tag, List<DataSet> items) {
        elements.put(tag, new Items(tag, items));
        return this;
    }

    /** Items of a sequence; none when absent. */
    public List<DataSet> items(int tag) {
        return elements.get(tag) instanceof Items found ? found.items() : List.of();
    }

    /** The first value of an element of text without its padding; empty when absent or without value. */
    public Optional<String> string(int tag) {
        return strings(tag).stream().findFirst().filter(text -> !text.isEmpty());
    }

    /** The first value as a UID; empty when it is none. */
    public Optional<String> uid(int tag) {
        return string(tag).filter(Uids::isUid);
    }

    /** All values of an element of text. */
    public List<String> strings(int tag) {
        return elements.get(tag) instanceof Value value ? strings(value) : List.of();
    }

    List<String> strings(Value value) {
        String text = decode(value);
        boolean single = value.vr() == Vr.LT || value.vr() == Vr.ST || value.vr() == Vr.UT || value.vr() == Vr.UR;
        if (single) {
            return List.of(stripEnd(text));
        }
        return List.of(text.split("\\\\", -1)).stream()
                .map(part -> stripEnd(part).stripLeading())
                .toList();
    }

    /**
     * Text of a value. Only some VRs are in the data set's character set (PS3.5 6.2); where another one holds bytes that are not ASCII,
     * its writer used that character set all the same.
     */
    private String decode(Value value) {
        return CharacterSets.decode(value.bytes(), characterSet());
    }

    private String characterSet() {
        return elements.get(Tag.SPECIFIC_CHARACTER_SET) instanceof Value value
                ? new String(value.bytes(), StandardCharsets.ISO_8859_1)
                : inheritedCharacterSet;
    }

    private static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == 0 || text.charAt(end - 1) == ' ')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** An integer of VR US, SS, UL, SL or IS; empty when there is none that fits. */
    public OptionalInt integer(int tag) {
        if (!(elements.get(tag) instanceof Value value)) {
            return OptionalInt.empty();
        }
        byte[] bytes = value.bytes();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        try {
            return switch (value.vr()) {
                case US -> bytes.length >= 2 ? OptionalInt.of(buffer.getShort() & 0xFFFF) : OptionalInt.empty();
                case SS -> bytes.length >= 2 ? OptionalInt.of(buffer.getShort()) : OptionalInt.empty();
                case UL, SL -> bytes.length >= 4 ? OptionalInt.of(buffer.getInt()) : OptionalInt.empty();
                case IS, DS -> {
                    Optional<String> text = string(tag).filter(digits -> digits.length() <= 16);
                    yield text.isPresent()
                            ? OptionalInt.of(new BigDecimal(text.orElseThrow()).intValueExact())
                            : OptionalInt.empty();
                }
                default -> OptionalInt.empty();
            };
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
