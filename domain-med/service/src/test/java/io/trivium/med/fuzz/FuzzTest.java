package io.trivium.med.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.Jazzer;
import io.trivium.med.dicom.DataSetFuzzer;
import io.trivium.med.dicom.WireFuzzer;
import io.trivium.med.dicomweb.MultipartFuzzer;
import io.trivium.med.report.Hl7Fuzzer;
import io.trivium.med.study.CodecFuzzer;
import io.trivium.med.study.ImageFuzzer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each fuzzer in a process of its own, from the seeds in {@code src/test/fuzz/NAME}, with 256 MiB and 10 s for an input. A
 * few seconds each; {@code -Dtrivium.fuzz.seconds=600} searches longer. What it finds is printed as base64 and becomes a
 * seed.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("trivium.fuzz.seconds", 3);

    private static final Pattern NEEDED = Pattern.compile(
            "classes$|/(jazzer|jackson-core|pixelmed|hapi|jai-imageio|jboss-logging|slf4j-api|jspecify)[^/]*\\.jar$");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            classes = {
                DataSetFuzzer.class,
                WireFuzzer.class,
                ImageFuzzer.class,
                CodecFuzzer.class,
                MultipartFuzzer.class,
                Hl7Fuzzer.class
            })
    void findsNothing(Class<?> fuzzer) throws Exception {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+EnableDynamicAgentLoading",
                        "-cp",
                        classPath(),
                        Jazzer.class.getName(),
                        "--target_class=" + fuzzer.getName(),
                        "--instrumentation_includes=io.trivium.med.**",
                        "--reproducer_path=" + folder,
                        "-max_total_time=" + SECONDS,
                        "-timeout=10",
                        "-seed=7",
                        "-max_len=8192",
                        "-artifact_prefix=" + folder + "/",
                        corpus.toString(),
                        seeds(fuzzer).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(SECONDS + 120, TimeUnit.SECONDS), "the search does not end");
            assertEquals(0, process.exitValue(), () -> tail(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns the class path of the fuzzers: Jazzer scans all of it before it begins. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(NEEDED.asPredicate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path seeds(Class<?> fuzzer) throws IOException {
        return Files.createDirectories(Path.of("src/test/fuzz", fuzzer.getSimpleName()));
    }

    private static String tail(Path output) {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
