package io.trivium.core.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that fuzzers began with or found, in {@code src/test/fuzz/NAME} of a module, given to the fuzzers once more. */
public final class FuzzSeeds {
    /** Six times the limit that the search sets for an input, because tests run in parallel. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private FuzzSeeds() {}

    /** Runs the fuzzer's {@code fuzzerTestOneInput} on every kept input; what it throws names the file. */
    public static void replay(Class<?> fuzzer) throws IOException, ReflectiveOperationException {
        MethodHandle method = MethodHandles.publicLookup()
                .findStatic(fuzzer, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
        MethodHandles.publicLookup().ensureInitialized(fuzzer);
        List<Path> seeds = of(fuzzer);
        assertFalse(seeds.isEmpty(), () -> fuzzer.getSimpleName() + " has no seeds");
        for (Path seed : seeds) {
            byte[] input = Files.readAllBytes(seed);
            assertTimeoutPreemptively(LIMIT, () -> run(method, input), seed::toString);
        }
    }

    private static void run(MethodHandle method, byte[] input) throws Throwable {
        method.invoke(input);
    }

    private static List<Path> of(Class<?> fuzzer) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/fuzz", fuzzer.getSimpleName()))) {
            return files.sorted().toList();
        }
    }
}
