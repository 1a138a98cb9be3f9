package io.trivium.med.privacy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pseudonyms of a patient, a UID and a day within one project, by HMAC-SHA-256: the same for the same input and key,
 * without a list that would have to be kept, and not reversible without the key. Safe for use by several threads.
 */
public final class Pseudonyms {
    private static final int FEWEST_KEY_BYTES = 32;
    private static final int MOST_DAYS = 3650;

    private final SecretKeySpec key;
    private final String project;

    /**
     * Pseudonyms of a project.
     *
     * @param key of the project, at least 32 random bytes
     * @param project name, so that two projects with one key still differ
     */
    public Pseudonyms(byte[] key, String project) {
        if (key.length < FEWEST_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key of " + key.length + " bytes; at least " + FEWEST_KEY_BYTES + " are needed");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.project = project;
    }

    /** A UID under 2.25 (PS3.5 B.2) for one of the hospital's. */
    public String uid(String original) {
        byte[] uuid = Arrays.copyOf(mac("uid", original), 16);
        uuid[6] = (byte) ((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte) ((uuid[8] & 0x3F) | 0x80);
        return "2.25." + new BigInteger(1, uuid);
    }

    /** An identifier for a patient, of 17 characters. */
    public String patient(String patientId, String issuer) {
        return "P"
                + String.format(
                        Locale.ROOT,
                        "%016X",
                        ByteBuffer.wrap(mac("patient", issuer + "\\" + patientId))
                                .getLong());
    }

    /** By how many days all dates of a patient move into the past: 1 to 3,650, so that intervals stay. */
    public int daysBack(String patientId, String issuer) {
        long number = ByteBuffer.wrap(mac("days", issuer + "\\" + patientId)).getLong();
        return 1 + (int) Long.remainderUnsigned(number, MOST_DAYS);
    }

    private byte[] mac(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((project + "\n" + purpose + "\n").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Pseudonyms[" + project + ", key=***]";
    }
}
