package io.trivium.med.evaluation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Divides patients into parts by a hash of their id alone, so that every run and every machine divides them alike. */
public enum PatientSplit {
    /** Seven of ten. */
    TRAINING,
    /** One of ten; chooses the epoch, so it counts as seen. */
    VALIDATION,
    /** Two of ten; measured once. */
    HELD_OUT;

    /** The part of a patient. */
    public static PatientSplit of(String patientId) {
        return switch ((int) Long.remainderUnsigned(hash(patientId), 10)) {
            case 0, 1 -> HELD_OUT;
            case 2 -> VALIDATION;
            default -> TRAINING;
        };
    }

    /** The first eight bytes of the id's SHA-256, as a pack's list of training rows has it. */
    public static long hash(String patientId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(patientId.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
