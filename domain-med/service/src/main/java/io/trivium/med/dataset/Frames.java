package io.trivium.med.dataset;

import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Fragments;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Span;
import io.trivium.med.dataset.Element.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** The positions of the frames of an image in its file; nothing is decoded. */
public final class Frames {

    private Frames() {}

    /**
     * The bytes of each frame, in order. Native frames are cut by their size; encapsulated ones are the fragments of each,
     * found by the basic offset table, or one fragment a frame without one (PS3.5 A.4).
     *
     * @param start where the data set begins in the file
     */
    public static List<List<Span>> of(DataSet data, FileChannel file, long start) throws IOException {
        Element pixels = data.get(Tag.PIXEL_DATA)
                .orElseThrow(() -> new InvalidDataSetException("the instance has no pixel data"));
        int frames = data.number(Tag.NUMBER_OF_FRAMES).orElse(1);
        if (frames < 1) throw new InvalidDataSetException("the number of frames is not positive");
        return switch (pixels) {
            case Bulk bulk -> cut(data, bulk.offset() + start, bulk.length(), frames);
            case Fragments fragments -> grouped(fragments.fragments(), file, start, frames);
            case Value _ -> throw new InvalidDataSetException("the pixel data is shorter than an image");
            case Items _ -> throw new InvalidDataSetException("the pixel data is a sequence");
            case Encapsulated _ -> throw new IllegalArgumentException("the pixel data is in memory");
        };
    }

    private static List<List<Span>> cut(DataSet data, long offset, long length, int frames) throws IOException {
        long bits = (long) data.number(Tag.ROWS).orElse(0)
                * data.number(Tag.COLUMNS).orElse(0);
        bits = Math.multiplyExact(
                bits,
                (long) data.number(Tag.SAMPLES_PER_PIXEL).orElse(1)
                        * data.number(Tag.BITS_ALLOCATED).orElse(0));
        if (bits <= 0 || bits % 8 != 0 || frames > length / (bits / 8)) {
            throw new InvalidDataSetException("the pixel data is shorter than rows, columns and frames say");
        }
        List<List<Span>> all = new ArrayList<>();
        for (int i = 0; i < frames; i++) all.add(List.of(new Span(offset + i * (bits / 8), bits / 8)));
        return all;
    }

    private static List<List<Span>> grouped(List<Span> fragments, FileChannel file, long start, int frames)
            throws IOException {
        if (fragments.size() < 2) throw new InvalidDataSetException("the encapsulated pixel data has no fragment");
        Span table = fragments.getFirst();
        List<Span> parts = fragments.subList(1, fragments.size()).stream()
                .map(part -> new Span(part.offset() + start, part.length()))
                .toList();
        if (frames == 1) return List.of(parts);
        if (table.length() == 0) {
            if (parts.size() != frames) {
                throw new InvalidDataSetException(
                        "frames and fragments differ in number, and there is no offset table");
            }
            return parts.stream().map(List::of).toList();
        }
        return byTable(parts, offsets(table, file, start, frames));
    }

    private static long[] offsets(Span table, FileChannel file, long start, int frames) throws IOException {
        if (table.length() != 4L * frames) {
            throw new InvalidDataSetException("the offset table has not one entry a frame");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) table.length()).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, start + table.offset() + bytes.position()) < 0) {
                throw new InvalidDataSetException("the file ends within the offset table");
            }
        }
        bytes.flip();
        long[] offsets = new long[frames];
        for (int i = 0; i < frames; i++) offsets[i] = bytes.getInt() & 0xFFFFFFFFL;
        return offsets;
    }

    private static List<List<Span>> byTable(List<Span> parts, long[] offsets) throws IOException {
        long first = parts.getFirst().offset() - 8;
        List<List<Span>> all = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < offsets.length; i++) {
            long end = i + 1 < offsets.length ? first + offsets[i + 1] : Long.MAX_VALUE;
            List<Span> frame = new ArrayList<>();
            while (next < parts.size() && parts.get(next).offset() - 8 < end) frame.add(parts.get(next++));
            if (frame.isEmpty() || frame.getFirst().offset() - 8 != first + offsets[i]) {
                throw new InvalidDataSetException("the offset table does not fit the fragments");
            }
            all.add(frame);
        }
        return all;
    }
}
