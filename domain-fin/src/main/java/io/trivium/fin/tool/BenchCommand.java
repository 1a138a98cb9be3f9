package io.trivium.fin.tool;

import io.trivium.core.bench.BenchReport;
import io.trivium.fin.bench.DecisionBench;
import io.trivium.fin.replay.AuthorizationSender;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the running platform. */
@Command(
        name = "bench",
        description = "Measure the time from sending an authorization to its decision, and the highest rate held.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    /** As Kafka's own producers gather unless told otherwise; latency counts from before. */
    private static final Duration DEFAULT_LINGER = Duration.ofMillis(5);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--tenant",
            defaultValue = "replay-bank",
            description = "Tenant that receives the load; must be a historical one (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--rate", defaultValue = "200", description = "Authorizations a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seconds", defaultValue = "60", description = "Length of a measurement (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--search",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also look for the highest rate held (default: yes).")
    private boolean search;

    @Option(
            names = "--history-days",
            defaultValue = "" + DecisionBench.HISTORY_DAYS,
            description = "Days that fill the windows before measuring (${DEFAULT-VALUE}).")
    private int historyDays;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        DecisionBench.Plan plan = new DecisionBench.Plan(rate, seconds, search, historyDays);
        BenchReport report;
        try (AuthorizationSender sender = kafka.sender(tenant, "/fin/bench", DEFAULT_LINGER)) {
            report = new DecisionBench(kafka.bootstrap(), sender, tool.terminal()::say).run(plan);
        }
        if (json) {
            tool.terminal().result(report.toJson().stripTrailing());
            return 0;
        }
        tool.terminal().result(report.load());
        for (BenchReport.Target target : report.targets()) {
            tool.terminal()
                    .result(String.format(
                            Locale.ROOT,
                            "%-32s %12s %-4s %s",
                            target.name(),
                            target.value() == null ? "-" : String.format(Locale.ROOT, "%.2f", target.value()),
                            target.unit(),
                            target.target() == null
                                    ? ""
                                    : "target " + target.target()
                                            + (Boolean.TRUE.equals(target.met()) ? " met" : " NOT met")));
        }
        return 0;
    }
}
