package io.trivium.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Writes registered models in the form of other platforms. */
@Command(
        name = "export",
        description = "Write a registered model in the form of another server. Needs no running platform.",
        subcommands = ExportTritonCommand.class)
final class ExportCommand {
    @ParentCommand
    Trivium trivium = new Trivium();
}
