package io.trivium.fin.feature;

import io.trivium.fin.authorization.Authorization;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One authorization as the history of a card, terminal, device or counterparty keeps it.
 *
 * @param timeMs event time, milliseconds since 1970 UTC
 * @param amountMinor ten-thousandths of the currency unit, not negative
 * @param idHigh first half of the 128-bit hash of the authorization id
 * @param idLow second half
 * @param fraud what the newest label says; false while unlabelled
 * @param labelledAtMs when the newest label was observed, or {@link #UNLABELLED}
 * @param place hash of the terminal in a card's history, of the card in a device's or counterparty's, see
 *     {@link #placeOf}; {@link #NOWHERE} in a terminal's own
 * @param device hash of the device in a card's history, {@link #NOWHERE} where the payment names none
 * @param details country, category, channel and distance in a card's history, see {@link EventDetails}
 */
public record EntityEvent(
        long timeMs,
        long amountMinor,
        long idHigh,
        long idLow,
        boolean fraud,
        long labelledAtMs,
        long place,
        long device,
        long details) {

    public static final long UNLABELLED = Long.MIN_VALUE;
    public static final long NOWHERE = 0;

    public EntityEvent {
        if (amountMinor < 0) throw new IllegalArgumentException("amount is negative: " + amountMinor);
        if (fraud && labelledAtMs == UNLABELLED) throw new IllegalArgumentException("fraud without a label");
    }

    /** An event of which nothing but the place is known. */
    public EntityEvent(
            long timeMs, long amountMinor, long idHigh, long idLow, boolean fraud, long labelledAtMs, long place) {
        this(timeMs, amountMinor, idHigh, idLow, fraud, labelledAtMs, place, NOWHERE, EventDetails.NONE);
    }

    /** An event no label has reached yet. */
    public static EntityEvent unlabelled(String authorizationId, long timeMs, long amountMinor) {
        return labelled(authorizationId, timeMs, amountMinor, false, UNLABELLED);
    }

    /** The same event with its label. */
    public static EntityEvent labelled(
            String authorizationId, long timeMs, long amountMinor, boolean fraud, long labelledAtMs) {
        byte[] digest = sha256().digest(authorizationId.getBytes(StandardCharsets.UTF_8));
        ByteBuffer hash = ByteBuffer.wrap(digest);
        return new EntityEvent(timeMs, amountMinor, hash.getLong(0), hash.getLong(8), fraud, labelledAtMs, NOWHERE);
    }

    /** The authorization as a terminal's history keeps it, not labelled yet. */
    public static EntityEvent ofTerminal(Authorization authorization) {
        return unlabelled(
                authorization.authorizationId(),
                authorization.occurredAt().toEpochMilli(),
                authorization.amountMinor());
    }

    /** The authorization as its card's history keeps it. */
    public static EntityEvent ofCard(Authorization authorization) {
        EntityEvent event = ofTerminal(authorization);
        String device = authorization.deviceId();
        return new EntityEvent(
                event.timeMs,
                event.amountMinor,
                event.idHigh,
                event.idLow,
                false,
                UNLABELLED,
                placeOf(authorization.terminalId()),
                device == null ? NOWHERE : placeOf(device),
                EventDetails.of(authorization));
    }

    /** The authorization as the history of its device or of its counterparty keeps it. */
    public static EntityEvent ofFlow(Authorization authorization) {
        return ofTerminal(authorization).at(authorization.panToken());
    }

    /** The same event with its place. */
    EntityEvent at(String placeId) {
        return new EntityEvent(timeMs, amountMinor, idHigh, idLow, fraud, labelledAtMs, placeOf(placeId));
    }

    /** 64 bits that equal ids of one tenant share (FNV-1a); never {@link #NOWHERE}. */
    static long placeOf(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
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
