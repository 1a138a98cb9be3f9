package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.component.DomainTool;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Program behind the script {@code ./trivium}. */
@Command(
        name = "./trivium",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        version = "Trivium 0.1.0",
        description = "Runs the Trivium platform on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DoctorCommand.class,
            BuildCommand.class,
            PrepareCommand.class,
            TestCommand.class,
            ReplayCommand.class,
            EvaluateCommand.class,
            SizeCommand.class,
            TrainCommand.class,
            ExportCommand.class,
            BatchCommand.class,
            AuditCommand.class,
            SbomCommand.class,
            ClientCommand.class,
            DeadLetterCommand.class,
            ValueCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ChecksumsCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, one sentence on standard error says why and what to do",
            "2:wrong usage",
            "3:the platform is not ready, or not running",
            "4:refused, doing it would break something that runs or exists"
        },
        footer = {
            "",
            "Data goes to standard output, everything else to standard error.",
            "Environment: TRIVIUM_DATA_DIR, TRIVIUM_CACHE_DIR, JAVA_HOME, NO_COLOR."
        })
public final class Trivium implements Runnable {
    @Mixin
    public GlobalOptions options = new GlobalOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static CommandLine commandLine(Trivium trivium) {
        CommandLine commandLine = new CommandLine(trivium);
        ServiceLoader.load(CommandProvider.class)
                .forEach(provider -> provider.commands().forEach(commandLine::addSubcommand));
        commandLine.addSubcommand("completion", new CommandLine(new AutoComplete.GenerateCompletion()));
        return commandLine;
    }

    static int run(String[] arguments) {
        Trivium trivium = new Trivium();
        CommandLine commandLine = commandLine(trivium);
        boolean colour = trivium.options.terminal.colour();
        commandLine.setColorScheme(
                CommandLine.Help.defaultColorScheme(colour ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        commandLine.setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof LauncherException known) {
                trivium.options.terminal.error(String.valueOf(known.getMessage()));
                return known.exitCode().code();
            }
            if (failure instanceof InterruptedException) {
                trivium.options.terminal.error("stopped before its end");
                return ExitCode.FAILURE.code();
            }
            trivium.options.terminal.error("unexpected: " + failure);
            failure.printStackTrace(trivium.options.terminal.talk());
            return ExitCode.FAILURE.code();
        });
        return commandLine.execute(arguments);
    }

    /** Runs a command of a domain's own tool, which checks the arguments; they keep their order. */
    int run(@Nullable DomainTool tool, String command, List<String> given) throws InterruptedException {
        if (tool == null) {
            throw new LauncherException(
                    ExitCode.USAGE, "Name the domain first: ./trivium " + command + " fin, med or industrial.");
        }
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(given);
        if (options.json) arguments.add("--json");
        return new Tools(Installation.current())
                .signing(options.platform().data())
                .of(tool, arguments, options.directory().resolve("trained"));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: ./trivium COMMAND");
    }
}
