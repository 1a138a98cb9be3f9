package io.trivium.runtime.pack;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** An uploaded zip file with a pack or a part of one. */
public final class PackArchive {
    private static final String INVALID = "invalid model pack";

    /** Of a path within the pack; file systems refuse names of more than 255 bytes. */
    private static final int LONGEST_NAME = 240;

    private PackArchive() {}

    /** A sender that is slower than this on average, after the first {@link #GRACE}, is refused. */
    private static final long LEAST_BYTES_PER_SECOND = 16 << 10;

    private static final Duration GRACE = Duration.ofSeconds(20);

    /**
     * Stores an upload as it arrives, so that nothing else has to wait for the sender.
     *
     * @param file new
     * @param mostBytes of the upload
     * @param longest time that it may take
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_PACK_TOO_LARGE}, or {@link
     *     RuntimeErrorCode#MODEL_UPLOAD_TOO_SLOW} when it takes longer or brings fewer than 16 KiB each second on average
     *     after the first 20 s
     */
    public static void spool(InputStream upload, Path file, long mostBytes, Duration longest) throws IOException {
        long start = System.nanoTime();
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = upload.read(buffer); read >= 0; read = upload.read(buffer)) {
                bytes += read;
                if (bytes > mostBytes) throw tooLarge("more than " + mostBytes + " bytes");
                out.write(buffer, 0, read);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                Duration allowed = GRACE.plusMillis(bytes * 1_000 / LEAST_BYTES_PER_SECOND);
                if (took.compareTo(allowed) > 0 || took.compareTo(longest) > 0) {
                    throw new PlatformException(
                            RuntimeErrorCode.MODEL_UPLOAD_TOO_SLOW,
                            "The upload has brought " + bytes + " bytes in " + took.toSeconds() + " s. Send it within "
                                    + longest.toSeconds() + " s and with at least 16 KiB each second.");
                }
            }
        }
    }

    /**
     * Unpacks it. Directories count as files do, and have no content.
     *
     * @param directory existing and empty; the caller removes it when this fails
     * @param mostBytes in all, unpacked
     * @throws InvalidPackException when it is no whole zip file or holds a path outside the directory, twice or that is none
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_PACK_TOO_LARGE}
     */
    public static void unpack(InputStream zip, Path directory, long mostBytes, int mostFiles) throws IOException {
        try {
            extract(zip, directory, mostBytes, mostFiles);
        } catch (ZipException | EOFException e) {
            throw new InvalidPackException(INVALID, "the upload is not a zip file: " + e.getMessage(), e);
        }
    }

    private static void extract(InputStream zip, Path directory, long mostBytes, int mostFiles) throws IOException {
        long left = mostBytes;
        int files = 0;
        byte[] buffer = new byte[1 << 16];
        try (ZipInputStream entries = new ZipInputStream(zip)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (++files > mostFiles) throw tooLarge("more than " + mostFiles + " files and directories");
                if (entry.isDirectory()) {
                    // Its content would be inflated on the way to the next entry.
                    if (entries.read(buffer) < 0) continue;
                    throw new InvalidPackException(
                            INVALID, List.of("the zip file holds a directory with content: " + entry.getName()));
                }
                try (OutputStream out = create(directory, entry.getName())) {
                    for (int read = entries.read(buffer); read >= 0; read = entries.read(buffer)) {
                        left -= read;
                        if (left < 0) throw tooLarge("more than " + mostBytes + " bytes");
                        out.write(buffer, 0, read);
                    }
                }
            }
        }
        if (files == 0) throw new ZipException("it has no entries");
    }

    private static OutputStream create(Path directory, String name) throws IOException {
        Path target = target(directory, name);
        try {
            Path folder = target.getParent();
            if (folder != null) Files.createDirectories(folder);
            return Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidPackException(INVALID, "the zip file holds a path twice, or below a file: " + name, e);
        }
    }

    private static Path target(Path directory, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new InvalidPackException(
                    INVALID, List.of("the zip file holds a path of more than " + LONGEST_NAME + " bytes"));
        }
        Path target;
        try {
            target = directory.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new InvalidPackException(INVALID, "the zip file holds a path that is none: " + e.getReason(), e);
        }
        if (!target.startsWith(directory) || target.equals(directory)) {
            throw new InvalidPackException(INVALID, List.of("the zip file holds a path outside the pack: " + name));
        }
        return target;
    }

    private static PlatformException tooLarge(String what) {
        return new PlatformException(RuntimeErrorCode.MODEL_PACK_TOO_LARGE, "The pack has " + what + ".");
    }
}
