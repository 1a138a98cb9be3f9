package io.trivium.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Work on history, separate from the services and outside of the request path. */
@Command(
        name = "batch",
        description = "Work on history, outside of the services.",
        subcommands = {BatchScoreCommand.class, BatchFeaturesCommand.class})
final class BatchCommand {
    @ParentCommand
    Trivium trivium = new Trivium();
}
