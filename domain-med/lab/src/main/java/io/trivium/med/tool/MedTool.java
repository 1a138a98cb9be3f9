package io.trivium.med.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Offline commands of the hospital's domain; needs no running platform. */
@Command(
        name = "med-tool",
        description = "Trains and measures the nodule detector.",
        mixinStandardHelpOptions = true,
        subcommands = {TrainCommand.class, EvaluateCommand.class, RowsCommand.class})
public final class MedTool {
    /** For the model runtime's tool, which holds the rows of a training in memory. */
    static final List<String> RUNTIME_HEAP = List.of("-Xmx3g");

    private MedTool() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Results go to standard output, everything else to standard error. */
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new MedTool());
        line.setCommandName("./trivium");
        line.getSubcommands().forEach((name, command) -> command.setCommandName(name + " med"));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            Throwable within = failure instanceof UncheckedIOException ? failure.getCause() : null;
            Throwable cause = within == null ? failure : within;
            boolean expected = cause instanceof IOException || cause instanceof IllegalArgumentException;
            System.err.println("error: " + (expected ? cause.getMessage() : cause));
            if (!expected) cause.printStackTrace();
            return 1;
        });
        return line.execute(arguments);
    }
}
