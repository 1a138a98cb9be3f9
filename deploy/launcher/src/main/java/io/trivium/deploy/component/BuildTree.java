package io.trivium.deploy.component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The Maven modules of the working tree, as the poms name them. */
public final class BuildTree {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private BuildTree() {}

    /** Folders of the modules that have code, relative to the root and in the order of the build. */
    public static List<String> modules(Path root) {
        return modules(root, "");
    }

    private static List<String> modules(Path root, String parent) {
        try {
            String pom = Files.readString(root.resolve(parent).resolve("pom.xml"));
            if (!pom.contains("<packaging>pom</packaging>")) return List.of(parent);
            return MODULE.matcher(pom)
                    .results()
                    .map(module -> parent.isEmpty() ? module.group(1) : parent + "/" + module.group(1))
                    .flatMap(module -> modules(root, module).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of the services and their dependencies: no laboratory, no launcher. */
    public static List<String> products(Path root) {
        return modules(root).stream()
                .filter(module -> !module.endsWith("/lab") && !module.startsWith("deploy/"))
                .toList();
    }
}
