package io.trivium.runtime.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program of {@link GraphTrial}: opens the graphs that the lines of a file name and runs each on zeros, every free
 * size being 1. It prints {@code fault TAB number TAB message} for a graph that fails, by the number of its line, and
 * {@code done} at the end. It uses the JDK and ONNX Runtime alone.
 */
public final class GraphTrialMain {
    static final String DONE = "done";
    static final String FAULT = "fault";

    private static final int RUNS = 3;

    private GraphTrialMain() {}

    /** Runs the trial. */
    public static void main(String[] arguments) throws IOException {
        List<String> graphs = Files.readAllLines(Path.of(arguments[0]));
        OrtEnvironment environment = OrtEnvironment.getEnvironment("trial");
        for (int i = 0; i < graphs.size(); i++) {
            try {
                run(environment, Files.readAllBytes(Path.of(graphs.get(i))));
            } catch (OrtException | RuntimeException | OutOfMemoryError e) {
                String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
                System.out.println(FAULT + "\t" + i + "\t" + message);
            }
        }
        System.out.println(DONE);
    }

    private static void run(OrtEnvironment environment, byte[] graph) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            NoFiles.apply(options);
            try (OrtSession session = environment.createSession(graph, options)) {
                Map<String, OnnxTensorLike> zeros = new HashMap<>();
                for (NodeInfo input : session.getInputInfo().values()) {
                    // What is no tensor is refused by the service before it runs.
                    if (!(input.getInfo() instanceof TensorInfo info)) return;
                    zeros.put(input.getName(), zeros(environment, info));
                }
                for (int i = 0; i < RUNS; i++) session.run(zeros).close();
                for (OnnxTensorLike zero : zeros.values()) zero.close();
            }
        }
    }

    private static OnnxTensor zeros(OrtEnvironment environment, TensorInfo info) throws OrtException {
        long[] shape =
                Arrays.stream(info.getShape()).map(size -> size < 0 ? 1 : size).toArray();
        int elements = 1;
        for (long size : shape) elements = Math.toIntExact(Math.multiplyExact(elements, size));
        if (info.type == OnnxJavaType.STRING) {
            String[] texts = new String[elements];
            Arrays.fill(texts, "");
            return OnnxTensor.createTensor(environment, texts, shape);
        }
        ByteBuffer data = ByteBuffer.allocateDirect(Math.multiplyExact(elements, info.type.size));
        return OnnxTensor.createTensor(environment, data, shape, info.type);
    }
}
