package io.trivium.industrial.tool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Offline commands of the factory's domain; needs no running platform. */
@Command(
        name = "industrial-tool",
        description = "Trains and measures the factory's models.",
        mixinStandardHelpOptions = true,
        subcommands = {TrainCommand.class, EvaluateCommand.class, RowsCommand.class})
public final class IndustrialTool {
    /** For the model runtime's tool, which holds the rows of a training in memory. */
    static final List<String> RUNTIME_HEAP = List.of("-Xmx2g");

    private IndustrialTool() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Results go to standard output, everything else to standard error. */
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new IndustrialTool());
        line.setCommandName("./trivium");
        line.getSubcommands().forEach((name, command) -> command.setCommandName(name + " industrial"));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            Throwable within = failure instanceof UncheckedIOException ? failure.getCause() : null;
            Throwable cause = within == null ? failure : within;
            boolean expected = cause instanceof IOException || cause instanceof IllegalArgumentException;
            System.err.println("error: " + (expected ? message(cause) : cause));
            if (!expected) cause.printStackTrace();
            return 1;
        });
        return line.execute(arguments);
    }

    private static String message(Throwable cause) {
        // The message of these is the file alone.
        boolean bare = cause instanceof FileNotFoundException
                || (cause instanceof FileSystemException file && file.getReason() == null);
        return bare ? cause.toString() : String.valueOf(cause.getMessage());
    }
}
