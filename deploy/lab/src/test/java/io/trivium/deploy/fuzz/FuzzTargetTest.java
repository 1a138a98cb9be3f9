package io.trivium.deploy.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FuzzTargetTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final long MOST_BYTES = 2_000_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void hasASourceAndSeeds(FuzzTarget target) throws IOException {
        assertTrue(Files.exists(target.source(ROOT)), target.source(ROOT).toString());
        try (Stream<Path> seeds = Files.list(target.seeds(ROOT))) {
            assertTrue(seeds.findAny().isPresent(), target + " has no seeds");
        }
    }

    @Test
    void knowsEveryFuzzerOfTheSources() throws IOException {
        Set<Path> known = new TreeSet<>();
        for (FuzzTarget target : FuzzTarget.values()) known.add(target.source(ROOT));
        Set<Path> present = new TreeSet<>();
        for (String module : BuildTree.products(ROOT)) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.getFileName().toString().endsWith("Fuzzer.java"))
                        .forEach(present::add);
            }
        }
        assertEquals(known, present);
    }

    @Test
    void keptInputsAreFewBytes() throws IOException {
        long bytes = 0;
        for (FuzzTarget target : FuzzTarget.values()) {
            try (Stream<Path> seeds = Files.list(target.seeds(ROOT))) {
                for (Path seed : seeds.toList()) bytes += Files.size(seed);
            }
        }
        assertTrue(bytes <= MOST_BYTES, bytes + " bytes");
    }

    @Test
    void readsHowManyInputsWereRun() {
        assertEquals(7, FuzzRun.executions("#2\tINITED\n#5\tNEW\nstat::number_of_executed_units: 7\n"));
        assertEquals(5, FuzzRun.executions("#2\tINITED\n#5\tNEW cov: 3\n==1== ERROR\n"));
        assertEquals(0, FuzzRun.executions("nothing"));
    }

    @Test
    void aTimeoutIsAHangAndTheRestAreCrashes() {
        FuzzResult result = new FuzzResult(
                FuzzTarget.HL7,
                9,
                1,
                List.of(Path.of("timeout-a"), Path.of("crash-b"), Path.of("oom-c")),
                true,
                folder);
        assertEquals(1, result.hangs());
        assertEquals(2, result.crashes());
        assertTrue(!result.isClean());
    }

    @Test
    void keepsTheSmallestInputsThatAreNewAsFarAsThereIsRoom() throws IOException {
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        Files.writeString(seeds.resolve("old"), "1234");
        List<Path> inputs = List.of(
                Files.writeString(folder.resolve("large"), "123456789"),
                Files.writeString(folder.resolve("same"), "1234"),
                Files.writeString(folder.resolve("small"), "1"));
        assertEquals(1, new FuzzCorpus(seeds).add(inputs, 10));
        assertTrue(Files.exists(seeds.resolve("small")));
    }
}
