package io.trivium.deploy.chaos;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Disks of their own for components whose disk is filled or cut off. For one thread. */
public final class Disks implements AutoCloseable {
    /** A run's writes to them are kept. */
    private static final Map<String, Size> SIZES = Map.of(
            "postgres", new Size(8L << 30, 64L << 20),
            "kafka", new Size(4L << 30, 32L << 20),
            "domain-med", new Size(4L << 30, 256L << 20));

    /** A single broker does not sync acknowledged records: it relies on two others with independent power. */
    static final List<String> DURABLE = List.of("postgres", "domain-med");

    private final Map<String, LoopDisk> disks = new LinkedHashMap<>();

    /** Bytes at first and for each minute of a run. */
    private record Size(long atFirst, long perMinute) {
        long of(Duration length) {
            return atFirst + perMinute * length.toMinutes();
        }
    }

    /** None: nothing is filled or cut off. */
    public static Disks none() {
        return new Disks();
    }

    private Disks() {}

    /**
     * A disk for each of the components, mounted where it keeps its data; before the platform starts.
     *
     * @param length of the run
     * @throws LauncherException when they cannot be mounted
     */
    public static Disks of(DataDirectory data, List<String> components, Duration length) throws InterruptedException {
        List<String> missing = LoopDisk.missingTools();
        if (!missing.isEmpty()) {
            throw LauncherException.failure("Disks of their own need " + String.join(", ", missing)
                    + ": install Debian's e2fsprogs, mount, util-linux and xfsprogs, or leave disk-full and power-cut out of"
                    + " --faults.");
        }
        Disks all = new Disks();
        try {
            Path images = Files.createDirectories(data.root().resolve("disks"));
            for (String component : components) {
                all.disks.put(
                        component,
                        LoopDisk.mounted(
                                images.resolve(component + ".img"),
                                data.of(component),
                                SIZES.getOrDefault(component, new Size(2L << 30, 0))
                                        .of(length)));
            }
            return all;
        } catch (IOException e) {
            all.close();
            throw LauncherException.failure("The disks' images cannot be kept: " + e.getMessage());
        } catch (LauncherException e) {
            all.close();
            throw e;
        }
    }

    /** Uses all free space of a component's disk. */
    public void fill(String component) throws IOException, InterruptedException {
        of(component).fill();
    }

    /** Gives that room back. */
    public void free(String component) throws IOException {
        of(component).free();
    }

    /** Components with a disk of their own. */
    List<String> components() {
        return List.copyOf(disks.keySet());
    }

    LoopDisk of(String component) {
        LoopDisk disk = disks.get(component);
        if (disk == null) throw new IllegalArgumentException(component + " has no disk of its own");
        return disk;
    }

    /** Unmounts all; the platform must be down. */
    @Override
    public void close() {
        for (LoopDisk disk : disks.values()) {
            try {
                disk.unmount();
            } catch (IOException e) {
                throw LauncherException.failure(
                        "The disk at " + disk.mountPoint() + " stays mounted: " + e.getMessage() + "; umount it.");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
