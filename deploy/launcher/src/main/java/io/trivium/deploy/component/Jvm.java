package io.trivium.deploy.component;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Command lines of child JVMs, all on the JVM that runs the launcher.
 *
 * @param home of the JDK
 * @param classPath class path of the launcher and the broker
 */
public record Jvm(Path home, String classPath) {
    /**
     * Returns free memory of the C library's heap once a minute; the hospital's service grew by 5 MiB an hour without,
     * and a soak left 34 to 79 MiB of them in each process that did not.
     */
    public static final String TRIM = "-XX:TrimNativeHeapInterval=60000";

    /** Every ten minutes, in the way of decisions: they wait for the locks that it takes (2 to 28 ms). */
    public static final String TRIM_RARELY = "-XX:TrimNativeHeapInterval=600000";

    public static Jvm current() {
        String absolute = Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
        return new Jvm(Path.of(System.getProperty("java.home")), absolute);
    }

    public Path java() {
        return home.resolve("bin/java");
    }

    /** A main class of the launcher's own class path. */
    public List<String> launcherCommand(String name, List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        command.addAll(flags);
        command.add("-Dtrivium.component=" + name);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
