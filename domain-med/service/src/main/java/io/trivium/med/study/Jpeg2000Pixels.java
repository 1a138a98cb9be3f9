package io.trivium.med.study;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import io.trivium.med.dataset.Uids;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reversible JPEG 2000 part 1 of grayscale images, by the JJ2000 decoder. Irreversible code streams are left out: decoders differ
 * in the last bits there, and no two give the same Hounsfield units.
 */
final class Jpeg2000Pixels implements PixelReader {
    private static final int SIZE_MARKER = 0xFF51;

    @Override
    public Set<String> transferSyntaxes() {
        return Set.of(Uids.JPEG_2000_LOSSLESS);
    }

    @Override
    public byte[] decode(byte[] encoded, FrameLayout layout) throws UnreadablePixelsException {
        if (layout.samples() != 1) {
            throw new UnreadablePixelsException("Color images in JPEG 2000 are stored but not read.");
        }
        int start = startOfCodeStream(encoded);
        checkSize(encoded, start, layout);
        J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded, start, encoded.length - start))) {
            reader.setInput(in, true, true);
            return pack(reader.readRaster(0, null), layout);
        } catch (IOException | RuntimeException | LinkageError e) {
            // The decoder throws arbitrary exceptions on damaged data.
            throw new UnreadablePixelsException("JPEG 2000 frame damaged or of a kind that is not read", e);
        } finally {
            reader.dispose();
        }
    }

    /** Some writers wrap the code stream in a JP2 file, which PS3.5 A.4.4 forbids; the code stream inside is read. */
    private static int startOfCodeStream(byte[] in) throws UnreadablePixelsException {
        for (int i = 0; i + 3 < in.length; i++) {
            if ((in[i] & 0xFF) == 0xFF && in[i + 1] == 0x4F && (in[i + 2] & 0xFF) == 0xFF && in[i + 3] == 0x51) {
                return i;
            }
        }
        throw new UnreadablePixelsException("no JPEG 2000 code stream");
    }

    /** The decoder allocates what the header says, so that has to be the image's size first. */
    private static void checkSize(byte[] in, int start, FrameLayout layout) throws UnreadablePixelsException {
        if (in.length < start + 42 || u16(in, start + 2) != SIZE_MARKER) {
            throw new UnreadablePixelsException("no JPEG 2000 image size");
        }
        long columns = u32(in, start + 8) - u32(in, start + 16);
        long rows = u32(in, start + 12) - u32(in, start + 20);
        int components = u16(in, start + 40);
        if (columns != layout.columns() || rows != layout.rows() || components != layout.samples()) {
            throw new UnreadablePixelsException("JPEG 2000 frame of another size than the image");
        }
    }

    private static byte[] pack(Raster raster, FrameLayout layout) {
        int[][] planes = new int[layout.samples()][];
        for (int s = 0; s < planes.length; s++) {
            planes[s] = raster.getSamples(
                    raster.getMinX(), raster.getMinY(), layout.columns(), layout.rows(), s, new int[layout.pixels()]);
        }
        return Samples.pack(planes, layout);
    }

    private static int u16(byte[] in, int at) {
        return ((in[at] & 0xFF) << 8) | (in[at + 1] & 0xFF);
    }

    private static long u32(byte[] in, int at) {
        return ((long) u16(in, at) << 16) | u16(in, at + 2);
    }
}
