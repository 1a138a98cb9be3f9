package io.trivium.deploy.supervision;

import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.PlatformStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The states of all components, in memory for those that wait for each other and in the state file for the commands.
 * Thread-safe.
 */
final class Board {
    private final DataDirectory data;
    private final int portBase;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Map<String, ComponentStatus> components = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Long readyAfterMs;

    Board(DataDirectory data, int portBase, InstantSource clock) {
        this.data = data;
        this.portBase = portBase;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    void show(ComponentStatus status) {
        lock.lock();
        try {
            ComponentStatus before = components.get(status.name());
            if (before != null && before.state() == status.state() && before.pid() == status.pid()) {
                status = new ComponentStatus(
                        status.name(),
                        status.state(),
                        status.pid(),
                        status.port(),
                        before.since(),
                        status.restarts(),
                        status.essential(),
                        status.detail(),
                        status.lastFailure());
            }
            components.put(status.name(), status);
            if (readyAfterMs == null && snapshot().ready()) {
                readyAfterMs = Duration.between(startedAt, clock.instant()).toMillis();
            }
            write();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void remove(String name) {
        lock.lock();
        try {
            components.remove(name);
            write();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            snapshot().write(data);
        } catch (IOException e) {
            // A full disk must not end the supervisor: its processes may be the ones that free space.
            System.out.println(clock.instant() + " the state file cannot be written: " + e.getMessage());
        }
    }

    private PlatformStatus snapshot() {
        return new PlatformStatus(
                ProcessHandle.current().pid(), startedAt, portBase, readyAfterMs, new ArrayList<>(components.values()));
    }

    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all of them are ready. False when the waiting component is stopped first. */
    boolean awaitReady(String waiting, Set<String> needs, Future<?> stop) throws InterruptedException {
        lock.lock();
        try {
            while (!stop.isDone()) {
                @Nullable
                String missing = needs.stream()
                        .sorted()
                        .filter(need -> !isReady(need))
                        .findFirst()
                        .orElse(null);
                if (missing == null) return true;
                ComponentStatus current = components.get(waiting);
                String detail = "waits for " + missing;
                if (current != null && !detail.equals(current.detail())) {
                    show(new ComponentStatus(
                            waiting,
                            ComponentState.WAITING,
                            0,
                            current.port(),
                            clock.instant(),
                            current.restarts(),
                            current.essential(),
                            detail,
                            current.lastFailure()));
                }
                changed.await();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isReady(String name) {
        ComponentStatus status = components.get(name);
        return status != null && status.state() == ComponentState.READY;
    }
}
