package io.trivium.deploy.cli;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.StatusReport;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.DemoStudiesComponent;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Starts the platform with live traffic and prints the addresses of its consoles. */
@Command(
        name = "demo",
        description =
                "Start the platform, let live payments flow, and print where to see them. The platform keeps running.")
final class DemoCommand implements Callable<Integer> {
    private static final Duration DECISIONS = Duration.ofMinutes(3);

    @ParentCommand
    Trivium trivium = new Trivium();

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Terminal terminal = options.terminal;
        Platform platform = options.writablePlatform();
        Instant since = Instant.now();
        UpCommand.startDemo(options, platform, wait.limit());
        PlatformStatus status = platform.awaitReady(wait.limit(), ignored -> {});
        if (status.component("domain-fin").isEmpty()) {
            throw LauncherException.failure("domain-fin is not built; run ./trivium build, then ./trivium down.");
        }
        terminal.say("Waiting for the first live decisions …");
        long decisions = awaitDecisions(platform, status, since);
        Map<String, String> consoles = StatusReport.consoles(status);
        if (options.json) {
            Map<String, @Nullable Object> document = new StatusReport(platform).document();
            document.put("decisions", decisions);
            options.print(document);
            return ExitCode.OK.code();
        }
        terminal.say("");
        terminal.say(terminal.good("Live decisions are flowing."));
        consoles.forEach((name, address) ->
                terminal.say(String.format(Locale.ROOT, "  %-8s console  %s", name, terminal.strong(address))));
        if (status.component("domain-med").isPresent()) {
            terminal.say("  two simulated chest CTs of one patient are being sent to the hospital, then one every "
                    + DemoStudiesComponent.PAUSE.toMinutes() + " minutes, " + DemoStudiesComponent.MOST
                    + " at most; the first results come within a minute or two");
        }
        if (status.component("domain-industrial").isPresent()) {
            terminal.say(
                    "  a simulated plant of 15 machines is read over MQTT and OPC UA every second; its pumps live for an hour");
        }
        StatusReport.users(platform.demoUsers(), consoles.keySet()).forEach(terminal::say);
        terminal.say("  stop all with: ./trivium down      state: ./trivium status      logs: ./trivium logs");
        terminal.say("This is a demonstration: known passwords, one broker, no TLS. Not for production.");
        return ExitCode.OK.code();
    }

    private static long awaitDecisions(Platform platform, PlatformStatus status, Instant since)
            throws InterruptedException {
        Database database = new Database(status, platform.data());
        Instant deadline = Instant.now().plus(DECISIONS);
        String reason = "none has been made";
        while (Instant.now().isBefore(deadline)) {
            try {
                long decisions = database.decisionsSince(since);
                if (decisions > 0) return decisions;
            } catch (SQLException | SqlFailure e) {
                reason = String.valueOf(e.getMessage());
            }
            new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
        }
        throw LauncherException.notReady("The platform runs, but no live decision arrived within "
                + DECISIONS.toMinutes() + " minutes (" + reason
                + "); see ./trivium logs demo-traffic and ./trivium logs domain-fin.");
    }
}
