package io.trivium.deploy.fuzz;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Searches targets one after another, each in a process of its own with 512 MiB and 10 s for an input. The corpus of a
 * search stays in the directory and is the start of the next one.
 */
public final class FuzzRun {
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final Pattern PROGRESS = Pattern.compile("(?m)^#(\\d+)\\s");
    private static final Duration START = Duration.ofMinutes(10);
    private static final String LARGEST_INPUT = "8192";

    private final Path root;
    private final Path directory;

    /**
     * @param root directory of {@code ./trivium}
     * @param directory for corpora, findings and logs
     */
    public FuzzRun(Path root, Path directory) {
        this.root = root;
        this.directory = directory;
    }

    /** Searches until a limit is reached or a target fails. */
    public FuzzResult search(FuzzTarget target, FuzzLimits limits) throws InterruptedException {
        Path own = directory.resolve(target.label());
        Path log = own.resolve("log");
        long start = System.nanoTime();
        try {
            Path corpus = Files.createDirectories(own.resolve("corpus"));
            Path found =
                    Files.createDirectories(own.resolve("found").resolve(Long.toString(System.currentTimeMillis())));
            List<String> command = new ArrayList<>(jazzer(target, found));
            command.add("-max_total_time=" + limits.time().toSeconds());
            limits.executions().ifPresent(runs -> command.add("-runs=" + runs));
            command.add("-seed=" + limits.seed());
            command.add(corpus.toString());
            command.add(target.seeds(root).toString());
            int code = run(command, log, limits.time().plus(START));
            String said = Files.readString(log, StandardCharsets.ISO_8859_1);
            List<Path> findings = list(found);
            return new FuzzResult(
                    target,
                    executions(said),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    findings,
                    code == 0 || !findings.isEmpty(),
                    log);
        } catch (IOException e) {
            throw LauncherException.failure("The search of " + target.label() + " cannot write to " + own + ": " + e);
        }
    }

    /** Takes the smallest inputs that reach all that the corpus reaches into the kept seeds, as far as they have room. */
    public int keep(FuzzTarget target, long mostBytes) throws InterruptedException {
        Path own = directory.resolve(target.label());
        try {
            Path merged = Files.createDirectories(own.resolve("merged"));
            for (Path old : list(merged)) Files.delete(old);
            List<String> command = new ArrayList<>(jazzer(target, own));
            command.add("-merge=1");
            command.add(merged.toString());
            command.add(target.seeds(root).toString());
            command.add(own.resolve("corpus").toString());
            run(command, own.resolve("merge-log"), START);
            return new FuzzCorpus(target.seeds(root)).add(list(merged), mostBytes);
        } catch (IOException e) {
            throw LauncherException.failure("The corpus of " + target.label() + " cannot be kept: " + e);
        }
    }

    static long executions(String log) {
        Matcher executed = EXECUTED.matcher(log);
        if (executed.find()) return Long.parseLong(executed.group(1));
        Matcher progress = PROGRESS.matcher(log);
        long last = 0;
        while (progress.find()) last = Long.parseLong(progress.group(1));
        return last;
    }

    private List<String> jazzer(FuzzTarget target, Path found) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                classPath(target),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=io.trivium.**:com.solab.**",
                "--reproducer_path=" + found.getParent(),
                "-timeout=10",
                "-max_len=" + LARGEST_INPUT,
                "-print_final_stats=1",
                "-artifact_prefix=" + found + "/");
    }

    private String classPath(FuzzTarget target) throws IOException {
        Path module = root.resolve(target.module());
        String service = target.module().substring(0, target.module().indexOf('/'));
        Path application = new Installation(root).application(service).resolve("lib");
        List<Path> path =
                new ArrayList<>(List.of(module.resolve("target/classes"), module.resolve("target/test-classes")));
        for (Path needed : List.of(path.get(1), application.resolve("main"))) {
            if (!Files.isDirectory(needed)) {
                throw LauncherException.failure(
                        needed + " is missing; run ./trivium build, then ./trivium fuzz again.");
            }
        }
        path.addAll(list(application.resolve("main")));
        path.addAll(list(root.resolve("deploy/lab/target/fuzz-lib")));
        path.add(root.resolve("platform-core/target/test-classes"));
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static int run(List<String> command, Path log, Duration limit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile())
                .start();
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
