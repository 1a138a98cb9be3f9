package io.trivium.deploy.supervision;

import io.trivium.deploy.component.Backoff;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.ComponentStatus.Failure;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.LogFiles;
import io.trivium.deploy.standalone.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one component running: prepares, starts, probes, watches and starts again after a pause that doubles.
 *
 * <p>All states are guarded by the {@link Board} they are shown on; {@link #run} is the only thread that acts.
 */
final class Supervised implements Runnable {
    private static final Duration PROBE_WHILE_STARTING = Duration.ofMillis(200);
    /** A slow start is slow because the machine is busy: it is probed less often, and the probes are not the cause. */
    private static final Duration PROBE_WHILE_STARTING_SLOWLY = Duration.ofSeconds(1);

    private static final Duration SLOW = Duration.ofSeconds(15);
    /** A start whose log did not move for that long is no progress. */
    private static final Duration STILL = Duration.ofSeconds(60);

    /** The start timeouts after which even a process whose log moves is considered hung. */
    private static final int LONGEST_START = 6;

    private static final Duration PROBE_WHILE_READY = Duration.ofSeconds(5);
    /** A process that fails its probe for that long and does not report to be alive is considered hung. */
    private static final Duration HUNG = Duration.ofSeconds(90);

    /** Interval between two checks of the obstacle to its start. */
    private static final Duration OBSTACLE = Duration.ofSeconds(1);

    private static final long ROTATE_AT_START = 8L << 20;
    private static final long ROTATE_IN_USE = 64L << 20;
    private static final int TAIL_LINES = 12;
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER");

    private final Component component;
    private final DataDirectory data;
    private final Board board;
    private final InstantSource clock;
    private final Duration probeEvery;
    private final Backoff backoff = new Backoff();
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private int starts;
    private @Nullable Failure lastFailure;

    Supervised(Component component, DataDirectory data, Board board, InstantSource clock) {
        this(component, data, board, clock, PROBE_WHILE_READY);
    }

    /** @param probeEvery interval between probes of a ready component */
    Supervised(Component component, DataDirectory data, Board board, InstantSource clock, Duration probeEvery) {
        this.probeEvery = probeEvery;
        this.component = component;
        this.data = data;
        this.board = board;
        this.clock = clock;
        show(ComponentState.WAITING, 0, "preparing");
    }

    Component component() {
        return component;
    }

    /** Requests the component to stop; the future completes when its process has ended. */
    CompletableFuture<Void> stop() {
        stopRequested.complete(null);
        board.wake();
        return ended;
    }

    @Override
    public void run() {
        try {
            boolean prepared = false;
            while (!stopRequested.isDone()) {
                try {
                    if (!prepared) {
                        show(ComponentState.WAITING, 0, "preparing");
                        component.prepare();
                        prepared = true;
                    }
                    if (board.awaitReady(component.name(), component.needs(), stopRequested) && awaitNoObstacle()) {
                        oneLife();
                    }
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    fail(reasonOf(e), Duration.ZERO);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            show(ComponentState.STOPPED, 0, null);
            ended.complete(null);
        }
    }

    private boolean awaitNoObstacle() throws InterruptedException, IOException {
        boolean said = false;
        while (!stopRequested.isDone()) {
            Optional<String> obstacle = component.obstacle();
            if (obstacle.isEmpty()) return true;
            if (!said) say(obstacle.orElseThrow());
            said = true;
            show(ComponentState.WAITING, 0, obstacle.orElseThrow());
            awaitStop(OBSTACLE);
        }
        return false;
    }

    /** From process start to its end. */
    private void oneLife() throws Exception {
        Path log = data.log(component.name());
        LogFiles.rotate(log, ROTATE_AT_START);
        Component.Launch launch = component.launch();
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(INHERITED);
        environment.putAll(launch.environment());
        environment.put(Processes.MARK, data.root().toString());
        Process process = builder.start();
        starts++;
        Instant started = clock.instant();
        try {
            show(ComponentState.STARTING, process.pid(), "starting");
            @Nullable String reason = awaitFirstProbe(process, started, log);
            Instant ready = clock.instant();
            if (reason == null && !stopRequested.isDone()) {
                component.afterReady();
                ready = clock.instant();
                show(ComponentState.READY, process.pid(), null);
                reason = watch(process, log);
            }
            if (stopRequested.isDone()) end(process);
            else if (isDone(process)) rest(component.repeatsAfter().orElseThrow());
            else if (reason != null) fail(reason, Duration.between(ready, clock.instant()));
        } finally {
            killTree(process);
        }
    }

    private boolean isDone(Process process) {
        return component.repeatsAfter().isPresent() && !process.isAlive() && process.exitValue() == 0;
    }

    /** Its work is done: it does not run until the next time, which is no restart. */
    private void rest(Duration pause) throws InterruptedException {
        show(ComponentState.READY, 0, null);
        starts--;
        awaitStop(pause);
    }

    private @Nullable String awaitFirstProbe(Process process, Instant started, Path log)
            throws InterruptedException, IOException {
        Instant moved = started;
        long length = -1;
        boolean late = false;
        while (!stopRequested.isDone()) {
            boolean slow = Duration.between(started, clock.instant()).compareTo(SLOW) > 0;
            Duration pause = slow ? PROBE_WHILE_STARTING_SLOWLY : PROBE_WHILE_STARTING;
            if (process.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS)) return exitReason(process);
            try {
                component.probe();
                return null;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                Instant now = clock.instant();
                long written = Files.size(log);
                if (written != length) moved = now;
                length = written;
                Duration limit = component.startTimeout();
                Duration longest = limit.multipliedBy(LONGEST_START);
                Duration taken = Duration.between(started, now);
                if (taken.compareTo(limit) <= 0) continue;
                if (taken.compareTo(longest) > 0) {
                    return "not ready after " + longest.toSeconds() + " s, though its log moved: " + reasonOf(e);
                }
                if (Duration.between(moved, now).compareTo(STILL) > 0) {
                    return "not ready after " + limit.toSeconds() + " s, and its log did not move for "
                            + STILL.toSeconds() + " s: " + reasonOf(e);
                }
                if (!late) {
                    String waiting = "not ready after " + limit.toSeconds()
                            + " s; its log still moves, so it gets up to " + longest.toSeconds() + " s: " + reasonOf(e);
                    say(waiting);
                    show(ComponentState.STARTING, process.pid(), waiting);
                }
                late = true;
            }
        }
        return null;
    }

    private @Nullable String watch(Process process, Path log) throws InterruptedException, IOException {
        @Nullable Instant failingSince = null;
        // Made once: each further one would stay with the process for as long as it runs.
        CompletableFuture<Object> exitOrStop = CompletableFuture.anyOf(process.onExit(), stopRequested);
        while (!stopRequested.isDone()) {
            if (isDoneWithin(probeEvery, exitOrStop)) return stopRequested.isDone() ? null : exitReason(process);
            LogFiles.rotateInUse(log, ROTATE_IN_USE);
            try {
                component.probe();
                if (failingSince != null) {
                    failingSince = null;
                    show(ComponentState.READY, process.pid(), null);
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                Instant now = clock.instant();
                if (failingSince == null) {
                    failingSince = now;
                } else if (Duration.between(failingSince, now).compareTo(HUNG) > 0 && !component.isAlive()) {
                    return "no answer for " + HUNG.toSeconds() + " s: " + reasonOf(e);
                }
                show(ComponentState.STARTING, process.pid(), "not ready: " + reasonOf(e));
            }
        }
        return null;
    }

    private static boolean isDoneWithin(Duration patience, CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException _) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void end(Process process) throws InterruptedException {
        if (!process.isAlive()) return;
        show(ComponentState.STOPPING, process.pid(), null);
        try {
            component.requestStop(process.toHandle());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            say("cannot be asked to stop: " + reasonOf(e));
            process.destroy();
        }
        if (!process.waitFor(component.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            say("did not stop within " + component.stopTimeout().toSeconds() + " s and is killed");
        }
    }

    private static void killTree(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private void fail(String reason, Duration readyFor) throws InterruptedException {
        lastFailure = new Failure(clock.instant(), reason, logTail());
        Duration pause = backoff.next(readyFor);
        say(reason + "; next try in " + pause.toMillis() + " ms");
        show(ComponentState.BACKING_OFF, 0, "starts again in " + pause.toMillis() + " ms: " + reason);
        awaitStop(pause);
    }

    /** Returns early when it is to stop. */
    private void awaitStop(Duration pause) throws InterruptedException {
        isDoneWithin(pause, stopRequested);
    }

    private List<String> logTail() {
        try {
            return LogFiles.tail(data.log(component.name()), TAIL_LINES);
        } catch (IOException e) {
            return List.of("the log cannot be read: " + reasonOf(e));
        }
    }

    private static String exitReason(Process process) {
        int code = process.exitValue();
        return code > 128 ? "killed by signal " + (code - 128) : "ended with exit code " + code;
    }

    private static String reasonOf(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
    }

    private void say(String what) {
        System.out.println(clock.instant() + " " + component.name() + " " + what);
    }

    private void show(ComponentState state, long pid, @Nullable String detail) {
        board.show(new ComponentStatus(
                component.name(),
                state,
                pid,
                component.port().orElse(0),
                clock.instant(),
                Math.max(0, starts - 1),
                component.essential(),
                detail,
                lastFailure));
    }
}
