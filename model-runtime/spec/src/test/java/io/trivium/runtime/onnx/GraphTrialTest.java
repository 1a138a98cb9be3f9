package io.trivium.runtime.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.testing.HostileGraphs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        GraphTrial.Verdict verdict = TRIAL.of(List.of(file("allocating", HostileGraphs.allocating(64))));
        assertTrue(
                verdict instanceof GraphTrial.Verdict.Failed || verdict instanceof GraphTrial.Verdict.Died,
                verdict::toString);
    }

    @Test
    void containsAGraphThatAllocatesALittleTooMuch() throws Exception {
        GraphTrial.Verdict verdict = TRIAL.of(List.of(file("allocating", HostileGraphs.allocating(4))));
        assertTrue(
                verdict instanceof GraphTrial.Verdict.Failed || verdict instanceof GraphTrial.Verdict.Died,
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
}
