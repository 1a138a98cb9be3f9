package io.trivium.runtime.pack;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** A zip file that somebody sent, with a pack or a part of one in it. */
public final class PackArchive {
    private PackArchive() {}

    /**
     * Unpacks it.
     *
     * @param directory that is there and empty; whoever made it removes it when this fails
     * @param mostBytes in all, unpacked
     * @throws InvalidPackException when it is no zip file or holds a path outside the directory
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_PACK_TOO_LARGE}
     */
    public static void unpack(InputStream zip, Path directory, long mostBytes, int mostFiles) throws IOException {
        try {
            extract(zip, directory, mostBytes, mostFiles);
        } catch (ZipException e) {
            throw new InvalidPackException("invalid model pack", "the upload is not a zip file: " + e.getMessage(), e);
        }
    }

    private static void extract(InputStream zip, Path directory, long mostBytes, int mostFiles) throws IOException {
        long left = mostBytes;
        int files = 0;
        byte[] buffer = new byte[1 << 16];
        try (ZipInputStream entries = new ZipInputStream(zip)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.isDirectory()) continue;
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory) || target.equals(directory)) {
                    throw new InvalidPackException(
                            "invalid model pack",
                            List.of("the zip file holds a path outside the pack: " + entry.getName()));
                }
                if (++files > mostFiles) throw tooLarge("more than " + mostFiles + " files");
                Path folder = target.getParent();
                if (folder != null) Files.createDirectories(folder);
                try (OutputStream out = Files.newOutputStream(target)) {
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

    private static PlatformException tooLarge(String what) {
        return new PlatformException(RuntimeErrorCode.MODEL_PACK_TOO_LARGE, "The pack has " + what + ".");
    }
}
