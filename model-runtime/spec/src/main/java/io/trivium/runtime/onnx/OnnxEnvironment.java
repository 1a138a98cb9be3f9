package io.trivium.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
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
            // Other code created one, perhaps without a shared pool; its sessions then keep their own threads.
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

    /**
     * Refuses a device that this process cannot use.
     *
     * @throws IllegalStateException with the remedy
     */
    public void require(Device device) {
        if (!device.isCuda()) return;
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw new IllegalStateException("platform.runtime.serving.device is " + device
                    + ", but this build runs on processors only: build with -Pgpu, or set cpu");
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            addCuda(options, device);
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "platform.runtime.serving.device is " + device
                            + ", but it cannot be used: install the driver, CUDA 12 and cuDNN 9, or set cpu ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private static void addCuda(OrtSession.SessionOptions options, Device device) throws OrtException {
        try (OrtCUDAProviderOptions cuda =
                new OrtCUDAProviderOptions(device.cuda().orElseThrow())) {
            // Allocates memory as it is needed; doubling the allocation would leave none for the next model.
            cuda.add("arena_extend_strategy", "kSameAsRequested");
            options.addCUDA(cuda);
        }
    }

    /**
     * Opens a session on the processor; the caller closes it when no call runs on it any more.
     *
     * @throws io.trivium.runtime.pack.InvalidPackException when {@link GraphCheck} refuses the graph
     */
    public OrtSession open(byte[] onnx) throws OrtException {
        return open(onnx, Device.CPU);
    }

    /**
     * Opens a session on a device; the caller closes it when no call runs on it any more.
     *
     * @throws io.trivium.runtime.pack.InvalidPackException when {@link GraphCheck} refuses the graph
     */
    public OrtSession open(byte[] onnx, Device device) throws OrtException {
        GraphCheck.require(onnx);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (sharedPool) {
                options.disablePerSessionThreads();
            } else {
                options.setIntraOpNumThreads(intraOpThreads);
                options.setInterOpNumThreads(1);
            }
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setCPUArenaAllocator(true);
            NoFiles.apply(options);
            if (device.isCuda()) addCuda(options, device);
            return environment.createSession(onnx, options);
        }
    }
}
