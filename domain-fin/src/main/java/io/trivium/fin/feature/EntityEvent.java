package io.trivium.fin.feature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One authorization as a card's or terminal's history keeps it.
 *
 * @param timeMs event time, milliseconds since 1970 UTC
 * @param amountMinor ten-thousandths of the currency unit, not negative
 * @param idHigh first half of the 128-bit hash of the authorization id
 * @param idLow second half
 * @param fraud what the newest label says; false while unlabelled
 * @param labelledAtMs when the newest label was observed, or {@link #UNLABELLED}
 * @param place hash of the terminal in a card's history, see {@link #placeOf}; {@link #NOWHERE} in a terminal's own
 */
public record EntityEvent(
        long timeMs, long amountMinor, long idHigh, long idLow, boolean fraud, long labelledAtMs, long place) {

    public static final long UNLABELLED = Long.MIN_VALUE;
    public static final long NOWHERE = 0;

    public EntityEvent {
        if (amountMinor < 0) {
            throw new IllegalArgumentException("amount is negative: " + amountMinor);
        }
        if (fraud && labelledAtMs == UNLABELLED) {
            throw new IllegalArgumentException("fraud without a label");
        }
    }

    /** An event no label has reached yet. */
    public static EntityEvent unlabelled(String authorizationId, long timeMs, long amountMinor) {
        return labelled(authorizationId, timeMs, amountMinor, false, UNLABELLED);
    }

    /** The same event with what a label says of it. */
    public static EntityEvent labelled(
            String authorizationId, long timeMs, long amountMinor, boolean fraud, long labelledAtMs) {
        byte[] digest = sha256().digest(authorizationId.getBytes(StandardCharsets.UTF_8));
        ByteBuffer hash = ByteBuffer.wrap(digest);
        return new EntityEvent(timeMs, amountMinor, hash.getLong(0), hash.getLong(8), fraud, labelledAtMs, NOWHERE);
    }

    /** The same event as a card's history keeps it: with the terminal it happened at. */
    public EntityEvent at(String terminalId) {
        return new EntityEvent(timeMs, amountMinor, idHigh, idLow, fraud, labelledAtMs, placeOf(terminalId));
    }

    /** 64 bits that equal terminals of one tenant share (FNV-1a); never {@link #NOWHERE}. */
    static long placeOf(String terminalId) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : terminalId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash == NOWHERE ? 1 : hash;
    }

    /** Whether this event's label replaces the other's: the later observation wins, on a tie fraud does. */
    static boolean supersedes(long labelledAtMs, boolean fraud, long otherLabelledAtMs, boolean otherFraud) {
        return labelledAtMs > otherLabelledAtMs || (labelledAtMs == otherLabelledAtMs && fraud && !otherFraud);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
