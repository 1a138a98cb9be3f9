package io.trivium.runtime.expert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.expert.piece.GoldenRun;
import io.trivium.runtime.expert.piece.Graph;
import io.trivium.runtime.expert.piece.OrtGraph;
import io.trivium.runtime.onnx.OnnxEnvironment;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens graphs in ONNX Runtime, counts those open and makes calls fail on demand. */
final class TestGraphs implements Graph.Opener {
    enum Fault {
        THROWS,
        NOT_FINITE,
        SLOW
    }

    final Map<String, Fault> faults = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    final AtomicInteger open = new AtomicInteger();
    volatile long slowNanos;

    int calls(String path) {
        AtomicInteger count = calls.get(path);
        return count == null ? 0 : count.get();
    }

    @Override
    public Graph open(String path, byte[] onnx) throws OrtException {
        Graph graph = new OrtGraph(OnnxEnvironment.get(1).open(onnx));
        open.incrementAndGet();
        return new Graph() {
            @Override
            public Set<String> inputs() {
                return graph.inputs();
            }

            @Override
            public Set<String> outputs() {
                return graph.outputs();
            }

            @Override
            public void run(
                    Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, OrtSession.RunOptions options)
                    throws OrtException {
                calls.computeIfAbsent(path, key -> new AtomicInteger()).incrementAndGet();
                @Nullable Fault fault = faults.get(path);
                if (fault == Fault.THROWS) throw new OrtException("made to fail");
                if (fault == Fault.SLOW) {
                    long end = System.nanoTime() + slowNanos;
                    while (System.nanoTime() < end) Thread.onSpinWait();
                }
                graph.run(inputs, outputs, options);
                if (fault == Fault.NOT_FINITE) {
                    FloatBuffer y = Objects.requireNonNull(outputs.get(GoldenRun.OUTPUT))
                            .getBufferRef()
                            .map(buffer -> (FloatBuffer) buffer)
                            .orElseThrow();
                    y.put(y.limit() - 1, Float.NaN);
                }
            }

            @Override
            public OrtSession.Result run(
                    Map<String, OnnxTensor> inputs, Set<String> outputs, OrtSession.RunOptions options)
                    throws OrtException {
                return graph.run(inputs, outputs, options);
            }

            @Override
            public void close() {
                open.decrementAndGet();
                graph.close();
            }
        };
    }
}
