package io.trivium.med.study;

import io.trivium.med.dataset.Uids;
import java.util.Set;

/** JPEG lossless, Huffman coded, processes 14 of ITU-T T.81 annex H, with 2 to 16 bits and any of the seven predictors. */
final class JpegLosslessPixels implements PixelReader {
    @Override
    public Set<String> transferSyntaxes() {
        return Set.of(Uids.JPEG_LOSSLESS, Uids.JPEG_LOSSLESS_SV1);
    }

    @Override
    public byte[] decode(byte[] encoded, FrameLayout layout) throws UnreadablePixelsException {
        try {
            return new Decoder(encoded, layout).decode();
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new UnreadablePixelsException("JPEG lossless frame damaged or cut off", e);
        }
    }

    private static final class Decoder {
        private final byte[] in;
        private final FrameLayout layout;
        private final int[][] samples;
        private final HuffmanTable[] tables = new HuffmanTable[4];
        private final int[] componentIds;
        private int precision;
        private int restartInterval;
        private int at;
        private int bitBuffer;
        private int bitCount;

        Decoder(byte[] in, FrameLayout layout) {
            this.in = in;
            this.layout = layout;
            this.samples = new int[layout.samples()][layout.pixels()];
            this.componentIds = new int[layout.samples()];
        }

        byte[] decode() throws UnreadablePixelsException {
            if (u16() != 0xFFD8) throw new UnreadablePixelsException("no JPEG image");
            while (true) {
                int marker = u16();
                if (marker == 0xFFD9) break;
                if (marker >>> 8 != 0xFF) throw new UnreadablePixelsException("JPEG marker expected");
                int end = at + (((in[at] & 0xFF) << 8) | (in[at + 1] & 0xFF));
                at += 2;
                switch (marker) {
                    case 0xFFC3 -> frame();
                    case 0xFFC4 -> {
                        while (at < end) huffman();
                    }
                    case 0xFFDD -> restartInterval = u16();
                    case 0xFFDA -> {
                        scan();
                        if (layout.samples() == 1) return packed();
                        continue;
                    }
                    case 0xFFC0, 0xFFC1, 0xFFC2 -> throw new UnreadablePixelsException("JPEG frame is not lossless");
                    default -> {}
                }
                at = end;
            }
            return packed();
        }

        private void frame() throws UnreadablePixelsException {
            precision = in[at++] & 0xFF;
            int rows = u16();
            int columns = u16();
            int components = in[at++] & 0xFF;
            if (rows != layout.rows() || columns != layout.columns() || components != layout.samples()) {
                throw new UnreadablePixelsException("JPEG frame of another size than the image");
            }
            if (precision < 2 || precision > 16 || precision > layout.bitsAllocated()) {
                throw new UnreadablePixelsException("JPEG precision of " + precision + " bits");
            }
            for (int i = 0; i < components; i++) {
                componentIds[i] = in[at++] & 0xFF;
                if ((in[at++] & 0xFF) != 0x11) throw new UnreadablePixelsException("subsampled lossless JPEG");
                at++;
            }
        }

        private void huffman() throws UnreadablePixelsException {
            int id = in[at++] & 0x0F;
            if (id > 3) throw new UnreadablePixelsException("JPEG Huffman table " + id);
            int[] counts = new int[17];
            int total = 0;
            for (int i = 1; i <= 16; i++) {
                counts[i] = in[at++] & 0xFF;
                total += counts[i];
            }
            int[] values = new int[total];
            for (int i = 0; i < total; i++) values[i] = in[at++] & 0xFF;
            tables[id] = new HuffmanTable(counts, values);
        }

