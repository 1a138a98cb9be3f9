package io.trivium.deploy.manifests;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Helm chart at a directory, rendered by Helm itself in this process. */
public record Chart(Path directory) {
    static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    private static final String VALUES = "-values.yaml";

    public static Chart trivium() {
        return new Chart(ROOT.resolve("deploy/helm/trivium"));
    }

    /** Names of the installations that the chart is rendered for: the files {@code ci/NAME-values.yaml}. */
    static List<String> installations() {
        try (Stream<Path> files = Files.list(trivium().directory().resolve("ci"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(VALUES))
                    .map(file -> file.substring(0, file.length() - VALUES.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The faults found by Helm's strict lint; empty for none. */
    List<String> lint() {
        LintResult result = new Helm(directory).lint().strict().call();
        return result.isFailed() ? result.getMessages() : List.of();
    }

    /** The objects of one installation, tests included. */
    public List<Manifest> render(String installation) {
        return render(directory.resolve("ci").resolve(installation + VALUES));
    }

    public List<Manifest> render(Path values) {
        TemplateCommand command = new Helm(directory)
                .template()
                .withName("trivium")
                .withNamespace("trivium")
                // The library is built for no particular version and reports 1.20.
                .withKubeVersion("1.34.0")
                .withValuesFile(values);
        return Manifest.parse(command.call());
    }
}
