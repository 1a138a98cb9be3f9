package io.trivium.deploy.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One image's Dockerfile, and the rules for it.
 *
 * @param image name of the image
 * @param text of the file
 */
public record Dockerfile(String image, String text) {
    private static final Path DIRECTORY = Chart.ROOT.resolve("deploy/images");
    /** The paths that the file {@code .dockerignore} includes in a build. */
    private static final Pattern COPIED = Pattern.compile(
            "[a-z-]+/(service|learning|training)/(target/(quarkus-app/(lib|quarkus|app|quarkus-run\\.jar)|trainer)|src/main/(packs|python))");

    public static List<Dockerfile> all() {
        try (Stream<Path> directories = Files.list(DIRECTORY)) {
            List<Dockerfile> files = new ArrayList<>();
            for (Path directory :
                    directories.filter(Files::isDirectory).sorted().toList()) {
                files.add(new Dockerfile(
                        directory.getFileName().toString(), Files.readString(directory.resolve("Dockerfile"))));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Instructions in order, each on one line. */
    public List<String> instructions() {
        return text.replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Variables that the image sets. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String instruction : instructions()) {
            if (!instruction.startsWith("ENV ")) continue;
            Matcher matcher =
                    Pattern.compile("([A-Z][A-Z0-9_]*)=(\"[^\"]*\"|\\S+)").matcher(instruction);
            while (matcher.find()) variables.put(matcher.group(1), matcher.group(2));
        }
        return variables;
    }

    /** One sentence for each fault. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        List<String> instructions = instructions();
        String user = last(instructions, "USER ");
        if (!user.matches("[1-9][0-9]{3,}:[1-9][0-9]{3,}")) {
            faults.add("runs as " + user + ", not as a number of its own");
        }
        if (last(instructions, "HEALTHCHECK ").isEmpty()) faults.add("says nothing of its health");
        if (!last(instructions, "ENTRYPOINT ").startsWith("[\"")) {
            faults.add("starts through a shell, which signals end");
        }
        for (String label : List.of("title", "description", "version", "base.name")) {
            if (!text.contains("org.opencontainers.image." + label + "=\"")) faults.add("has no label " + label);
        }
        for (String instruction : instructions) {
            if (instruction.startsWith("ADD ")) faults.add("adds from elsewhere: " + instruction);
            if (instruction.startsWith("COPY ") && !instruction.startsWith("COPY --from=")) {
                String source = instruction.split(" ", -1)[1];
                if (!COPIED.matcher(source).matches()) faults.add("copies what no build has: " + source);
            }
            if (instruction.matches("(ARG BASE=|FROM )(?!\\$).*") && !instruction.matches(".*:[0-9][A-Za-z0-9.-]*")) {
                faults.add("begins with an image without a version: " + instruction);
            }
        }
        for (String name : variables().keySet()) {
            if (name.matches(".*(PASSWORD|SECRET|KEY)$")) faults.add("holds a secret: " + name);
        }
        return faults.stream().map(fault -> image + " " + fault).toList();
    }

    private static String last(List<String> instructions, String name) {
        return instructions.stream()
                .filter(instruction -> instruction.startsWith(name))
                .map(instruction -> instruction.substring(name.length()))
                .reduce("", (_, later) -> later);
    }
}
