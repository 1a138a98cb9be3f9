package io.trivium.runtime.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.testing.HostileGraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs whose bytes show nothing wrong are contained by the limits of the process that tries them. */
class GraphTrialTest {
    private static final GraphTrial TRIAL = new GraphTrial(Duration.ofSeconds(60), 1L << 30);

    @TempDir
    private Path folder;

    private Path file(String name, byte[] graph) throws Exception {
        assertEquals(List.of(), name.equals("external") ? List.of() : GraphCheck.faults(graph));
        return Files.write(folder.resolve(name + ".onnx"), graph);
    }

    @Test
    void passesHarmlessGraphs() throws Exception {
        Path graph = file("identity", HostileGraphs.harmless().getFirst().onnx());
        long start = System.nanoTime();
        assertEquals(new GraphTrial.Verdict.Passed(List.of()), TRIAL.of(List.of(graph, graph)));
        System.out.printf("a trial of two small graphs took %d ms%n", (System.nanoTime() - start) / 1_000_000);
    }

    /** 64 GiB: of a limit of 1 GiB, or more than there are. */
    @Test
    void containsAGraphThatAllocates() throws Exception {
        assertGetsNoMemory(TRIAL.of(List.of(file("allocating", HostileGraphs.allocating(64)))));
    }

    @Test
    void containsAGraphThatAllocatesALittleTooMuch() throws Exception {
        assertGetsNoMemory(TRIAL.of(List.of(file("allocating", HostileGraphs.allocating(4)))));
    }

    private static void assertGetsNoMemory(GraphTrial.Verdict verdict) {
        assertTrue(
                verdict instanceof GraphTrial.Verdict.Died
                        || (verdict instanceof GraphTrial.Verdict.Failed failed
                                && failed.message().matches("(?i).*(alloc|memory).*")),
                verdict::toString);
    }

    @Test
    void endsAGraphThatTakesTooLong() throws Exception {
        GraphTrial brief = new GraphTrial(Duration.ofSeconds(4), 1L << 30);
        long start = System.nanoTime();
        GraphTrial.Verdict verdict = brief.of(List.of(file("busy", HostileGraphs.busy())));
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        assertTrue(
                verdict instanceof GraphTrial.Verdict.TimedOut || verdict instanceof GraphTrial.Verdict.Died,
                verdict::toString);
        assertTrue(seconds < 30, seconds + " s");
    }

    /** Security H1: the working directory is empty, and no file outside is read. */
    @Test
    void findsNoFiles() throws Exception {
        Path graph = file("external", HostileGraphs.external("pom.xml", 16));
        GraphTrial.Verdict.Failed failed = assertInstanceOf(GraphTrial.Verdict.Failed.class, TRIAL.of(List.of(graph)));
        assertEquals(graph, failed.graph());
    }

    /** What a graph cannot be made to reach is read from the kernel, while a graph runs. */
    @Test
    void limitsTimeMemoryFilesAndProcesses() throws Exception {
        Path graph = file("busy", HostileGraphs.busy());
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<GraphTrial.Verdict> verdict =
                    other.submit(() -> new GraphTrial(Duration.ofSeconds(8), 1L << 30).of(List.of(graph)));
            Path process = Path.of("/proc", Long.toString(awaitTrial(verdict).pid()));
            Map<String, Long> limits = new HashMap<>();
            for (String line : Files.readAllLines(process.resolve("limits"))) {
                String[] columns = line.split(" {2,}", -1);
                if (columns[1].matches("[0-9]+")) limits.put(columns[0], Long.valueOf(columns[1]));
            }
            assertEquals(9, limits.get("Max cpu time"));
            assertTrue(limits.getOrDefault("Max address space", Long.MAX_VALUE) < 4L << 30, limits::toString);
            assertEquals(256L << 20, limits.get("Max file size"));
            assertEquals(256, limits.get("Max open files"));
            assertTrue(limits.getOrDefault("Max processes", Long.MAX_VALUE) < 32_768, limits::toString);
            assertEquals(0, limits.get("Max core file size"));
            assertEquals(Math.min(19, priority(Path.of("/proc/self")) + 10), priority(process), "its priority");
            Path group = process.resolve("autogroup");
            if (Files.exists(group) && Files.exists(Path.of("/usr/bin/setsid"))) {
                assertTrue(Files.readString(group).strip().endsWith("nice 10"), () -> "its session's priority");
            }
            try (Stream<Path> files = Files.list(process.resolve("cwd"))) {
                assertEquals(List.of(), files.toList());
            }
            String environment = Files.readString(process.resolve("environ"));
            assertFalse(environment.contains("HOME=") || environment.contains("PATH=/usr"), environment);
            verdict.get();
        }
    }

    private static int priority(Path process) throws IOException {
        String state = Files.readString(process.resolve("stat"));
        return Integer.parseInt(state.substring(state.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    /** A child that has not started its program yet has the command of this process, and no limits. */
    private static ProcessHandle awaitTrial(Future<?> trial) throws InterruptedException {
        while (!trial.isDone()) {
            Optional<ProcessHandle> java = ProcessHandle.current()
                    .descendants()
                    .filter(each -> each.info()
                            .arguments()
                            .map(List::of)
                            .filter(line ->
                                    line.getFirst().startsWith("-Xmx") && line.contains(GraphTrialMain.class.getName()))
                            .isPresent())
                    .findFirst();
            if (java.isPresent()) return java.orElseThrow();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("no process was started");
    }
}
