package io.trivium.industrial.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The model runtime's own tool in a JVM of its own, which trains and infers; its native libraries stay there. */
final class RuntimeTool {
    private static final String MAIN = "io.trivium.runtime.tool.RuntimeTool";
    private static final List<String> OPTIONS = List.of(
            "-Xmx2g",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final int SECONDS_TO_END = 10;

    private final String classPath;

    RuntimeTool(String classPath) {
        this.classPath = classPath;
    }

    /**
     * Runs it to its end; what it prints goes to standard error.
     *
     * @throws IOException when it fails or cannot be started
     */
    void run(List<String> arguments) throws IOException, InterruptedException {
        Process child = start(arguments);
        Thread ender = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(ender);
        try (var output = child.getInputStream()) {
            output.transferTo(System.err);
            int exit = child.waitFor();
            if (exit != 0)
                throw new IOException(
                        "the model runtime's tool ended with exit code " + exit + ": " + String.join(" ", arguments));
        } finally {
            Runtime.getRuntime().removeShutdownHook(ender);
            if (child.isAlive()) {
                child.destroy();
                if (!child.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) child.destroyForcibly();
            }
        }
    }

    /** Answers the rows of one file in another with a pack. */
    void predict(Path pack, Path rows, Path answers) throws IOException, InterruptedException {
        run(List.of("predict", "--pack", pack.toString(), "--data", rows.toString(), "--out", answers.toString()));
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add(MAIN);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // The native libraries end a process whose command line is long.
        builder.environment().put("CLASSPATH", classPath);
        return builder.start();
    }
}
