package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.training.federation.FederationException;
import io.trivium.runtime.training.moe.TrainingStoppedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The runtime's offline commands. Results go to stdout as one JSON object, progress to stderr. Exit codes: 0 done,
 * 1 failed, 2 wrong usage or input.
 */
@Command(
        name = "runtime-tool",
        description = "Trains, inspects and tries model packs.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TrainCommand.class,
            PredictCommand.class,
            RivalsCommand.class,
            BatchCommand.class,
            InspectCommand.class,
            ExportCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            VerifyManifestCommand.class
        })
public final class RuntimeTool {
    private RuntimeTool() {}

    @SuppressWarnings("SystemExitOutsideMain") // this is main
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command in this process and gives its exit code. */
    public static int run(String... arguments) {
        CommandLine root = new CommandLine(new RuntimeTool());
        ServiceLoader.load(ToolCommands.class).forEach(more -> more.commands().forEach(root::addSubcommand));
        return root.setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line.getErr()))
                .execute(arguments);
    }

    private static int report(Exception failure, PrintWriter err) {
        switch (failure) {
            case InvalidPackException pack -> pack.faults().forEach(fault -> err.println("error: " + fault));
            case IllegalArgumentException input -> err.println("error: " + input.getMessage());
            case NoSuchFileException missing -> err.println("error: there is no file " + missing.getMessage());
            case FileAlreadyExistsException taken ->
                err.println("error: " + taken.getMessage() + " exists and is not empty");
            case IOException io -> err.println("error: " + io);
            case TrainingStoppedException stopped -> {
                err.println(stopped.getMessage() + "; with --checkpoint the same command continues from there");
                return 1;
            }
            case FederationException failed -> {
                err.println("error: " + failed.getMessage());
                return 1;
            }
            case OrtException ort -> err.println("error: ONNX Runtime: " + ort.getMessage());
            default -> {
                err.println("error: " + failure.getMessage());
                failure.printStackTrace(err);
                return 1;
            }
        }
        return 2;
    }
}
