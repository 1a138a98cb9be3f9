package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.sbom.Part;
import io.trivium.deploy.sbom.Sbom;
import io.trivium.deploy.sbom.SbomPolicy;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes the bill of materials of the shipped parts. */
@Command(
        name = "sbom",
        description = {
            "Write the bill of materials of the built services, consoles and bundled models, as CycloneDX 1.6.",
            "Fails when a library is below a floor of security/known-bad.json or under a licence of the GPL's kind alone.",
            "No vulnerability database is asked: give the file to a scanner that has one."
        })
final class SbomCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(names = "--output", paramLabel = "FILE", description = "Where to (default: standard output).")
    @Nullable
    Path output;

    @Override
    public Integer call() {
        Installation installation = Installation.current();
        Terminal terminal = trivium.options.terminal;
        try {
            Sbom sbom = Sbom.of(installation.root(), repositories(), installation.packs());
            if (sbom.count(Part.Kind.JAVA) == 0) {
                throw LauncherException.failure("No service is built; run ./trivium build, then ./trivium sbom again.");
            }
            SbomPolicy policy = SbomPolicy.read(installation.root());
            Path file = output;
            if (file == null) terminal.data().println(sbom.toCycloneDx());
            else Files.writeString(file, sbom.toCycloneDx());
            terminal.say(sbom.count(Part.Kind.JAVA) + " libraries, " + sbom.count(Part.Kind.NPM)
                    + " packages of the consoles, " + sbom.count(Part.Kind.MODEL) + " models");
            List<String> without = policy.withoutLicence(sbom);
            if (!without.isEmpty()) terminal.say("no licence is named by " + String.join(", ", without));
            List<String> violations = policy.violations(sbom);
            violations.forEach(terminal::error);
            return violations.isEmpty() ? ExitCode.OK.code() : ExitCode.FAILURE.code();
        } catch (IOException e) {
            throw LauncherException.failure("The bill of materials cannot be made: " + e);
        }
    }

    /** Maven's local repositories: the one in its arguments, and the one in the home directory. */
    private static List<Path> repositories() {
        String arguments = System.getenv().getOrDefault("MAVEN_ARGS", "");
        return Stream.concat(
                        Stream.of(arguments.split(" ", -1))
                                .filter(argument -> argument.startsWith("-Dmaven.repo.local="))
                                .map(argument -> Path.of(argument.substring(argument.indexOf('=') + 1))),
                        Stream.of(Path.of(System.getProperty("user.home"), ".m2", "repository")))
                .toList();
    }
}
