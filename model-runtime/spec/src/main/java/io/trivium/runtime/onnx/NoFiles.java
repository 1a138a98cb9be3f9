package io.trivium.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps sessions from reading files: ONNX Runtime looks for external data of a model that was given as bytes in the
 * working directory of the process, unless another folder is named. Here it is an empty one. {@link GraphCheck} refuses
 * such models before; this holds if it ever misses one. Thread-safe.
 */
final class NoFiles {
    private static final Path EMPTY = empty();

    private NoFiles() {}

    static void apply(OrtSession.SessionOptions options) throws OrtException {
        options.addConfigEntry("session.model_external_initializers_file_folder_path", EMPTY.toString());
        // Otherwise the first bytes of the model decide.
        options.addConfigEntry("session.load_model_format", "ONNX");
    }

    private static Path empty() {
        try {
            Path folder = Files.createTempDirectory("trivium-no-files-");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("no empty folder could be made in the system's temporary directory", e);
        }
    }
}
