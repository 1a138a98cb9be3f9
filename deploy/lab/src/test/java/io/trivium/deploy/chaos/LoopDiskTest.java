package io.trivium.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs where the user may mount; skipped with a message where not. */
class LoopDiskTest {
    private static final byte[] CONTENT = new byte[200_000];

    @TempDir
    Path directory = Path.of("unset");

    private @Nullable LoopDisk mounted;

    @BeforeEach
    void mount() throws InterruptedException {
        assumeTrue(LoopDisk.missingTools().isEmpty(), () -> "no " + LoopDisk.missingTools());
        try {
            mounted = LoopDisk.mounted(directory.resolve("disk.img"), directory.resolve("disk"), 48L << 20);
        } catch (LauncherException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        LoopDisk disk = mounted;
        if (disk != null) disk.unmount();
    }

    private LoopDisk disk() {
        return Objects.requireNonNull(mounted);
    }

    @Test
    void oneThatIsTooSmallForALongerRunGrowsAndKeepsWhatItHas() throws Exception {
        Path file = disk().mountPoint().resolve("file");
        Files.write(file, CONTENT);
        long before = Files.getFileStore(file).getTotalSpace();
        mounted = LoopDisk.mounted(directory.resolve("disk.img"), directory.resolve("disk"), 96L << 20);
        assertTrue(Files.getFileStore(file).getTotalSpace() > before * 3 / 2);
        assertArrayEquals(CONTENT, Files.readAllBytes(file));
    }

    @Test
    void aFullDiskTakesNothingUntilItIsFreed() throws Exception {
        LoopDisk disk = disk();
        Path file = disk.mountPoint().resolve("file");
        disk.fill();
        assertThrows(IOException.class, () -> Files.write(file, CONTENT));
        disk.free();
        Files.write(file, CONTENT);
        assertArrayEquals(CONTENT, Files.readAllBytes(file));
    }

    @Test
    void aPowerCutLosesWhatWasNotSyncedAndNothingElse() throws Exception {
        LoopDisk disk = disk();
        Path synced = disk.mountPoint().resolve("synced");
        Path unsynced = disk.mountPoint().resolve("unsynced");
        try (FileChannel channel = FileChannel.open(synced, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(CONTENT));
            channel.force(true);
        }
        Files.write(unsynced, CONTENT);
        disk.cut();
        assertThrows(IOException.class, () -> Files.write(synced, CONTENT));
        disk.unmount();
        disk.mount();
        assertArrayEquals(CONTENT, Files.readAllBytes(synced));
        assertFalse(Files.exists(unsynced) && Files.size(unsynced) == CONTENT.length);
    }
}
