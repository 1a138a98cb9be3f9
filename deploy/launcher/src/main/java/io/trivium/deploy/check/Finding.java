package io.trivium.deploy.check;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that {@code ./trivium doctor} checked.
 *
 * @param what the checked item
 * @param found its state, in a sentence or less
 * @param remedy how to fix it; empty when good
 */
public record Finding(String what, Level level, String found, String remedy) {
    /** The effect of a finding on the platform. */
    public enum Level {
        GOOD,
        /** Nothing to fix: it starts, or waits for something that starts. */
        WAITING,
        BAD
    }

    static Finding good(String what, String found) {
        return new Finding(what, Level.GOOD, found, "");
    }

    static Finding waiting(String what, String found, String remedy) {
        return new Finding(what, Level.WAITING, found, remedy);
    }

    static Finding bad(String what, String found, String remedy) {
        return new Finding(what, Level.BAD, found, remedy);
    }

    static Finding of(String what, boolean good, String found, String remedy) {
        return good ? good(what, found) : bad(what, found, remedy);
    }

    @JsonProperty("good")
    public boolean good() {
        return level == Level.GOOD;
    }
}
