package io.trivium.deploy.faults;

import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Kills processes of a platform with SIGKILL. For one thread. */
public final class Killing {
    private static final Duration KILLED = Duration.ofSeconds(20);

    private final Platform platform;
    private final Waits waits;

    public Killing(Platform platform, Waits waits) {
        this.platform = platform;
        this.waits = waits;
    }

    /**
     * A killed process, and the time.
     *
     * @param processes how many were killed at once: PostgreSQL has a process per connection
     */
    public record Killed(String component, Instant at, long pid, int processes) {}

    /**
     * Kills a component and its forked processes, waiting first for its restart when the kill before took it.
     *
     * @return empty when it was not restarted in time, which is a stall
     */
    public Optional<Killed> kill(String component) throws InterruptedException {
        Instant deadline = Instant.now().plus(Waits.RECOVERY);
        Optional<ProcessHandle> process = process(component);
        while (process.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                waits.stall(component, "no process to kill; it was not restarted");
                return Optional.empty();
            }
            waits.poll();
            process = process(component);
        }
        ProcessHandle found = process.orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(found), found.descendants()).toList();
        Processes.kill(all, KILLED);
        waits.say("kill -9 of " + component + " (pid " + found.pid() + ", " + all.size() + " processes)");
        return Optional.of(new Killed(component, Instant.now(), found.pid(), all.size()));
    }

    /** The process of a component, while it has one. */
    public Optional<ProcessHandle> process(String component) {
        return platform.status()
                .flatMap(now -> now.component(component))
                .map(ComponentStatus::pid)
                .filter(pid -> pid > 0)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }
}
