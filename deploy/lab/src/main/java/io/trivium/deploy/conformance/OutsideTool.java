package io.trivium.deploy.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A checker or client from outside that is installed on this machine. */
record OutsideTool(String name, String debianPackage) {
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)?(?:[+~.-][A-Za-z0-9]+)*");
    private static final long PATIENCE_SECONDS = 120;

    /** The result of one run: exit code and all output. */
    record Result(int code, String output) {}

    /** Runs the program with an input that may be empty. */
    Result run(byte[] input, List<String> arguments) throws IOException, InterruptedException {
        Path file = Path.of("/usr/bin", name);
        if (!Files.isExecutable(file)) {
            throw new Check.Missing(file + " is missing; install it with apt-get install " + debianPackage);
        }
        Path in = Files.createTempFile("conformance-", ".in");
        Path out = Files.createTempFile("conformance-", ".out");
        try {
            Files.write(in, input);
            List<String> command = new ArrayList<>(List.of(file.toString()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Result(-1, name + " did not end within " + PATIENCE_SECONDS + " s");
            }
            return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return run(new byte[0], List.of(arguments));
    }

    /** Name and version, as the program prints it. */
    String version() throws IOException, InterruptedException {
        Matcher version = VERSION.matcher(run("--version").output());
        return name + (version.find() ? " " + version.group() : "");
    }
}
