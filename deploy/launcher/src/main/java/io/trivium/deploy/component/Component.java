package io.trivium.deploy.component;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One supervised process: how it is prepared, started, checked for readiness, and stopped. */
public interface Component {
    /** Command, environment added to a small inherited one, and working directory. */
    record Launch(List<String> command, Map<String, String> environment, Path directory) {}

    /** Kebab-case name, also of its log file. */
    String name();

    /** Where it listens, if it does. */
    OptionalInt port();

    /** Names of components that must be ready before this one's process is started. */
    default Set<String> needs() {
        return Set.of();
    }

    /** Slow work that needs no other component: unpacking, building, formatting. Idempotent, safe to interrupt. */
    default void prepare() throws Exception {}

    /** The temporary reason that its process cannot be started, with the remedy; queried again every second. */
    default Optional<String> obstacle() throws IOException {
        return Optional.empty();
    }

    /** Called before each start of the process, with all needs ready. */
    Launch launch() throws Exception;

    /** Checks the running process; throws with the reason while it is not ready. */
    void probe() throws Exception;

    /**
     * Whether a process that fails its probe still works: a dependency is unavailable, which a restart does not fix.
     * Otherwise it is considered hung.
     */
    default boolean isAlive() throws InterruptedException {
        return false;
    }

    /**
     * Called once the first probe of a process has passed: creates the objects that other components need. Idempotent.
     */
    default void afterReady() throws Exception {}

    /**
     * Time from process start to ready after which a process whose log does not move is considered hung; a busy machine
     * may be ten times slower.
     */
    default Duration startTimeout() {
        return Duration.ofMinutes(5);
    }

    /** The time after which a process that ended with exit code 0 is started again; empty when none is to end. */
    default Optional<Duration> repeatsAfter() {
        return Optional.empty();
    }

    /** Requests the process to end. */
    default void requestStop(ProcessHandle process) throws Exception {
        process.destroy();
    }

    /** Longest time that it may take to end on request before it is killed. */
    default Duration stopTimeout() {
        return Duration.ofSeconds(15);
    }

    /** Whether the platform counts as ready only with it. */
    default boolean essential() {
        return true;
    }
}
