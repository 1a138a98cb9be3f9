package io.trivium.fin.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A stream of random draws that depends on nothing but its key, so that any day of a simulation can be made alone and
 * twice. Only strict arithmetic is used: the same key gives the same draws on every machine. Not thread-safe.
 */
final class Draws {
    private final SplittableRandom random;

    private Draws(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The stream of one purpose: keys that differ in any part give independent streams. */
    static Draws keyed(long seed, Stream stream, long first, long second) {
        return new Draws(key(seed, stream, first, second));
    }

    /** One uniform draw in [0, 1) without making a stream. */
    static double uniform(long seed, Stream stream, long first, long second) {
        return (key(seed, stream, first, second) >>> 11) * 0x1.0p-53;
    }

    /** 64 bits of a key, for names that never change. */
    static long bits(long seed, Stream stream, long first, long second) {
        return key(seed, stream, first, second);
    }

    private static long key(long seed, Stream stream, long first, long second) {
        return mix(mix(mix(mix(seed) + stream.key) + first) + second);
    }

    /** A bijection of 64 bits in which every input bit moves about half of the output bits (Stafford's variant 13). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    double uniform() {
        return random.nextDouble();
    }

    double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** In [0, bound). */
    int index(int bound) {
        return random.nextInt(bound);
    }

    /** In [from, to], both included. */
    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    /** Some of the list, chosen independently, so that one may come twice. */
    <T> List<T> some(List<T> of, int count) {
        return indexes(count, of.size()).stream().map(of::get).toList();
    }

    /** In [0, bound), chosen independently. */
    List<Integer> indexes(int count, int bound) {
        return IntStream.range(0, count).map(i -> index(bound)).boxed().toList();
    }

    /** Prefers the front of the list: half of the draws fall on its first quarter. */
    <T> T skewed(List<T> of) {
        return of.get((int) (of.size() * StrictMath.pow(uniform(), 2)));
    }

    <T> T any(List<T> of) {
        return of.get(index(of.size()));
    }

    long bits() {
        return random.nextLong();
    }

    /** Box and Muller's method; the second value of each pair is dropped. */
    double normal(double mean, double deviation) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return mean + deviation * radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    double logNormal(double median, double sigma) {
        return median * StrictMath.exp(normal(0, sigma));
    }

    /** Knuth's method below a mean of 30, above it the rounded normal approximation. */
    int poisson(double mean) {
        if (mean > 30) return (int) Math.max(0, Math.round(normal(mean, StrictMath.sqrt(mean))));
        double limit = StrictMath.exp(-mean);
        int count = -1;
        for (double product = 1; product > limit; product *= random.nextDouble()) count++;
        return Math.max(0, count);
    }

    /** The purpose of a stream of draws; the keys are part of every simulated world. */
    enum Stream {
        CARD(1),
        TERMINAL(2),
        CARD_DAY(3),
        TERMINAL_COMPROMISED(4),
        CARD_COMPROMISED(5),
        DAY(6),
        LABEL(7),
        LIVE(8),
        /** The devices, online merchants and payees of a card's holder. */
        HABITS(9),
        DEVICE(10),
        TRIP(11),
        RING(12),
        LONG_HISTORY(13);

        private final long key;

        Stream(long key) {
            this.key = key;
        }
    }
}
