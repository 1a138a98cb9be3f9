package io.trivium.med.study;

import java.util.Arrays;

/** One scan of JPEG-LS: context modelling, run mode and limited Golomb codes of ITU-T T.87 annex A. */
final class JpegLsScan {
    private static final int[] J = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };
    private static final int RUN = 365;

    private final byte[] in;
    private int at;
    private int bitBuffer;
    private int bitCount;
    private boolean stuffed;

    private final int rows;
    private final int columns;
    private final int components;
    private final int near;
    private final int step;
    private final int maxValue;
    private final int range;
    private final int bitsOfRange;
    private final int limit;
    private final int t1;
    private final int t2;
    private final int t3;
    private final int reset;

    private final int[] a = new int[367];
    private final int[] b = new int[367];
    private final int[] c = new int[367];
    private final int[] n = new int[367];
    private final int[] negative = new int[2];
    private final int[] runIndex;

    JpegLsScan(byte[] in, int at, FrameLayout layout, int components, int precision, int near, int[] preset)
            throws UnreadablePixelsException {
        this.in = in;
        this.at = at;
        this.rows = layout.rows();
        this.columns = layout.columns();
        this.components = components;
        this.near = near;
        this.step = 2 * near + 1;
        this.maxValue = preset.length > 0 && preset[0] > 0 ? preset[0] : (1 << precision) - 1;
        if (near > Math.min(255, maxValue / 2)) throw new UnreadablePixelsException("JPEG-LS error bound " + near);
        this.range = (maxValue + 2 * near) / step + 1;
        this.bitsOfRange = bitsFor(range);
        int bits = Math.max(2, bitsFor(maxValue + 1));
        this.limit = 2 * (bits + Math.max(8, bits));
        int[] standard = thresholds(maxValue, near);
        this.t1 = preset.length > 0 && preset[1] > 0 ? preset[1] : standard[0];
        this.t2 = preset.length > 0 && preset[2] > 0 ? preset[2] : standard[1];
        this.t3 = preset.length > 0 && preset[3] > 0 ? preset[3] : standard[2];
        this.reset = preset.length > 0 && preset[4] > 0 ? preset[4] : 64;
        this.runIndex = new int[components];
        Arrays.fill(a, Math.max(2, (range + 32) / 64));
        Arrays.fill(n, 1);
    }

    /** T.87 C.2.4.1.1. */
    private static int[] thresholds(int maxValue, int near) {
        if (maxValue >= 128) {
            int factor = (Math.min(maxValue, 4095) + 128) / 256;
            int first = within(factor * (3 - 2) + 2 + 3 * near, near + 1, maxValue);
            int second = within(factor * (7 - 3) + 3 + 5 * near, first, maxValue);
            return new int[] {first, second, within(factor * (21 - 4) + 4 + 7 * near, second, maxValue)};
        }
        int factor = 256 / (maxValue + 1);
        int first = within(Math.max(2, 3 / factor + 3 * near), near + 1, maxValue);
        int second = within(Math.max(3, 7 / factor + 5 * near), first, maxValue);
        return new int[] {first, second, within(Math.max(4, 21 / factor + 7 * near), second, maxValue)};
    }

    private static int within(int value, int low, int maxValue) {
        return value > maxValue || value < low ? low : value;
    }

    private static int bitsFor(int values) {
        return 32 - Integer.numberOfLeadingZeros(values - 1);
    }

    int[][] decode() throws UnreadablePixelsException {
        int[][] planes = new int[components][rows * columns];
        int[][] above = new int[components][columns + 2];
        int[][] line = new int[components][columns + 2];
        for (int row = 0; row < rows; row++) {
            for (int component = 0; component < components; component++) {
                int[] current = line[component];
                int[] previous = above[component];
                previous[columns + 1] = previous[columns];
                current[0] = previous[1];
                decodeLine(previous, current, component);
                System.arraycopy(current, 1, planes[component], row * columns, columns);
                line[component] = previous;
                above[component] = current;
            }
        }
        return planes;
    }

    /** Decodes all components of a pixel together; a run continues while all of them do (T.87 A.7.1.1 and annex B). */
    int[][] decodeBySample() throws UnreadablePixelsException {
        int[][] planes = new int[components][rows * columns];
        int[][] above = new int[components][columns + 2];
        int[][] line = new int[components][columns + 2];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < components; i++) {
                above[i][columns + 1] = above[i][columns];
                line[i][0] = above[i][1];
            }
            for (int x = 1; x <= columns; ) {
                if (flat(above, line, x)) {
                    x = decodeRunBySample(above, line, x);
                    continue;
                }
                for (int i = 0; i < components; i++) {
                    int up = above[i][x];
                    int upLeft = above[i][x - 1];
                    int context = 81 * quantize(above[i][x + 1] - up)
                            + 9 * quantize(up - upLeft)
                            + quantize(upLeft - line[i][x - 1]);
                    line[i][x] = regular(line[i][x - 1], up, upLeft, context);
                }
                x++;
            }
            for (int i = 0; i < components; i++) System.arraycopy(line[i], 1, planes[i], row * columns, columns);
            int[][] kept = above;
            above = line;
            line = kept;
        }
        return planes;
    }

    private boolean flat(int[][] above, int[][] line, int x) {
        for (int i = 0; i < components; i++) {
            if (Math.abs(above[i][x + 1] - above[i][x]) > near
                    || Math.abs(above[i][x] - above[i][x - 1]) > near
                    || Math.abs(above[i][x - 1] - line[i][x - 1]) > near) {
                return false;
            }
        }
        return true;
    }

    private int decodeRunBySample(int[][] above, int[][] line, int from) throws UnreadablePixelsException {
        int x = from;
        while (bit() == 1) {
            int full = 1 << J[runIndex[0]];
            int count = Math.min(full, columns + 1 - x);
            for (int[] each : line) Arrays.fill(each, x, x + count, each[from - 1]);
            x += count;
            if (count == full && runIndex[0] < 31) runIndex[0]++;
            if (x > columns) return x;
        }
        int count = bits(J[runIndex[0]]);
        if (x + count > columns) throw new UnreadablePixelsException("JPEG-LS run over the end of its line");
        for (int i = 0; i < components; i++) {
            Arrays.fill(line[i], x, x + count, line[i][from - 1]);
            line[i][x + count] = interruption(0, line[i][from - 1], above[i][x + count], 0);
        }
        if (runIndex[0] > 0) runIndex[0]--;
        return x + count + 1;
    }

    /** Position behind the scan, at the next marker. */
    int end() {
        int position = at;
        while (position + 1 < in.length && !((in[position] & 0xFF) == 0xFF && (in[position + 1] & 0x80) != 0)) {
            position++;
        }
        return position;
    }

    private void decodeLine(int[] previous, int[] current, int component) throws UnreadablePixelsException {
        int x = 1;
        while (x <= columns) {
            int left = current[x - 1];
            int up = previous[x];
            int upLeft = previous[x - 1];
            int upRight = previous[x + 1];
            int d1 = upRight - up;
            int d2 = up - upLeft;
            int d3 = upLeft - left;
            if (Math.abs(d1) <= near && Math.abs(d2) <= near && Math.abs(d3) <= near) {
                x = decodeRun(previous, current, x, component);
            } else {
                current[x] = regular(left, up, upLeft, 81 * quantize(d1) + 9 * quantize(d2) + quantize(d3));
                x++;
            }
        }
    }

    private int quantize(int difference) {
        if (difference <= -t3) return -4;
        if (difference <= -t2) return -3;
        if (difference <= -t1) return -2;
        if (difference < -near) return -1;
        if (difference <= near) return 0;
        if (difference < t1) return 1;
        if (difference < t2) return 2;
        if (difference < t3) return 3;
        return 4;
    }

    private int regular(int left, int up, int upLeft, int signedContext) throws UnreadablePixelsException {
        int sign = signedContext < 0 ? -1 : 1;
        int q = Math.abs(signedContext);
        int predicted;
        if (upLeft >= Math.max(left, up)) predicted = Math.min(left, up);
        else if (upLeft <= Math.min(left, up)) predicted = Math.max(left, up);
        else predicted = left + up - upLeft;
        predicted = Math.clamp(predicted + sign * c[q], 0, maxValue);
        int k = golombParameter(n[q], a[q]);
        int mapped = golomb(k, limit);
        int error;
        if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
            error = (mapped & 1) == 1 ? (mapped - 1) >> 1 : -(mapped >> 1) - 1;
        } else {
            error = (mapped & 1) == 0 ? mapped >> 1 : -((mapped + 1) >> 1);
        }
        b[q] += error * step;
        a[q] += Math.abs(error);
        if (n[q] == reset) {
            a[q] >>= 1;
            b[q] = b[q] >= 0 ? b[q] >> 1 : -((1 - b[q]) >> 1);
            n[q] >>= 1;
        }
        n[q]++;
        if (b[q] <= -n[q]) {
            b[q] = Math.max(b[q] + n[q], 1 - n[q]);
            if (c[q] > -128) c[q]--;
        } else if (b[q] > 0) {
            b[q] = Math.min(b[q] - n[q], 0);
            if (c[q] < 127) c[q]++;
        }
        return reconstruct(predicted, sign * error);
    }

    private int reconstruct(int predicted, int error) {
        int value = predicted + error * step;
        if (value < -near) value += range * step;
        else if (value > maxValue + near) value -= range * step;
        return Math.clamp(value, 0, maxValue);
    }

    private int decodeRun(int[] previous, int[] current, int from, int component) throws UnreadablePixelsException {
        int value = current[from - 1];
        int x = from;
        while (bit() == 1) {
            int full = 1 << J[runIndex[component]];
            int count = Math.min(full, columns + 1 - x);
            Arrays.fill(current, x, x + count, value);
            x += count;
            if (count == full && runIndex[component] < 31) runIndex[component]++;
            if (x > columns) return x;
        }
        int count = bits(J[runIndex[component]]);
        if (x + count > columns) throw new UnreadablePixelsException("JPEG-LS run over the end of its line");
        Arrays.fill(current, x, x + count, value);
        x += count;
        int type = Math.abs(value - previous[x]) <= near ? 1 : 0;
        current[x] = interruption(type, value, previous[x], component);
        if (runIndex[component] > 0) runIndex[component]--;
        return x + 1;
    }

    private int interruption(int type, int left, int up, int component) throws UnreadablePixelsException {
        int q = RUN + type;
        int sign = type == 0 && left > up ? -1 : 1;
        int threshold = type == 0 ? a[q] : a[q] + (n[q] >> 1);
        int k = golombParameter(n[q], threshold);
        int mapped = golomb(k, limit - J[runIndex[component]] - 1);
        int doubled = mapped + type;
        int map = doubled & 1;
        int error = (doubled + map) >> 1;
        boolean negativeExpected = k != 0 || 2 * negative[type] >= n[q];
        if (negativeExpected == (map == 1)) error = -error;
        if (error < 0) negative[type]++;
        a[q] += (mapped + 1 - type) >> 1;
        if (n[q] == reset) {
            a[q] >>= 1;
            n[q] >>= 1;
            negative[type] >>= 1;
        }
        n[q]++;
        return reconstruct(type == 1 ? left : up, sign * error);
    }

    /** T.87 A.5.1; sums that no image can reach come from damaged parameters. */
    private static int golombParameter(int count, int sum) throws UnreadablePixelsException {
        for (int k = 0; k <= 16; k++) {
            if ((long) count << k >= sum) return k;
        }
        throw new UnreadablePixelsException("JPEG-LS statistics out of bounds");
    }

    private int golomb(int k, int longest) throws UnreadablePixelsException {
        int zeros = 0;
        while (bit() == 0) {
            if (++zeros > longest) throw new UnreadablePixelsException("JPEG-LS code too long");
        }
        return zeros < longest - bitsOfRange - 1 ? (zeros << k) + bits(k) : bits(bitsOfRange) + 1;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) value = (value << 1) | bit();
        return value;
    }

    /** After a byte of all ones, one bit is stuffed so that no marker arises (T.87 annex C.1). */
    private int bit() {
        if (bitCount == 0) {
            int next = in[at++] & 0xFF;
            if (stuffed && (next & 0x80) != 0) throw new ArrayIndexOutOfBoundsException("marker within the scan");
            bitBuffer = next;
            bitCount = stuffed ? 7 : 8;
            stuffed = next == 0xFF;
        }
        return (bitBuffer >>> --bitCount) & 1;
    }
}
