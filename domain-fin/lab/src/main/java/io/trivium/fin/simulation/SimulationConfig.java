package io.trivium.fin.simulation;

/**
 * The size of a simulated world.
 *
 * @param seed two worlds with equal configuration are equal
 * @param authorizationsPerCardDay mean over all cards; single cards differ by a factor of ten and more
 * @param bareShare of cards whose authorizations say less: three fifths of them nothing but card, terminal, amount and
 *     time, the others nothing of device, counterparty and distance
 * @param fraudFactor how much more frequent than documented frauds are, apart from card testing and night withdrawals
 * @param testedCards cards of the largest burst of card testing
 * @param cardsPerRing thieves with stolen credentials work in one ring for so many cards of the world
 */
public record SimulationConfig(
        long seed,
        int cards,
        int terminals,
        double authorizationsPerCardDay,
        double bareShare,
        double fraudFactor,
        int testedCards,
        int cardsPerRing) {
    /**
     * The demo's world. It has so many cards that hours of live traffic do not make any of them far more active than its
     * history, and so much fraud that a desk has something to do.
     */
    public static final SimulationConfig DEMO = new SimulationConfig(20260101, 30_000, 6_000, 0.05, 0, 3, 6, 30_000);

    /** As many as the bundled model has learned from. */
    private static final int TESTED_CARDS = 40;

    private static final int CARDS_PER_RING = 3_000;

    public SimulationConfig {
        if (cards < 1 || cards > 1_000_000) throw new IllegalArgumentException("cards outside [1, 1000000]: " + cards);
        if (terminals < 60 || terminals > 1_000_000) {
            throw new IllegalArgumentException("terminals outside [60, 1000000]: " + terminals);
        }
        if (!(authorizationsPerCardDay > 0 && authorizationsPerCardDay <= 50)) {
            throw new IllegalArgumentException(
                    "authorizations per card and day outside (0, 50]: " + authorizationsPerCardDay);
        }
        if (!(bareShare >= 0 && bareShare <= 1)) {
            throw new IllegalArgumentException("share of bare cards outside [0, 1]: " + bareShare);
        }
        if (testedCards < 2 || testedCards > cards) {
            throw new IllegalArgumentException("tested cards outside [2, " + cards + "]: " + testedCards);
        }
        if (cardsPerRing < 1) throw new IllegalArgumentException("cards per ring below 1: " + cardsPerRing);
        if (!(fraudFactor >= 0 && fraudFactor <= 10)) {
            throw new IllegalArgumentException("fraud factor outside [0, 10]: " + fraudFactor);
        }
    }

    /** A world in which every authorization says all there is to say. */
    public SimulationConfig(long seed, int cards, int terminals, double authorizationsPerCardDay) {
        this(seed, cards, terminals, authorizationsPerCardDay, 0);
    }

    /** A world with as much fraud as documented. */
    public SimulationConfig(long seed, int cards, int terminals, double authorizationsPerCardDay, double bareShare) {
        this(
                seed,
                cards,
                terminals,
                authorizationsPerCardDay,
                bareShare,
                1,
                Math.min(cards, TESTED_CARDS),
                CARDS_PER_RING);
    }

    public SimulationConfig withSeed(long other) {
        return new SimulationConfig(
                other, cards, terminals, authorizationsPerCardDay, bareShare, fraudFactor, testedCards, cardsPerRing);
    }
}
