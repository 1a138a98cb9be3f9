package io.trivium.deploy.chaos;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.ShiftedClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The clocks of services, and by how much they are set wrong. For one thread. */
public final class Clocks {
    /** Within and beyond the half minute by which tokens may be off, forwards and back. */
    static final List<Duration> JUMPS = List.of(
            Duration.ofSeconds(-300),
            Duration.ofSeconds(-60),
            Duration.ofSeconds(-1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(300));

    private final Map<String, ShiftedClock> clocks = new LinkedHashMap<>();

    private Clocks() {}

    /** None: no clock is wrong. */
    public static Clocks none() {
        return new Clocks();
    }

    /**
     * A clock for each of the services, right until one is changed; before the platform starts.
     *
     * @throws LauncherException when this machine cannot shift clocks
     */
    public static Clocks of(DataDirectory data, List<String> services) {
        if (!ShiftedClock.isAvailable()) {
            throw LauncherException.failure(
                    "Wrong clocks need Debian's libfaketime: install it, or leave clock-jump out of --faults.");
        }
        Clocks all = new Clocks();
        services.forEach(service -> all.clocks.put(service, ShiftedClock.of(data, service)));
        return all;
    }

    /** Services with a clock of their own. */
    List<String> services() {
        return List.copyOf(clocks.keySet());
    }

    /** By how much the clock of such a fault is wrong. */
    static Duration jump(Fault fault) {
        return JUMPS.get(new Random(fault.seed()).nextInt(JUMPS.size()));
    }

    void set(String service, Duration difference) {
        ShiftedClock clock = clocks.get(service);
        if (clock == null) throw new IllegalArgumentException(service + " has no clock of its own");
        clock.set(difference);
    }
}
