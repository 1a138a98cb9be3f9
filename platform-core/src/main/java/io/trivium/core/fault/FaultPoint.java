package io.trivium.core.fault;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place between two steps that a crash must not tear apart: a stored effect and the offset that records it, a file
 * that is in its place and the row that names it. Kills at random moments meet such a place once in thousands; a chaos
 * run names it in a file, and the process ends there as by SIGKILL.
 *
 * <p>Nothing is done where the environment does not name the file, and the compiler leaves nothing of the calls. In production that
 * variable alone is refused at the start. Thread-safe.
 */
public final class FaultPoint {
    /** Environment variable with the path of the file; see {@link Trap}. */
    public static final String FILE = "TRIVIUM_FAULT_POINT_FILE";

    /** Environment variable without which, {@code true}, a service does not start in production with the other. */
    public static final String ALLOWED = "TRIVIUM_FAULT_POINTS_ALLOWED";

    /** Constant, so that a compiled method is without its calls where there is none. */
    private static final @Nullable Trap TRAP = trap();

    private FaultPoint() {}

    private static @Nullable Trap trap() {
        String file = System.getenv(FILE);
        return file == null || file.isBlank()
                ? null
                : Trap.watching(Path.of(file), () -> Runtime.getRuntime().halt(137));
    }

    /**
     * Passes a place, or ends there.
     *
     * @param name two or three words with dots between, which say what has just been done: {@code outbox.sent}
     */
    public static void pass(String name) {
        if (TRAP != null) TRAP.pass(name);
    }
}
