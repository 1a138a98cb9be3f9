package io.trivium.med.dataset;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One attribute of a data set. Exactly one of value, items and fragments carries content.
 *
 * @param vr two letters of PS3.5 table 6.2-1
 * @param value as encoded in little endian order; not copied and not to be changed
 * @param items of a sequence
 * @param fragments of encapsulated pixels, the basic offset table first (PS3.5 A.4)
 */
@SuppressWarnings("ArrayRecordComponent") // values up to a whole image; never compared
public record Element(int tag, String vr, byte[] value, List<DataSet> items, List<byte[]> fragments) {
    private static final byte[] NOTHING = {};

    public static Element of(int tag, String vr, byte[] value) {
        return new Element(tag, vr, value, List.of(), List.of());
    }

    static Element sequence(int tag, List<DataSet> items) {
        return new Element(tag, "SQ", NOTHING, items, List.of());
    }

    static Element encapsulated(int tag, String vr, List<byte[]> fragments) {
        return new Element(tag, vr, NOTHING, List.of(), fragments);
    }

    public boolean isSequence() {
        return vr.equals("SQ");
    }

    /** Whether the attribute has no value; it may still be present. */
    public boolean isEmpty() {
        return value.length == 0 && items.isEmpty() && fragments.isEmpty();
    }

    String latin() {
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}
