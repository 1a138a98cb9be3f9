package io.trivium.med.study;

import io.trivium.med.dataset.Uids;
import java.util.Set;

/** JPEG-LS of ITU-T T.87, lossless and near-lossless, with components one by one, by line or by sample. */
final class JpegLsPixels implements PixelReader {
    @Override
    public Set<String> transferSyntaxes() {
        return Set.of(Uids.JPEG_LS_LOSSLESS, Uids.JPEG_LS_NEAR);
    }

    @Override
    public byte[] decode(byte[] encoded, FrameLayout layout) throws UnreadablePixelsException {
        try {
            return Samples.pack(planes(encoded, layout), layout);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new UnreadablePixelsException("JPEG-LS frame damaged or cut off", e);
        }
    }

    private static int[][] planes(byte[] in, FrameLayout layout) throws UnreadablePixelsException {
        int[][] planes = new int[layout.samples()][];
        int at = 2;
        int precision = 0;
        int[] preset = {};
        if ((in[0] & 0xFF) != 0xFF || (in[1] & 0xFF) != 0xD8) throw new UnreadablePixelsException("no JPEG-LS image");
        int read = 0;
        while (read < planes.length) {
            int marker = u16(in, at);
            int length = u16(in, at + 2);
            int body = at + 4;
            switch (marker) {
                case 0xFFF7 -> {
                    precision = in[body] & 0xFF;
                    if (u16(in, body + 1) != layout.rows()
                            || u16(in, body + 3) != layout.columns()
                            || (in[body + 5] & 0xFF) != layout.samples()
                            || precision > layout.bitsAllocated()
                            || precision < 2) {
                        throw new UnreadablePixelsException("JPEG-LS frame of another size than the image");
                    }
                }
                case 0xFFF8 -> {
                    if (in[body] != 1) throw new UnreadablePixelsException("JPEG-LS mapping tables are not read");
                    preset = new int[] {
                        u16(in, body + 1), u16(in, body + 3), u16(in, body + 5), u16(in, body + 7), u16(in, body + 9)
                    };
                }
                case 0xFFDA -> {
                    int count = in[body] & 0xFF;
                    int near = in[body + 1 + 2 * count] & 0xFF;
                    int interleave = in[body + 2 + 2 * count] & 0xFF;
                    if (precision == 0
                            || count < 1
                            || count > planes.length - read
                            || interleave > 2
                            || (count > 1 && interleave == 0)) {
                        throw new UnreadablePixelsException("JPEG-LS scan of " + count + " components");
                    }
                    var scan = new JpegLsScan(in, at + 2 + length, layout, count, precision, near, preset);
                    int[][] decoded = interleave == 2 ? scan.decodeBySample() : scan.decode();
                    for (int[] plane : decoded) planes[read++] = plane;
                    at = scan.end();
                    continue;
                }
                case 0xFFD9 -> throw new UnreadablePixelsException("JPEG-LS image ends early");
                default -> {
                    if (marker >>> 8 != 0xFF) throw new UnreadablePixelsException("JPEG-LS marker expected");
                }
            }
            at += 2 + length;
        }
        return planes;
    }

    private static int u16(byte[] in, int at) {
        return ((in[at] & 0xFF) << 8) | (in[at + 1] & 0xFF);
    }
}
