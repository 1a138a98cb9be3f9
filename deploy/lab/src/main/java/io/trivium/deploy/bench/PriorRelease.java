package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A revision of this working tree, in a directory of its own or as it is, driven by its own script. */
final class PriorRelease {
    private static final String LOCAL = "-Dmaven.repo.local=";
    private static final long LONGEST_MINUTES = 180;

    private final Path directory;
    private final Path log;

    private PriorRelease(Path directory, Path log) {
        this.directory = directory;
        this.log = log;
    }

    /** Takes the revision out of git, unless that was done before. */
    static PriorRelease checkOut(Path root, String revision) throws IOException, InterruptedException {
        if (!revision.matches("[0-9A-Za-z][0-9A-Za-z._/-]*")) {
            throw LauncherException.refused("'" + revision + "' is no revision; see git log.");
        }
        Path source = Installation.current().root();
        Path directory = root.resolve("release").resolve(revision.replace('/', '-'));
        PriorRelease release = new PriorRelease(directory, root.resolve("release.log"));
        if (!Files.exists(directory.resolve("trivium"))) {
            Files.createDirectories(directory);
            Path archive = root.resolve("release.tar");
            release.run(source, Map.of(), List.of("git", "archive", "--format=tar", "--output=" + archive, revision));
            release.run(directory, Map.of(), List.of("tar", "-xf", archive.toString()));
            Files.delete(archive);
            release.shareNodeModules(source);
        }
        return release;
    }

    /** This release as it is, built already. */
    static PriorRelease present(Path root) {
        return new PriorRelease(Installation.current().root(), root.resolve("present.log"));
    }

    /** Consoles of a release with the same packages need not fetch them again. */
    private void shareNodeModules(Path source) throws IOException, InterruptedException {
        String lock = "package-lock.json";
        if (Files.isDirectory(source.resolve("node_modules"))
                && Files.mismatch(source.resolve(lock), directory.resolve(lock)) < 0) {
            run(source, Map.of(), List.of("cp", "-al", "node_modules", directory.toString()));
        }
    }

    /** Builds it with its own build; its installed files stay in its directory. */
    void build() throws IOException, InterruptedException {
        Path installed = directory.resolve(".m2");
        List<String> arguments = new ArrayList<>(
                List.of(System.getenv().getOrDefault("MAVEN_ARGS", "").split(" ", -1)));
        Path usual = arguments.stream()
                .filter(argument -> argument.startsWith(LOCAL))
                .map(argument -> Path.of(argument.substring(LOCAL.length())))
                .findFirst()
                .orElseGet(PriorRelease::localRepository);
        arguments.removeIf(argument -> argument.startsWith(LOCAL));
        arguments.add(LOCAL + installed);
        arguments.add("-Dmaven.repo.local.tail=" + usual);
        run(
                directory,
                Map.of(
                        "MAVEN_ARGS", String.join(" ", arguments).strip(),
                        "MAVEN_REPO_LOCAL", installed.toString()),
                List.of(
                        "./trivium",
                        "build",
                        "--data-dir",
                        directory.resolve(".data").toString()));
    }

    private static Path localRepository() {
        String named = System.getenv("MAVEN_REPO_LOCAL");
        return named == null ? Path.of(System.getProperty("user.home"), ".m2", "repository") : Path.of(named);
    }

    /** One of its own commands on a data directory. */
    void command(Path data, int portBase, String... command) throws IOException, InterruptedException {
        run(directory, Map.of("TRIVIUM_SKIP_BUILD", "1"), onData(data, portBase, Arrays.asList(command)));
    }

    /**
     * As {@link #command}; returns its standard output. A benchmark that misses a target ends with exit code 1 and
     * prints its report.
     */
    String output(Path data, int portBase, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("trivium-", ".json");
        try {
            List<String> whole = onData(data, portBase, command);
            int code = run(directory, Map.of("TRIVIUM_SKIP_BUILD", "1"), whole, output);
            String report = Files.readString(output);
            if (code != 0 && (code != 1 || report.isBlank())) throw failure(whole, "ended with exit code " + code);
            return report;
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> onData(Path data, int portBase, List<String> command) {
        List<String> all = new ArrayList<>(List.of("./trivium"));
        all.addAll(command);
        all.addAll(List.of("--data-dir", data.toString(), "--port-base", Integer.toString(portBase)));
        return all;
    }

    private void run(Path where, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        int code = run(where, environment, command, log);
        if (code != 0) throw failure(command, "ended with exit code " + code);
    }

    /**
     * @param output file that standard output is appended to; errors go to the log
     * @return the exit code
     */
    private int run(Path where, Map<String, String> environment, List<String> command, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().remove("JAVA_HOME");
        // A user who builds this release himself does not build that one.
        builder.environment().remove("TRIVIUM_SKIP_BUILD");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) return process.exitValue();
            throw failure(command, "did not end within " + LONGEST_MINUTES + " minutes");
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private LauncherException failure(List<String> command, String what) {
        return LauncherException.failure(
                "'" + String.join(" ", command) + "' in " + directory + " " + what + "; see " + log + ".");
    }
}
