package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.policy.PolicyFile;
import io.trivium.industrial.process.policy.PpoSettings;
import io.trivium.industrial.process.policy.PpoTrainer;
import io.trivium.industrial.process.policy.WeldPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a policy by PPO on simulated cells and writes it. */
@Command(name = "train", description = "Train a policy on simulated cells.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TrainCommand implements Callable<Integer> {
    private static final int SHOWN_EVERY = 20;

    @Option(names = "--process", defaultValue = "saw", description = "saw or gmaw (default: ${DEFAULT-VALUE}).")
    private ProcessKind process;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the policy is written.")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "300",
            description = "Rounds of 512 jobs of ten beads each (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--code-revision",
            defaultValue = "",
            paramLabel = "REV",
            description = "Commit of the code that trains, for the policy's provenance.")
    private String revision;

    @Override
    public Integer call() throws IOException {
        if (iterations < 1) throw new IllegalArgumentException("--iterations must be positive, not " + iterations);
        if (Files.isDirectory(out)) throw new IOException("--out " + out + " is a directory; name a file");
        PpoSettings settings = PpoSettings.standard(seed).iterations(iterations);
        long started = System.nanoTime();
        WeldPolicy policy = new PpoTrainer(process, settings).train(TrainCommand::show);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("settings", settings);
        provenance.put("beads", (long) iterations * settings.episodes() * settings.steps());
        provenance.put("codeRevision", revision);
        PolicyFile.write(policy, provenance, out);
        System.out.println(WeldingTool.JSON.writeValueAsString(
                Map.of("policy", out.toString(), "seed", seed, "seconds", took.toMillis() / 1000.0)));
        return 0;
    }

    private static void show(PpoTrainer.Progress progress) {
        if (progress.iteration() % SHOWN_EVERY != 0) return;
        System.err.printf(
                Locale.ROOT,
                "round %d: gain %.2f, limits broken by %.3f standard deviations, divergence %.4f%n",
                progress.iteration(),
                progress.gain(),
                progress.violation(),
                progress.divergence());
    }
}
