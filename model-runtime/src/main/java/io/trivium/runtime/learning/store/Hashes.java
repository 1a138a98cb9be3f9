package io.trivium.runtime.learning.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash function of the learning store. */
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
}
