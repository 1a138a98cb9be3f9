package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.Domain;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Plays recorded days into the running platform, which it starts when it is down. */
@Command(name = "replay", description = "Play recorded days of a domain into the platform (started when it is down).")
public final class ReplayCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(paramLabel = "DOMAIN", description = "fin")
    Domain domain = Domain.fin;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory of daily files.")
    Path source = Path.of(".");

    @Option(names = "--from", paramLabel = "DAY", description = "First day (default: the first there is).")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "DAY", description = "Last day (default: the last there is).")
    @Nullable
    String to;

    @Option(
            names = "--speed",
            defaultValue = "max",
            paramLabel = "X|max",
            description = "Times faster than it happened (default: ${DEFAULT-VALUE}).")
    String speed = "max";

    @Option(names = "--tenant", defaultValue = "replay-bank", description = "Tenant (default: ${DEFAULT-VALUE}).")
    String tenant = "replay-bank";

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        if (domain != Domain.fin) throw LauncherException.failure("Only fin has recorded days to replay.");
        Platform platform = trivium.options.writablePlatform();
        UpCommand.start(trivium.options, platform, wait.limit());
        PlatformStatus status = platform.awaitReady(wait.limit(), ignored -> {});
        List<String> arguments = new ArrayList<>(List.of(
                "replay",
                "--data",
                source.toString(),
                "--speed",
                speed,
                "--tenant",
                tenant,
                "--bootstrap",
                "127.0.0.1:" + status.ports().kafka()));
        add(arguments, "--from", from);
        add(arguments, "--to", to);
        if (trivium.options.json) {
            arguments.add("--json");
        }
        return new Tools(Installation.current()).fin(arguments, Tools.environment(status, platform.data()));
    }

    public static void add(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name);
            arguments.add(value.toString());
        }
    }
}
