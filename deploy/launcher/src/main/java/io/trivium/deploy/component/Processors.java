package io.trivium.deploy.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Some of this machine's processors, by util-linux's {@code taskset}.
 *
 * @param list as in {@code 0-2}
 */
public record Processors(String list) {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Whether there are several, so that there is a choice. */
    public static boolean canBeChosen() {
        return Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(TASKSET);
    }

    public static Processors last() {
        return new Processors(Integer.toString(Runtime.getRuntime().availableProcessors() - 1));
    }

    public static Processors allButLast() {
        int others = Runtime.getRuntime().availableProcessors() - 1;
        return new Processors(others == 1 ? "0" : "0-" + (others - 1));
    }

    /** The prefix of a command line. */
    public List<String> prefix() {
        return List.of(TASKSET.toString(), "-c", list);
    }

    /** From now on this program, and the processes it starts, use only these. */
    public void takeOver() throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder(
                        TASKSET.toString(),
                        "-a",
                        "-c",
                        "-p",
                        list,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!taskset.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) || taskset.exitValue() != 0) {
            throw new IOException("taskset does not give this program the processors " + list);
        }
    }
}
