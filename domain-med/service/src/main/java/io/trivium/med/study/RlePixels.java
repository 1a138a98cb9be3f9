package io.trivium.med.study;

import io.trivium.med.dataset.Uids;
import java.util.Set;

/** RLE of PS3.5 annex G: byte planes, most significant first, each packed as in PackBits. */
final class RlePixels implements PixelReader {
    private static final int HEADER_BYTES = 64;

    @Override
    public Set<String> transferSyntaxes() {
        return Set.of(Uids.RLE);
    }

    @Override
    public byte[] decode(byte[] encoded, FrameLayout layout) throws UnreadablePixelsException {
        int segments = layout.samples() * layout.bytesPerSample();
        if (encoded.length < HEADER_BYTES || int32(encoded, 0) != segments) {
            throw new UnreadablePixelsException("RLE frame without its " + segments + " segments");
        }
        byte[] frame = new byte[layout.frameBytes()];
        for (int segment = 0; segment < segments; segment++) {
            int start = int32(encoded, 4 + 4 * segment);
            int end = segment + 1 < segments ? int32(encoded, 8 + 4 * segment) : encoded.length;
            if (start < HEADER_BYTES || end > encoded.length || start > end) {
                throw new UnreadablePixelsException("RLE segment outside its frame");
            }
            int sample = segment / layout.bytesPerSample();
            int significance = layout.bytesPerSample() - 1 - segment % layout.bytesPerSample();
            unpack(encoded, start, end, frame, sample * layout.bytesPerSample() + significance, segments);
        }
        return frame;
    }

    private static void unpack(byte[] from, int start, int end, byte[] into, int offset, int step)
            throws UnreadablePixelsException {
        int at = start;
        int out = offset;
        while (out < into.length) {
            if (at >= end) throw new UnreadablePixelsException("RLE segment too short");
            int control = from[at++];
            if (control == -128) continue;
            int count = control >= 0 ? control + 1 : 1 - control;
            if (at + (control >= 0 ? count : 1) > end) throw new UnreadablePixelsException("RLE segment too short");
            for (int i = 0; i < count && out < into.length; i++, out += step) {
                into[out] = control >= 0 ? from[at + i] : from[at];
            }
            at += control >= 0 ? count : 1;
        }
    }

    private static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF)
                | ((bytes[at + 1] & 0xFF) << 8)
                | ((bytes[at + 2] & 0xFF) << 16)
                | (bytes[at + 3] << 24);
    }
}
