package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.backup.Backup;
import io.trivium.deploy.backup.BackupManifest;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.PassphraseOption;
import io.trivium.deploy.cli.option.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Backs up the running platform. */
@Command(
        name = "backup",
        description = {
            "Back up the running platform into a new directory, everything of one instant.",
            "Not part of it: the demo's PACS and MQTT broker, logs, and what can be built again."
        })
final class BackupCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(paramLabel = "DIR", description = "New directory of the backup.")
    Path directory = Path.of(".");

    @Mixin
    PassphraseOption passphrase = new PassphraseOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        BackupManifest manifest =
                new Backup(options.platform(), passphrase.read(), options.terminal::say).take(directory);
        long bytes = manifest.files().values().stream()
                .mapToLong(BackupManifest.Entry::bytes)
                .sum();
        options.terminal.say(
                "Done: " + directory + ", " + manifest.files().size() + " files, " + Terminal.mebibytes(bytes) + ".");
        if (options.json) options.print(manifest);
        return ExitCode.OK.code();
    }
}
