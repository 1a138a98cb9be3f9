package io.trivium.med.dicom.data;

import io.trivium.med.dataset.Tag;
import io.trivium.med.dicom.data.Element.Bulk;
import io.trivium.med.dicom.data.Element.Fragments;
import io.trivium.med.dicom.data.Element.Items;
import io.trivium.med.dicom.data.Element.Span;
import io.trivium.med.dicom.data.Element.Value;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Reads data sets of any origin (PS3.5 chapter 7) within limits on depth, number of elements and memory; whatever is
 * beyond them, or is no data set, is an {@link InvalidDataSetException} or {@link EOFException}. One reader reads one data
 * set.
 */
public final class DataSetReader {

    private static final long UNDEFINED = 0xFFFFFFFFL;
    private static final int DEEPEST = 32;

    /**
     * Limits of one reading.
     *
     * @param longestValue longer values stay where they are ({@link Bulk}), in bytes
     * @param memory of all values that are held, in bytes
     * @param elements of all elements and items, at every depth
     * @param stopAt the first tag, compared unsigned, that is not read any more
     */
    public record Limits(int longestValue, long memory, int elements, int stopAt) {

        /** For what identifies an instance: everything before the pixels' own attributes. */
        public static final Limits HEADER = new Limits(4096, 1 << 20, 20_000, 0x00290000);
        /** For the metadata of an instance. */
        public static final Limits METADATA = new Limits(64 * 1024, 8 << 20, 200_000, 0xFFFFFFFF);
        /** For requests: all in memory. */
        public static final Limits REQUEST = new Limits(4 << 20, 8 << 20, 200_000, 0xFFFFFFFF);
    }

    private final ByteSource source;
    private final boolean explicit;
    private final boolean bigEndian;
    private final Limits limits;
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
    static DataSet read(ByteSource source, String transferSyntax, Limits limits) throws IOException {
        DataSetReader reader = new DataSetReader(source, transferSyntax, limits);
        DataSet dataSet = new DataSet(reader.bigEndian);
        reader.elements(dataSet, Long.MAX_VALUE, 0);
        return dataSet;
    }

    /** As {@link #read(ByteSource, String, Limits)}, of a data set in memory. */
    public static DataSet read(byte[] bytes, String transferSyntax, Limits limits) throws IOException {
        return read(new ByteArrayInputStream(bytes), transferSyntax, limits);
    }

    /** As {@link #read(ByteSource, String, Limits)}, of a stream, which is inflated first where the syntax says so. */
    public static DataSet read(InputStream in, String transferSyntax, Limits limits) throws IOException {
        if (!transferSyntax.equals(Uids.DEFLATED)) {
            return read(ByteSource.of(in), transferSyntax, limits);
        }
        Inflater inflater = new Inflater(true);
        try {
            return read(ByteSource.of(new InflaterInputStream(in, inflater)), transferSyntax, limits);
        } finally {
            inflater.end();
        }
    }

    /** As {@link #read(ByteSource, String, Limits)}, of a file from its present position; positions count from there. */
    public static DataSet read(SeekableByteChannel file, String transferSyntax, Limits limits) throws IOException {
        return read(ByteSource.of(file), transferSyntax, limits);
    }

    /** Reads until the end position, the end of the source, an item's end, or the tag to stop at. */
    private void elements(DataSet into, long endPosition, int depth) throws IOException {
        while (source.position() < endPosition) {
            int first = source.read();
            if (first < 0) {
                if (endPosition == Long.MAX_VALUE && depth == 0) {
                    return;
                }
                throw new EOFException("the data set ends within a sequence");
            }
            int tag = tag(first);
            if (tag == Tag.ITEM_DELIMITATION_ITEM && depth > 0) {
                number();
                return;
            }
            if (Tag.group(tag) == 0xFFFE) {
                throw invalid("an item or a delimiter lies where an element should be");
            }
            if (depth == 0 && Integer.compareUnsigned(tag, limits.stopAt()) >= 0) {
                return;
            }
            into.add(element(into, tag, depth));
        }
        if (source.position() > endPosition) {
            throw invalid("an element is longer than the item that holds it");
        }
    }

