package io.trivium.med.report;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * UIDs that follow from what they name: the root 2.25 with a UUID as one number (PS3.5 B.2). The UUID is of version 8 (RFC
 * 9562 5.8), its other bits the first of a SHA-256, so the same parts give the same UID on every machine and in every year.
 */
public final class DerivedUid {
    private DerivedUid() {}

    /**
     * The UID of some parts.
     *
     * @param parts in an order that has a meaning; {@code ("a", "bc")} and {@code ("ab", "c")} differ
     */
    public static String of(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(BigInteger.valueOf(bytes.length).toByteArray());
            digest.update((byte) ':');
            digest.update(bytes);
        }
        return fromHash(digest.digest());
    }

    /** The UID whose free bits are the first of a hash. */
    public static String fromHash(byte[] hash) {
        byte[] uuid = Arrays.copyOf(hash, 16);
        uuid[6] = (byte) ((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte) ((uuid[8] & 0x3F) | 0x80);
        return "2.25." + new BigInteger(1, uuid);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
