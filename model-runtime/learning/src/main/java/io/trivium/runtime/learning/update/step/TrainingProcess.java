package io.trivium.runtime.learning.update.step;

import io.trivium.runtime.learning.update.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs the training in a process of its own and watches its resources. */
final class TrainingProcess {
    /**
     * The variables that a training receives of the service's environment, which has secrets. By TRIVIUM_INSTANCE a
     * launcher finds all processes of an installation.
     */
    private static final Pattern KEPT = Pattern.compile(
            "PATH|HOME|TMPDIR|LANG|LC_.*|LD_LIBRARY_PATH|DJL_.*|ENGINE_CACHE_DIR|PYTORCH_.*|TRIVIUM_INSTANCE");

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TrainingProcess() {}

    /** Why a process is over. */
    enum End {
        /** The process ended without being stopped. */
        ENDED,
        TIME_OVER,
        MEMORY_OVER,
        /** The process was stopped. */
        STOPPED
    }

    /**
     * The resources that a process has used so far.
     *
     * @param peakBytes most memory that was resident at a time
     */
    record Usage(Duration wall, double cpuSeconds, long peakBytes) {}

    /** @param exitCode 128 and the number of the signal when one ended it */
    record Result(End end, int exitCode, Usage usage) {}

    /** The limits of a process. */
    record Limits(Duration wall, long bytes) {}

    /**
     * Runs a command to its end. A process that an owner before this one left behind is ended first.
     *
     * @param stop queried several times a second; when true, the process is requested to end and keeps its checkpoint
     * @param seen receives the resources that the process has used, several times a second
     */
    static Result run(
            List<String> command,
            Map<String, String> environment,
            WorkDirectory work,
            Limits limits,
            BooleanSupplier stop,
            Consumer<Usage> seen)
            throws IOException, InterruptedException {
        endOrphan(work.process());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.root().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(work.report().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(work.progress().toFile()));
        builder.environment().keySet().removeIf(name -> !KEPT.matcher(name).matches());
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            Files.writeString(work.process(), mark(process.toHandle()));
            return watch(process, start, limits, stop, seen);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(work.process());
        }
    }

    private static Result watch(Process process, long start, Limits limits, BooleanSupplier stop, Consumer<Usage> seen)
            throws InterruptedException {
        ProcessFigures figures = new ProcessFigures(process.pid());
        End end = End.ENDED;
        Usage usage = new Usage(Duration.ZERO, 0, 0);
        while (!process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            figures.look();
            usage = new Usage(since(start), figures.cpuSeconds(), figures.peakBytes());
            seen.accept(usage);
            if (usage.peakBytes() > limits.bytes()) end = End.MEMORY_OVER;
            else if (usage.wall().compareTo(limits.wall()) > 0) end = End.TIME_OVER;
            else if (stop.getAsBoolean()) end = End.STOPPED;
            if (end == End.ENDED) continue;
            if (end == End.MEMORY_OVER) process.destroyForcibly();
            else process.destroy();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly();
            process.waitFor();
        }
        return new Result(end, process.exitValue(), new Usage(since(start), usage.cpuSeconds(), usage.peakBytes()));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A process by its number and its start: numbers are used again. */
    private static String mark(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static void endOrphan(Path file) throws IOException, InterruptedException {
        if (!Files.exists(file)) return;
        String mark = Files.readString(file);
        String pid = mark.substring(0, Math.max(0, mark.indexOf(' ')));
        if (!pid.isEmpty()) {
            Optional<ProcessHandle> orphan = ProcessHandle.of(Long.parseLong(pid))
                    .filter(process -> mark(process).equals(mark));
            orphan.ifPresent(ProcessHandle::destroyForcibly);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (orphan.isPresent() && orphan.orElseThrow().isAlive() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        }
        Files.deleteIfExists(file);
    }
}
