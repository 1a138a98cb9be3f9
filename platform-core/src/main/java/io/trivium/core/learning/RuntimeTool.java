package io.trivium.core.learning;

import io.trivium.core.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the model runtime's own tool in a separate JVM: training and inference belong to that module, and its native
 * libraries stay out of the calling process. Thread-safe.
 */
public final class RuntimeTool {
    private static final String MAIN = "io.trivium.runtime.tool.RuntimeTool";
    private static final List<String> OPTIONS = List.of(
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final int SECONDS_TO_END = 10;

    private final String classPath;
    private final List<String> jvmOptions;

    /**
     * A tool that is not started yet.
     *
     * @param classPath of the model runtime
     * @param jvmOptions of each run, such as the size of its heap
     */
    public RuntimeTool(String classPath, List<String> jvmOptions) {
        this.classPath = classPath;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    /**
     * Runs a command to its end; its output is written to standard error, since standard output is the caller's
     * document.
     *
     * @throws IOException when it fails or cannot be started
     */
    public void run(List<String> arguments) throws IOException, InterruptedException {
        Process child = start(arguments);
        Thread ender = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(ender);
        try (var output = child.getInputStream()) {
            output.transferTo(System.err);
            int exit = child.waitFor();
            if (exit != 0) {
                throw new IOException(
                        "the model runtime's tool ended with exit code " + exit + ": " + String.join(" ", arguments));
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(ender);
            if (child.isAlive()) {
                child.destroy();
                if (!child.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) child.destroyForcibly();
            }
        }
    }

    /**
     * Answers the rows of one file in another with a pack.
     *
     * @param pack directory of the pack
     * @param rows inputs, one tensor each, safetensors
     * @param answers where the outputs are written, safetensors
     */
    public void predict(Path pack, Path rows, Path answers) throws IOException, InterruptedException {
        run(List.of("predict", "--pack", pack.toString(), "--data", rows.toString(), "--out", answers.toString()));
    }

    /**
     * Trains simple rivals of a task on the rows of one file and answers those of another.
     *
     * @param spec specification of the task
     * @param routed pack that also answers with random routing
     * @param held rows that choose when a training stops
     * @param measured rows to answer, with labels
     * @param answers where the answers are written, safetensors
     * @return by name {@code [trainings][rows][numbers]}
     */
    public Map<String, float[][][]> rivals(
            Path spec, Optional<Path> routed, Path learned, Path held, Path measured, Path answers)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "rivals",
                "--spec",
                spec.toAbsolutePath().toString(),
                "--data",
                learned.toString(),
                "--validation",
                held.toString(),
                "--measured",
                measured.toString(),
                "--out",
                answers.toString()));
        routed.ifPresent(pack ->
                arguments.addAll(List.of("--routed", pack.toAbsolutePath().toString())));
        run(arguments);
        Map<String, float[][][]> rivals = new LinkedHashMap<>();
        try (Safetensors read = Safetensors.open(answers)) {
            for (String name : read.names()) {
                long[] shape = read.tensor(name).shape();
                float[] numbers = read.tensor(name).toFloats();
                float[][][] of = new float[(int) shape[0]][(int) shape[1]][(int) shape[2]];
                int at = 0;
                for (float[][] training : of) {
                    for (float[] row : training) {
                        System.arraycopy(numbers, at, row, 0, row.length);
                        at += row.length;
                    }
                }
                rivals.put(name, of);
            }
        }
        return rivals;
    }

    /** Starts a command whose standard input and output are pipes; its output is written to standard error. */
    public Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(jvmOptions);
        command.add(MAIN);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Not on the command line: the native libraries crash when that is longer than about 32 KiB.
        builder.environment().put("CLASSPATH", classPath);
        return builder.start();
    }
}
