package io.trivium.med.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a data set forward, once; every length is checked against the file and the {@link Limits} before it is believed. */
final class DataSetReader {
    private static final int UNDEFINED = -1;

    private final Source source;
    private final Limits limits;
    private final boolean pixels;
    private boolean bigEndian;
    private boolean stopped;
    private int elements;
    private long total;

    DataSetReader(InputStream in, long length, Limits limits, boolean pixels) {
        this.source = new Source(in, length);
        this.limits = limits;
        this.pixels = pixels;
    }

    DicomFile file() throws IOException {
        try {
            return readFile();
        } catch (EOFException e) {
            throw malformed("ends in the middle of an attribute");
        }
    }

    private DicomFile readFile() throws IOException {
        byte[] start = source.peek(132);
        if (start.length == 132 && start[128] == 'D' && start[129] == 'I' && start[130] == 'C' && start[131] == 'M') {
            source.read(132);
        }
        DataSet meta = new DataSet();
        while (nextGroup() == 2) meta.put(element(meta, false, 0));
        String syntax = meta.text(Tag.TRANSFER_SYNTAX_UID).orElseGet(() -> "");
        if (syntax.equals(TransferSyntaxes.DEFLATED)) source.inflate();
        if (syntax.isEmpty()) syntax = guess();
        bigEndian = syntax.equals(TransferSyntaxes.EXPLICIT_BIG);
        boolean implicit = TransferSyntaxes.isImplicit(syntax) || (!bigEndian && looksImplicit());
        DataSet dataSet = new DataSet();
        readItems(dataSet, implicit, Long.MAX_VALUE, 0);
        if (dataSet.elements().isEmpty()) throw malformed("holds no attribute");
        return new DicomFile(meta, syntax, dataSet, stopped);
    }

    private int nextGroup() throws IOException {
        byte[] next = source.peek(2);
        return next.length < 2 ? -1 : (next[0] & 0xFF) | (next[1] & 0xFF) << 8;
    }

    private String guess() throws IOException {
        byte[] next = source.peek(8);
        if (next.length < 8) throw malformed("too short for a data set");
        if (next[0] == 0 && next[1] == 8) return TransferSyntaxes.EXPLICIT_BIG;
        if (next[0] != 8 || next[1] != 0) throw malformed("neither a preamble nor group 0008 at the start");
        return looksImplicit() ? TransferSyntaxes.IMPLICIT_LITTLE : TransferSyntaxes.EXPLICIT_LITTLE;
    }

    /** Some writers put implicit VR behind an explicit name; the first attribute shows it. */
    private boolean looksImplicit() throws IOException {
        byte[] next = source.peek(6);
        return next.length == 6 && !Vr.isKnown(new String(next, 4, 2, StandardCharsets.ISO_8859_1));
    }

    /** @param end position at which the item ends; {@link Long#MAX_VALUE} where a delimitation or the end of the file does */
    private void readItems(DataSet into, boolean implicit, long end, int depth) throws IOException {
        if (depth > limits.maxDepth()) throw malformed("nests sequences deeper than " + limits.maxDepth());
        while (!stopped && source.position() < end) {
            byte[] next = source.peek(4);
            if (next.length < 4) {
                if (depth == 0) return;
                throw new EOFException();
            }
            int tag = tagOf(next);
            if (tag == Tag.ITEM_DELIMITATION_ITEM || tag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                source.read(8);
                if (depth > 0 && tag == Tag.ITEM_DELIMITATION_ITEM) return;
                continue; // some writers leave one behind a sequence of defined length
            }
            if (depth == 0
                    && !pixels
                    && Integer.compareUnsigned(tag, Tag.FLOAT_PIXEL_DATA) >= 0
                    && Integer.compareUnsigned(tag, Tag.PIXEL_DATA) <= 0) {
                stopped = true;
                return;
            }
            into.put(element(into, implicit, depth));
        }
    }

    private int tagOf(byte[] bytes) {
        int first = bigEndian ? u16be(bytes, 0) : u16le(bytes, 0);
        int second = bigEndian ? u16be(bytes, 2) : u16le(bytes, 2);
        return first << 16 | second;
    }

