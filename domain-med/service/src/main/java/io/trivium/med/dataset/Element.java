package io.trivium.med.dataset;

import java.util.List;

/** A data element (PS3.5 chapter 7). */
public sealed interface Element {

    /** Group and element number. */
    int tag();

    Vr vr();

    /** Whether the element is there without a value. */
    default boolean isEmpty() {
        return false;
    }

    /**
     * A value in memory, as encoded in little endian.
     *
     * @param bytes not copied; read only
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a file, never compared
    record Value(int tag, Vr vr, byte[] bytes) implements Element {
        private static final byte[] NOTHING = {};

        /** An element without a value. */
        public static Value empty(int tag, Vr vr) {
            return new Value(tag, vr, NOTHING);
        }

        @Override
        public boolean isEmpty() {
            return bytes.length == 0;
        }
    }

    /** A sequence (VR SQ). */
    record Items(int tag, List<DataSet> items) implements Element {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public Vr vr() {
            return Vr.SQ;
        }

        @Override
        public boolean isEmpty() {
            return items.isEmpty();
        }
    }

    /**
     * Encapsulated pixel data in memory (PS3.5 A.4).
     *
     * @param fragments the basic offset table first, then the fragments; not copied, read only
     */
    record Encapsulated(int tag, Vr vr, List<byte[]> fragments) implements Element {
        public Encapsulated {
            fragments = List.copyOf(fragments);
        }
    }

    /**
     * A value that was not read and stays where it is, in the byte order of its transfer syntax.
     *
     * @param offset first byte of the value in what was read
     * @param length in bytes
     */
    record Bulk(int tag, Vr vr, long offset, long length) implements Element {}

    /**
     * Encapsulated pixel data that was not read.
     *
     * @param fragments the basic offset table first, then the fragments
     */
    record Fragments(int tag, Vr vr, List<Span> fragments) implements Element {
        public Fragments {
            fragments = List.copyOf(fragments);
        }
    }

    /** Bytes of what was read. */
    record Span(long offset, long length) {}
}
