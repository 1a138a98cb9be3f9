package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.compare.Comparison;
import io.trivium.deploy.compare.Part;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures this revision and an earlier one, to find regressions. */
@Command(
        name = "compare",
        description = {
            "Build an earlier revision and run short benchmarks of it and of this one alternately, each on a platform with an",
            "empty data directory of its own in .data-compare next to ./trivium, on other ports. Prints how many times as much",
            "this revision needs, with an interval. Nothing else should run on the machine.",
            "Exit code 1 when a figure is more than a tenth worse."
        })
final class CompareBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 24_400;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--base", required = true, paramLabel = "REV", description = "Revision to compare with.")
    String base = "";

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Compare only these: ${COMPLETION-CANDIDATES} (default: payments,sync,start).")
    List<Part> only = List.of(Part.payments, Part.sync, Part.start);

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description = "Runs of each revision; an interval takes two (default: ${DEFAULT-VALUE}).")
    int rounds = 2;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    int seconds = 60;

    @Option(
            names = "--no-search",
            description = "Do not look for the highest rate of payments, which takes some minutes each time.")
    boolean noSearch;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        if (rounds < 1 || rounds > 20) throw wrong("--rounds must be 1 to 20.");
        if (seconds < 5 || seconds > 600) throw wrong("--seconds must be 5 to 600.");
        GlobalOptions options = bench.trivium.options;
        Path chosen = options.dataDirectory;
        Integer asked = options.portBase;
        Path root = (chosen == null ? Installation.current().root().resolve(".data-compare") : chosen).toAbsolutePath();
        Instant started = Instant.now();
        try (Cleanup _ = Cleanup.onSignal()) {
            ProofDirectory.claim(root);
            Comparison comparison = run(root, asked == null ? PORT_BASE : asked);
            if (options.json) options.terminal.data().println(comparison.toJson(started, load()));
            else comparison.lines().forEach(options.terminal.data()::println);
            return (comparison.holds() ? ExitCode.OK : ExitCode.FAILURE).code();
        } catch (IOException e) {
            throw LauncherException.failure("The comparison in " + root + " cannot continue: " + e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private String load() {
        return only.stream().distinct().map(Part::name).collect(Collectors.joining(", ")) + " of " + base
                + " and of this revision alternately, " + rounds + " times, " + seconds
                + " s each, each time with an empty data directory";
    }

    private Comparison run(Path root, int portBase) throws IOException, InterruptedException {
        Path live = root.resolve("live");
        BenchPlatform.refuseRunning(new Platform(DataDirectory.at(live)), "this comparison");
        PriorRelease earlier = PriorRelease.checkOut(root, base);
        PriorRelease present = PriorRelease.present(root);
        say("Building " + base + " ...");
        earlier.build();
        Comparison comparison = new Comparison(base);
        Path reports = root.resolve("reports");
        Cache.deleteTree(reports);
        Files.createDirectories(reports);
        for (int round = 1; round <= rounds; round++) {
            for (Part part : only.stream().distinct().toList()) {
                say("Round " + round + ": " + part + " of " + base + " ...");
                String before = measured(earlier, part, live, portBase);
                Files.writeString(reports.resolve(round + "-" + part + "-base.json"), before);
                say("Round " + round + ": " + part + " of this revision ...");
                String after = measured(present, part, live, portBase);
                Files.writeString(reports.resolve(round + "-" + part + "-this.json"), after);
                comparison.add(part, before, after);
            }
        }
        return comparison;
    }

    private void say(String sentence) {
        bench.trivium.options.terminal.say(sentence);
    }

    /** The output of the part's command on a platform that it starts. */
    private String measured(PriorRelease release, Part part, Path live, int portBase)
            throws IOException, InterruptedException {
        Cache.deleteTree(live);
        try {
            List<String> arguments = part.arguments(seconds, !noSearch);
            arguments.addAll(List.of("--wait", Long.toString(wait.limit().toSeconds())));
            return release.output(live, portBase, arguments);
        } finally {
            if (Files.exists(live)) release.command(live, portBase, "down");
            Cache.deleteTree(live);
        }
    }
}
