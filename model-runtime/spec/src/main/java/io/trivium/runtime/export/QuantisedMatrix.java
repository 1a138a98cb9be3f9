package io.trivium.runtime.export;

/**
 * A matrix of 4-bit numbers as ONNX Runtime's MatMulNBits reads it: each row is cut into blocks of {@code block}
 * columns, the last one filled up with zeros; a value is {@code (code − zero point)·scale} of its block. Codes and zero
 * points are packed two to a byte, the first in the low half.
 *
 * @param block columns that share a scale; a power of two from 16
 * @param packed [rows, blocks per row, block / 2]
 * @param scales [rows, blocks per row]
 * @param zeroPoints [rows, bytes for the row's blocks]
 */
@SuppressWarnings("ArrayRecordComponent") // weights; never compared
record QuantisedMatrix(int rows, int columns, int block, byte[] packed, float[] scales, byte[] zeroPoints) {
    static final int BITS = 4;
    static final int LARGEST_CODE = 15;
    static final int LARGEST_BLOCK = 128;
    private static final int SMALLEST_BLOCK = 16;

    /** The block for rows of that length: 128, or for a shorter row the power of two that holds it. */
    static int blockFor(int columns) {
        if (columns >= LARGEST_BLOCK) return LARGEST_BLOCK;
        return Math.max(SMALLEST_BLOCK, Integer.highestOneBit(Math.max(1, columns - 1)) << 1);
    }

    static int blocks(int columns, int block) {
        return (columns + block - 1) / block;
    }

    /**
     * Packs codes.
     *
     * @param codes [rows, columns], each 0 to 15
     * @param scales [rows, blocks]
     * @param zeros zero point of each block, [rows, blocks], 0 to 15
     */
    static QuantisedMatrix pack(int rows, int columns, int block, byte[] codes, float[] scales, byte[] zeros) {
        int blocks = blocks(columns, block);
        int rowBytes = blocks * block / 2;
        int zeroBytes = (blocks + 1) / 2;
        byte[] packed = new byte[rows * rowBytes];
        byte[] packedZeros = new byte[rows * zeroBytes];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < blocks * block; c++) {
                // The padding of the last block represents 0, so that it adds nothing.
                int code = c < columns ? codes[r * columns + c] : zeros[r * blocks + c / block];
                put(packed, r * rowBytes, c, code);
            }
            for (int b = 0; b < blocks; b++) put(packedZeros, r * zeroBytes, b, zeros[r * blocks + b]);
        }
        return new QuantisedMatrix(rows, columns, block, packed, scales, packedZeros);
    }

    private static void put(byte[] bytes, int from, int index, int code) {
        bytes[from + index / 2] |= (byte) (index % 2 == 0 ? code : code << BITS);
    }

    private static int get(byte[] bytes, int from, int index) {
        int pair = bytes[from + index / 2];
        return (index % 2 == 0 ? pair : pair >> BITS) & LARGEST_CODE;
    }

    int blocks() {
        return blocks(columns, block);
    }

    int code(int row, int column) {
        return get(packed, row * blocks() * block / 2, column);
    }

    int zeroPoint(int row, int b) {
        return get(zeroPoints, row * ((blocks() + 1) / 2), b);
    }

    /** The numbers that the codes represent. */
    Matrix dequantised() {
        float[] values = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int b = c / block;
                values[r * columns + c] = (code(r, c) - zeroPoint(r, b)) * scales[r * blocks() + b];
            }
        }
        return new Matrix(rows, columns, values);
    }

    /** The rows of the upper and of the lower half in turns. */
    QuantisedMatrix interleaveHalves() {
        return new QuantisedMatrix(rows, columns, block, inTurns(packed), inTurns(scales), inTurns(zeroPoints));
    }

    private byte[] inTurns(byte[] byRow) {
        int size = byRow.length / rows;
        byte[] turns = new byte[byRow.length];
        for (int r = 0; r < rows; r++) System.arraycopy(byRow, r * size, turns, turn(r) * size, size);
        return turns;
    }

    private float[] inTurns(float[] byRow) {
        int size = byRow.length / rows;
        float[] turns = new float[byRow.length];
        for (int r = 0; r < rows; r++) System.arraycopy(byRow, r * size, turns, turn(r) * size, size);
        return turns;
    }

    private int turn(int row) {
        int half = rows / 2;
        return row < half ? 2 * row : 2 * (row - half) + 1;
    }

    /** Bytes of codes, scales and zero points. */
    long bytes() {
        return packed.length + (long) Float.BYTES * scales.length + zeroPoints.length;
    }
}
