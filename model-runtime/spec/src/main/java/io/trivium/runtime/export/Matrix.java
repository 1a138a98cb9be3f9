package io.trivium.runtime.export;

/**
 * The weight of a linear layer: output {@code r} is the sum over {@code c} of {@code values[r·columns + c]·x[c]}.
 *
 * @param rows outputs of the layer
 * @param columns inputs of the layer
 */
@SuppressWarnings("ArrayRecordComponent") // weights; never compared
record Matrix(int rows, int columns, float[] values) {
    Matrix {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException(values.length + " numbers for a matrix " + rows + " × " + columns);
        }
    }

    /** The rows of all matrices, one matrix below the other; they must be equally wide. */
    static Matrix stack(Matrix... parts) {
        int columns = parts[0].columns;
        int rows = 0;
        for (Matrix part : parts) rows += part.rows;
        float[] values = new float[Math.multiplyExact(rows, columns)];
        int at = 0;
        for (Matrix part : parts) {
            if (part.columns != columns) {
                throw new IllegalArgumentException("matrices of " + columns + " and " + part.columns + " columns");
            }
            System.arraycopy(part.values, 0, values, at, part.values.length);
            at += part.values.length;
        }
        return new Matrix(rows, columns, values);
    }

    /** The rows of two matrices of the same size in turns: first a row of this one, then one of the other. */
    Matrix interleave(Matrix other) {
        if (other.rows != rows || other.columns != columns) {
            throw new IllegalArgumentException("matrices of different sizes cannot be interleaved");
        }
        float[] turns = new float[2 * values.length];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(values, r * columns, turns, 2 * r * columns, columns);
            System.arraycopy(other.values, r * columns, turns, (2 * r + 1) * columns, columns);
        }
        return new Matrix(2 * rows, columns, turns);
    }

    /** The layer that applies {@code first} and then this one. */
    Matrix after(Matrix first) {
        if (first.rows != columns) {
            throw new IllegalArgumentException(columns + " inputs for " + first.rows + " outputs");
        }
        float[] product = new float[Math.multiplyExact(rows, first.columns)];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < first.columns; c++) {
                double sum = 0;
                for (int i = 0; i < columns; i++) {
                    sum += (double) values[r * columns + i] * first.values[i * first.columns + c];
                }
                product[r * first.columns + c] = (float) sum;
            }
        }
        return new Matrix(rows, first.columns, product);
    }

    /** The sum of this layer's outputs and {@code factor} times the other's, each of inputs of its own. */
    Matrix plus(Matrix other, float factor) {
        Matrix below = other.turned();
        for (int i = 0; i < below.values.length; i++) below.values[i] *= factor;
        return stack(turned(), below).turned();
    }

    private Matrix turned() {
        int newRows = columns;
        int newColumns = rows;
        return new Matrix(newRows, newColumns, transposed());
    }

    /** The transposed values, [columns, rows], as ONNX's MatMul multiplies from the right. */
    float[] transposed() {
        float[] turned = new float[values.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
        }
        return turned;
    }
}
