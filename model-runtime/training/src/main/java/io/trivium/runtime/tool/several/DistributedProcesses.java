package io.trivium.runtime.tool.several;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The processes of PyTorch's engine that this one starts: one rank of many, or all of them on this machine. */
final class DistributedProcesses {
    private static final String MODULE = "trivium_trainer";
    private static final long POLL_MILLIS = 200;

    private final String python;
    private final Path source;

    /** @param source directory of the package {@code trivium_trainer} */
    DistributedProcesses(String python, Path source) {
        this.python = python;
        this.source = source;
    }

    /**
     * Where the processes meet.
     *
     * @param count of all processes
     * @param address of the first one
     */
    record Meeting(int count, String address, int port) {
        /** On this machine, at a free port. */
        static Meeting here(int count) throws IOException {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new Meeting(count, free.getInetAddress().getHostAddress(), free.getLocalPort());
            }
        }
    }

    /**
     * Runs some ranks to their end; when one fails, the others are ended.
     *
     * @throws IllegalArgumentException when there is no such Python or it has no PyTorch
     * @throws IllegalStateException when a rank fails
     */
    void run(List<Integer> ranks, Meeting meeting, List<String> arguments) throws IOException, InterruptedException {
        if (!Files.isDirectory(source.resolve(MODULE))) {
            throw new IllegalArgumentException("there is no package " + MODULE + " in " + source + "; give --trainer");
        }
        requireTorch();
        List<Process> running = new ArrayList<>();
        Thread end = Thread.ofPlatform().name("end-ranks").unstarted(() -> running.forEach(Process::destroy));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            for (int i = 0; i < ranks.size(); i++) running.add(start(ranks.get(i), i, meeting, arguments));
            awaitAll(ranks, running);
        } finally {
            running.forEach(Process::destroyForcibly);
            if (!isEnding(end)) Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static boolean isEnding(Thread hook) {
        return hook.getState() != Thread.State.NEW;
    }

    private void requireTorch() throws IOException, InterruptedException {
        ProcessBuilder asked = new ProcessBuilder(python, "-c", "import torch, numpy")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            if (asked.start().waitFor() == 0) return;
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no " + python + "; give --python", e);
        }
        throw new IllegalArgumentException(
                python + " has no PyTorch; install Debian's python3-torch, or give another --python");
    }

    private Process start(int rank, int local, Meeting meeting, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python, "-m", MODULE));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        "PYTHONPATH", source.toString(),
                        "PYTHONDONTWRITEBYTECODE", "1",
                        "RANK", Integer.toString(rank),
                        "LOCAL_RANK", Integer.toString(local),
                        "WORLD_SIZE", Integer.toString(meeting.count),
                        "MASTER_ADDR", meeting.address,
                        "MASTER_PORT", Integer.toString(meeting.port)));
        return builder.start();
    }

    private static void awaitAll(List<Integer> ranks, List<Process> running) throws InterruptedException {
        List<Process> left = new ArrayList<>(running);
        while (!left.isEmpty()) {
            for (Process each : List.copyOf(left)) {
                if (!each.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) continue;
                left.remove(each);
                int code = each.exitValue();
                if (code != 0) {
                    throw new IllegalStateException("rank " + ranks.get(running.indexOf(each)) + " ended with " + code
                            + "; its lines above say why");
                }
            }
        }
    }
}
