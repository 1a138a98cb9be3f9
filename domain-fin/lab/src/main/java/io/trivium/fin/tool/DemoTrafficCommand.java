package io.trivium.fin.tool;

import io.trivium.fin.bench.FinApi;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionTally;
import io.trivium.fin.replay.DecisionWatch;
import io.trivium.fin.replay.ReplayState;
import io.trivium.fin.simulation.DemoTraffic;
import io.trivium.fin.simulation.PaymentSimulator;
import io.trivium.fin.simulation.SimulationConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Keeps a running platform busy with simulated payments. */
@Command(
        name = "demo-traffic",
        description = "Send simulated history, then live authorizations and labels until stopped.",
        mixinStandardHelpOptions = true)
final class DemoTrafficCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    /** Few enough that a platform just started decides them while it warms up. */
    private static final int MOST_OPEN = 64;

    /** More than the longest wait for a late score: nothing is sent on top of what is still being decided. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration DESK_PAUSE = Duration.ofSeconds(10);

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--tenant", defaultValue = "demo-bank", description = "Tenant (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--rate", defaultValue = "2", description = "Mean authorizations a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seed", defaultValue = "20260101", description = "Seed of the world (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--history-days",
            defaultValue = "45",
            description =
                    "Days of past sent first, at most 45 (${DEFAULT-VALUE}). More than 6 need a historical tenant.")
    private int historyDays;

    @Option(
            names = "--label-speed",
            defaultValue = "1440",
            description = "How much sooner than in life the labels of live authorizations come; 1440 makes a day a"
                    + " minute (${DEFAULT-VALUE}).")
    private double labelSpeed;

    @Option(
            names = "--desk",
            description = "Also work at the desk, as the two clients that TRIVIUM_DESK_ANALYST_ID, _SECRET and"
                    + " TRIVIUM_DESK_SUPERVISOR_ID, _SECRET name: make starter rules live with four eyes, and close the"
                    + " oldest cases.")
    private boolean desk;

    @Option(names = "--state", paramLabel = "FILE", description = "Remembers in this file which history was sent.")
    private @Nullable Path state;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (historyDays < 0 || historyDays > DemoTraffic.MOST_HISTORY_DAYS) {
            throw new ToolException(
                    "--history-days must lie in [0, " + DemoTraffic.MOST_HISTORY_DAYS + "]: " + historyDays);
        }
        SimulationConfig config = SimulationConfig.DEMO.withSeed(seed);
        try (AuthorizationSender sender = kafka.sender(tenant, "/fin/demo", Duration.ZERO)) {
            // Both the simulated past and the present count; other senders of the tenant do no harm.
            DecisionTally tally = new DecisionTally(sender.tenant(), "", MOST_OPEN, PATIENCE);
            DemoTraffic traffic =
                    new DemoTraffic(new PaymentSimulator(config), sender, tally, InstantSource.system(), labelSpeed);
            try (DecisionWatch watch = DecisionWatch.start(kafka.bootstrap(), tally)) {
                history(traffic);
                if (desk) openDesk(traffic);
                watch.throwIfFailed();
                traffic.sendLive(rate, sent -> {
                    watch.throwIfFailed();
                    tool.terminal().say(describe(sent));
                });
            } catch (InterruptedException e) {
                tool.terminal().say("stopped: " + describe(traffic.sent()));
            }
        }
        return 0;
    }

    /** Works on a thread of its own, so that traffic continues when the service's API fails. */
    private void openDesk(DemoTraffic traffic) {
        Thread.ofPlatform().name("demo-desk").daemon().start(() -> {
            try (FinApi analyst = api.connect("TRIVIUM_DESK_ANALYST_ID", "TRIVIUM_DESK_ANALYST_SECRET");
                    FinApi supervisor = api.connect("TRIVIUM_DESK_SUPERVISOR_ID", "TRIVIUM_DESK_SUPERVISOR_SECRET")) {
                new DemoDesk(analyst, supervisor, traffic::isFraud, InstantSource.system())
                        .work(Math.max(1, historyDays), DESK_PAUSE, tool.terminal()::say);
            } catch (IOException | IllegalStateException | ToolException e) {
                tool.terminal().say("the desk stays closed: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void history(DemoTraffic traffic) throws IOException, InterruptedException {
        ReplayState remembered = new ReplayState(state, "demo-traffic " + tenant + " " + seed);
        try (Terminal.Bar bar = tool.terminal().bar("history", historyDays)) {
            traffic.sendHistory(
                    historyDays,
                    remembered,
                    (day, days, sent) -> bar.at(
                            day,
                            sent.authorizations() + " sent, " + sent.decisions().decided() + " decided"));
        }
        tool.terminal().say("history sent: " + describe(traffic.sent()));
    }

    private static String describe(DemoTraffic.Sent sent) {
        return String.format(
                Locale.ROOT,
                "%,d authorizations (%,d frauds), %,d labels, %,d decisions: %,d approved, %,d referred, %,d declined",
                sent.authorizations(),
                sent.frauds(),
                sent.labels(),
                sent.decisions().decided(),
                sent.decisions().approved(),
                sent.decisions().referred(),
                sent.decisions().declined());
    }
}
