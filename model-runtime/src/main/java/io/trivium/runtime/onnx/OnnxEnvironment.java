package io.trivium.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import org.jspecify.annotations.Nullable;

/** The process's one ONNX Runtime environment, whose thread pool all sessions share. Thread-safe. */
public final class OnnxEnvironment {
    /** ONNX Runtime has one environment per process, too. */
    private static @Nullable OnnxEnvironment only;

    private final OrtEnvironment environment;
    private final int intraOpThreads;
    private final boolean sharedPool;

    private OnnxEnvironment(int intraOpThreads) {
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
            // Somebody else made one, perhaps without a shared pool; its sessions then keep their own threads.
            found = OrtEnvironment.getEnvironment();
        }
        environment = found;
        sharedPool = created;
    }

    /**
     * The environment of this process.
     *
     * @param intraOpThreads threads of the shared pool; the first call decides
     */
    public static synchronized OnnxEnvironment get(int intraOpThreads) {
        OnnxEnvironment found = only;
        if (found == null) {
            found = new OnnxEnvironment(intraOpThreads);
            only = found;
        }
        return found;
    }

    public OrtEnvironment environment() {
        return environment;
    }

    /** Opens a session; the caller closes it when no call runs on it any more. */
    public OrtSession open(byte[] onnx) throws OrtException {
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
