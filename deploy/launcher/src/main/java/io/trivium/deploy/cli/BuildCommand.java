package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Documents a command that the script runs before this program starts; when this runs, all is built. */
@Command(name = "build", description = "Build what is out of date. Other commands do so by themselves.")
final class BuildCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(names = "--clean", description = "Build everything from scratch.")
    boolean clean;

    @Override
    public Integer call() {
        trivium.options.terminal.say("Everything is built.");
        return ExitCode.OK.code();
    }
}
