package io.trivium.fin.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the model runtime's own tool in a JVM of its own: training and inference belong to that module, and its native
 * libraries stay out of this process.
 */
final class RuntimeTools {
    static final String MAIN = "io.trivium.runtime.tool.RuntimeTool";

    private static final List<String> OPTIONS = List.of(
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String classPath;
    private final List<String> jvmOptions;

    RuntimeTools(String classPath, List<String> jvmOptions) {
        this.classPath = classPath;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    /**
     * Runs it to its end; what it prints goes to standard error.
     *
     * @throws ToolException when it fails
     */
    void run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(jvmOptions);
        command.add(MAIN);
        command.addAll(arguments);
        // The child's standard output must not mix with this command's one JSON document.
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // Not on the command line: the native libraries crash when that is longer than about 32 KiB.
        builder.environment().put("CLASSPATH", classPath);
        Process child = builder.start();
        Thread stopChild = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(stopChild);
        try (var output = child.getInputStream()) {
            output.transferTo(System.err);
            int exit = child.waitFor();
            if (exit != 0) {
                throw new ToolException(
                        "the model runtime's tool failed with exit code " + exit + ": " + String.join(" ", arguments));
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(stopChild);
            if (child.isAlive()) {
                child.destroy();
                if (!child.waitFor(10, TimeUnit.SECONDS)) child.destroyForcibly();
            }
        }
    }
}
