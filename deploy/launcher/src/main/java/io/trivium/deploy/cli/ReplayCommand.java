package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.DomainTool;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

/** Plays recorded days into the running platform, which it starts when it is down. */
@Command(
        name = "replay",
        customSynopsis = "./trivium replay fin --data DIR [OPTIONS]",
        description = {
            "Play recorded days of a domain into the platform (started when it is down).",
            "./trivium help replay fin lists the options; --bootstrap is the platform's."
        })
final class ReplayCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(paramLabel = "DOMAIN", description = "fin")
    DomainTool domain = DomainTool.fin;

    @Unmatched
    List<String> given = new ArrayList<>();

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        if (domain != DomainTool.fin) throw LauncherException.failure("Only fin has recorded days to replay.");
        Platform platform = trivium.options.writablePlatform();
        UpCommand.start(trivium.options, platform, wait.limit());
        PlatformStatus status = platform.awaitReady(wait.limit(), ignored -> {});
        List<String> arguments = new ArrayList<>(List.of("replay"));
        arguments.addAll(given);
        arguments.addAll(List.of("--bootstrap", "127.0.0.1:" + status.ports().kafka()));
        if (trivium.options.json) arguments.add("--json");
        return new Tools(Installation.current()).fin(arguments, Tools.environment(status, platform.data()));
    }
}