    private Element element(DataSet parent, boolean implicit, int depth) throws IOException {
        if (++elements > limits.maxElements()) throw malformed("has more than " + limits.maxElements() + " attributes");
        int tag = tagOf(source.read(4));
        if (tag == Tag.ITEM || tag == Tag.ITEM_DELIMITATION_ITEM || tag == Tag.SEQUENCE_DELIMITATION_ITEM) {
            throw malformed("has an item or a delimitation outside a sequence");
        }
        String vr;
        int length;
        if (implicit) {
            vr = Vr.ofTag(tag);
            length = int32();
        } else {
            vr = new String(source.read(2), StandardCharsets.ISO_8859_1);
            if (!Vr.isKnown(vr)) throw malformed("has an unknown value representation in " + Tag.text(tag));
            if (Vr.hasLongHeader(vr)) {
                source.read(2);
                length = int32();
            } else {
                byte[] two = source.read(2);
                length = bigEndian ? u16be(two, 0) : u16le(two, 0);
            }
        }
        if (length == UNDEFINED && tag == Tag.PIXEL_DATA) return fragments(tag, vr.equals("UN") ? "OB" : vr);
        // PS3.5 6.2.2, note 2: an UN of undefined length is a sequence in implicit VR.
        boolean unknownSequence = length == UNDEFINED && vr.equals("UN");
        if (vr.equals("SQ") || length == UNDEFINED) {
            return sequence(parent, tag, length, implicit || unknownSequence, depth);
        }
        return Element.of(tag, vr, value(tag, vr, length));
    }

    private byte[] value(int tag, String vr, int length) throws IOException {
        long claimed = Integer.toUnsignedLong(length);
        if (claimed > source.remaining()) {
            throw malformed(Tag.text(tag) + " claims " + claimed + " bytes, more than the file has left");
        }
        if (claimed > limits.maxValueBytes()) {
            throw malformed(Tag.text(tag) + " has " + claimed + " bytes, over the limit of " + limits.maxValueBytes());
        }
        total += claimed;
        if (total > limits.maxTotalBytes())
            throw malformed("has more than " + limits.maxTotalBytes() + " bytes of values");
        byte[] value = source.read((int) claimed);
        if (bigEndian) swap(value, Vr.unit(vr));
        return value;
    }

    private Element sequence(DataSet parent, int tag, int length, boolean implicit, int depth) throws IOException {
        if (length != UNDEFINED && Integer.toUnsignedLong(length) > source.remaining()) {
            throw malformed(Tag.text(tag) + " claims more bytes than the file has left");
        }
        long end = length == UNDEFINED ? Long.MAX_VALUE : source.position() + Integer.toUnsignedLong(length);
        List<DataSet> items = new ArrayList<>();
        while (source.position() < end) {
            int next = tagOf(source.read(4));
            int itemLength = int32();
            if (next == Tag.SEQUENCE_DELIMITATION_ITEM) break;
            if (next != Tag.ITEM) throw malformed("has something else than an item in the sequence " + Tag.text(tag));
            if (++elements > limits.maxElements())
                throw malformed("has more than " + limits.maxElements() + " attributes");
            long itemEnd =
                    itemLength == UNDEFINED ? Long.MAX_VALUE : source.position() + Integer.toUnsignedLong(itemLength);
            if (itemLength != UNDEFINED && itemEnd > end) throw malformed("has an item longer than its sequence");
            DataSet item = new DataSet();
            item.inheritCharacterSet(parent.characterSet());
            readItems(item, implicit, itemEnd, depth + 1);
            items.add(item);
        }
        return Element.sequence(tag, items);
    }

    private Element fragments(int tag, String vr) throws IOException {
        List<byte[]> fragments = new ArrayList<>();
        while (true) {
            int next = tagOf(source.read(4));
            int length = int32();
            if (next == Tag.SEQUENCE_DELIMITATION_ITEM) break;
            if (next != Tag.ITEM) throw malformed("has something else than a fragment in its pixels");
            if (++elements > limits.maxElements())
                throw malformed("has more than " + limits.maxElements() + " attributes");
            fragments.add(value(tag, "OB", length));
        }
        return Element.encapsulated(tag, vr, fragments);
    }

    private int int32() throws IOException {
        byte[] four = source.read(4);
        return bigEndian ? u16be(four, 0) << 16 | u16be(four, 2) : u16le(four, 2) << 16 | u16le(four, 0);
    }

    private MalformedDataSetException malformed(String what) {
        return new MalformedDataSetException("the data set " + what + " (at byte " + source.position() + ")");
    }

    private static int u16le(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }

    private static int u16be(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private static void swap(byte[] value, int unit) {
        for (int start = 0; start + unit <= value.length; start += unit) {
            for (int i = 0; i < unit / 2; i++) {
                byte kept = value[start + i];
                value[start + i] = value[start + unit - 1 - i];
                value[start + unit - 1 - i] = kept;
            }
        }
    }
}
