package io.trivium.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Opens and runs graphs in a process of its own before a service does: a graph that takes too much memory or time, or
 * ends the process, ends that one. The process has an empty working directory, no environment, no input, one thread for
 * ONNX Runtime, a low priority, and limits of the address space, processor time, size and number of files, and
 * number of processes. They are set by {@code ulimit} and {@code nice} of POSIX, since {@code prlimit} and {@code chrt}
 * are neither in small container images nor outside Linux. Where Linux schedules sessions as groups (autogroup),
 * {@code nice} counts only within a session; the process then gets a session of its own, and the session the priority.
 * The script is a constant, and paths and numbers are its arguments. It is a second line: {@link GraphCheck} has refused
 * what can be seen in the bytes. Immutable.
 *
 * @param longest processor time for all graphs together, four times as much by the clock: the process has a low
 *     priority, so that a busy machine makes it wait
 * @param memory bytes of address space in addition to those of the graphs and the Java machine
 */
public record GraphTrial(Duration longest, long memory) {
    /** Which of the graphs failed, and why. */
    public sealed interface Verdict {
        /** All graphs ran. */
        record Passed(List<String> missingLimits) implements Verdict {
            public Passed {
                missingLimits = List.copyOf(missingLimits);
            }
        }

        /**
         * ONNX Runtime refused one.
         *
         * @param message of ONNX Runtime, for the log only
         */
        record Failed(Path graph, String message) implements Verdict {}

        /** It was not over in time. */
        record TimedOut() implements Verdict {}

        /**
         * The process ended without an answer, as it does when it gets no more memory.
         *
         * @param said what it printed, for the log only
         */
        record Died(int exitCode, String said) implements Verdict {}
    }

    /** What the Java machine and ONNX Runtime's library reserve without any graph. */
    private static final long BASE = 1_280L << 20;

    private static final long HEAP = 64L << 20;
    private static final long MOST_FILE = 256L << 20;
    private static final int MOST_OPEN_FILES = 256;
    /** More than those of the same user that run now; threads count. */
    private static final int MORE_PROCESSES = 512;

    private static final int MOST_ANSWER = 1 << 16;
    private static final int MOST_TIMES = 4;
    /** The exit code of a process that the signal SIGXCPU ended. */
    private static final int NO_TIME_LEFT = 128 + 24;

    /** A limit that this system does not have is named on standard error, and the process runs without it. */
    private static final String LIMITED = """
            { echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null
            limit() { ulimit $1 "$2" 2>/dev/null || echo "no-limit $3" >&2; }
            limit -v "$1" memory; limit -f "$3" files; limit -n "$4" descriptors; ulimit -c 0
            limit "-S -t" "$2" time; ulimit -H -t $(($2 + 2)) 2>/dev/null
            ulimit -u "$5" 2>/dev/null || ulimit -p "$5" 2>/dev/null || echo "no-limit processes" >&2
            shift 5
            command -v setsid >/dev/null || exec nice -n 10 "$@"
            exec setsid /bin/sh -c '{ echo 10 > /proc/self/autogroup; } 2>/dev/null; exec nice -n 10 "$@"' trial "$@"
            """;

    private static final String NO_LIMIT = "no-limit ";

    /**
     * Runs the trial.
     *
     * @param graphs files that do not change during the trial
     * @throws IOException when the process cannot be started
     */
    public Verdict of(List<Path> graphs) throws IOException, InterruptedException {
        if (graphs.isEmpty()) return new Verdict.Passed(List.of());
        Path folder = Files.createTempDirectory("trivium-trial-");
        try {
            Files.createDirectory(folder.resolve("tmp"));
            Process process = start(graphs, folder);
            try {
                return verdict(process, graphs, folder);
            } finally {
                end(process);
            }
        } finally {
            delete(folder);
        }
    }

    private Process start(List<Path> graphs, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(graphs, folder))
                .directory(Files.createDirectory(folder.resolve("work")).toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(folder.resolve("answer").toFile())
                .redirectError(folder.resolve("said").toFile());
        // Secrets are in the environment of the service.
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("CLASSPATH", place(GraphTrialMain.class) + ":" + place(OrtEnvironment.class));
        return builder.start();
    }

    private List<String> command(List<Path> graphs, Path folder) throws IOException {
        long largest = 0;
        long all = 0;
        for (Path graph : graphs) {
            long bytes = Files.size(graph);
            largest = Math.max(largest, bytes);
            all += bytes;
        }
        long heap = HEAP + 2 * largest;
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LIMITED, "trial"));
        command.add(Long.toString((BASE + memory + heap + 4 * all) >> 10));
        command.add(Long.toString(longest.toSeconds() + 1));
        command.add(Long.toString(MOST_FILE >> 9));
        command.add(Integer.toString(MOST_OPEN_FILES));
        command.add(Long.toString(threadsOfUser() + MORE_PROCESSES));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + (heap >> 10) + "k",
                "-XX:MaxDirectMemorySize=" + memory,
                "-XX:MaxMetaspaceSize=64m",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=/dev/null",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                GraphTrialMain.class.getName()));
        // Not on the command line, see CommandLineLimit.
        Path list = folder.resolve("graphs");
        Files.write(
                list,
                graphs.stream().map(graph -> graph.toAbsolutePath().toString()).toList());
        command.add(list.toString());
        return command;
    }

    /** The name of ONNX Runtime's library, which has its version. */
    public static String library() {
        return String.valueOf(place(OrtEnvironment.class).getFileName());
    }

    /** The file or directory that a class is read from. */
    private static Path place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            if (source != null) return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalStateException("the place of " + type.getName() + " is no file", e);
        }
        throw new IllegalStateException("the place of " + type.getName() + " is not known");
    }

    /** The limit of processes counts all threads of the user, whatever runs them. */
    private static long threadsOfUser() {
        long threads = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            String user = String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            for (Path process : processes.toList()) {
                if (!Character.isDigit(String.valueOf(process.getFileName()).charAt(0))) continue;
                try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
                    if (user.equals(String.valueOf(Files.getAttribute(process, "unix:uid")))) threads += tasks.count();
                } catch (IOException _) {
                    // it has ended, or belongs to another user
                }
            }
        } catch (IOException _) {
            return Short.MAX_VALUE; // no Linux: the system's own limit holds
        }
        return threads;
    }

    private Verdict verdict(Process process, List<Path> graphs, Path folder) throws IOException, InterruptedException {
        if (!process.waitFor(MOST_TIMES * longest.toNanos(), TimeUnit.NANOSECONDS)
                || process.exitValue() == NO_TIME_LEFT) {
            return new Verdict.TimedOut();
        }
        List<String> said = lines(folder.resolve("said"));
        String last = "";
        for (String line : lines(folder.resolve("answer"))) {
            String[] parts = line.split("\t", 3);
            if (parts.length == 3 && parts[0].equals(GraphTrialMain.FAULT)) {
                return new Verdict.Failed(graphs.get(Integer.parseInt(parts[1])), parts[2]);
            }
            last = line;
        }
        if (process.exitValue() == 0 && last.equals(GraphTrialMain.DONE)) {
            return new Verdict.Passed(said.stream()
                    .filter(line -> line.startsWith(NO_LIMIT))
                    .map(line -> line.substring(NO_LIMIT.length()))
                    .toList());
        }
        return new Verdict.Died(process.exitValue(), String.join(" | ", said));
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_ANSWER), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
