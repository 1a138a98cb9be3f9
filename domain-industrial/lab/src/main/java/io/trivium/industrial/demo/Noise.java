package io.trivium.industrial.demo;

import java.time.Instant;
import java.util.Random;

/** Random numbers as a function of a machine and a second, the same on every call. */
final class Noise {
    private Noise() {}

    static Random of(long machine, Instant time) {
        return new Random((machine * 0x9E3779B97F4A7C15L) ^ (time.getEpochSecond() * 0xD1B54A32D192ED03L));
    }

    /** Seconds into the current period, with a start of the machine's own. */
    static long into(long machine, Instant time, long periodSeconds) {
        return Math.floorMod(time.getEpochSecond() + machine * 7_919, periodSeconds);
    }
}
