package io.trivium.runtime.expert.piece;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a pack that can be read at any time, and is verified whenever it is.
 *
 * @param path as the manifest names it
 * @param sha256 in lower-case hexadecimal
 */
public record PieceFile(Path directory, String path, String sha256, long bytes) {

    /** The content, which has the manifest's SHA-256. */
    public byte[] read() throws PieceFault {
        byte[] content;
        try {
            content = Files.readAllBytes(directory.resolve(path));
        } catch (IOException e) {
            throw new PieceFault(FaultReason.MISSING, path + " is missing or cannot be read", e);
        }
        String found = sha256(content);
        if (!found.equals(sha256)) {
            throw new PieceFault(
                    FaultReason.CHECKSUM, path + " has SHA-256 " + found + ", the manifest says " + sha256, null);
        }
        return content;
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
