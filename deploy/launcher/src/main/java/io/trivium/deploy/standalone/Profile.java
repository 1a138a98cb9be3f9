package io.trivium.deploy.standalone;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The number of processes of each kind in a platform.
 *
 * @param brokers 1, or 3 of which one may be unavailable
 * @param runtimes replicas of the model runtime
 * @param instances of each domain service
 */
public record Profile(int brokers, int runtimes, int instances) {
    /** One instance of each. */
    public static final Profile SINGLE = new Profile(1, 1, 1);

    private static final String CLUSTER = "cluster";
    private static final int LEAST = 2;
    private static final int MOST = 3;

    /** Three brokers, two replicas of the runtime, and several of each domain service. */
    public static Profile cluster(int instances) {
        if (instances < LEAST || instances > MOST) {
            throw new LauncherException(
                    ExitCode.USAGE, "A cluster on one machine has 2 or 3 instances of each domain service.");
        }
        return new Profile(3, 2, instances);
    }

    /** As {@link #toString} writes it. */
    static Profile parse(String text) {
        return text.startsWith(CLUSTER + "-")
                ? cluster(Integer.parseInt(text.substring(CLUSTER.length() + 1)))
                : SINGLE;
    }

    boolean isCluster() {
        return brokers > 1;
    }

    /** The number of instances of a component. */
    int countOf(String component) {
        return switch (component) {
            case KafkaComponent.NAME -> brokers;
            case "model-runtime" -> runtimes;
            case "domain-fin", "domain-med", "domain-industrial" -> instances;
            default -> 1;
        };
    }

    /** The first has the name that it has alone. */
    static String name(String component, int number) {
        return number == 1 ? component : component + "-" + number;
    }

    /** Names of all instances of a component. */
    public List<String> names(String component) {
        return IntStream.rangeClosed(1, countOf(component))
                .mapToObj(number -> name(component, number))
                .toList();
    }

    private static Path file(DataDirectory data) {
        return data.root().resolve("profile");
    }

    /** The one that a data directory was made with. */
    public static Profile of(DataDirectory data) {
        try {
            return Files.exists(file(data)) ? parse(Files.readString(file(data)).strip()) : SINGLE;
        } catch (IOException e) {
            throw LauncherException.failure(file(data) + " cannot be read: " + e.getMessage());
        }
    }

    /** Whether a data directory holds the data of some platform already. */
    private static boolean isUsed(DataDirectory data) {
        return Files.exists(data.of(KafkaComponent.NAME));
    }

    /**
     * Makes it the one of a data directory.
     *
     * @throws LauncherException when that was made with another number of brokers: their data do not move
     */
    public void keep(DataDirectory data) throws IOException {
        Profile before = of(data);
        if (isUsed(data) && before.brokers() != brokers) {
            throw LauncherException.refused("The data in " + data.root() + " are of a platform with " + before.brokers()
                    + " broker(s) and cannot be used with " + brokers + "; name another directory with --data-dir.");
        }
        DataDirectory.writeAtomically(file(data), this + "\n");
    }

    @Override
    public String toString() {
        return isCluster() ? CLUSTER + "-" + instances : "single";
    }
}
