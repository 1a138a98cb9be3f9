package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.runtime.lab.history.HistoryBench;
import io.trivium.runtime.pack.ModelPack;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the runtime with a task's model. Figures that cannot be measured on this machine are omitted and reported on
 * stderr.
 */
@Command(
        name = "bench",
        description = {
            "Measures the runtime with a task's model; prints a bench report.",
            "The overhead of the protocols is measured against the service at --server when TRIVIUM_TOKEN holds an",
            "access token for it; everything else in this process."
        },
        subcommands = {SoakCommand.class, PacksCommand.class, GpuCommand.class},
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Option(names = "--pack", description = "pack of the task's model, the version that the service serves")
    private @Nullable Path pack;

    @Option(
            names = "--data",
            description = {
                "rows of the task with labels, safetensors: one tensor for each input of the model, and label;",
                "without them it is not measured what a lost expert, 4-bit weights and random routing cost"
            })
    private @Nullable Path data;

    @Option(
            names = "--rows",
            defaultValue = "4000",
            description = "rows of --data scored for every expert (default: ${DEFAULT-VALUE})")
    private int rows = 4_000;

    @Option(
            names = "--loss-rows",
            defaultValue = "20000",
            description = "rows of --data scored with 4-bit weights and random routing (default: ${DEFAULT-VALUE})")
    private int lossRows = 20_000;

    @Option(
            names = "--calibration",
            description = "rows the 4-bit weights are fitted to (default: the first of --data, which are not scored)")
    private @Nullable Path calibration;

    @Option(
            names = "--server",
            defaultValue = "http://127.0.0.1:18080",
            description = "base address of the service (default: ${DEFAULT-VALUE})")
    private URI server = URI.create("http://127.0.0.1:18080");

    @Option(
            names = "--tenant",
            defaultValue = "demo-bank",
            description = "tenant to call for (default: ${DEFAULT-VALUE})")
    private String tenant = "demo-bank";

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "length of each measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 10;

    @Option(
            names = "--callers",
            defaultValue = "16",
            description = "concurrent callers of the throughput runs (default: ${DEFAULT-VALUE})")
    private int callers = 16;

    @Option(
            names = "--only",
            split = ",",
            description = {
                "measure only these: overhead, isolation, hot-swap, throughput, expert-path, 4-bit, history,",
                "damage, 4-bit-loss, experts, routing, figures"
            })
    private Set<String> only = Set.of();

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (pack == null) throw new IllegalArgumentException("name a pack with --pack");
        ModelPack model = ModelPack.open(pack);
        Duration length = Duration.ofSeconds(seconds);
        String token = System.getenv().getOrDefault("TRIVIUM_TOKEN", "");
        Map<String, Benchmark> all = new LinkedHashMap<>();
        if (token.isEmpty()) {
            all.put(
                    "overhead",
                    Unmeasured.because("overhead", "TRIVIUM_TOKEN holds no access token", "grpc-overhead-p50"));
        } else {
            all.put("overhead", say -> overhead(model, token, length, say));
        }
        all.put("isolation", new IsolationBench(model, length));
        all.put("hot-swap", new HotSwapBench(model, length));
        all.put("throughput", new ThroughputBench(model, data, length));
        all.put("expert-path", say -> new ExpertPathBench().run());
        all.put("4-bit", say -> new FourBitBench().run());
        all.put("history", say -> new HistoryBench().run(say));
        all.put("damage", new DamagedExpertsBench(model, data));
        Path labelled = data;
        if (labelled == null || !model.isOfPieces()) {
            String why = labelled == null ? "no rows with labels are named by --data" : "the pack has no experts";
            all.put("4-bit-loss", Unmeasured.because("4-bit-loss", why, FourBitLossBench.AP_LOSS));
            all.put("experts", Unmeasured.because("experts", why, LostExpertsBench.FAILED, LostExpertsBench.MEAN_LOSS));
            all.put("routing", Unmeasured.because("routing", why, RoutingBench.LOSS, RoutingBench.LOSS_LOW));
        } else {
            all.put("4-bit-loss", new FourBitLossBench(model, labelled, lossRows, calibration));
            all.put("experts", new LostExpertsBench(model, labelled, rows));
            all.put("routing", new RoutingBench(model, labelled, lossRows));
        }
        all.put("figures", new PackFigures(model));
        if (!all.keySet().containsAll(only)) {
            throw new IllegalArgumentException("--only knows " + String.join(", ", all.keySet()) + ", not " + only);
        }
        List<BenchReport.Target> targets = new ArrayList<>();
        for (Map.Entry<String, Benchmark> each : all.entrySet()) {
            if (!only.isEmpty() && !only.contains(each.getKey())) continue;
            targets.addAll(each.getValue().run(System.err::println));
        }
        BenchReport report = new BenchReport(
                Instant.now(),
                BenchReport.Machine.current(),
                model.manifest().name() + ":" + model.manifest().version() + ", " + seconds
                        + " s each; clients and models on the same machine",
                targets);
        System.out.print(json ? report.toJson() : Reports.text(report));
        return report.isMet() ? 0 : 1;
    }

    private List<BenchReport.Target> overhead(
            ModelPack model, String token, Duration length, java.util.function.Consumer<String> say) throws Exception {
        try (Service service = new Service(server, token, tenant)) {
            return new OverheadBench(model, service, length, callers).run(say);
        }
    }
}
