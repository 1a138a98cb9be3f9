package io.trivium.deploy.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings that a built service reads at run time: the properties of Quarkus that are not fixed by the build, those
 * of its own configuration interfaces, and those that its properties refer to.
 */
final class ServiceKeys {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.]*)[:}]");
    /** Read by the Java launcher, libraries and the container engine, not by the service. */
    private static final Set<String> OF_THE_PROCESS = Set.of(
            "JDK_JAVA_OPTIONS",
            "GLIBC_TUNABLES",
            "LD_LIBRARY_PATH",
            "NVIDIA_VISIBLE_DEVICES",
            "NVIDIA_DRIVER_CAPABILITIES",
            "DJL_CACHE_DIR",
            // where the processes of one training meet: PyTorch's names, read by the trainer's command
            "WORLD_SIZE",
            "RANK",
            "MASTER_ADDR",
            "MASTER_PORT");

    private static final Map<String, ServiceKeys> KNOWN = new ConcurrentHashMap<>();

    private final Set<String> references = new HashSet<>();
    private final List<Pattern> properties = new ArrayList<>();
    private final List<Pattern> variables = new ArrayList<>();

    /** Keys of a module's application in {@code target/quarkus-app}. */
    static ServiceKeys of(String module) {
        return KNOWN.computeIfAbsent(module, name -> new ServiceKeys(new Installation(Chart.ROOT).application(name)));
    }

    static boolean isBuilt(String module) {
        return new Installation(Chart.ROOT).isBuilt(module);
    }

    private ServiceKeys(Path application) {
        List<Path> own = Stream.of(jars(application.resolve("app")), jars(application.resolve("lib/main")))
                .flatMap(List::stream)
                .filter(jar -> application.resolve("app").equals(jar.getParent())
                        || jar.getFileName().toString().startsWith("io.trivium."))
                .toList();
        jars(application.resolve("lib/main")).forEach(this::readQuarkusKeys);
        try (URLClassLoader classes = classes(application)) {
            for (Path jar : own) readOwnKeys(jar, classes);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("the keys of " + application + " cannot be read", e);
        }
    }

    /** Whether an environment variable of that name means anything to the service. */
    boolean readsVariable(String name) {
        return OF_THE_PROCESS.contains(name)
                || references.contains(name)
                || variables.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Whether a property of that name means anything to the service. */
    boolean readsProperty(String name) {
        return properties.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Environment variables that a text of properties refers to. */
    static Set<String> variablesIn(String text) {
        return REFERENCE.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private void readQuarkusKeys(Path jar) {
        if (!jar.getFileName().toString().startsWith("io.quarkus.")) return;
        try (JarFile file = new JarFile(jar.toFile())) {
            var entry = file.getJarEntry("META-INF/quarkus-config-doc/quarkus-config-model.json");
            if (entry == null) return;
            try (InputStream in = file.getInputStream(entry)) {
                for (JsonNode root : JSON.readTree(in).path("configRoots")) readItems(root);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readItems(JsonNode parent) {
        for (JsonNode item : parent.path("items")) {
            if (item.path("phase").asText().equals("RUN_TIME")) {
                addProperty(item.at("/path/property").asText());
                item.path("additionalPaths")
                        .forEach(path -> addProperty(path.path("property").asText()));
            }
            readItems(item);
        }
    }

    private void readOwnKeys(Path jar, ClassLoader classes) throws IOException, ReflectiveOperationException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith("Config.class")) {
                    Class<?> type = Class.forName(name.replace('/', '.').replaceFirst("\\.class$", ""), false, classes);
                    readMapping(type, classes);
                } else if (name.endsWith(".properties")) {
                    addReferences(new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** By reflection: the service has a version of the configuration library of its own. */
    private void readMapping(Class<?> type, ClassLoader classes) throws ReflectiveOperationException {
        for (Annotation annotation : type.getAnnotations()) {
            if (!annotation.annotationType().getName().equals("io.smallrye.config.ConfigMapping")) continue;
            Class<?> configClass = classes.loadClass("io.smallrye.config.ConfigMappings$ConfigClass");
            Object mapped = configClass.getMethod("configClass", Class.class).invoke(null, type);
            Object found = classes.loadClass("io.smallrye.config.ConfigMappings")
                    .getMethod("getProperties", configClass)
                    .invoke(null, mapped);
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) found).entrySet())
                addProperty(entry.getKey().toString());
            ((Map<?, ?>) configClass.getMethod("getProperties").invoke(mapped))
                    .values()
                    .forEach(value -> addReferences(String.valueOf(value)));
        }
    }

    private void addReferences(String text) {
        for (String reference : variablesIn(text)) {
            references.add(reference);
            references.add(variable(reference));
        }
    }

    /** A map's key is {@code *} in our own properties and a quoted name in those of Quarkus. */
    private void addProperty(String property) {
        Matcher steps = Pattern.compile("\\*|\"[^\"]*\"|[^*\"]+").matcher(property.replaceAll("\\[\\*?]", ""));
        StringBuilder name = new StringBuilder();
        StringBuilder variable = new StringBuilder();
        while (steps.find()) {
            String step = steps.group();
            boolean key = step.equals("*") || step.startsWith("\"");
            name.append(key ? "(\"[^\"]+\"|[^\".]+)" : Pattern.quote(step));
            variable.append(key ? "[A-Z0-9_]+" : Pattern.quote(variable(step)));
        }
        properties.add(Pattern.compile(name.toString()));
        variables.add(Pattern.compile(variable.toString()));
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static URLClassLoader classes(Path application) {
        // The build has made the implementations of the configuration interfaces.
        URL[] urls = Stream.of("app", "quarkus", "lib/main", "lib/boot")
                .flatMap(directory -> jars(application.resolve(directory)).stream())
                .map(jar -> {
                    try {
                        return jar.toUri().toURL();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
