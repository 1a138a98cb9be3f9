package io.trivium.runtime.pack;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of the learning store. */
public final class Hashes {
    private Hashes() {}

    /** A new SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The identifier of a row in the list of rows that a pack has seen: the first eight bytes of the content hash. */
    public static long rowHash(byte[] contentHash) {
        return ByteBuffer.wrap(contentHash).getLong();
    }
}
