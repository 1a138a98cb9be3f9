package io.trivium.runtime.serving;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.onnx.CommandLineLimit;

/** The process's one ONNX Runtime environment, whose thread pool all sessions share. */
final class OnnxEnvironment {
    private final OrtEnvironment environment;
    private final int intraOpThreads;
    private final boolean sharedPool;

    /** The first creation in a process decides whether there is a shared pool; a later one takes what is there. */
    OnnxEnvironment(int intraOpThreads) {
        CommandLineLimit.check();
        this.intraOpThreads = intraOpThreads;
        boolean created = false;
        OrtEnvironment found;
        try {
            OrtEnvironment.ThreadingOptions threading = new OrtEnvironment.ThreadingOptions();
            threading.setGlobalIntraOpNumThreads(intraOpThreads);
            threading.setGlobalInterOpNumThreads(1);
            threading.setGlobalSpinControl(false);
            found = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "trivium", threading);
            created = true;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not be started", e);
        } catch (IllegalStateException e) {
            // There is one already, perhaps without a shared pool; its sessions then keep their own threads.
            found = OrtEnvironment.getEnvironment();
        }
        environment = found;
        sharedPool = created;
    }

    OrtEnvironment environment() {
        return environment;
    }

    OrtSession open(byte[] onnx) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (sharedPool) {
                options.disablePerSessionThreads();
            } else {
                options.setIntraOpNumThreads(intraOpThreads);
                options.setInterOpNumThreads(1);
            }
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setCPUArenaAllocator(true);
            return environment.createSession(onnx, options);
        }
    }
}
