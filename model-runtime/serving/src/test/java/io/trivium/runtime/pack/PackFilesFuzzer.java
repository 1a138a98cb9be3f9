package io.trivium.runtime.pack;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tensor.InvalidTensorFileException;
import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.StoredTensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Any bytes are weights, or a zip file with a pack, or are refused; nothing is written outside the directory that was
 * given. An even first byte means that the rest are weights.
 */
public final class PackFilesFuzzer {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FILES = 16;
    private static final Path FOLDER = folder();

    private PackFilesFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0) return;
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        if ((data[0] & 1) == 0) weights(bytes);
        else archive(bytes);
    }

    private static void weights(byte[] bytes) throws IOException {
        Path file = Files.write(FOLDER.resolve("weights.safetensors"), bytes);
        try (Safetensors weights = Safetensors.open(file)) {
            for (String name : weights.names()) {
                StoredTensor tensor = weights.tensor(name);
                if (tensor.bytes().byteSize() > bytes.length) throw new IllegalStateException("beyond the file");
            }
        } catch (InvalidTensorFileException e) {
            // Refused.
        }
    }

    private static void archive(byte[] bytes) throws IOException {
        Path pack = Files.createDirectories(FOLDER.resolve("outside/pack"));
        try {
            PackArchive.unpack(new ByteArrayInputStream(bytes), pack, MOST_BYTES, MOST_FILES);
            ModelPack.open(pack);
        } catch (InvalidPackException | PlatformException e) {
            // Refused.
        } finally {
            PackWriter.deleteTree(pack);
        }
        try (var left = Files.list(pack.getParent())) {
            if (left.findAny().isPresent()) throw new IllegalStateException("written outside the pack");
        }
    }

    private static Path folder() {
        Path memory = Path.of("/dev/shm");
        try {
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "trivium-fuzz-")
                    : Files.createTempDirectory("trivium-fuzz-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
