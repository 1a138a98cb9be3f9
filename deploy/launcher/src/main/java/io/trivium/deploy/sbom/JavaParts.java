package io.trivium.deploy.sbom;

import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Libraries as they are in the built services, which images contain. */
final class JavaParts {
    private final Path root;
    private final Poms poms;

    JavaParts(Path root, Poms poms) {
        this.root = root;
        this.poms = poms;
    }

    /** Each library once, even if several services contain it. */
    Collection<Part> read() throws IOException {
        Map<String, Part> parts = new TreeMap<>();
        for (String module : BuildTree.products(root)) {
            for (String folder : List.of("quarkus-app/lib/main", "quarkus-app/lib/boot", "trainer")) {
                Path libraries = root.resolve(module).resolve("target").resolve(folder);
                if (!Files.isDirectory(libraries)) continue;
                try (Stream<Path> jars = Files.list(libraries)) {
                    for (Path jar : jars.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .toList()) {
                        String name = jar.getFileName().toString();
                        if (parts.containsKey(name)) continue;
                        Part part = part(jar);
                        if (!part.group().equals("io.trivium")) parts.put(name, part);
                    }
                }
            }
        }
        return parts.values();
    }

    private Part part(Path jar) throws IOException {
        Poms.Coordinates coordinates = coordinates(jar);
        return new Part(
                Part.Kind.JAVA,
                coordinates.group(),
                coordinates.artifact(),
                coordinates.version(),
                Digests.sha256(jar),
                poms.licences(coordinates),
                Map.of());
    }

    /**
     * Quarkus names a library's file by group, artifact, version and classifier; where one ends shows the local Maven
     * repository.
     */
    private Poms.Coordinates coordinates(Path jar) throws IOException {
        String file = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        for (int dash = file.indexOf('-'); dash > 0; dash = file.indexOf('-', dash + 1)) {
            for (int end = file.length(); end > dash; end = file.lastIndexOf('-', end - 1)) {
                Optional<Poms.Coordinates> found = grouped(file.substring(0, dash), file.substring(dash + 1, end));
                if (found.isPresent()) return found.orElseThrow();
            }
        }
        return declared(jar).orElseGet(() -> new Poms.Coordinates("", file, "0"));
    }

    private Optional<Poms.Coordinates> grouped(String dotted, String version) {
        for (int dot = dotted.lastIndexOf('.'); dot > 0; dot = dotted.lastIndexOf('.', dot - 1)) {
            Poms.Coordinates candidate =
                    new Poms.Coordinates(dotted.substring(0, dot), dotted.substring(dot + 1), version);
            if (poms.has(candidate)) return Optional.of(candidate);
        }
        return Optional.empty();
    }

    /** The coordinates that the library itself declares. */
    private static Optional<Poms.Coordinates> declared(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> found = zip.stream()
                    .filter(entry -> entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties"))
                    .toList();
            if (found.size() != 1) return Optional.empty();
            Properties properties = new Properties();
            try (InputStream in = zip.getInputStream(found.getFirst())) {
                properties.load(in);
            }
            return Optional.of(new Poms.Coordinates(
                    properties.getProperty("groupId", ""),
                    properties.getProperty("artifactId", ""),
                    properties.getProperty("version", "0")));
        }
    }
}
