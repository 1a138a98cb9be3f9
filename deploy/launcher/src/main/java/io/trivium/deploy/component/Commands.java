package io.trivium.deploy.component;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a short command to its end, its output into a log. */
public final class Commands {
    private Commands() {}

    public static void run(
            List<String> command, Map<String, String> environment, Path directory, Path log, Duration limit)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        command.getFirst() + " did not end within " + limit.toSeconds() + " s; see " + log);
            }
            if (process.exitValue() != 0) {
                List<String> tail = LogFiles.tail(log, 3);
                throw new IOException(Path.of(command.getFirst()).getFileName() + " failed with exit code "
                        + process.exitValue() + ": " + String.join(" | ", tail));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
