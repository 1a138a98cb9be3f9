package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Documents a command that the script implements itself: the tests rebuild this very program. */
@Command(
        name = "test",
        description = {
            "Run all tests: consoles, every module, the architecture rules, and the platform end to end.",
            "Its last lines are Maven Surefire's; its exit code is theirs."
        })
final class TestCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Override
    public Integer call() {
        throw LauncherException.failure(
                "Run ./trivium test from the script, which this program cannot rebuild itself from.");
    }
}
