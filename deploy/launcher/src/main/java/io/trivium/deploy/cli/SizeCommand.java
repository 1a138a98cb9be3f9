package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.SizeReport;
import io.trivium.deploy.size.Assumptions;
import io.trivium.deploy.size.Demand;
import io.trivium.deploy.size.Plan;
import io.trivium.deploy.size.Sizing;
import io.trivium.deploy.size.UnitCosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Says how many machines a demand needs. */
@Command(
        name = "size",
        sortOptions = false,
        description = {
            "Say how many processors, how much memory, disk and network a demand needs, what that costs, and what the latency is",
            "when most is asked and an instance is lost: from measured costs of one payment, image, study and reading",
            "(./trivium bench costs), by a simulation of the queues. docs/operations/sizing.md explains each figure."
        })
final class SizeCommand implements Callable<Integer> {
    private static final Assumptions USUAL = Assumptions.DEFAULTS;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(names = "--authorizations-per-second", paramLabel = "N", description = "Payments in the busiest second.")
    double authorizations;

    @Option(names = "--studies-per-day", paramLabel = "N", description = "Studies of all hospitals.")
    double studies;

    @Option(names = "--points-per-second", paramLabel = "N", description = "Readings of all machines.")
    double points;

    @Option(
            names = "--busiest-hour",
            paramLabel = "SHARE",
            defaultValue = "0.12",
            description = "Share of a day's studies that come in its busiest hour (default: ${DEFAULT-VALUE}).")
    double busiestHour = 0.12;

    @Option(
            names = "--images-per-study",
            paramLabel = "N",
            defaultValue = "300",
            description = "Images of a study, on average (default: ${DEFAULT-VALUE}).")
    int images = 300;

    @Option(names = "--machine-cores", description = "Processors of a machine (default: 16).")
    int machineCores = USUAL.machineCores();

    @Option(names = "--machine-memory-gib", description = "Memory of a machine (default: 64).")
    int machineMemoryGib = USUAL.machineMemoryGib();

    @Option(names = "--database-cores", description = "Most processors of one PostgreSQL server (default: 32).")
    int databaseCores = USUAL.databaseCores();

    @Option(names = "--database-tib", description = "Most that one PostgreSQL server keeps (default: 16).")
    int databaseTib = USUAL.databaseTib();

    @Option(names = "--copies", description = "Copies of each topic (default: 3).")
    int copies = USUAL.copies();

    @Option(
            names = "--mean-of-peak",
            paramLabel = "SHARE",
            description = "Payments on average, of those in the busiest second (default: 0.4).")
    double meanOfPeak = USUAL.meanOfPeak();

    @Option(names = "--decision-days", description = "How long decisions are kept (default: 365).")
    int decisionDays = USUAL.decisionDays();

    @Option(names = "--reading-days", description = "How long readings are kept (default: 90).")
    int readingDays = USUAL.readingDays();

    @Option(names = "--study-days", description = "How long the node keeps images (default: 30).")
    int studyDays = USUAL.studyDays();

    @Option(names = "--topic-days", description = "How long topics keep events (default: 7).")
    int topicDays = USUAL.topicDays();

    @Option(names = "--payment-ms", description = "Limit of p99, payment to decision (default: 60).")
    long paymentMillis = USUAL.paymentLimit().toMillis();

    @Option(names = "--study-seconds", description = "Limit of p99, last image to report (default: 120).")
    long studySeconds = USUAL.studyLimit().toSeconds();

    @Option(names = "--reading-ms", description = "Limit of p99, sensor to alarm (default: 1000).")
    long readingMillis = USUAL.readingLimit().toMillis();

    @Option(names = "--core-hour-price", description = "Price of a processor's hour (default: 0.04, an assumption).")
    double coreHourPrice = USUAL.coreHourPrice();

    @Option(names = "--gib-month-price", description = "Price of a GiB for a month (default: 0.10, an assumption).")
    double gibMonthPrice = USUAL.gibMonthPrice();

    @Option(
            names = "--watts-per-core",
            description = "Of a busy processor, where energy was not measured (default: 8, an assumption).")
    double wattsPerCore = USUAL.wattsPerCore();

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "Unit costs of your machines, from ./trivium bench costs --json (default: this release's).")
    @Nullable
    Path costs;

    @Option(names = "--seed", defaultValue = "1", description = "Of the simulation (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Override
    public Integer call() {
        Path file = costs;
        UnitCosts known = file == null ? UnitCosts.bundled() : UnitCosts.read(file);
        Plan plan = new Sizing(known, assumptions(), seed).plan(demand());
        if (trivium.options.json) trivium.options.print(plan);
        else trivium.options.terminal.data().print(new SizeReport(known, plan).text());
        return ExitCode.OK.code();
    }

    private Demand demand() {
        if (authorizations + studies + points == 0) {
            throw usage(
                    "Say what is to be done: --authorizations-per-second, --studies-per-day or --points-per-second.");
        }
        try {
            return new Demand(authorizations, studies, busiestHour, images, points);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private Assumptions assumptions() {
        try {
            return new Assumptions(
                    machineCores,
                    machineMemoryGib,
                    databaseCores,
                    databaseTib,
                    copies,
                    USUAL.followerShare(),
                    meanOfPeak,
                    decisionDays,
                    readingDays,
                    studyDays,
                    topicDays,
                    Duration.ofMillis(paymentMillis),
                    Duration.ofSeconds(studySeconds),
                    Duration.ofMillis(readingMillis),
                    coreHourPrice,
                    gibMonthPrice,
                    wattsPerCore);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private static LauncherException usage(@Nullable String message) {
        return new LauncherException(ExitCode.USAGE, String.valueOf(message));
    }
}
