package io.trivium.med.dicom.data;

import java.util.List;

/** A data element (PS3.5 chapter 7). */
public sealed interface Element {

    /** Group and element number. */
    int tag();

    Vr vr();

    /**
     * A value in memory, as encoded; binary numbers have the byte order of {@link DataSet#bigEndian()}.
     *
     * @param bytes not copied; read only
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a file, never compared
    record Value(int tag, Vr vr, byte[] bytes) implements Element {}

    /** A sequence (VR SQ). */
    record Items(int tag, List<DataSet> items) implements Element {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public Vr vr() {
            return Vr.SQ;
        }
    }

    /**
     * A value too long to be held, which stays where it is.
     *
     * @param offset first byte of the value in what was read
     * @param length in bytes
     */
    record Bulk(int tag, Vr vr, long offset, long length) implements Element {}

    /**
     * Encapsulated pixel data (PS3.5 A.4).
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
