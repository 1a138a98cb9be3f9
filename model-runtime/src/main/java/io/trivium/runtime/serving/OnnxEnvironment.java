package io.trivium.runtime.serving;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/** The process's one ONNX Runtime environment, whose thread pool all sessions share. */
final class OnnxEnvironment {
    private final OrtEnvironment environment;

    /** The first creation in a process decides the pool; a later one finds that pool and leaves it as it is. */
    OnnxEnvironment(int intraOpThreads) {
        try {
            OrtEnvironment.ThreadingOptions threading = new OrtEnvironment.ThreadingOptions();
            threading.setGlobalIntraOpNumThreads(intraOpThreads);
            threading.setGlobalInterOpNumThreads(1);
            threading.setGlobalSpinControl(false);
            environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "trivium", threading);
        } catch (OrtException | IllegalStateException e) {
            throw new IllegalStateException("ONNX Runtime could not be started", e);
        }
    }

    OrtEnvironment environment() {
        return environment;
    }

    OrtSession open(byte[] onnx) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.disablePerSessionThreads();
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setCPUArenaAllocator(true);
            return environment.createSession(onnx, options);
        }
    }
}
