package io.trivium.deploy.chaos;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a fixed size in a file, which can be filled, and cut off as by a loss of power. For one thread. */
final class LoopDisk {
    private static final String FILLER = "filler";
    private static final long LARGEST_CHUNK = 1L << 30;
    private static final long SMALLEST_CHUNK = 4 << 10;

    private final Path image;
    private final Path mountPoint;

    private LoopDisk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    Path mountPoint() {
        return mountPoint;
    }

    /**
     * A disk that is mounted; made where there is none, enlarged where it is smaller. The image uses as much space as
     * was written.
     *
     * @throws LauncherException when this machine does not permit mounts
     */
    static LoopDisk mounted(Path image, Path mountPoint, long bytes) throws InterruptedException {
        LoopDisk disk = new LoopDisk(image, mountPoint);
        try {
            if (disk.isMounted()) disk.unmount();
            if (!Files.exists(image)) {
                try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                    file.setLength(bytes);
                }
                Shell.run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=1", image.toString());
            } else if (Files.size(image) < bytes) {
                try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                    file.setLength(bytes);
                }
                // Mounting it repairs the effects of a power loss.
                Files.createDirectories(mountPoint);
                disk.mount();
                disk.unmount();
                Shell.run("resize2fs", "-f", image.toString());
            }
            Files.createDirectories(mountPoint);
            disk.mount();
            Files.deleteIfExists(mountPoint.resolve(FILLER));
            return disk;
        } catch (IOException e) {
            throw LauncherException.failure("No disk of its own can be mounted at " + mountPoint + " (" + e.getMessage()
                    + "): leave disk-full and power-cut out of --faults, or run as a user who may mount, with e2fsprogs"
                    + " and xfsprogs installed.");
        }
    }

    private boolean isMounted() throws IOException {
        return Files.readString(Path.of("/proc/mounts"), StandardCharsets.UTF_8).contains(" " + mountPoint + " ");
    }

    void mount() throws IOException, InterruptedException {
        Shell.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
    }

    void unmount() throws IOException, InterruptedException {
        Shell.run("umount", mountPoint.toString());
    }

    /** Uses all free space. */
    void fill() throws IOException, InterruptedException {
        Path filler = mountPoint.resolve(FILLER);
        long offset = 0;
        for (long chunk = LARGEST_CHUNK; chunk >= SMALLEST_CHUNK; ) {
            try {
                Shell.run("fallocate", "-o", Long.toString(offset), "-l", Long.toString(chunk), filler.toString());
                offset += chunk;
            } catch (IOException e) {
                chunk /= 4;
            }
        }
        if (offset == 0) throw new IOException(mountPoint + " could not be filled");
    }

    void free() throws IOException {
        Files.deleteIfExists(mountPoint.resolve(FILLER));
    }

    /** From now on no writes reach the disk, including pending ones. */
    void cut() throws IOException, InterruptedException {
        Shell.run("xfs_io", "-x", "-c", "shutdown", mountPoint.toString());
    }

    /** The missing tools that a disk needs; empty when all are installed. */
    static List<String> missingTools() {
        return List.of("mkfs.ext4", "mount", "umount", "fallocate", "xfs_io").stream()
                .filter(tool -> List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").stream()
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool))))
                .toList();
    }
}
