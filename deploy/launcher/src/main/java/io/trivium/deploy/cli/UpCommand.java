package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.Progress;
import io.trivium.deploy.cli.option.StatusReport;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.PostgresArchive;
import io.trivium.deploy.standalone.Profile;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Starts the platform and returns when it is ready. */
@Command(
        name = "up",
        description = "Start the platform and wait until it is ready; does nothing more when it already runs.")
public final class UpCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(names = "--no-wait", description = "Return once the supervisor runs.")
    boolean noWait;

    enum ProfileName {
        single,
        cluster
    }

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = {
                "single: one of everything; cluster: three brokers, two replicas of the model runtime, several"
                        + " instances of",
                "each domain service (default: as last time, else single)."
            })
    @Nullable
    ProfileName profile;

    @Option(
            names = "--instances",
            defaultValue = "2",
            description = "Instances of each domain service in a cluster, 2 or 3 (default: ${DEFAULT-VALUE}).")
    int instances = 2;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = "Keep the log of the database there from now on, for ./trivium restore --to-time.")
    @Nullable
    Path archive;

    @Option(
            names = "--pacs",
            description =
                    "Start Debian's Orthanc, too, as a PACS that sends studies and gets results; the demo always does.")
    boolean pacs;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Platform platform = pacs ? options.writablePlatform().withPacs() : options.writablePlatform();
        archive(platform);
        start(options, platform, noWait ? Duration.ZERO : wait.limit(), asked());
        StatusReport report = new StatusReport(platform);
        if (options.json) options.print(report.document());
        else report.lines(options.terminal).forEach(options.terminal::say);
        return noWait || report.ready() ? ExitCode.OK.code() : ExitCode.NOT_READY.code();
    }

    private @Nullable Profile asked() {
        ProfileName name = profile;
        if (name == null) return null;
        return switch (name) {
            case single -> Profile.SINGLE;
            case cluster -> Profile.cluster(instances);
        };
    }

    private void archive(Platform platform) {
        Path asked = archive;
        if (asked == null) return;
        if (platform.isRunning()) {
            throw LauncherException.refused(
                    "PostgreSQL archives its log only from a start on; run ./trivium down first.");
        }
        PostgresArchive.set(platform.data(), asked);
    }

    /** Starts stopped components and, unless the limit is zero, waits for them and prints the progress. */
    public static void start(GlobalOptions options, Platform platform, Duration limit) throws InterruptedException {
        start(options, platform, limit, null);
    }

    /**
     * As {@link #start(GlobalOptions, Platform, Duration)}.
     *
     * @param profile numbers of instances, or null for as many as before
     */
    public static void start(GlobalOptions options, Platform platform, Duration limit, @Nullable Profile profile)
            throws InterruptedException {
        boolean started = begin(options, platform, profile);
        if (!limit.isZero()) await(options, platform, limit, started);
    }

    /**
     * As {@link #start(GlobalOptions, Platform, Duration)}, with traffic that flows as soon as its dependencies are
     * ready.
     */
    static void startDemo(GlobalOptions options, Platform platform, Duration limit) throws InterruptedException {
        boolean started = begin(options, platform.withPacs(), null);
        platform.setDemoTraffic(true);
        await(options, platform, limit, started);
    }

    /** Returns whether this call started it. */
    private static boolean begin(GlobalOptions options, Platform platform, @Nullable Profile profile)
            throws InterruptedException {
        Optional<String> warning = platform.portWarning(options.portBase);
        boolean started = platform.start(options.portBase, profile);
        options.terminal.say(
                started
                        ? "Starting the platform in " + platform.data().root()
                        : "The platform in " + platform.data().root() + " already runs.");
        if (started) warning.ifPresent(options.terminal::say);
        return started;
    }

    private static void await(GlobalOptions options, Platform platform, Duration limit, boolean started)
            throws InterruptedException {
        PlatformStatus status = platform.awaitReady(limit, started ? new Progress(options.terminal) : ignored -> {});
        Long readyAfter = status.readyAfterMs();
        if (started && readyAfter != null) {
            options.terminal.say("Ready after " + Terminal.seconds(readyAfter) + ", "
                    + Terminal.mebibytes(platform.residentBytes()) + " resident in all.");
        }
    }
}
