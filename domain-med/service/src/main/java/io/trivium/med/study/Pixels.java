package io.trivium.med.study;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Value;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pixels of an image as samples in little endian order, color by pixel, whatever the transfer syntax. Samples keep the color
 * space that the image names; nothing is converted.
 */
public final class Pixels {
    private static final Set<String> NATIVE =
            Set.of(Uids.IMPLICIT_LITTLE_ENDIAN, Uids.EXPLICIT_LITTLE_ENDIAN, Uids.DEFLATED, Uids.EXPLICIT_BIG_ENDIAN);
    private static final List<PixelReader> READERS =
            List.of(new RlePixels(), new JpegLosslessPixels(), new JpegLsPixels(), new Jpeg2000Pixels());

    private Pixels() {}

    /** UIDs of all transfer syntaxes whose pixels are read. */
    public static Set<String> readable() {
        Set<String> all = new TreeSet<>(NATIVE);
        for (PixelReader reader : READERS) all.addAll(reader.transferSyntaxes());
        return all;
    }

    public static boolean isReadable(String transferSyntax) {
        return NATIVE.contains(transferSyntax)
                || READERS.stream().anyMatch(reader -> reader.transferSyntaxes().contains(transferSyntax));
    }

    /**
     * Decodes all frames.
     *
     * @return {@code [frames, rows, columns, samples]}; one byte a sample where one bit is allocated
     * @throws UnreadablePixelsException with what to do about it
     */
    public static byte[] read(DataSet image, String transferSyntax) throws UnreadablePixelsException {
        FrameLayout layout;
        try {
            layout = FrameLayout.of(image);
        } catch (IllegalArgumentException e) {
            throw new UnreadablePixelsException("The image's description cannot be used: " + e.getMessage(), e);
        }
        Element element = image.get(Tag.PIXEL_DATA)
                .orElseThrow(() -> new UnreadablePixelsException("The object has no Pixel Data."));
        if (element instanceof Value samples && NATIVE.contains(transferSyntax)) {
            byte[] value = samples.bytes();
            // The reader turned words of 16 bits; samples of 32 bits are two of them, the upper one first.
            if (transferSyntax.equals(Uids.EXPLICIT_BIG_ENDIAN) && layout.bitsAllocated() == 32) {
                value = swapWords(value);
            }
            return nativePixels(value, layout);
        }
        PixelReader reader = READERS.stream()
                .filter(each -> each.transferSyntaxes().contains(transferSyntax))
                .findFirst()
                .orElseThrow(() -> new UnreadablePixelsException("Pixels of the transfer syntax " + transferSyntax
                        + " are stored but not read; send the series uncompressed."));
        List<byte[]> fragments = element instanceof Encapsulated pixels ? pixels.fragments() : List.of();
        List<byte[]> frames = frames(fragments, layout.frames());
        byte[] all = new byte[Math.multiplyExact(layout.frameBytes(), layout.frames())];
        for (int f = 0; f < layout.frames(); f++) {
            byte[] frame = reader.decode(frames.get(f), layout);
            System.arraycopy(frame, 0, all, f * layout.frameBytes(), layout.frameBytes());
        }
        return all;
    }

    private static byte[] nativePixels(byte[] value, FrameLayout layout) throws UnreadablePixelsException {
        if (layout.bitsAllocated() == 1) return unpackBits(value, layout);
        int length = Math.multiplyExact(layout.frameBytes(), layout.frames());
        if (value.length < length) {
            throw new UnreadablePixelsException(
                    "Pixel Data has " + value.length + " bytes, the image needs " + length + "; send it again.");
        }
        if (layout.samples() == 1 || !layout.planar()) return Arrays.copyOf(value, length);
        byte[] interleaved = new byte[length];
        int width = layout.bytesPerSample();
        int plane = layout.pixels() * width;
        for (int f = 0, out = 0; f < layout.frames(); f++) {
            for (int p = 0; p < layout.pixels(); p++) {
                for (int s = 0; s < layout.samples(); s++, out += width) {
                    System.arraycopy(value, f * layout.frameBytes() + s * plane + p * width, interleaved, out, width);
                }
            }
        }
        return interleaved;
    }

    private static byte[] swapWords(byte[] value) {
        byte[] swapped = value.clone();
        for (int i = 0; i + 4 <= value.length; i += 4) {
            System.arraycopy(value, i, swapped, i + 2, 2);
            System.arraycopy(value, i + 2, swapped, i, 2);
        }
        return swapped;
    }

    /** One bit a sample, the first in the lowest bit, without padding between frames (PS3.5 8.1.1). */
    private static byte[] unpackBits(byte[] value, FrameLayout layout) throws UnreadablePixelsException {
        int count = Math.multiplyExact(layout.pixels() * layout.samples(), layout.frames());
        if (value.length < (count + 7) / 8) {
            throw new UnreadablePixelsException("Pixel Data is too short for its bits.");
        }
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte) ((value[i >> 3] >> (i & 7)) & 1);
        return bytes;
    }

    /** Frames of encapsulated pixels: one a fragment, or by the basic offset table, or all fragments of a single frame. */
    private static List<byte[]> frames(List<byte[]> items, int frames) throws UnreadablePixelsException {
        if (items.size() < 2) throw new UnreadablePixelsException("Encapsulated pixels without a fragment.");
        List<byte[]> fragments = items.subList(1, items.size());
        if (frames == 1) return List.of(join(fragments));
        if (fragments.size() == frames) return fragments;
        byte[] table = items.getFirst();
        if (table.length != 4 * frames) {
            throw new UnreadablePixelsException("The pixels have " + fragments.size() + " fragments for " + frames
                    + " frames and no offset table.");
        }
        List<byte[]> joined = new ArrayList<>();
        List<byte[]> open = new ArrayList<>();
        long offset = 0;
        for (byte[] fragment : fragments) {
            int next = joined.size() + 1;
            if (next < frames && offset == offsetOf(table, next) && !open.isEmpty()) {
                joined.add(join(open));
                open = new ArrayList<>();
            }
            open.add(fragment);
            offset += 8L + fragment.length;
        }
        joined.add(join(open));
        if (joined.size() != frames) {
            throw new UnreadablePixelsException("The offset table does not match the fragments.");
        }
        return joined;
    }

    private static long offsetOf(byte[] table, int frame) {
        int at = 4 * frame;
        return (table[at] & 0xFFL)
                | ((table[at + 1] & 0xFFL) << 8)
                | ((table[at + 2] & 0xFFL) << 16)
                | ((table[at + 3] & 0xFFL) << 24);
    }

    private static byte[] join(List<byte[]> parts) {
        if (parts.size() == 1) return parts.getFirst();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) joined.writeBytes(part);
        return joined.toByteArray();
    }
}
