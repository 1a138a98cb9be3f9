package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.backup.Checksums;
import io.trivium.deploy.backup.Comparison;
import io.trivium.deploy.backup.Difference;
import io.trivium.deploy.cli.option.GlobalOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Sums of all contents of a platform, and their comparison. */
@Command(
        name = "checksums",
        description = "Sum every table, topic, group of consumers and file of the running platform (SHA-256).")
final class ChecksumsCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(
            names = "--compare",
            arity = "2",
            paramLabel = "FILE",
            description = "Compare two documents that --json printed instead; exit code 1 when they differ.")
    List<Path> compare = List.of();

    @Option(
            names = "--columns-of",
            paramLabel = "FILE",
            description = "Only the tables and columns of that document: what was there before an upgrade.")
    @Nullable
    Path columnsOf;

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        if (!compare.isEmpty()) return compare(options);
        Path earlier = columnsOf;
        Checksums sums = earlier == null
                ? Checksums.of(options.platform())
                : Checksums.of(options.platform(), Checksums.read(earlier));
        if (options.json) {
            options.print(sums);
            return ExitCode.OK.code();
        }
        sums.tables().forEach((name, sum) -> print(name, sum.count(), sum.sha256()));
        sums.topics().forEach((name, sum) -> print(name, sum.count(), sum.sha256()));
        sums.files().forEach((name, sum) -> print(name, sum.count(), sum.sha256()));
        sums.groups().forEach((name, offset) -> print("group " + name, offset, ""));
        return ExitCode.OK.code();
    }

    private void print(String name, long count, String sum) {
        trivium.options.terminal.data().printf("%-70s %10d  %s%n", name, count, sum);
    }

    private int compare(GlobalOptions options) {
        Comparison comparison =
                Comparison.of(Checksums.read(compare.getFirst()), Checksums.read(compare.getLast()), Map.of());
        if (options.json) {
            options.print(comparison);
        } else {
            for (Difference difference : comparison.differences()) {
                options.terminal.data().println(difference.what() + ": " + difference.detail());
            }
            options.terminal.say(
                    comparison.equal() + " equal, " + comparison.differences().size() + " different.");
        }
        return (comparison.holds() ? ExitCode.OK : ExitCode.FAILURE).code();
    }
}
