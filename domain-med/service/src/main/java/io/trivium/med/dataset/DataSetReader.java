package io.trivium.med.dataset;

import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Fragments;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Span;
import io.trivium.med.dataset.Element.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;

/**
 * Reads data sets of any origin (PS3.5 chapter 7) forward, once, within {@link Limits}; whatever is beyond them, or is no
 * data set, is an {@link InvalidDataSetException}. Of two elements with the same tag the first counts. One reader reads one
 * data set.
 */
public final class DataSetReader {

    private static final long UNDEFINED = 0xFFFFFFFFL;
    private static final int DELIMITERS = 0xFFFE;
    private static final int PIXELS = 0x7FE0;

    private final ByteSource source;
    private final Limits limits;
    private boolean explicit;
    private boolean bigEndian;
    private long memoryLeft;
    private int elementsLeft;

    private DataSetReader(ByteSource source, String transferSyntax, Limits limits) {
        this.source = source;
        this.explicit = !transferSyntax.equals(Uids.IMPLICIT_LITTLE_ENDIAN);
        this.bigEndian = transferSyntax.equals(Uids.EXPLICIT_BIG_ENDIAN);
        this.limits = limits;
        this.memoryLeft = limits.memory();
        this.elementsLeft = limits.elements();
    }

    /** Reads a data set, without preamble and file meta information, to the end or to the tag of the limits. */
    private static DataSet read(ByteSource source, String transferSyntax, Limits limits) throws IOException {
        DataSetReader reader = new DataSetReader(source, transferSyntax, limits);
        DataSet dataSet = new DataSet();
        reader.elements(dataSet, Long.MAX_VALUE, 0);
        return dataSet;
    }

    /** As {@link #read(InputStream, String, Limits)}, of a data set in memory. */
    public static DataSet read(byte[] bytes, String transferSyntax, Limits limits) throws IOException {
        return read(bytes, 0, transferSyntax, limits);
    }

    static DataSet read(byte[] bytes, int from, String transferSyntax, Limits limits) throws IOException {
        return transferSyntax.equals(Uids.DEFLATED)
                ? read(new ByteArrayInputStream(bytes, from, bytes.length - from), transferSyntax, limits)
                : read(ByteSource.of(bytes, from), transferSyntax, limits);
    }

    /** Reads a data set, without preamble and file meta information, which is inflated first where the syntax says so. */
    public static DataSet read(InputStream in, String transferSyntax, Limits limits) throws IOException {
        if (!transferSyntax.equals(Uids.DEFLATED)) return read(ByteSource.of(in), transferSyntax, limits);
        Inflater inflater = new Inflater(true);
        try {
            return read(ByteSource.inflating(in, inflater), transferSyntax, limits);
        } finally {
            inflater.end();
        }
    }

    /** As {@link #read(InputStream, String, Limits)}, of a file from its present position; offsets count from there. */
    public static DataSet read(SeekableByteChannel file, String transferSyntax, Limits limits) throws IOException {
        return transferSyntax.equals(Uids.DEFLATED)
                ? read(Channels.newInputStream(file), transferSyntax, limits)
                : read(ByteSource.of(file), transferSyntax, limits);
    }

    /** Reads until the end position, the end of the source, an item's end, or the tag to stop at. */
    private void elements(DataSet into, long endPosition, int depth) throws IOException {
        while (source.position() < endPosition) {
            int first = source.read();
            if (first < 0) {
                if (endPosition == Long.MAX_VALUE && depth == 0) return;
                throw invalid("the data set ends within a sequence");
            }
            int tag = tag(first);
            if (tag == Tag.ITEM_DELIMITATION_ITEM || tag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                number();
                if (depth > 0 && tag == Tag.ITEM_DELIMITATION_ITEM) return;
                continue; // some writers leave one behind a sequence of defined length
            }
            if (Tag.group(tag) == DELIMITERS) throw invalid("an item is where an element should be");
            if (depth == 0 && Integer.compareUnsigned(tag, limits.stopAt()) >= 0) return;
            into.add(element(into, tag, depth));
        }
        if (source.position() > endPosition) throw invalid("an element is longer than the item that holds it");
    }

