package io.trivium.fin.tool;

import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.DecisionTally;
import io.trivium.fin.replay.DecisionWatch;
import io.trivium.fin.replay.Pace;
import io.trivium.fin.replay.Replay;
import io.trivium.fin.replay.ReplayState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Sends an archive through the live path. */
@Command(
        name = "replay",
        description = "Send an archive's authorizations and labels to the running platform.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final ArchiveOptions archive = new ArchiveOptions();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--tenant",
            defaultValue = "replay-bank",
            description = "Tenant that receives the authorizations; must be a historical one (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--from", paramLabel = "D", description = "First day; the archive's first by default.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "D", description = "Last day; the archive's last by default.")
    private @Nullable LocalDate to;

    @Option(
            names = "--speed",
            paramLabel = "X|max",
            defaultValue = "max",
            description = "Recorded seconds per second, or max (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Pace speed;

    @Option(
            names = "--in-flight",
            defaultValue = "2000",
            description = "Authorizations that may be sent and undecided at a time (${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Records in this file which days were sent, and continues after them.")
    private @Nullable Path state;

    @Option(names = "--genuine-labels", description = "Also send labels of genuine authorizations.")
    private boolean genuineLabels;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (inFlight < 1) throw new ToolException("--in-flight must be 1 or more: " + inFlight);
        AuthorizationArchive opened = archive.open();
        DayRange range = new DayRange(from != null ? from : opened.firstDay(), to != null ? to : opened.lastDay());
        opened.require(range);
        try (AuthorizationSender sender = kafka.sender(tenant, "/fin/replay", Duration.ofMillis(5))) {
            DecisionTally tally = new DecisionTally(sender.tenant(), Replay.ID_PREFIX, inFlight, Duration.ofSeconds(2));
            ReplayState remembered = new ReplayState(
                    state, "replay " + opened.directory().toAbsolutePath().normalize() + " " + tenant);
            Replay replay = new Replay(opened, sender, tally, remembered, genuineLabels);
            Replay.Summary summary;
            try (DecisionWatch watch = DecisionWatch.start(kafka.bootstrap(), tally);
                    Terminal.Bar bar = tool.terminal().bar("replay", range.length())) {
                summary = replay.run(range, speed, (day, sent, decisions) -> {
                    watch.throwIfFailed();
                    bar.at(
                            day.toEpochDay() - range.first().toEpochDay(),
                            day + "  " + sent + " sent, " + decisions.decided() + " decided, " + decisions.declined()
                                    + " declined");
                });
            }
            report(summary);
        }
        return 0;
    }

    private void report(Replay.Summary summary) {
        if (json) {
            tool.terminal().json(summary);
            return;
        }
        tool.terminal()
                .result(String.format(
                        Locale.ROOT,
                        "Replayed %s to %s for %s: %,d authorizations and %,d labels in %.1f s (%.0f/s).%n"
                                + "Approved %,d, referred %,d, declined %,d; %,d of them without the model.%n"
                                + "%,d had no decision (already known to the platform, or refused); %,d labels become"
                                + " known later.",
                        summary.from(),
                        summary.to(),
                        summary.tenant().value(),
                        summary.authorizations(),
                        summary.labels(),
                        summary.seconds(),
                        summary.authorizations() / Math.max(summary.seconds(), 1e-3),
                        summary.approved(),
                        summary.referred(),
                        summary.declined(),
                        summary.degraded(),
                        summary.undecided(),
                        summary.labelsPending()));
    }
}
