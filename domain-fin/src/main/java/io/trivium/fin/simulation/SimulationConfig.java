package io.trivium.fin.simulation;

/**
 * The size of a simulated world.
 *
 * @param seed two worlds with equal configuration are equal
 * @param authorizationsPerCardDay mean over all cards; single cards differ by a factor of ten and more
 * @param bareShare of cards whose authorizations say less: three fifths of them nothing but card, terminal, amount and
 *     time, the others nothing of device, counterparty and distance
 */
public record SimulationConfig(long seed, int cards, int terminals, double authorizationsPerCardDay, double bareShare) {
    public static final SimulationConfig DEMO = new SimulationConfig(20260101, 6_000, 1_200, 0.25);

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
    }

    /** A world in which every authorization says all there is to say. */
    public SimulationConfig(long seed, int cards, int terminals, double authorizationsPerCardDay) {
        this(seed, cards, terminals, authorizationsPerCardDay, 0);
    }

    public SimulationConfig withSeed(long other) {
        return new SimulationConfig(other, cards, terminals, authorizationsPerCardDay, bareShare);
    }
}
