package io.trivium.runtime.expert.piece;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/** An open graph. Thread-safe; closed when no call runs on it. */
public interface Graph extends AutoCloseable {
    Set<String> inputs();

    Set<String> outputs();

    /** Runs the graph into tensors of the caller's, all of its outputs. */
    void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, OrtSession.RunOptions options)
            throws OrtException;

    /** Runs the graph for some outputs, which the caller closes. */
    OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs, OrtSession.RunOptions options)
            throws OrtException;

    @Override
    void close();

    /** Opens graphs. Thread-safe. */
    @FunctionalInterface
    interface Opener {
        /**
         *  Opens a graph.
         * @param path identifies the file for implementations that distinguish files
         */
        Graph open(String path, byte[] onnx) throws OrtException;
    }
}
