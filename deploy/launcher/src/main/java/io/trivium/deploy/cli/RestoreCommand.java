package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.backup.BackupManifest;
import io.trivium.deploy.backup.Restore;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.PassphraseOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** Makes a data directory of a backup. */
@Command(
        name = "restore",
        description = "Restore a backup into a new data directory (--data-dir); ./trivium up starts it.")
final class RestoreCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(paramLabel = "DIR", description = "Directory of the backup.")
    Path backup = Path.of(".");

    @Option(
            names = "--to-time",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = {
                "Database of that time, such as 2026-11-27T22:30:00Z, with --archive. Topics and files stay as at the cut:",
                "events sent since are sent again, what came in through topics since is not in them."
            })
    @Nullable
    Instant toTime;

    @Option(names = "--archive", paramLabel = "DIR", description = "Directory given to ./trivium up --archive.")
    @Nullable
    Path archive;

    @Option(names = "--secrets", paramLabel = "DIR", description = "Copy of the secrets, when the backup has none.")
    @Nullable
    Path secrets;

    @Mixin
    PassphraseOption passphrase = new PassphraseOption();

    /** A time with its offset. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            try {
                return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeParseException _) {
                throw new TypeConversionException(
                        "'" + value + "' is no time with an offset, such as 2026-11-27T22:30:00Z");
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Restore.Options asked = new Restore.Options(
                Optional.ofNullable(toTime),
                Optional.ofNullable(archive),
                passphrase.read(),
                Optional.ofNullable(secrets));
        BackupManifest manifest = new Restore(backup, asked, options.terminal::say).into(options.directory());
        options.terminal.say("Restored into " + options.directory() + "; ./trivium up --data-dir " + options.directory()
                + " starts it.");
        if (options.json) options.print(manifest);
        return ExitCode.OK.code();
    }
}
