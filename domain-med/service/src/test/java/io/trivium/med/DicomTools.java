package io.trivium.med;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The DICOM tools of Debian (dicom3tools, dcmtk); a test that needs one is skipped where it is missing. */
public final class DicomTools {
    private DicomTools() {}

    /** Returns the output of a tool, errors included. */
    public static String run(String tool, String... arguments) throws IOException, InterruptedException {
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
                () -> "skipped: " + tool + " is not installed (Debian: dicom3tools, dcmtk)");
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TCP_NODELAY", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
        return output;
    }

    /** Lines of {@code dciodvfy} that name an error. */
    public static List<String> errors(Path file) throws IOException, InterruptedException {
        return run("dciodvfy", file.toString())
                .lines()
                .filter(line -> line.startsWith("Error"))
                .toList();
    }
}
