package io.trivium.runtime.learning;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.trivium.runtime.onnx.CommandLineLimit;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** Scores tables offline with a binary model of one float32 table and one score per row. Belongs to one thread. */
public final class PackScorer implements AutoCloseable {
    private static final int CHUNK_ROWS = 4_096;

    private final OrtSession session;
    private final String input;
    private final String output;
    private final long columns;

    /** @throws IllegalArgumentException when the model is not of that form */
    public PackScorer(byte[] onnx) throws OrtException {
        CommandLineLimit.check();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        session = OrtEnvironment.getEnvironment().createSession(onnx, options);
        if (session.getNumInputs() != 1 || session.getNumOutputs() != 1) {
            throw new IllegalArgumentException("the model has " + session.getNumInputs() + " inputs and "
                    + session.getNumOutputs() + " outputs, not one each");
        }
        input = session.getInputNames().iterator().next();
        output = session.getOutputNames().iterator().next();
        if (!(session.getInputInfo().values().iterator().next().getInfo() instanceof TensorInfo table)
                || table.getShape().length != 2) {
            throw new IllegalArgumentException("the model's input " + input + " is not a table");
        }
        columns = table.getShape()[1];
    }

    /** One score per row, in order.
     * @throws IllegalArgumentException when the data has another number of columns than the model */
    public float[] score(TabularData data) throws OrtException {
        if (data.columns() != columns) {
            throw new IllegalArgumentException(
                    "the model takes " + columns + " columns, the data has " + data.columns());
        }
        float[] scores = new float[data.rows()];
        for (int from = 0; from < data.rows(); from += CHUNK_ROWS) {
            int rows = Math.min(CHUNK_ROWS, data.rows() - from);
            float[] some = Arrays.copyOfRange(data.features(), from * data.columns(), (from + rows) * data.columns());
            try (OnnxTensor tensor = OnnxTensor.createTensor(
                            OrtEnvironment.getEnvironment(), FloatBuffer.wrap(some), new long[] {rows, columns});
                    OrtSession.Result result = session.run(Map.of(input, tensor))) {
                FloatBuffer chunk = ((OnnxTensor) result.get(0)).getFloatBuffer();
                if (chunk.remaining() != rows) {
                    throw new IllegalArgumentException(
                            "the model gave " + chunk.remaining() + " numbers in " + output + " for " + rows + " rows");
                }
                chunk.get(scores, from, rows);
            }
        }
        return scores;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
