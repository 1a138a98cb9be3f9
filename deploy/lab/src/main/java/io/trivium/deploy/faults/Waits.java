package io.trivium.deploy.faults;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.faults.Violation.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Waits for other processes, each with a limit, and records those that time out. For one thread. */
public final class Waits {
    /**
     * Longest time until a killed process has recovered; a busy machine takes minutes where an idle one takes seconds.
     */
    public static final Duration RECOVERY = Duration.ofMinutes(8);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Instant started;
    private final Consumer<String> talk;
    private final Timer clock = new Timer();
    private final List<Violation> stalls = new ArrayList<>();

    /** @param talk receives progress lines, with the time since the start */
    public Waits(Instant started, Consumer<String> talk) {
        this.started = started;
        this.talk = talk;
    }

    /** A condition of other processes, repeated until it holds. A failed query counts as: not yet. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws InterruptedException, ExecutionException, TimeoutException, SQLException;
    }

    /** Whether it held within the limit; a condition that did not is a stall. */
    public boolean await(String what, Duration limit, Condition condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        String problem = "";
        while (true) {
            try {
                if (condition.holds()) return true;
                problem = "";
            } catch (ExecutionException | TimeoutException | SQLException | SqlFailure e) {
                problem = " (" + e.getMessage() + ")";
            }
            if (Instant.now().isAfter(deadline)) {
                String detail = "not within " + limit.toSeconds() + " s: " + what + problem;
                say(detail);
                stall("-", detail);
                return false;
            }
            poll();
        }
    }

    public void say(String line) {
        talk.accept(String.format(Locale.ROOT, "%8s  %s", seconds(Duration.between(started, Instant.now())), line));
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    public void pause(Duration time) throws InterruptedException {
        clock.pause(time);
    }

    public void poll() throws InterruptedException {
        pause(POLL);
    }

    public void stall(String what, String detail) {
        stalls.add(new Violation(Kind.STALLED, what, detail));
    }

    public List<Violation> stalls() {
        return List.copyOf(stalls);
    }
}
