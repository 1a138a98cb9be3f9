package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.runtime.pack.ModelPack;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the soak on a pack. */
@Command(
        name = "soak",
        description = {
            "Sends requests good and bad, reloads the model meanwhile, and looks whether memory grows.",
            "Exit code 1 when a request ended as it should not or memory grew."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required option
final class SoakCommand implements Callable<Integer> {
    @Option(names = "--pack", required = true, description = "pack of the model")
    private Path pack;

    @Option(names = "--requests", defaultValue = "100000", description = "default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--reloads", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
    private int reloads;

    @Option(names = "--seed", defaultValue = "1", description = "of the requests (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ModelPack model = ModelPack.open(pack);
        BenchReport report = new BenchReport(
                Instant.now(),
                BenchReport.Machine.current(),
                model.manifest().name() + ":" + model.manifest().version() + ", " + requests + " requests, " + reloads
                        + " reloads, seed " + seed,
                new Soak(model, requests, reloads, seed).run(System.err::println));
        System.out.print(json ? report.toJson() : Reports.text(report));
        return report.isMet() ? 0 : 1;
    }
}
