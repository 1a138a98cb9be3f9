package io.trivium.deploy.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Project files in a local Maven repository, as far as licences are concerned. */
final class Poms {
    private static final Pattern LICENCES = Pattern.compile("<licenses>(.*?)</licenses>", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("<name>\\s*(.*?)\\s*</name>", Pattern.DOTALL);
    private static final Pattern PARENT = Pattern.compile("<parent>(.*?)</parent>", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final int MOST_PARENTS = 12;

    private final List<Path> repositories;

    Poms(List<Path> repositories) {
        this.repositories = List.copyOf(repositories);
    }

    /** The coordinates of one version of a library. */
    record Coordinates(String group, String artifact, String version) {
        private Path file(Path repository) {
            return repository
                    .resolve(group.replace('.', '/'))
                    .resolve(artifact)
                    .resolve(version)
                    .resolve(artifact + "-" + version + ".pom");
        }
    }

    boolean has(Coordinates coordinates) {
        return find(coordinates).isPresent();
    }

    private Optional<Path> find(Coordinates coordinates) {
        return repositories.stream()
                .map(coordinates::file)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Names of the licences, of the nearest parent where the project names none; empty when none does. */
    List<String> licences(Coordinates coordinates) throws IOException {
        Optional<Coordinates> next = Optional.of(coordinates);
        for (int i = 0; i < MOST_PARENTS && next.isPresent(); i++) {
            Optional<Path> file = find(next.orElseThrow());
            if (file.isEmpty()) return List.of();
            String pom = COMMENT.matcher(Files.readString(file.orElseThrow())).replaceAll("");
            Matcher licences = LICENCES.matcher(pom);
            if (licences.find()) {
                return NAME.matcher(licences.group(1))
                        .results()
                        .map(name -> name.group(1).replaceAll("\\s+", " "))
                        .toList();
            }
            next = parent(pom);
        }
        return List.of();
    }

    private static Optional<Coordinates> parent(String pom) {
        Matcher parent = PARENT.matcher(pom);
        return parent.find()
                ? Optional.of(new Coordinates(
                        text(parent.group(1), "groupId"),
                        text(parent.group(1), "artifactId"),
                        text(parent.group(1), "version")))
                : Optional.empty();
    }

    private static String text(String xml, String element) {
        Matcher found = Pattern.compile("<" + element + ">\\s*(.*?)\\s*</" + element + ">")
                .matcher(xml);
        return found.find() ? found.group(1) : "";
    }
}
