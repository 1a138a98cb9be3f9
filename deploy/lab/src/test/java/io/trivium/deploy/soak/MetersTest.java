package io.trivium.deploy.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {
    @Test
    void addsUpWhatAServiceSays() {
        Prometheus metrics = new Prometheus("""
                # TYPE jvm_buffer_memory_used_bytes gauge
                jvm_buffer_memory_used_bytes{id="direct"} 4096.0
                jvm_buffer_memory_used_bytes{id="mapped - 'non-volatile memory'"} 12.0
                t_seconds_bucket{uri="/a",le="0.1"} 90
                t_seconds_bucket{uri="/a",le="+Inf"} 100
                t_seconds_bucket{uri="/b",le="0.1"} 10
                t_seconds_bucket{uri="/b",le="+Inf"} 10
                plain 3.0
                """);
        assertEquals(4096, metrics.sum("jvm_buffer_memory_used_bytes", labels -> labels.contains("id=\"direct\"")));
        assertEquals(3, metrics.sum("plain", labels -> true));
        assertEquals(0, metrics.sum("plai", labels -> true));
        assertEquals(
                new TreeMap<>(Map.of(0.1, 100.0, Double.POSITIVE_INFINITY, 110.0)),
                metrics.buckets("t_seconds", labels -> true));
    }

    @Test
    void takesThePercentileOfWhatCameBetween() {
        TreeMap<Double, Double> before = new TreeMap<>(Map.of(0.1, 1000.0, 0.2, 1000.0));
        TreeMap<Double, Double> now = new TreeMap<>(Map.of(0.1, 1098.0, 0.2, 1100.0));
        assertEquals(150, Percentile.between(before, now).orElseThrow(), 1e-9);
        assertTrue(Percentile.between(now, now).isEmpty());
    }

    @Test
    void readsWhatAHistogramComesTo() {
        assertEquals(77_885_264, HeapMeter.reachable("""
                        9874:
                         num     #instances         #bytes  class name (module)
                        -------------------------------------------------------
                           1:        180382       27321624  [B (java.base@25.0.3)
                           2:             3             72  Total
                        Total        963546       77885264
                        """).orElseThrow());
        assertTrue(HeapMeter.reachable("no such process").isEmpty());
    }

    private static final List<Mapping> MAPPINGS = Mapping.parse("""
            e8000000-f5400000 rw-p 00000000 00:00 0
            Size:             216000 kB
            Pss:                4096 kB
            Pss_Dirty:          4096 kB
            7f0000000000-7f0000100000 rw-p 00000000 00:00 0                          [stack]
            Pss:                1024 kB
            7f1000000000-7f1000100000 rw-s 00000000 00:01 1693582                    /memfd:java_heap (deleted)
            Pss:                 512 kB
            """.lines().toList());

    @Test
    void addsUpWhatAJvmHoldsBesideItsHeap() {
        assertEquals(
                List.of("", "[stack]", "/memfd:java_heap (deleted)"),
                MAPPINGS.stream().map(Mapping::name).toList());
        assertEquals(1 << 20, HeapMeter.beside("""
                DefNew     total 38976K, used 20561K [0x00000000e8000000, 0x00000000eaa40000, 0x00000000f0000000)
                Tenured    total 86444K, used 46181K [0x00000000f0000000, 0x00000000f546b000, 0x0000000100000000)
                Metaspace       used 4K, committed 5K, reserved 6K [0x00007f0000000000, 0x00007f0000000000, 0x00007f0000100000)
                """, MAPPINGS).orElseThrow());
        assertEquals(
                1 << 20,
                HeapMeter.beside(
                                "garbage-first heap total reserved 1K, committed 1K, used 1K [0x00000000e8000000,"
                                        + " 0x0000000100000000)",
                                MAPPINGS)
                        .orElseThrow());
        assertEquals(
                5 << 20,
                HeapMeter.beside("ZHeap           used 250M, capacity 730M", MAPPINGS)
                        .orElseThrow());
        assertTrue(HeapMeter.beside("no such process", List.of()).isEmpty());
    }

    @Test
    void readsItsOwnProcess() throws InterruptedException {
        long own = ProcessHandle.current().pid();
        Readings readings = new Readings(1);
        ProcessMeter.read("own", List.of(own), readings);
        for (Measure measure : List.of(Measure.MEMORY, Measure.THREADS, Measure.FILES)) {
            assertTrue(
                    readings.samples().stream().anyMatch(sample -> sample.measure() == measure && sample.value() > 0),
                    measure + " in " + readings.samples());
        }
        assertTrue(ProcessMeter.tree(own).contains(own));
    }

    @Test
    void readsTheHeapOfAProcess() throws IOException, InterruptedException {
        Process resting = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingMain.class.getName())
                .start();
        try {
            assertEquals(WaitingMain.READY, resting.inputReader().readLine());
            HeapMeter meter = new HeapMeter();
            assumeTrue(meter.reaches(resting.pid()), "jcmd does not reach a process of this machine");
            Readings readings = new Readings(1);
            meter.read("resting", resting.pid(), readings);
            assertEquals(
                    List.of(Measure.HEAP, Measure.NATIVE),
                    readings.samples().stream().map(Sample::measure).toList());
            assertTrue(
                    readings.samples().stream().allMatch(sample -> sample.value() > 1 << 19),
                    () -> "" + readings.samples());
        } finally {
            resting.destroyForcibly();
        }
    }

    @Test
    void addsUpADirectory(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/c"), "12345");
        Files.writeString(directory.resolve("d"), "1");
        assertEquals(6, DataMeter.bytes(directory));
    }

    @Test
    void whatIsReadFromEndToEndIsCountedByTheSecond() {
        DataMeter.Scanned before = new DataMeter.Scanned(100, 1_000);
        assertEquals(
                50, before.perSecondUntil(new DataMeter.Scanned(160, 4_000)).orElseThrow());
        assertEquals(0, before.perSecondUntil(new DataMeter.Scanned(160, 1_000)).orElseThrow());
        assertTrue(before.perSecondUntil(new DataMeter.Scanned(160, 10)).isEmpty());
        assertTrue(before.perSecondUntil(before).isEmpty());
    }
}
