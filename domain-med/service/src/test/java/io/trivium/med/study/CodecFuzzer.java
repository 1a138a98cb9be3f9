package io.trivium.med.study;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Any bytes are a frame of each codec, of the size that the image says, or are refused. The first five bytes choose the codec and
 * describe the image.
 */
public final class CodecFuzzer {
    private static final List<PixelReader> READERS =
            List.of(new RlePixels(), new JpegLosslessPixels(), new JpegLsPixels(), new Jpeg2000Pixels());
    private static final int[] BITS = {8, 16, 1, 32};
    private static final int HEADER = 5;

    private CodecFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < HEADER) return;
        ByteBuffer input = ByteBuffer.wrap(data);
        int choice = input.get() & 0xFF;
        int form = input.get() & 0xFF;
        int allocated = BITS[(form >> 2) & 3];
        int stored = 1 + (input.get() & 0xFF) % allocated;
        int rows = 1 + (input.get() & 0x3F);
        int columns = 1 + (input.get() & 0x3F);
        FrameLayout layout = new FrameLayout(
                rows, columns, 1 + (form & 3), allocated, stored, (form & 16) != 0, (form & 32) != 0, 1);
        byte[] encoded = new byte[input.remaining()];
        input.get(encoded);
        try {
            byte[] frame = READERS.get(choice % READERS.size()).decode(encoded, layout);
            if (frame.length != layout.frameBytes()) throw new IllegalStateException("not a frame of this image");
        } catch (UnreadablePixelsException e) {
            // Refused.
        }
    }
}
