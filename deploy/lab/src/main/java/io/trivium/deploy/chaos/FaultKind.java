package io.trivium.deploy.chaos;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The faults of a platform, with the time within which it must have recovered. */
public enum FaultKind {
    /** SIGKILL of a component with all its processes. */
    KILL(Duration.ZERO, Duration.ZERO),
    /** A service ends, as by SIGKILL, at a named place between two steps that belong together. */
    FAULT_POINT(Duration.ZERO, Duration.ZERO),
    /** SIGSTOP, and SIGCONT after a while: back within three times as long. */
    STOP(Duration.ofSeconds(5), Duration.ofSeconds(30)),
    /** Some hundred milliseconds on a link. */
    DELAY(Duration.ofSeconds(5), Duration.ofSeconds(20)),
    /** 64 kbit/s on a link. */
    THROTTLE(Duration.ofSeconds(5), Duration.ofSeconds(20)),
    /** Connections of a link are reset. */
    CUT(Duration.ofMillis(100), Duration.ofSeconds(10)),
    /** A link drops all data. */
    BLACK_HOLE(Duration.ofSeconds(5), Duration.ofSeconds(30)),
    /** A link drops all data in one direction. */
    HALF_OPEN(Duration.ofSeconds(5), Duration.ofSeconds(30)),
    /** A link writes a few bytes at a time. */
    SLICE(Duration.ofSeconds(5), Duration.ofSeconds(20)),
    /** All links are clogged one after the other, and unclogged in another order. */
    SWIZZLE_CLOG(Duration.ofSeconds(2), Duration.ofSeconds(15)),
    /** The disk of a component is full for a while. */
    DISK_FULL(Duration.ofSeconds(5), Duration.ofSeconds(20)),
    /** Data that was not synced is lost: the file system of a component ends without writing, its process with it. */
    POWER_CUT(Duration.ZERO, Duration.ZERO),
    /** The wall clock of a service is wrong, by a second to five minutes, and jumps back. */
    CLOCK_JUMP(Duration.ofSeconds(5), Duration.ofSeconds(30));

    private static final Duration BACK = Duration.ofSeconds(10);
    private static final Duration BACK_OF_BROKER = Duration.ofSeconds(15);

    private final Duration shortest;
    private final Duration longest;

    FaultKind(Duration shortest, Duration longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    Duration shortest() {
        return shortest;
    }

    Duration longest() {
        return longest;
    }

    boolean onLink() {
        return switch (this) {
            case DELAY, THROTTLE, CUT, BLACK_HOLE, HALF_OPEN, SLICE -> true;
            case KILL, FAULT_POINT, STOP, SWIZZLE_CLOG, DISK_FULL, POWER_CUT, CLOCK_JUMP -> false;
        };
    }

    boolean onDisk() {
        return this == DISK_FULL || this == POWER_CUT;
    }

    /** Longest recovery time after such a fault of that length. */
    Duration limit(String target, Duration length) {
        if (this == STOP) return length.multipliedBy(3);
        return this == KILL && target.equals("kafka") ? BACK_OF_BROKER : BACK;
    }

    /** The criterion in words. */
    String criterion() {
        return switch (this) {
            case KILL -> "10 s, broker 15 s";
            case STOP -> "3 x the stop";
            default -> "10 s";
        };
    }

    /** The kinds of these names; all when none is given. */
    public static Set<FaultKind> parse(List<String> names) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (String name : names) {
            kinds.add(Arrays.stream(values())
                    .filter(kind -> kind.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new LauncherException(
                            ExitCode.USAGE, "There is no fault '" + name + "': some of " + all() + ".")));
        }
        return kinds.isEmpty() ? EnumSet.allOf(FaultKind.class) : kinds;
    }

    private static String all() {
        return Arrays.stream(values()).map(FaultKind::toString).collect(Collectors.joining(", "));
    }

    /** In words of the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
