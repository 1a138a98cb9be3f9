package io.trivium.fin.tool;

import io.trivium.fin.replay.ArchiveException;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.Pace;
import io.trivium.fin.tool.training.DriftCommand;
import io.trivium.fin.tool.training.EvaluateCommand;
import io.trivium.fin.tool.training.TrainCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Offline tools of the payments domain. Results go to standard output, progress and faults to standard error; the exit
 * code is 0 when the command did its work, 1 when it could not, 2 for a wrong command line.
 */
@Command(
        name = "fin-tool",
        description = "Offline tools of the payments domain.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DatasetCommand.class,
            MetricsCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            DriftCommand.class,
            GenerateCommand.class,
            ReplayCommand.class,
            DemoTrafficCommand.class,
            BenchCommand.class,
            LatencyCommand.class,
            OverloadCommand.class,
            HistoryCommand.class,
            RecheckCommand.class,
            BackfillCommand.class
        })
public final class FinTool implements Runnable {
    /** Kept, because loggers without a strong reference lose their level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Terminal terminal;

    FinTool(Terminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] arguments) {
        // Their settings and every lost connection are for services; here, faults come as exceptions.
        KAFKA.setLevel(Level.SEVERE);
        System.exit(runUntilStopped(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    public Terminal terminal() {
        return terminal;
    }

    /** On SIGTERM the command is interrupted and gets a few seconds to finish what it has begun. */
    private static int runUntilStopped(String[] arguments) {
        Thread command = Thread.currentThread();
        CountDownLatch finished = new CountDownLatch(1);
        Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> {
            command.interrupt();
            try {
                finished.await(15, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stop);
        int exit = commandLine(Terminal.system()).execute(arguments);
        finished.countDown();
        return exit;
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine line = new CommandLine(new FinTool(terminal));
        line.setCommandName("./trivium");
        line.getSubcommands()
                .forEach((name, command) ->
                        command.setCommandName(name.equals("drift") ? "evaluate drift" : name + " fin"));
        line.registerConverter(DayRange.class, converter(DayRange::parse));
        line.registerConverter(Pace.class, converter(Pace::parse));
        line.setExecutionExceptionHandler((exception, failed, parsed) -> {
            String fault = explain(exception);
            if (fault == null) throw exception;
            terminal.say(fault);
            return 1;
        });
        return line;
    }

    private static <T> ITypeConverter<T> converter(ITypeConverter<T> parse) {
        return text -> {
            try {
                return parse.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    /** One sentence for faults of the input or of the surroundings; null for a bug. */
    private static @Nullable String explain(Exception exception) {
        return switch (exception) {
            case ToolException e -> e.getMessage();
            case ArchiveException e -> e.getMessage();
            case InterruptedException e -> "stopped";
            case NoSuchFileException e -> e.getMessage() + ": no such file or directory";
            case UncheckedIOException e -> e.getMessage();
            case IOException e -> e.getMessage() == null ? e.toString() : e.getMessage();
            case KafkaException e -> "Kafka: " + e.getMessage();
            case IllegalArgumentException e -> e.getMessage();
            case IllegalStateException e -> e.getMessage();
            default -> null;
        };
    }
}
