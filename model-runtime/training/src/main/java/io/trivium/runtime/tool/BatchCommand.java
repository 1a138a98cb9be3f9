package io.trivium.runtime.tool;

import picocli.CommandLine.Command;

/** Work on history, outside of the request path. */
@Command(
        name = "batch",
        description = "Works on history, outside of the request path.",
        mixinStandardHelpOptions = true,
        subcommands = BatchScoreCommand.class)
final class BatchCommand {}
