package io.trivium.fin.feature;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The data that a card's history keeps of a payment in addition to amount, time and places, in one long: country (16
 * bits), merchant category (16), channel (4) and distance from home (28, tenths of a kilometre). A part that the
 * payment does not name is 0; {@link #NONE} names nothing.
 */
final class EventDetails {

    static final long NONE = 0;

    private static final int CATEGORY_AT = 32;
    private static final int CHANNEL_AT = 28;
    private static final long DISTANCE = (1L << CHANNEL_AT) - 1;
    private static final double TENTHS = 10.0;

    private EventDetails() {}

    static long of(Authorization payment) {
        String country = payment.country();
        String mcc = payment.mcc();
        Channel channel = payment.channel();
        Double distance = payment.homeDistanceKm();
        long packed = country == null ? 0 : ((long) country.charAt(0) << 8 | country.charAt(1)) << 48;
        packed |= mcc == null ? 0 : (Long.parseLong(mcc) + 1) << CATEGORY_AT;
        packed |= (long) code(channel) << CHANNEL_AT;
        return packed | (distance == null ? 0 : Math.round(distance * TENTHS) + 1);
    }

    /** Two letters in one number, or 0. */
    static int country(long details) {
        return (int) (details >>> 48);
    }

    /** The ISO 18245 code plus one, or 0. */
    static int category(long details) {
        return (int) (details >>> CATEGORY_AT) & 0xffff;
    }

    /** As in {@link Feature#CHANNEL}, or 0. */
    static int channel(long details) {
        return (int) (details >>> CHANNEL_AT) & 0xf;
    }

    /** Kilometres, or −1. */
    static double distanceKm(long details) {
        long distance = details & DISTANCE;
        return distance == 0 ? -1 : (distance - 1) / TENTHS;
    }

    static int code(@Nullable Channel channel) {
        if (channel == null) return 0;
        return switch (channel) {
            case CHIP -> 1;
            case CONTACTLESS -> 2;
            case MAGSTRIPE -> 3;
            case ECOMMERCE -> 4;
            case MOTO -> 5;
            case ATM -> 6;
            case TRANSFER -> 7;
        };
    }
}
