package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.PlatformStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Starts the platform and returns when it is ready. */
@Command(
        name = "up",
        description = "Start the platform and wait until it is ready; does nothing more when it already runs.")
final class UpCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(names = "--no-wait", description = "Return once the supervisor runs.")
    boolean noWait;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Platform platform = options.writablePlatform();
        start(options, platform, noWait ? Duration.ZERO : wait.limit());
        StatusReport report = new StatusReport(platform);
        if (options.json) {
            options.print(report.document());
        } else {
            report.lines(options.terminal).forEach(options.terminal::say);
        }
        return noWait || report.ready() ? ExitCode.OK.code() : ExitCode.NOT_READY.code();
    }

    /** Starts what is down and, unless the limit is zero, waits for it, telling how it goes. */
    static void start(GlobalOptions options, Platform platform, Duration limit) throws InterruptedException {
        Optional<String> warning = platform.portWarning(options.portBase);
        boolean started = platform.start(options.portBase);
        options.terminal.say(
                started
                        ? "Starting the platform in " + platform.data().root()
                        : "The platform in " + platform.data().root() + " already runs.");
        if (started) {
            warning.ifPresent(options.terminal::say);
        }
        if (limit.isZero()) {
            return;
        }
        PlatformStatus status = platform.awaitReady(limit, started ? new Progress(options.terminal) : ignored -> {});
        Long readyAfter = status.readyAfterMs();
        if (started && readyAfter != null) {
            options.terminal.say("Ready after " + Terminal.seconds(readyAfter) + ", "
                    + Terminal.mebibytes(platform.residentBytes()) + " resident in all.");
        }
    }
}
