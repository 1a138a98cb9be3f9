package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.Progress;
import io.trivium.deploy.supervision.Platform;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Stops the platform; the data stays. */
@Command(name = "down", description = "Stop the platform in order. The data stays where it is.")
final class DownCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Platform platform = options.platform();
        boolean stopped = platform.stop(new Progress(options.terminal));
        options.terminal.say(
                stopped ? "Stopped." : "Nothing runs in " + platform.data().root() + ".");
        if (options.json) options.print(Map.of("stopped", stopped));
        return ExitCode.OK.code();
    }
}
