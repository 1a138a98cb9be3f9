package io.trivium.runtime.expert.piece;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/** A graph open in ONNX Runtime. */
public final class OrtGraph implements Graph {
    private final OrtSession session;

    public OrtGraph(OrtSession session) {
        this.session = session;
    }

    @Override
    public Set<String> inputs() {
        return session.getInputNames();
    }

    @Override
    public Set<String> outputs() {
        return session.getOutputNames();
    }

    @Override
    public void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, OrtSession.RunOptions options)
            throws OrtException {
        // Closing the result leaves the caller's tensors open.
        session.run(inputs, Set.of(), outputs, options).close();
    }

    @Override
    public OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs, OrtSession.RunOptions options)
            throws OrtException {
        return session.run(inputs, outputs, options);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("an ONNX Runtime session could not be closed", e);
        }
    }
}
