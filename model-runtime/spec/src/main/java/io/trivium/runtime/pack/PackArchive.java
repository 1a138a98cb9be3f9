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

    /**
     * Unpacks it.
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
                if (entry.isDirectory()) continue;
                if (++files > mostFiles) throw tooLarge("more than " + mostFiles + " files");
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