    private Element element(DataSet parent, int tag, int depth) throws IOException {
        count();
        Vr vr = Vr.UN;
        long length;
        if (explicit) {
            int first = octet();
            int second = octet();
            Vr found = Vr.of(first, second);
            if (found == null) {
                throw invalid("an element has no value representation that exists");
            }
            vr = found;
            if (vr.hasLongLength()) {
                octet();
                octet();
                length = number();
            } else {
                length = half();
            }
        } else {
            vr = ImplicitVrs.of(tag);
            length = number();
        }
        if (vr == Vr.SQ || (length == UNDEFINED && tag != Tag.PIXEL_DATA)) {
            if (vr != Vr.SQ && vr != Vr.UN) {
                throw invalid("an element that is no sequence has no length");
            }
            return sequence(parent, tag, length, depth, vr == Vr.UN && explicit);
        }
        if (length == UNDEFINED) {
            return fragments(tag, vr);
        }
        if (length > limits.longestValue() || Tag.group(tag) == 0x7FE0) {
            long offset = source.position();
            source.skip(length);
            return new Bulk(tag, vr, offset, length);
        }
        memoryLeft -= length;
        if (memoryLeft < 0) {
            throw invalid("the values of the data set take more memory than is allowed");
        }
        byte[] value = new byte[(int) length];
        source.readFully(value);
        return new Value(tag, vr, value);
    }

    /** @param unknown of VR UN and undefined length: its items are in implicit little endian (PS3.5 6.2.2) */
    private Element sequence(DataSet parent, int tag, long length, int depth, boolean unknown) throws IOException {
        if (depth == DEEPEST) {
            throw invalid("sequences are nested deeper than " + DEEPEST);
        }
        if (unknown) {
            DataSetReader implicit = new DataSetReader(source, Uids.IMPLICIT_LITTLE_ENDIAN, limits);
            implicit.memoryLeft = memoryLeft;
            implicit.elementsLeft = elementsLeft;
            Element items = implicit.items(parent, tag, length, depth);
            memoryLeft = implicit.memoryLeft;
            elementsLeft = implicit.elementsLeft;
            return items;
        }
        return items(parent, tag, length, depth);
    }

    private Element items(DataSet parent, int tag, long length, int depth) throws IOException {
        List<DataSet> items = new ArrayList<>();
        long end = length == UNDEFINED ? Long.MAX_VALUE : source.position() + length;
        while (source.position() < end) {
            int itemTag = tag(octet());
            long itemLength = number();
            if (itemTag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                if (length == UNDEFINED) {
                    return new Items(tag, items);
                }
                throw invalid("a sequence with a length has a delimiter");
            }
            if (itemTag != Tag.ITEM) {
                throw invalid("a sequence holds what is no item");
            }
            count();
            DataSet item = parent.newItem(bigEndian);
            long itemEnd = itemLength == UNDEFINED ? Long.MAX_VALUE : source.position() + itemLength;
            if (itemLength != UNDEFINED && itemEnd > end) {
                throw invalid("an item is longer than its sequence");
            }
            elements(item, itemEnd, depth + 1);
            items.add(item);
        }
        if (source.position() > end) {
            throw invalid("the items of a sequence are longer than the sequence");
        }
        return new Items(tag, items);
    }

    private Element fragments(int tag, Vr vr) throws IOException {
        List<Span> fragments = new ArrayList<>();
        while (true) {
            int itemTag = tag(octet());
            long length = number();
            if (itemTag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                return new Fragments(tag, vr, fragments);
            }
            if (itemTag != Tag.ITEM || length == UNDEFINED) {
                throw invalid("encapsulated pixel data holds what is no fragment");
            }
            count();
            fragments.add(new Span(source.position(), length));
            source.skip(length);
        }
    }

    private void count() throws InvalidDataSetException {
        if (--elementsLeft < 0) {
            throw invalid("the data set has more elements than is allowed");
        }
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
        if (octet < 0) {
            throw new EOFException("the data set ends within an element");
        }
        return octet;
    }

    private InvalidDataSetException invalid(String what) {
        return new InvalidDataSetException(what + " (at byte " + source.position() + ")");
    }
}
