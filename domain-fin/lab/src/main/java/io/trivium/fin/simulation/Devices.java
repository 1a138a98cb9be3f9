package io.trivium.fin.simulation;

import io.trivium.fin.simulation.Draws.Stream;

/** Which phone or browser a card's holder pays with. Immutable. */
final class Devices {
    private static final double BROWSER_UNKNOWN = 0.02;
    private static final double SECOND_DEVICE = 0.35;

    private final long seed;

    Devices(long seed) {
        this.seed = seed;
    }

    /** A name that depends on the key alone. */
    static String id(long seed, Stream stream, long first, long second) {
        return "dev-" + Long.toString(Draws.bits(seed, stream, first, second) >>> 8, Character.MAX_RADIX);
    }

    /** A phone is kept for 400 to 1,100 days, a time of the card's own; then the next one has another name. */
    String phone(Card card, long epochDay) {
        int keptDays = 400 + (int) (700 * Draws.uniform(seed, Stream.DEVICE, card.index(), 3));
        long phase = (long) (keptDays * Draws.uniform(seed, Stream.DEVICE, card.index(), 4));
        return id(seed, Stream.DEVICE, card.index(), 1_000 + Math.floorDiv(epochDay + phase, keptDays));
    }

    /** Returns the device of a genuine online payment; occasionally a browser that has lost its identity. */
    String own(Card card, long epochDay, Draws draws) {
        if (draws.chance(BROWSER_UNKNOWN)) return unknown(draws);
        String second = card.secondDevice();
        return second != null && draws.chance(SECOND_DEVICE) ? second : phone(card, epochDay);
    }

    /** Returns a device that has not been seen before. */
    static String unknown(Draws draws) {
        return "dev-" + Long.toString(draws.bits() >>> 8, Character.MAX_RADIX);
    }
}
