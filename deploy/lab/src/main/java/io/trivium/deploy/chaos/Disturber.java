package io.trivium.deploy.chaos;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.FaultPointFile;
import io.trivium.deploy.faults.Killing;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.standalone.Link;
import io.trivium.deploy.standalone.Processes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Applies a schedule of faults to a platform, each fault from its beginning to its end. For one thread. */
final class Disturber {
    private static final Duration LONGEST_CLOG_STEP = Duration.ofMillis(800);
    private static final Duration LONGEST_PASS = Duration.ofSeconds(20);
    private static final int MOST_PASSES = 5;
    private static final int UNMOUNT_TRIES = 300;

    private final DataDirectory data;
    private final Killing killing;
    private final Waits waits;
    private final Proxies proxies;
    private final Disks disks;
    private final Clocks clocks;

    Disturber(DataDirectory data, Killing killing, Waits waits, Proxies proxies, Disks disks, Clocks clocks) {
        this.data = data;
        this.killing = killing;
        this.waits = waits;
        this.proxies = proxies;
        this.disks = disks;
        this.clocks = clocks;
    }

    /** Returns when the fault is over; false when there was nothing to do it to. */
    boolean inflict(Fault fault) throws InterruptedException {
        waits.say(fault.toString());
        try {
            return switch (fault.kind()) {
                case KILL -> killing.kill(fault.target()).isPresent();
                case FAULT_POINT -> endAt(fault);
                case STOP -> stop(fault);
                case SWIZZLE_CLOG -> swizzle(fault);
                case DISK_FULL -> fill(fault);
                case POWER_CUT -> cutPower(fault.target());
                case CLOCK_JUMP -> jump(fault);
                case DELAY, THROTTLE, CUT, BLACK_HOLE, HALF_OPEN, SLICE -> disturb(fault);
            };
        } catch (IOException e) {
            throw LauncherException.failure(fault + " failed: " + e.getMessage());
        }
    }

    private boolean disturb(Fault fault) throws InterruptedException {
        proxies.disturb(fault);
        try {
            waits.pause(fault.length());
        } finally {
            proxies.restore(fault.target());
        }
        return true;
    }

    private boolean endAt(Fault fault) throws InterruptedException {
        String service = fault.target().substring(0, fault.target().indexOf('/'));
        String point = fault.target().substring(service.length() + 1);
        int passes = 1 + new Random(fault.seed()).nextInt(MOST_PASSES);
        FaultPointFile file = FaultPointFile.of(data, service);
        Instant deadline = Instant.now().plus(LONGEST_PASS);
        boolean goesOn;
        file.arm(point, passes);
        try {
            while (!file.isPassed() && Instant.now().isBefore(deadline)) waits.poll();
        } finally {
            goesOn = file.disarm();
        }
        waits.say(
                goesOn
                        ? "  not passed " + passes + " times within " + LONGEST_PASS.toSeconds() + " s"
                        : "  ended at pass " + passes);
        return !goesOn;
    }

    private boolean stop(Fault fault) throws IOException, InterruptedException {
        List<ProcessHandle> stopped = killing.process(fault.target())
                .map(process ->
                        Stream.concat(Stream.of(process), process.descendants()).toList())
                .orElse(List.of());
        if (stopped.isEmpty()) return false;
        try {
            signal("-STOP", stopped);
            waits.pause(fault.length());
        } finally {
            signal("-CONT", stopped);
        }
        return true;
    }

    /** A process may have ended meanwhile, as a backend of PostgreSQL does. */
    private static void signal(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        for (ProcessHandle process : processes) {
            if (process.isAlive()) {
                try {
                    Shell.run("kill", signal, Long.toString(process.pid()));
                } catch (IOException e) {
                    if (process.isAlive()) throw e;
                }
            }
        }
    }

    private boolean swizzle(Fault fault) throws InterruptedException {
        Random random = new Random(fault.seed());
        try {
            for (Link link : Proxies.shuffled(random)) {
                proxies.set(link, new Mode.Clog());
                waits.pause(Duration.ofMillis(random.nextLong(LONGEST_CLOG_STEP.toMillis())));
            }
            waits.pause(fault.length());
            for (Link link : Proxies.shuffled(random)) {
                proxies.set(link, new Mode.Pass());
                waits.pause(Duration.ofMillis(random.nextLong(LONGEST_CLOG_STEP.toMillis())));
            }
        } finally {
            proxies.restoreAll();
        }
        return true;
    }

    private boolean fill(Fault fault) throws IOException, InterruptedException {
        LoopDisk disk = disks.of(fault.target());
        try {
            disk.fill();
            waits.pause(fault.length());
        } finally {
            disk.free();
        }
        return true;
    }

    private boolean jump(Fault fault) throws InterruptedException {
        waits.say("  by " + Clocks.jump(fault).toSeconds() + " s");
        try {
            clocks.set(fault.target(), Clocks.jump(fault));
            waits.pause(fault.length());
        } finally {
            clocks.set(fault.target(), Duration.ZERO);
        }
        return true;
    }

    /** The supervisor starts the component again and again meanwhile; the started process uses the disk briefly. */
    private boolean cutPower(String component) throws IOException, InterruptedException {
        LoopDisk disk = disks.of(component);
        disk.cut();
        kill(component);
        for (int tried = 1; ; tried++) {
            try {
                disk.unmount();
                break;
            } catch (IOException e) {
                if (tried == UNMOUNT_TRIES) throw e;
                kill(component);
                waits.poll();
            }
        }
        disk.mount();
        return true;
    }

    private void kill(String component) throws InterruptedException {
        List<ProcessHandle> all = killing.process(component)
                .map(process ->
                        Stream.concat(Stream.of(process), process.descendants()).toList())
                .orElse(List.of());
        Processes.kill(all, Duration.ofSeconds(20));
    }
}