    private Element element(DataSet parent, int tag, int depth) throws IOException {
        count();
        Vr vr;
        long length;
        if (explicit) {
            Vr found = Vr.of(octet(), octet());
            if (found == null) throw invalid(Tag.text(tag) + " has no value representation that exists");
            vr = found;
            if (vr.hasLongLength()) {
                half();
                length = number();
            } else {
                length = half();
            }
        } else {
            vr = Dictionary.vr(tag);
            length = number();
        }
        if (length == UNDEFINED && tag == Tag.PIXEL_DATA) return fragments(tag, vr == Vr.UN ? Vr.OB : vr);
        if (length != UNDEFINED && length > source.remaining()) {
            throw invalid(Tag.text(tag) + " claims " + length + " bytes, more than there are");
        }
        if (vr == Vr.SQ || length == UNDEFINED) return sequence(parent, tag, length, depth, vr == Vr.UN && explicit);
        if (!limits.whole() && (length > limits.longestValue() || Tag.group(tag) == PIXELS)) {
            long offset = source.position();
            source.skip(length);
            return new Bulk(tag, vr, offset, length);
        }
        byte[] bytes = value(tag, length);
        if (bigEndian) swap(bytes, vr.unit());
        return new Value(tag, vr, bytes);
    }

    private byte[] value(int tag, long length) throws IOException {
        if (length > limits.longestValue()) {
            throw invalid(Tag.text(tag) + " has " + length + " bytes, over the limit of " + limits.longestValue());
        }
        memoryLeft -= length;
        if (memoryLeft < 0) throw invalid("the values of the data set take more than " + limits.memory() + " bytes");
        return source.read((int) length);
    }

    /** @param unknown of VR UN and undefined length: its items are in implicit little endian (PS3.5 6.2.2) */
    private Element sequence(DataSet parent, int tag, long length, int depth, boolean unknown) throws IOException {
        if (depth == limits.depth()) throw invalid("sequences are nested deeper than " + limits.depth());
        boolean around = bigEndian;
        if (unknown) {
            explicit = false;
            bigEndian = false;
        }
        Element items = items(parent, tag, length, depth);
        if (unknown) {
            explicit = true;
            bigEndian = around;
        }
        return items;
    }

    private Element items(DataSet parent, int tag, long length, int depth) throws IOException {
        List<DataSet> items = new ArrayList<>();
        long end = length == UNDEFINED ? Long.MAX_VALUE : source.position() + length;
        while (source.position() < end) {
            int itemTag = tag(octet());
            long itemLength = number();
            if (itemTag == Tag.SEQUENCE_DELIMITATION_ITEM) break;
            if (itemTag != Tag.ITEM) throw invalid("the sequence " + Tag.text(tag) + " holds what is no item");
            count();
            long itemEnd = itemLength == UNDEFINED ? Long.MAX_VALUE : source.position() + itemLength;
            if (itemLength != UNDEFINED && itemEnd > end) {
                throw invalid("an item is longer than its sequence " + Tag.text(tag));
            }
            DataSet item = parent.newItem();
            elements(item, itemEnd, depth + 1);
            items.add(item);
        }
        if (source.position() > end) throw invalid("the items of a sequence are longer than the sequence");
        return new Items(tag, items);
    }

    private Element fragments(int tag, Vr vr) throws IOException {
        List<byte[]> held = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        while (true) {
            int itemTag = tag(octet());
            long length = number();
            if (itemTag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                return limits.whole() ? new Encapsulated(tag, vr, held) : new Fragments(tag, vr, spans);
            }
            if (itemTag != Tag.ITEM || length == UNDEFINED) {
                throw invalid("encapsulated pixel data holds what is no fragment");
            }
            count();
            if (length > source.remaining()) {
                throw invalid("a fragment claims " + length + " bytes, more than there are");
            }
            if (limits.whole()) {
                held.add(value(tag, length));
            } else {
                spans.add(new Span(source.position(), length));
                source.skip(length);
            }
        }
    }

    private void count() throws InvalidDataSetException {
        if (--elementsLeft < 0) throw invalid("the data set has more than " + limits.elements() + " elements");
    }

    private int tag(int first) throws IOException {
        int second = octet();
        int third = octet();
        int fourth = octet();
        return bigEndian
                ? first << 24 | second << 16 | third << 8 | fourth
                : second << 24 | first << 16 | fourth << 8 | third;
    }

    private int half() throws IOException {
        int first = octet();
        int second = octet();
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    private long number() throws IOException {
        long first = half();
        long second = half();
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    private int octet() throws IOException {
        int octet = source.read();
        if (octet < 0) throw ByteSource.ended();
        return octet;
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

    private InvalidDataSetException invalid(String what) {
        return new InvalidDataSetException(what + " (at byte " + source.position() + ")");
    }
}
