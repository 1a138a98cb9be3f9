package io.trivium.runtime.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * ONNX Runtime 1.29.0 ends the process with a segmentation fault, and no word, when it opens a session in a process
 * whose command line has 4 KiB or more (measured: 3.8 KB passes, 4.1 KB does not). A class path spelled out easily
 * has. Remove this check when a newer version has been seen to live with a longer one.
 */
public final class CommandLineLimit {
    static final int BYTES = 4_000;

    private CommandLineLimit() {}

    /**
     * Call before the first session is opened.
     *
     * @throws IllegalStateException when the command line is too long
     */
    public static void check() {
        check(length());
    }

    static void check(long length) {
        if (length > BYTES) {
            throw new IllegalStateException("ONNX Runtime crashes in a process whose command line is longer than "
                    + BYTES + " bytes; this one has " + length
                    + ". Give the class path by wildcards, the variable CLASSPATH or an argument file.");
        }
    }

    private static long length() {
        try {
            return Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
        } catch (IOException e) {
            return 0; // not Linux, where the fault was not seen
        }
    }
}