        private void scan() throws UnreadablePixelsException {
            if (precision == 0) throw new UnreadablePixelsException("JPEG scan before its frame");
            int count = in[at++] & 0xFF;
            int[] component = new int[count];
            HuffmanTable[] table = new HuffmanTable[count];
            for (int i = 0; i < count; i++) {
                int id = in[at++] & 0xFF;
                component[i] = -1;
                for (int c = 0; c < componentIds.length; c++) if (componentIds[c] == id) component[i] = c;
                table[i] = tables[((in[at++] & 0xFF) >>> 4) & 3];
                if (component[i] < 0 || table[i] == null) {
                    throw new UnreadablePixelsException("JPEG scan without its table");
                }
            }
            int predictor = in[at++] & 0xFF;
            at++;
            int shift = in[at++] & 0x0F;
            if (predictor < 1 || predictor > 7) throw new UnreadablePixelsException("JPEG predictor " + predictor);
            bitCount = 0;
            int columns = layout.columns();
            int untilRestart = restartInterval;
            boolean fresh = true;
            int freshRow = 0;
            for (int p = 0; p < layout.pixels(); p++) {
                if (restartInterval > 0 && untilRestart == 0) {
                    restart();
                    untilRestart = restartInterval;
                    fresh = true;
                    freshRow = p / columns;
                }
                int row = p / columns;
                int column = p % columns;
                for (int i = 0; i < count; i++) {
                    int[] plane = samples[component[i]];
                    int predicted;
                    if (fresh) predicted = 1 << (precision - shift - 1);
                    else if (row == freshRow) predicted = plane[p - 1];
                    else if (column == 0) predicted = plane[p - columns];
                    else predicted = predict(predictor, plane[p - 1], plane[p - columns], plane[p - columns - 1]);
                    plane[p] = (predicted + difference(table[i])) & 0xFFFF;
                }
                fresh = false;
                untilRestart--;
            }
            if (shift > 0) {
                for (int c : component) {
                    for (int p = 0; p < samples[c].length; p++) samples[c][p] <<= shift;
                }
            }
        }

        private static int predict(int predictor, int a, int b, int c) {
            return switch (predictor) {
                case 1 -> a;
                case 2 -> b;
                case 3 -> c;
                case 4 -> a + b - c;
                case 5 -> a + ((b - c) >> 1);
                case 6 -> b + ((a - c) >> 1);
                default -> (a + b) >> 1;
            };
        }

        private int difference(HuffmanTable table) throws UnreadablePixelsException {
            int category = table.next(this);
            if (category == 0) return 0;
            if (category == 16) return 32768;
            if (category > 16) throw new UnreadablePixelsException("JPEG difference of " + category + " bits");
            int bits = bits(category);
            return bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
        }

        private void restart() throws UnreadablePixelsException {
            bitCount = 0;
            int marker = u16();
            if (marker < 0xFFD0 || marker > 0xFFD7) throw new UnreadablePixelsException("JPEG restart marker missing");
        }

        int bit() {
            if (bitCount == 0) {
                int next = in[at++] & 0xFF;
                if (next == 0xFF) {
                    if (in[at] != 0) throw new ArrayIndexOutOfBoundsException("marker within the scan");
                    at++;
                }
                bitBuffer = next;
                bitCount = 8;
            }
            return (bitBuffer >>> --bitCount) & 1;
        }

        private int bits(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) value = (value << 1) | bit();
            return value;
        }

        private int u16() {
            int value = ((in[at] & 0xFF) << 8) | (in[at + 1] & 0xFF);
            at += 2;
            return value;
        }

        private byte[] packed() {
            return Samples.pack(samples, layout);
        }
    }

    /** Canonical codes of T.81 annex C. */
    private static final class HuffmanTable {
        private final int[] largest = new int[17];
        private final int[] offset = new int[17];
        private final int[] values;

        HuffmanTable(int[] counts, int[] values) {
            this.values = values;
            int code = 0;
            int index = 0;
            for (int length = 1; length <= 16; length++) {
                offset[length] = index - code;
                code += counts[length];
                index += counts[length];
                largest[length] = counts[length] == 0 ? -1 : code - 1;
                code <<= 1;
            }
        }

        int next(Decoder in) throws UnreadablePixelsException {
            int code = 0;
            for (int length = 1; length <= 16; length++) {
                code = (code << 1) | in.bit();
                if (code <= largest[length]) return values[code + offset[length]];
            }
            throw new UnreadablePixelsException("no such JPEG Huffman code");
        }
    }
}
