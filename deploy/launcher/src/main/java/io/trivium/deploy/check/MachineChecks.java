package io.trivium.deploy.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Checks that the machine meets the platform's requirements, regardless of the data directory. */
final class MachineChecks {
    private static final long TO_START_BYTES = 4L << 30;
    private static final long TO_GO_ON_BYTES = 512L << 20;
    private static final long LEAST_FILES = 4096;
    private static final long GIB = 1L << 30;
    private static final int SYNCED_WRITES = 15;
    private static final int SYNCED_BYTES = 8192;
    /** Every acknowledgement waits for one; beyond this the interactive limits cannot be kept. */
    private static final Duration SLOWEST_SYNC = Duration.ofMillis(50);

    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private MachineChecks() {}

    static Finding system(String name, String architecture) {
        return Finding.of(
                "system",
                name.equals("Linux") && List.of("amd64", "aarch64").contains(architecture),
                name + " " + architecture,
                "Use Linux on x86-64 or arm64.");
    }

    static Finding jdk(Runtime.Version version, String home) {
        return Finding.of(
                "JDK",
                version.feature() >= 25,
                version + " in " + home,
                "Install JDK 25: apt-get install openjdk-25-jdk-headless, or set JAVA_HOME.");
    }

    /**
     * Memory that new processes can have.
     *
     * @param meminfo a file like {@code /proc/meminfo}
     * @param running whether the platform already has its memory
     */
    static Finding memory(Path meminfo, boolean running) {
        try {
            for (String line : Files.readAllLines(meminfo)) {
                if (line.startsWith("MemAvailable:")) {
                    long available = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                    return Finding.of(
                            "memory",
                            available >= (running ? TO_GO_ON_BYTES : TO_START_BYTES),
                            gib(available) + " available",
                            "End other programs: the platform needs about 3 GiB, a build 1 GiB more.");
                }
            }
            return Finding.bad("memory", "unknown: " + meminfo + " does not say", "Is this Linux with /proc?");
        } catch (IOException e) {
            return Finding.bad("memory", "unknown: " + e.getMessage(), "Is this Linux with /proc?");
        }
    }

    /** Open files that one process may have at most, from a file like {@code /proc/self/limits}; a JVM takes the hard limit. */
    static Finding fileHandles(Path limits) {
        try {
            for (String line : Files.readAllLines(limits)) {
                if (line.startsWith("Max open files")) {
                    String hard = line.strip().split("\\s{2,}", -1)[2];
                    return Finding.of(
                            "file handles",
                            hard.equals("unlimited") || Long.parseLong(hard) >= LEAST_FILES,
                            hard + " for each process",
                            "Raise the hard limit (nofile in /etc/security/limits.conf) to " + LEAST_FILES
                                    + " or more: Kafka keeps files of every topic open.");
                }
            }
            return Finding.bad("file handles", "unknown: " + limits + " does not say", "Is this Linux with /proc?");
        } catch (IOException e) {
            return Finding.bad("file handles", "unknown: " + e.getMessage(), "Is this Linux with /proc?");
        }
    }

    static Finding disk(Path wanted, long least) {
        Path directory = existing(wanted);
        String remedy = "Free some, or name a directory on another disk with --data-dir.";
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            return Finding.of("disk", free >= least, gib(free) + " free at " + directory, remedy);
        } catch (IOException e) {
            return Finding.bad("disk", String.valueOf(e.getMessage()), remedy);
        }
    }

    /** Measures the time until a write of some pages is on disk, next to the data. */
    static Finding sync(Path wanted) {
        Path directory = existing(wanted);
        try {
            Path file = Files.createTempFile(directory, ".doctor-", ".sync");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                long[] nanos = new long[SYNCED_WRITES];
                for (int i = 0; i < SYNCED_WRITES; i++) {
                    long start = System.nanoTime();
                    channel.write(ByteBuffer.allocate(SYNCED_BYTES), (long) i * SYNCED_BYTES);
                    channel.force(false);
                    nanos[i] = System.nanoTime() - start;
                }
                Arrays.sort(nanos);
                return syncTook(Duration.ofNanos(nanos[SYNCED_WRITES / 2]));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            return Finding.bad(
                    "fsync", "cannot be measured: " + e.getMessage(), "Name a directory that can be written.");
        }
    }

    static Finding syncTook(Duration median) {
        return Finding.of(
                "fsync",
                median.compareTo(SLOWEST_SYNC) <= 0,
                String.format(Locale.ROOT, "%.1f ms, median of %d", median.toNanos() / 1e6, SYNCED_WRITES),
                "Every acknowledgement waits for the disk: end what keeps it busy, or name a directory on a faster"
                        + " disk with --data-dir.");
    }

    /** Tokens are refused by a clock that is behind; a clock far behind is detected by the build's own files. */
    static Finding clock(Instant now, Path source) {
        try {
            Instant built = Files.getLastModifiedTime(source).toInstant();
            return Finding.of(
                    "clock",
                    now.isAfter(built.minus(CLOCK_TOLERANCE)),
                    now.toString(),
                    "Set the clock: it is behind the sources, which are of " + built + ".");
        } catch (IOException e) {
            return Finding.bad("clock", String.valueOf(e.getMessage()), "Is this the working tree?");
        }
    }

    static Finding tool(String name, String path) {
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
            if (Files.isExecutable(candidate)) return Finding.good(name, candidate.toString());
        }
        Map<String, String> packages = Map.of("mvn", "maven", "node", "nodejs", "setsid", "util-linux");
        return Finding.bad(name, "not found", "apt-get install " + packages.getOrDefault(name, name));
    }

    /** PostgreSQL does not run as root; a user namespace maps root to {@code nobody}. */
    static Finding user(String name) throws InterruptedException {
        if (!name.equals("root")) return Finding.good("user", name);
        try {
            Process process = new ProcessBuilder("unshare", "--user", "true").start();
            boolean good = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
            return Finding.of(
                    "user",
                    good,
                    good ? "root, with user namespaces" : "root, no user namespaces",
                    "Run ./trivium as an ordinary user: PostgreSQL refuses to run as root, and this machine allows no"
                            + " user namespaces.");
        } catch (IOException e) {
            return Finding.bad("user", "root, and unshare is missing", "apt-get install util-linux");
        }
    }

    static Finding cache(Path root) {
        return Finding.of(
                "cache",
                !Files.exists(root) || (Files.isDirectory(root) && Files.isWritable(root)),
                root.toString(),
                "Name another directory in TRIVIUM_CACHE_DIR.");
    }

    private static Path existing(Path wanted) {
        Path directory = wanted;
        while (!Files.isDirectory(directory)) {
            Path parent = directory.getParent();
            if (parent == null) return directory;
            directory = parent;
        }
        return directory;
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
    }
}
